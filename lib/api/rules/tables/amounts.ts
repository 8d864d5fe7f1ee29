// Names and amounts of resources: of containers, of pods as a whole, of quotas. Follows validateResourceRequirements,
// ValidateResourceQuotaSpec and their neighbours of kubernetes/pkg/apis/core/validation, and pkg/apis/core/helper.

import { forbidden, invalid, notSupported, required, type FieldError } from '../../field-errors.ts';
import { qualifiedName } from '../../labels.ts';
import type { JsonObject } from '../../object.ts';
import { addQuantities, compareQuantities, parseQuantity, resourceQuantity } from '../../quantity.ts';
import { check, held, items, list, NONE, text, wrong } from '../words.ts';
import type { Rule } from '../rule.ts';

const CONTAINER = ['cpu', 'memory', 'ephemeral-storage'];
const OBJECTS = [
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
];
const QUOTA = new Set([
  ...CONTAINER,
  ...CONTAINER.map((it) => `requests.${it}`),
  ...CONTAINER.map((it) => `limits.${it}`),
  'requests.storage',
  ...OBJECTS,
]);
const COUNTED = new Set(OBJECTS);

const isHugePages = (name: string): boolean => name.startsWith('hugepages-');
const isQuotaHugePages = (name: string): boolean => isHugePages(name) || name.startsWith('requests.hugepages-');
const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');
/** One of a vendor: `example.com/gpu`. */
const isExtended = (name: string): boolean =>
  !isNative(name) && !name.startsWith('requests.') && qualifiedName(`requests.${name}`).length === 0;
export const isOvercommitted = (name: string): boolean => isNative(name) && !isHugePages(name);

type Names = (name: string, path: string) => FieldError[];

export const anyName: Names = (name, path) => {
  const errors = wrong(path, name, qualifiedName(name));
  if (errors.length || name.includes('/') || name === 'storage' || QUOTA.has(name) || isQuotaHugePages(name))
    return errors;
  return [invalid(path, name, 'must be a standard resource type or fully qualified')];
};

export const containerName: Names = (name, path) => {
  const errors = anyName(name, path);
  if (name.split('/').length === 1) {
    if (!CONTAINER.includes(name) && !isHugePages(name))
      errors.push(invalid(path, name, 'must be a standard resource for containers'));
  } else if (!isNative(name) && !isExtended(name))
    errors.push(invalid(path, name, "doesn't follow extended resource name standard"));
  return errors;
};

const podName: Names = (name, path) => {
  const errors = anyName(name, path);
  if (errors.length || name === 'cpu' || name === 'memory' || isHugePages(name)) return errors;
  return [notSupported(path, name, ['cpu', 'hugepages-', 'memory'])];
};

export const quotaName: Names = (name, path) => {
  const errors = anyName(name, path);
  if (name.split('/').length === 1 && !QUOTA.has(name) && !isQuotaHugePages(name))
    errors.push(invalid(path, name, 'must be a standard resource for quota'));
  return errors;
};

type Amount = string | number;
export const isAmount = (value: unknown): value is Amount =>
  (typeof value === 'string' || typeof value === 'number') && parseQuantity(value) !== undefined;

/** Not below nothing; whole where things are counted. */
export function amountErrors(name: string, value: unknown, path: string): FieldError[] {
  if (!isAmount(value)) return [];
  const errors: FieldError[] = [];
  const said = resourceQuantity(value);
  if (compareQuantities(value, 0) < 0) errors.push(invalid(path, said, 'must be greater than or equal to 0'));
  if ((COUNTED.has(name) || isExtended(name)) && parseQuantity(value)!.nano % 1_000_000_000n !== 0n)
    errors.push(invalid(path, said, 'must be an integer'));
  return errors;
}

/** Whether amounts are of nothing but CPU and memory, and none is below another or below nothing: nearly all are. */
function areUsual(amounts: JsonObject, below: JsonObject): boolean {
  for (const name in amounts) {
    const amount = amounts[name];
    if ((name !== 'cpu' && name !== 'memory') || !isAmount(amount)) return false;
    const least = below[name] ?? 0;
    if (!isAmount(least) || compareQuantities(amount, least) < 0) return false;
  }
  return true;
}
const NOTHING: JsonObject = {};

function requirementErrors(value: unknown, path: string, names: Names): readonly FieldError[] {
  const { limits, requests } = held(value);
  const limited = held(limits);
  const requested = held(requests);
  if (areUsual(requested, NOTHING) && areUsual(limited, requested)) return NONE;
  return unusualErrors(limited, requested, path, names);
}

function unusualErrors(limited: JsonObject, requested: JsonObject, path: string, names: Names): FieldError[] {
  const errors: FieldError[] = [];
  let hugePages = false;
  let others = false;
  const look = (name: string): void => {
    if (isHugePages(name)) hugePages = true;
    else if (name === 'cpu' || name === 'memory') others = true;
  };
  const check = (name: string, amount: unknown, list: string): void => {
    look(name);
    const at = `${path}.${list}[${name}]`;
    errors.push(...names(name, at), ...amountErrors(name, amount, at));
  };
  for (const name in limited) check(name, limited[name], 'limits');
  for (const name in requested) {
    const amount = requested[name];
    check(name, amount, 'requests');
    const limit = limited[name];
    if (limit === undefined) {
      if (!isOvercommitted(name))
        errors.push(required(`${path}.limits`, 'Limit must be set for non overcommitable resources'));
      continue;
    }
    if (!isAmount(amount) || !isAmount(limit)) continue;
    const order = compareQuantities(amount, limit);
    if (order === 0 || (order < 0 && isOvercommitted(name))) continue;
    const how = isOvercommitted(name) ? 'less than or equal' : 'equal';
    errors.push(
      invalid(
        `${path}.requests`,
        resourceQuantity(amount),
        `must be ${how} to ${name} limit of ${resourceQuantity(limit)}`,
      ),
    );
  }
  if (hugePages && !others) errors.push(forbidden(path, 'HugePages require cpu or memory'));
  return errors;
}

/** What a container asks for. */
export const containerAmounts: Rule = check((value, path) => requirementErrors(value, path, containerName));

/** The name of a resource of a container. */
export const containerResource: Rule = check((value, path) =>
  typeof value === 'string' && value !== '' ? containerName(value, path) : NONE,
);

/** What a pod asks for as a whole; its containers ask for no more together, and none is limited above it. */
export const podAmounts: Rule = check((value, path, pod) => {
  if (!value) return NONE;
  const errors = [...requirementErrors(value, path, podName)];
  const containers = list(pod['containers']);
  const requests = held(held(value)['requests']);
  for (const name in requests) {
    const own = requests[name];
    if (!isAmount(own) || (name !== 'cpu' && name !== 'memory' && !isHugePages(name))) continue;
    const asked = containers
      .map((it) => held(held(it['resources'])['requests'])[name])
      .filter(isAmount)
      .reduce<string>((sum, it) => addQuantities(sum, it), '0');
    if (compareQuantities(own, asked) < 0)
      errors.push(
        invalid(
          `${path}.requests[${name}]`,
          resourceQuantity(own),
          `must be greater than or equal to aggregate container requests of ${asked}`,
        ),
      );
  }
  const limits = held(held(value)['limits']);
  for (const name in limits) {
    const most = limits[name];
    if (!isAmount(most)) continue;
    containers.forEach((it, i) => {
      const own = held(held(it['resources'])['limits'])[name];
      if (isAmount(own) && compareQuantities(own, most) > 0)
        errors.push(
          invalid(
            `${path}.containers[${i}][${name}].limits`,
            resourceQuantity(own),
            `must be less than or equal to pod limits of ${resourceQuantity(most)}`,
          ),
        );
    });
  }
  return errors;
});

/** What pods of a runtime class take beside their containers. */
export const overhead: Rule = check((value, path) =>
  requirementErrors({ limits: held(value)['podFixed'] ?? {} }, path, containerName),
);

const ONLY_PODS = new Set(['pods']);
const COMPUTED = new Set(['pods', 'cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory']);
/** What of the standard resources each scope is for. */
const SCOPES: Readonly<Record<string, ReadonlySet<string>>> = {
  Terminating: COMPUTED,
  NotTerminating: COMPUTED,
  BestEffort: ONLY_PODS,
  NotBestEffort: COMPUTED,
  PriorityClass: COMPUTED,
  CrossNamespacePodAffinity: COMPUTED,
  VolumeAttributesClass: new Set(['persistentvolumeclaims', 'requests.storage']),
};
const ONLY_EXISTS = ['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'CrossNamespacePodAffinity'];
const CONFLICTS = [
  ['BestEffort', 'NotBestEffort'],
  ['NotTerminating', 'Terminating'],
];

const isStandard = (name: string): boolean => QUOTA.has(name) || isQuotaHugePages(name);

/** Errors of one scope: `value` is what the errors about resources tell. */
function scopeErrors(scope: string, hard: JsonObject, path: string, value: unknown): FieldError[] {
  return Object.keys(hard)
    .filter((name) => isStandard(name) && SCOPES[scope]?.has(name) === false)
    .map(() => invalid(path, value, 'unsupported scope applied to resource'));
}

const conflicts = (scopes: ReadonlySet<string>, path: string, value: unknown): FieldError[] =>
  CONFLICTS.filter((pair) => pair.every((it) => scopes.has(it))).map(() => invalid(path, value, 'conflicting scopes'));

/** What a quota counts, and of what. */
export const quota: Rule = check((value, path) => {
  const spec = held(value);
  const hard = held(spec['hard']);
  const errors: FieldError[] = [];
  for (const name in hard) {
    const at = `${path}.hard[${name}]`;
    errors.push(...quotaName(name, at), ...amountErrors(name, hard[name], at));
  }
  const scopes = items(spec['scopes']);
  for (const it of scopes) {
    const at = `${path}.scopes`;
    const scope = text(it);
    if (!SCOPES[scope]) errors.push(invalid(at, scopes, 'unsupported scope'));
    errors.push(...scopeErrors(scope, hard, at, scopes));
  }
  errors.push(...conflicts(new Set(scopes.map(text)), `${path}.scopes`, scopes));
  if (!spec['scopeSelector']) return errors;
  const at = `${path}.scopeSelector.matchExpressions`;
  const terms = list(held(spec['scopeSelector'])['matchExpressions']);
  for (const term of terms) {
    const scope = text(term['scopeName']);
    const operator = text(term['operator']);
    const values = items(term['values']);
    if (!SCOPES[scope]) errors.push(invalid(`${at}.scopeName`, scope, 'unsupported scope'));
    errors.push(...scopeErrors(scope, hard, at, spec['scopeSelector']));
    if (ONLY_EXISTS.includes(scope) && operator !== 'Exists')
      errors.push(
        invalid(
          `${at}.operator`,
          operator,
          "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity",
        ),
      );
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0)
        errors.push(
          required(`${at}.values`, "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"),
        );
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0)
        errors.push(
          invalid(
            `${at}.values`,
            values,
            "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
          ),
        );
    } else errors.push(invalid(`${at}.operator`, operator, 'not a valid selector operator'));
  }
  errors.push(...conflicts(new Set(terms.map((it) => text(it['scopeName']))), at, spec['scopes'] ?? null));
  return errors;
});
