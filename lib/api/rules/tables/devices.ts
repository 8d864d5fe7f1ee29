// Constraints of devices: slices, classes, claims and their templates. Follows kubernetes/pkg/apis/resource/validation. Whether an
// expression compiles is not looked at here.

import {
  duplicate,
  forbidden,
  invalid,
  notSupported,
  required,
  tooLong,
  tooMany,
  type FieldError,
} from '../../field-errors.ts';
import { cIdentifier, dns1123Label, dns1123Subdomain, labelValue, qualifiedName } from '../../labels.ts';
import type { JsonObject } from '../../object.ts';
import type { Constraints, Rule } from '../rule.ts';
import { check, held, items, list, said, text, wrong } from '../words.ts';

const EFFECTS = ['NoExecute', 'NoSchedule', 'None'];
const SEMVER =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$/;

/** Names of drivers, whatever their case. */
export function driverName(value: string, path: string): FieldError[] {
  if (!value) return [required(path)];
  return [
    ...(value.length > 63 ? [tooLong(path, 63)] : []),
    ...wrong(path, value, dns1123Subdomain(value.toLowerCase())),
  ];
}

function identifier(value: string, path: string): FieldError[] {
  return [...(value.length > 32 ? [tooLong(path, 32)] : []), ...wrong(path, value, cIdentifier(value))];
}

function qualified(value: string, path: string): FieldError[] {
  const parts = value.split('/');
  const [domain = '', name = ''] = parts;
  if (parts.length === 1) return identifier(domain, path);
  if (parts.length > 2) return [];
  return [
    ...(domain ? driverName(domain, path) : [invalid(path, '', 'the domain must not be empty')]),
    ...(name ? identifier(name, path) : [invalid(path, '', 'the name must not be empty')]),
  ];
}

const fullyQualified = (value: string, path: string): FieldError[] => [
  ...qualified(value, path),
  ...(value.includes('/')
    ? []
    : [invalid(path, value, 'a fully qualified name must be a domain and a name separated by a slash')]),
];

type Check = (value: JsonObject, path: string) => readonly FieldError[];

/** Not too many, each well, and no two alike where they have a key. */
export function several(value: unknown, path: string, max: number, each: Check, key?: string): FieldError[] {
  const all = list(value);
  if (all.length > max) return [tooMany(path, all.length, max)];
  const errors = all.flatMap((it, i) => each(it, `${path}[${i}]`));
  if (key === undefined) return errors;
  return [
    ...errors,
    ...alike(
      all.map((it) => text(it[key])),
      path,
    ),
  ];
}

function alike(keys: readonly string[], path: string): FieldError[] {
  const seen = new Set<string>();
  return keys.flatMap((key, i) => {
    const again = seen.has(key);
    seen.add(key);
    return again ? [duplicate(`${path}[${i}]`, key)] : [];
  });
}

function cut(key: string, max: number): string {
  if (key.length <= max) return key;
  const half = Math.floor((max - 3) / 2);
  return `${key.slice(0, max - 3 - half)}...${key.slice(key.length - half)}`;
}

const label = (value: string, path: string): FieldError[] => wrong(path, value, qualifiedName(value));

// Slices

function slice(object: JsonObject, before: JsonObject | undefined): FieldError[] {
  const spec = held(object['spec']);
  const old = before && held(before['spec']);
  const pool = held(spec['pool']);
  const errors = [...driverName(text(spec['driver']), 'spec.driver'), ...poolErrors(pool, 'spec.pool')];
  if (old) {
    const still = (path: string, now: unknown, was: unknown): void => {
      if ((now ?? null) !== (was ?? null)) errors.push(invalid(path, now ?? null, 'field is immutable'));
    };
    still('spec.pool.name', text(pool['name']), text(held(old['pool'])['name']));
    still('spec.driver', text(spec['driver']), text(old['driver']));
    still('spec.nodeName', spec['nodeName'], old['nodeName']);
  }
  errors.push(...sliceNodes(spec));
  if (list(spec['sharedCounters']).length && list(spec['devices']).length)
    errors.push(invalid('spec', '', 'only one of `sharedCounters` or `devices` is allowed'));
  const devices = list(spec['devices']);
  const advanced = devices.some((it) => list(it['taints']).length || list(it['consumesCounters']).length);
  const apart = spec['perDeviceNodeSelection'] === true;
  errors.push(
    ...several(
      devices,
      'spec.devices',
      advanced ? 64 : 128,
      (it, path) => device(it, apart, path, list(old?.['devices'])),
      'name',
    ),
    ...several(spec['sharedCounters'], 'spec.sharedCounters', 8, counterSet, 'name'),
  );
  return errors;
}

export function poolName(name: string, path: string): FieldError[] {
  if (!name) return [required(path)];
  return [
    ...(name.length > 253 ? [tooLong(path, 253)] : []),
    ...name.split('/').flatMap((part) => wrong(path, part, dns1123Subdomain(part))),
  ];
}

function poolErrors(pool: JsonObject, path: string): FieldError[] {
  const errors = poolName(text(pool['name']), `${path}.name`);
  const count = Number(pool['resourceSliceCount'] ?? 0);
  if (count <= 0) errors.push(invalid(`${path}.resourceSliceCount`, count, 'must be greater than zero'));
  const generation = Number(pool['generation'] ?? 0);
  if (generation < 0) errors.push(invalid(`${path}.generation`, generation, 'must be greater than or equal to zero'));
  return errors;
}

function sliceNodes(spec: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const set: string[] = [];
  const node = spec['nodeName'];
  if (node === '') errors.push(invalid('spec.nodeName', node, 'must be either unset or set to a non-empty string'));
  else if (typeof node === 'string') {
    set.push('`nodeName`');
    errors.push(...wrong('spec.nodeName', node, dns1123Subdomain(node)));
  }
  if (said(spec['nodeSelector'])) {
    set.push('`nodeSelector`');
    const terms = list(held(spec['nodeSelector'])['nodeSelectorTerms']);
    if (terms.length !== 1)
      errors.push(
        invalid(
          'spec.nodeSelector.nodeSelectorTerms',
          terms.length ? terms : null,
          'must have exactly one node selector term',
        ),
      );
  }
  for (const field of ['allNodes', 'perDeviceNodeSelection'] as const)
    if (spec[field] === true) set.push(`\`${field}\``);
    else if (said(spec[field]))
      errors.push(invalid(`spec.${field}`, spec[field], 'must be either unset or set to true'));
  const one = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required';
  if (!set.length) errors.push(required('spec', one));
  else if (set.length > 1) errors.push(invalid('spec', `{${set.join(', ')}}`, `${one}, but multiple fields are set`));
  return errors;
}

function counterSet(set: JsonObject, path: string): FieldError[] {
  const name = text(set['name']);
  return [
    ...(name ? wrong(`${path}.name`, name, dns1123Label(name)) : [required(`${path}.name`)]),
    ...counters(set['counters'], `${path}.counters`),
  ];
}

function counters(value: unknown, path: string): FieldError[] {
  const names = Object.keys(held(value));
  if (!names.length) return [required(path)];
  if (names.length > 32) return [tooMany(path, names.length, 32)];
  return names.flatMap((name) => wrong(path, name, dns1123Label(name)));
}

function device(it: JsonObject, apart: boolean, path: string, before: readonly JsonObject[]): FieldError[] {
  const name = text(it['name']);
  const attributes = held(it['attributes']);
  const capacity = held(it['capacity']);
  const errors = wrong(`${path}.name`, name, dns1123Label(name));
  const count = Object.keys(attributes).length + Object.keys(capacity).length;
  if (count > 32) errors.push(invalid(path, count, 'the total number of attributes and capacities must not exceed 32'));
  for (const key of Object.keys(attributes)) {
    errors.push(...qualified(key, `${path}.attributes`));
    errors.push(...attribute(held(attributes[key]), `${path}.attributes[${cut(key, 96)}]`));
  }
  for (const key of Object.keys(capacity)) {
    errors.push(...qualified(key, `${path}.capacity`));
    if (it['allowMultipleAllocations'] !== true && said(held(capacity[key])['requestPolicy']))
      errors.push(
        forbidden(`${path}.capacity[${cut(key, 96)}].requestPolicy`, 'allowMultipleAllocations must be true'),
      );
  }
  const old = before.find((one) => one['name'] === it['name']);
  if (!old || JSON.stringify(old['taints'] ?? []) !== JSON.stringify(it['taints'] ?? []))
    errors.push(...several(it['taints'], `${path}.taints`, 16, taint));
  errors.push(
    ...several(
      it['consumesCounters'],
      `${path}.consumesCounters`,
      2,
      (one, at) => {
        const set = text(one['counterSet']);
        return [
          ...(set ? wrong(`${at}.counterSet`, set, dns1123Label(set)) : [required(`${at}.counterSet`)]),
          ...counters(one['counters'], `${at}.counters`),
        ];
      },
      'counterSet',
    ),
    ...deviceNodes(it, apart, path),
    ...bindings(it, path),
  );
  return errors;
}

function deviceNodes(it: JsonObject, apart: boolean, path: string): FieldError[] {
  const given = ['nodeName', 'nodeSelector', 'allNodes'].filter((field) => said(it[field]));
  if (!apart)
    return given.length
      ? [
          invalid(
            path,
            null,
            '`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec',
          ),
        ]
      : [];
  const errors: FieldError[] = [];
  const set: string[] = [];
  const node = it['nodeName'];
  if (node === '') errors.push(invalid(`${path}.nodeName`, node, 'must not be empty'));
  else if (typeof node === 'string') {
    set.push('`nodeName`');
    errors.push(...wrong(`${path}.nodeName`, node, dns1123Subdomain(node)));
  }
  if (said(it['nodeSelector'])) set.push('`nodeSelector`');
  if (it['allNodes'] === true) set.push('`allNodes`');
  else if (said(it['allNodes']))
    errors.push(invalid(`${path}.allNodes`, it['allNodes'], 'must be either unset or set to true'));
  const one =
    'exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec';
  if (!set.length) errors.push(required(path, one));
  else if (set.length > 1) errors.push(invalid(path, `{${set.join(', ')}}`, one));
  return errors;
}

function bindings(it: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const ready = items(it['bindingConditions']) as string[];
  const failed = items(it['bindingFailureConditions']) as string[];
  const each = (all: readonly string[], at: string): void => {
    if (all.length > 4) errors.push(tooMany(at, all.length, 4));
    else all.forEach((one, i) => errors.push(...label(one, `${at}[${i}]`)));
  };
  each(ready, `${path}.bindingConditions`);
  each(failed, `${path}.bindingFailureConditions`);
  errors.push(...alike(ready, `${path}.bindingConditions`));
  const seen = new Set<string>();
  failed.forEach((one, i) => {
    const at = `${path}.bindingFailureConditions[${i}]`;
    if (seen.has(one)) errors.push(duplicate(at, one));
    seen.add(one);
    if (ready.includes(one))
      errors.push(invalid(at, one, 'bindingFailureConditions must not overlap with bindingConditions'));
  });
  if (!ready.length && failed.length)
    errors.push(
      invalid(`${path}.bindingConditions`, null, 'bindingConditions are required to use bindingFailureConditions'),
    );
  if (!failed.length && ready.length)
    errors.push(
      invalid(
        `${path}.bindingFailureConditions`,
        null,
        'bindingFailureConditions are required to use bindingConditions',
      ),
    );
  return errors;
}

function attribute(it: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { string, version } = it;
  if (typeof string === 'string' && string.length > 64) errors.push(tooLong(`${path}.string`, 64));
  if (typeof version === 'string') {
    if (!SEMVER.test(version))
      errors.push(invalid(`${path}.version`, version, 'must be a string compatible with semver.org spec 2.0.0'));
    if (version.length > 64) errors.push(tooLong(`${path}.version`, 64));
  }
  const count = ['bool', 'int', 'string', 'version'].filter((field) => said(it[field])).length;
  if (count !== 1)
    errors.push(
      invalid(
        path,
        count
          ? {
              IntValue: it['int'] ?? null,
              BoolValue: it['bool'] ?? null,
              StringValue: string ?? null,
              VersionValue: version ?? null,
              IntValues: null,
              BoolValues: null,
              StringValues: null,
              VersionValues: null,
            }
          : '',
        'exactly one value must be specified',
      ),
    );
  return errors;
}

function taint(it: JsonObject, path: string): FieldError[] {
  const key = text(it['key']);
  const value = text(it['value']);
  const effect = text(it['effect']);
  return [
    ...label(key, `${path}.key`),
    ...(value ? wrong(`${path}.value`, value, labelValue(value)) : []),
    ...(!effect
      ? [required(`${path}.effect`)]
      : EFFECTS.includes(effect)
        ? []
        : [notSupported(`${path}.effect`, effect, EFFECTS)]),
  ];
}

// Claims

/** What a claim's requests may be called by. */
export function requestNames(requests: readonly JsonObject[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const it of requests) {
    names.add(text(it['name']));
    for (const sub of list(it['firstAvailable'])) names.add(`${text(it['name'])}/${text(sub['name'])}`);
  }
  return names;
}

function claim(devices: JsonObject, path: string): FieldError[] {
  const requests = list(devices['requests']);
  const names = requestNames(requests);
  return [
    ...several(requests, `${path}.requests`, 32, request, 'name'),
    ...several(devices['constraints'], `${path}.constraints`, 32, (it, at) => constraint(it, names, at)),
    ...several(devices['config'], `${path}.config`, 32, (it, at) => [
      ...references(it['requests'], names, `${at}.requests`),
      ...configuration(it, at),
    ]),
  ];
}

function request(it: JsonObject, path: string): FieldError[] {
  const name = text(it['name']);
  const errors = wrong(`${path}.name`, name, dns1123Label(name));
  const either = list(it['firstAvailable']);
  const exactly = it['exactly'];
  const one = 'exactly one of `exactly` or `firstAvailable` is required';
  if (!either.length && !said(exactly)) errors.push(required(path, one));
  else if (either.length && said(exactly)) errors.push(invalid(path, null, `${one}, but multiple fields are set`));
  else if (either.length)
    errors.push(
      ...several(
        either,
        `${path}.firstAvailable`,
        8,
        (sub, at) => {
          const subName = text(sub['name']);
          return [...wrong(`${at}.name`, subName, dns1123Label(subName)), ...wanted(sub, at)];
        },
        'name',
      ),
    );
  else errors.push(...wanted(held(exactly), `${path}.exactly`));
  return errors;
}

function wanted(it: JsonObject, path: string): FieldError[] {
  const name = text(it['deviceClassName']);
  const at = `${path}.deviceClassName`;
  const errors = name ? wrong(at, name, dns1123Subdomain(name)) : [required(at)];
  errors.push(...selectors(it['selectors'], `${path}.selectors`));
  const mode = text(it['allocationMode']);
  const count = Number(it['count'] ?? 0);
  if (mode === 'All') {
    if (count !== 0) errors.push(invalid(`${path}.count`, count, "must not be specified when allocationMode is 'All'"));
  } else if (mode === 'ExactCount') {
    if (count <= 0) errors.push(invalid(`${path}.count`, count, 'must be greater than zero'));
  } else if (mode) errors.push(notSupported(`${path}.allocationMode`, mode, ['All', 'ExactCount']));
  list(it['tolerations']).forEach((one, i) => errors.push(...toleration(one, `${path}.tolerations[${i}]`)));
  return errors;
}

const selectors = (value: unknown, path: string): FieldError[] =>
  several(value, path, 32, (it, at) => {
    if (!said(it['cel'])) return [required(`${at}.cel`)];
    const expression = text(held(it['cel'])['expression']);
    return expression.length > 10_240 ? [tooLong(`${at}.cel.expression`, 10_240)] : [];
  });

function toleration(it: JsonObject, path: string): FieldError[] {
  const { key, operator, value, effect } = {
    key: text(it['key']),
    operator: text(it['operator']),
    value: text(it['value']),
    effect: text(it['effect']),
  };
  const errors = key ? label(key, `${path}.key`) : [];
  if (operator === 'Exists') {
    if (value) errors.push(invalid(`${path}.value`, value, 'must be empty for operator `Exists`'));
  } else if (operator === 'Equal') errors.push(...wrong(`${path}.value`, value, labelValue(value)));
  else if (operator) errors.push(notSupported(`${path}.operator`, operator, ['Equal', 'Exists']));
  if (effect && !EFFECTS.includes(effect)) errors.push(notSupported(`${path}.effect`, effect, EFFECTS));
  return errors;
}

function constraint(it: JsonObject, names: ReadonlySet<string>, path: string): FieldError[] {
  const errors = references(it['requests'], names, `${path}.requests`);
  const { matchAttribute: match, distinctAttribute: distinct } = it;
  if (said(match)) errors.push(...fullyQualified(text(match), `${path}.matchAttribute`));
  else if (said(distinct)) errors.push(...fullyQualified(text(distinct), `${path}.distinctAttribute`));
  else
    errors.push(
      required(path, 'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set'),
    );
  return errors;
}

const OF_REQUEST =
  "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

function references(value: unknown, names: ReadonlySet<string>, path: string): FieldError[] {
  const all = items(value).map(text);
  if (all.length > 32) return [tooMany(path, all.length, 32)];
  return [...all.flatMap((name, i) => reference(name, names, `${path}[${i}]`)), ...alike(all, path)];
}

export function reference(name: string, names: ReadonlySet<string>, path: string): FieldError[] {
  const parts = name.split('/');
  if (parts.length > 2) return [invalid(path, name, OF_REQUEST)];
  return [
    ...parts.flatMap((part) => wrong(path, part, dns1123Label(part))),
    ...(names.has(name) ? [] : [invalid(path, name, OF_REQUEST)]),
  ];
}

function configuration(it: JsonObject, path: string): FieldError[] {
  if (!said(it['opaque'])) return [required(`${path}.opaque`)];
  const opaque = held(it['opaque']);
  const at = `${path}.opaque.parameters`;
  const errors = driverName(text(opaque['driver']), `${path}.opaque.driver`);
  const parameters = opaque['parameters'];
  if (!said(parameters)) errors.push(required(at));
  else if (JSON.stringify(parameters).length > 10_240) errors.push(tooLong(at, 10_240));
  else if (typeof parameters !== 'object' || Array.isArray(parameters))
    errors.push(invalid(at, '<value omitted>', 'must be a valid JSON object'));
  return errors;
}

function deviceClass(spec: JsonObject): FieldError[] {
  const name = spec['extendedResourceName'];
  return [
    ...selectors(spec['selectors'], 'spec.selectors'),
    ...several(spec['config'], 'spec.config', 32, configuration),
    ...(typeof name === 'string' && !isExtended(name)
      ? [invalid('spec.extendedResourceName', name, 'must be a valid extended resource name')]
      : []),
  ];
}

/** `example.com/gpu`: of a domain that is not Kubernetes's own. */
export function isExtended(name: string): boolean {
  if (!name.includes('/') || name.includes('kubernetes.io/') || name.startsWith('requests.')) return false;
  return qualifiedName(`requests.${name}`).length === 0;
}

/** Claims made of a template take labels and annotations from it, and nothing else. */
const templateMetadata: Rule = check((value, path) =>
  Object.keys(held(value))
    .filter((it) => it !== 'labels' && it !== 'annotations' && it !== 'creationTimestamp' && said(held(value)[it]))
    .map((it) => forbidden(`${path}.${it === 'uid' ? 'uID' : it}`, 'cannot be set')),
);

export const DEVICES: { readonly [type: string]: Constraints } = {
  'resource.v1.ResourceClaimTemplateSpec': { metadata: [templateMetadata] },
  'resource.v1.ResourceSlice': { '': [check((value, _path, _beside, before) => slice(held(value), before))] },
  'resource.v1.DeviceClass': { '': [check((value) => deviceClass(held(held(value)['spec'])))] },
  'resource.v1.ResourceClaimSpec': {
    devices: [check((value, path) => claim(held(value), path))],
  },
};
