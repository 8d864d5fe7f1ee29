// Rules of pods that look at more than one field: claims and who uses them, what the downward API gives, addresses, gates, sysctls
// and spreading. Follows kubernetes/pkg/apis/core/validation (ValidatePodSpec and what it calls).

import {
  duplicate,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
  tooMany,
  type FieldError,
} from '../../field-errors.ts';
import { ipErrors } from '../../ip.ts';
import { dns1123Label, dns1123Subdomain, qualifiedName } from '../../labels.ts';
import type { Rule } from '../rule.ts';
import { fieldErrors, resourceErrors, TOLD } from './downward.ts';
import { NONE, check, held, items, list, said, text, wrong } from '../words.ts';

const SYSCTL = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;
const SYSCTL_TEXT = String.raw`must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$`;

/** Fields that no container put into a running pod may have; in upstream's order. */
const NOT_EPHEMERAL = ['ports', 'resources', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'];
const NO_FIELD = 'cannot be set for an Ephemeral Container';

const isSet = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : said(value) && Object.keys(held(value)).length > 0;

const ephemeral = check((value, path, pod) => {
  const others = new Set(['containers', 'initContainers'].flatMap((it) => list(pod[it]).map((of) => text(of['name']))));
  const all = new Set(others);
  return list(value).flatMap((container, i) => {
    const at = `${path}[${i}]`;
    const name = text(container['name']);
    const target = text(container['targetContainerName']);
    const errors: FieldError[] = all.has(name) ? [duplicate(`${at}.name`, name)] : [];
    all.add(name);
    if (target && !others.has(target)) errors.push(notFound(`${at}.targetContainerName`, target));
    for (const field of NOT_EPHEMERAL) if (isSet(container[field])) errors.push(forbidden(`${at}.${field}`, NO_FIELD));
    list(container['volumeMounts']).forEach((mount, m) => {
      for (const field of ['subPath', 'subPathExpr'])
        if (mount[field]) errors.push(forbidden(`${at}.volumeMounts[${m}].${field}`, NO_FIELD));
    });
    return errors;
  });
});

const claims = check((value, path) => {
  const seen = new Set<string>();
  return list(value).flatMap((claim, i) => {
    const at = `${path}[${i}]`;
    const name = text(claim['name']);
    const errors: FieldError[] = [];
    if (!name) errors.push(required(`${at}.name`));
    else if (seen.has(name)) errors.push(duplicate(`${at}.name`, name));
    else errors.push(...wrong(`${at}.name`, name, dns1123Label(name)));
    seen.add(name);
    const { resourceClaimName: own, resourceClaimTemplateName: template } = claim as Record<string, unknown>;
    const printed = { Name: name, ResourceClaimName: own ?? null, ResourceClaimTemplateName: template ?? null };
    if (said(own) && said(template))
      errors.push(
        invalid(at, printed, 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'),
      );
    if (!said(own) && !said(template))
      errors.push(invalid(at, printed, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'));
    if (said(own)) errors.push(...wrong(`${at}.resourceClaimName`, own, dns1123Subdomain(text(own))));
    if (said(template))
      errors.push(...wrong(`${at}.resourceClaimTemplateName`, template, dns1123Subdomain(text(template))));
    return errors;
  });
});

/** The claims that containers use are the pod's. */
const usesClaims = check((value, path, pod) => {
  if (!Array.isArray(value) || !value.some((it) => said(held(held(it)['resources'])['claims']))) return NONE;
  const names = list(pod['resourceClaims'])
    .map((it) => text(it['name']))
    .filter(Boolean)
    .sort();
  const there = `must be one of the names in pod.spec.resourceClaims${names.length ? `: ${names.join(', ')}` : ' which is empty'}`;
  return list(value).flatMap((container, i) => {
    const seen = new Set<string>();
    return list(held(container['resources'])['claims']).flatMap((claim, n): FieldError[] => {
      const at = `${path}[${i}].resources.claims[${n}]`;
      const name = text(claim['name']);
      if (!name) return [required(at)];
      const request = text(claim['request']);
      const id = request ? `${name}/${request}` : name;
      const errors: FieldError[] = request ? wrong(`${at}.request`, request, dns1123Label(request)) : [];
      if (seen.has(id) || seen.has(name)) errors.push(duplicate(at, id));
      else seen.add(id);
      if (!names.includes(name)) errors.push(notFound(at, name, there));
      return errors;
    });
  });
});

const RESTARTS = ['Always', 'Never', 'OnFailure'];
const ACTIONS = ['Restart', 'RestartAllContainers'];
const EXITS = ['In', 'NotIn'];

/** How a container is started again, and after which ends in which way. */
const restarts = check((value, path) =>
  list(value).flatMap((it, i) => {
    const policy = it['restartPolicy'];
    const rules = list(it['restartPolicyRules']);
    const at = `${path}[${i}]`;
    const errors: FieldError[] = [];
    if (!said(policy) && rules.length)
      errors.push(required(`${at}.restartPolicy`, 'must specify restartPolicy when restart rules are used'));
    if (said(policy) && !RESTARTS.includes(text(policy)))
      errors.push(notSupported(`${at}.restartPolicy`, policy, RESTARTS));
    if (rules.length > 20) errors.push(tooMany(`${at}.restartPolicyRules`, rules.length, 20));
    rules.forEach((rule, r) => {
      const here = `${at}.restartPolicyRules[${r}]`;
      const codes = held(rule['exitCodes']);
      if (!ACTIONS.includes(text(rule['action'])))
        errors.push(notSupported(`${here}.action`, text(rule['action']), ACTIONS));
      if (!said(rule['exitCodes'])) errors.push(required(`${here}.exitCodes`, 'must be specified'));
      else {
        if (!EXITS.includes(text(codes['operator'])))
          errors.push(notSupported(`${here}.exitCodes.operator`, text(codes['operator']), EXITS));
        const { length } = items(codes['values']);
        if (length > 255) errors.push(tooMany(`${here}.exitCodes.values`, length, 255));
      }
    });
    return errors;
  }),
);

const addresses = check((value, path) => items(value).flatMap((it, i) => ipErrors(`${path}[${i}]`, text(it))));

const aliases = check((value, path) =>
  list(value).flatMap((it, i) => [
    ...ipErrors(`${path}[${i}].ip`, text(it['ip'])),
    ...items(it['hostnames']).flatMap((name, n) =>
      wrong(`${path}[${i}].hostnames[${n}]`, name ?? '', dns1123Subdomain(text(name))),
    ),
  ]),
);

const nameserver = check((value, path, pod) =>
  pod['dnsPolicy'] === 'None' && said(value) && !items(held(value)['nameservers']).length
    ? [required(`${path}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None')]
    : NONE,
);

const gates = check((value, path) => {
  const seen = new Set<string>();
  return list(value).flatMap((gate, i) => {
    const name = text(gate['name']);
    const errors = wrong(`${path}[${i}]`, name, qualifiedName(name));
    if (seen.has(name)) errors.unshift(duplicate(`${path}[${i}]`, name));
    seen.add(name);
    return errors;
  });
});

const sysctls = check((value, path) => {
  const seen = new Set<string>();
  return list(value).flatMap((it, i) => {
    const at = `${path}[${i}].name`;
    const name = text(it['name']);
    if (!name) return [required(at)];
    const errors: FieldError[] = [];
    if (name.length > 253 || !SYSCTL.test(name)) errors.push(invalid(at, name, SYSCTL_TEXT));
    else if (seen.has(name)) errors.push(duplicate(at, name));
    seen.add(name);
    return errors;
  });
});

/** No two constraints of a pod for one key that do the same when they cannot be met. */
const pairs = (value: unknown, path: string): FieldError[] => {
  const all = list(value).map((it) => `{${text(it['topologyKey'])}, ${text(it['whenUnsatisfiable'])}}`);
  return all.flatMap((pair, i) =>
    all.slice(i + 1).includes(pair) ? [duplicate(`${path}[${i}].{topologyKey, whenUnsatisfiable}`, pair)] : [],
  );
};

const matchLabelKeys = check((value, path, constraint) => {
  const keys = items(value);
  if (!keys.length) return NONE;
  const selector = constraint['labelSelector'];
  if (!said(selector)) return [forbidden(path, 'must not be specified when labelSelector is not set')];
  const { matchLabels, matchExpressions } = held(selector);
  const taken = new Set([...Object.keys(held(matchLabels)), ...list(matchExpressions).map((it) => text(it['key']))]);
  return keys.flatMap((key, i) => [
    ...wrong(`${path}[${i}]`, key ?? '', qualifiedName(text(key))),
    ...(taken.has(text(key)) ? [invalid(`${path}[${i}]`, key, 'exists in both matchLabelKeys and labelSelector')] : []),
  ]);
});

/** A field of the pod itself. */
const fieldOf = check((value, path) => (said(value) ? fieldErrors(value, path, TOLD) : NONE));
const resourceOf: Rule = check((value, path) => (said(value) ? resourceErrors(value, path, false) : NONE));

/** By what they are about: the main table says where they stand among the other rules. */
export const PODS = {
  ephemeral,
  claims,
  usesClaims,
  restarts,
  addresses,
  aliases,
  nameserver,
  gates,
  sysctls,
  pairs,
  matchLabelKeys,
  fieldOf,
  resourceOf,
};
