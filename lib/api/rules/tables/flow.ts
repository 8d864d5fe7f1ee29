// Constraints of flow schemas and priority levels. Follows kubernetes/pkg/apis/flowcontrol/validation.

import { forbidden, invalid, notSupported, required, type FieldError } from '../../field-errors.ts';
import { dns1123Label, dns1123Subdomain } from '../../labels.ts';
import type { JsonObject } from '../../object.ts';
import type { Constraints } from '../rule.ts';
import { check, held, items, list, said, text } from '../words.ts';

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];
const SUBJECTS = ['Group', 'ServiceAccount', 'User'];

const names = (path: string, value: string, errors: readonly string[]): FieldError[] =>
  errors.map((error) => invalid(path, value, error));

function flowSchema(object: JsonObject): FieldError[] {
  const spec = held(object['spec']);
  const name = text(held(object['metadata'])['name']);
  const errors: FieldError[] = [];
  const precedence = Number(spec['matchingPrecedence'] ?? 0);
  const at = 'spec.matchingPrecedence';
  if (precedence <= 0) errors.push(invalid(at, precedence, 'must be a positive value'));
  if (precedence > 10_000) errors.push(invalid(at, precedence, 'must not be greater than 10000'));
  if (precedence === 1 && name !== 'exempt')
    errors.push(invalid(at, precedence, "only the schema named 'exempt' may have matchingPrecedence 1"));
  const method = spec['distinguisherMethod'];
  if (said(method) && !['ByNamespace', 'ByUser'].includes(text(held(method)['type'])))
    errors.push(
      notSupported('spec.distinguisherMethod.type', { Type: text(held(method)['type']) }, ['ByNamespace', 'ByUser']),
    );
  const level = text(held(spec['priorityLevelConfiguration'])['name']);
  const levelPath = 'spec.priorityLevelConfiguration.name';
  if (level) errors.push(...names(levelPath, level, dns1123Subdomain(level)));
  else errors.push(required(levelPath, 'must reference a priority level'));
  list(spec['rules']).forEach((rule, i) => errors.push(...rules(rule, `spec.rules[${i}]`)));
  return errors;
}

function rules(rule: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const subjects = list(rule['subjects']);
  if (!subjects.length) errors.push(required(`${path}.subjects`, 'subjects must contain at least one value'));
  subjects.forEach((it, i) => errors.push(...subject(it, `${path}.subjects[${i}]`)));
  const resources = list(rule['resourceRules']);
  const urls = list(rule['nonResourceRules']);
  if (!resources.length && !urls.length)
    errors.push(required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty'));
  resources.forEach((it, i) => errors.push(...resourceRule(it, `${path}.resourceRules[${i}]`)));
  urls.forEach((it, i) => errors.push(...urlRule(it, `${path}.nonResourceRules[${i}]`)));
  return errors;
}

const OF_KIND: Readonly<Record<string, string>> = { ServiceAccount: 'serviceAccount', User: 'user', Group: 'group' };

function subject(it: JsonObject, path: string): FieldError[] {
  const kind = text(it['kind']);
  const own = OF_KIND[kind];
  if (!own) return [notSupported(`${path}.kind`, kind, SUBJECTS)];
  const errors: FieldError[] = [];
  const value = it[own];
  const at = `${path}.${own}`;
  if (!said(value)) errors.push(required(at, `${own} is required when subject kind is '${kind}'`));
  else {
    const name = text(held(value)['name']);
    if (!name) errors.push(required(`${at}.name`));
    else if (kind === 'ServiceAccount' && name !== '*')
      errors.push(...names(`${at}.name`, name, dns1123Subdomain(name)));
    if (kind === 'ServiceAccount') {
      const namespace = text(held(value)['namespace']);
      if (namespace) errors.push(...names(`${at}.namespace`, namespace, dns1123Label(namespace)));
      else errors.push(required(`${at}.namespace`, 'must specify namespace for service account'));
    }
  }
  // Upstream looks at these two in this order, whichever is the third.
  for (const other of ['ServiceAccount', 'User', 'Group'])
    if (other !== kind && said(it[OF_KIND[other]!]))
      errors.push(
        forbidden(`${path}.${OF_KIND[other]}`, `${OF_KIND[other]} is forbidden when subject kind is not '${other}'`),
      );
  return errors;
}

function verbs(rule: JsonObject, path: string): FieldError[] {
  const given = items(rule['verbs']) as string[];
  if (!given.length) return [required(`${path}.verbs`, 'verbs must contain at least one value')];
  if (given.includes('*'))
    return given.length > 1 ? [invalid(`${path}.verbs`, given, "if '*' is present, must not specify other verbs")] : [];
  return given.every((it) => VERBS.includes(it)) ? [] : [notSupported(`${path}.verbs`, given, VERBS)];
}

function resourceRule(rule: JsonObject, path: string): FieldError[] {
  const errors = verbs(rule, path);
  const alone = (field: string, none: string, many: string): void => {
    const given = items(rule[field]) as string[];
    if (!given.length) errors.push(required(`${path}.${field}`, none));
    else if (given.length > 1 && given.includes('*'))
      errors.push(invalid(`${path}.${field}`, given, `if '*' is present, must not specify other ${many}`));
  };
  alone('apiGroups', 'resource rules must supply at least one api group', 'api groups');
  alone('resources', 'resource rules must supply at least one resource', 'resources');
  const spaces = items(rule['namespaces']) as string[];
  if (!spaces.length && rule['clusterScope'] !== true)
    errors.push(
      required(`${path}.namespaces`, 'resource rules that are not cluster scoped must supply at least one namespace'),
    );
  else if (spaces.includes('*')) {
    if (spaces.length > 1)
      errors.push(invalid(`${path}.namespaces`, spaces, "if '*' is present, must not specify other namespaces"));
  } else
    spaces.forEach((it, i) =>
      errors.push(
        ...dns1123Label(it).map((error) =>
          invalid(`${path}.namespaces[${i}]`, it, `each member of this list must be '*' or a DNS-1123 label; ${error}`),
        ),
      ),
    );
  return errors;
}

function urlRule(rule: JsonObject, path: string): FieldError[] {
  const errors = verbs(rule, path);
  const urls = items(rule['nonResourceURLs']) as string[];
  const at = `${path}.nonResourceURLs`;
  if (!urls.length) errors.push(required(at, 'nonResourceURLs must contain at least one value'));
  else if (urls.includes('*')) {
    if (urls.length > 1) errors.push(invalid(at, urls, "if '*' is present, must not specify other non-resource URLs"));
  } else
    urls.forEach((url, i) => {
      const why = urlError(url);
      if (why) errors.push(invalid(`${at}[${i}]`, url, why));
    });
  return errors;
}

function urlError(url: string): string | undefined {
  if (!url) return 'must not be empty';
  if (url === '/') return undefined;
  if (!url.startsWith('/')) return 'must start with slash';
  if (url.includes(' ')) return 'must not contain white-space';
  if (url.includes('//')) return 'must not contain double slash';
  const stars = url.split('*').length - 1;
  return stars > 1 || (stars === 1 && !url.endsWith('/*')) ? 'wildcard can only do suffix matching' : undefined;
}

const KEPT = 'flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares';

function priorityLevel(object: JsonObject): FieldError[] {
  const spec = held(object['spec']);
  const metadata = held(object['metadata']);
  const errors: FieldError[] = [];
  if (said(held(metadata['annotations'])[KEPT]))
    errors.push(forbidden('metadata.annotations', `annotation '${KEPT}' is forbidden`));
  const type = text(spec['type']);
  if ((metadata['name'] === 'exempt') !== (type === 'Exempt'))
    errors.push(invalid('spec.type', type, "must be 'Exempt' if and only if `name` is 'exempt'"));
  const { limited, exempt } = spec;
  if (type === 'Exempt') {
    if (said(limited)) errors.push(forbidden('spec.limited', 'must be nil if the type is not Limited'));
    if (said(exempt)) errors.push(...shares(held(exempt), 'spec.exempt'), ...lendable(held(exempt), 'spec.exempt'));
  } else if (type === 'Limited') {
    if (said(exempt)) errors.push(forbidden('spec.exempt', 'must be nil if the type is Limited'));
    if (said(limited)) errors.push(...limitedLevel(held(limited)));
    else errors.push(required('spec.limited', 'must not be empty when type is Limited'));
  } else if (!type) errors.push(required('spec.type'));
  else errors.push(notSupported('spec.type', type, ['Exempt', 'Limited']));
  return errors;
}

const shares = (level: JsonObject, path: string): FieldError[] =>
  Number(level['nominalConcurrencyShares'] ?? 0) < 0
    ? [invalid(`${path}.nominalConcurrencyShares`, level['nominalConcurrencyShares'], 'must be a non-negative integer')]
    : [];

function lendable(level: JsonObject, path: string): FieldError[] {
  const percent = Number(level['lendablePercent'] ?? 0);
  return percent < 0 || percent > 100
    ? [invalid(`${path}.lendablePercent`, percent, 'must be between 0 and 100, inclusive')]
    : [];
}

function limitedLevel(level: JsonObject): FieldError[] {
  const path = 'spec.limited';
  const borrowing = level['borrowingLimitPercent'];
  return [
    ...shares(level, path),
    ...limitResponse(held(level['limitResponse']), `${path}.limitResponse`),
    ...lendable(level, path),
    ...(typeof borrowing === 'number' && borrowing < 0
      ? [invalid(`${path}.borrowingLimitPercent`, borrowing, 'if specified, must be a non-negative integer')]
      : []),
  ];
}

function limitResponse(response: JsonObject, path: string): FieldError[] {
  const type = text(response['type']);
  const queuing = response['queuing'];
  if (type === 'Reject')
    return said(queuing)
      ? [forbidden(`${path}.queuing`, 'must be nil if limited.limitResponse.type is not Limited')]
      : [];
  if (type === 'Queue')
    return said(queuing)
      ? queues(held(queuing), `${path}.queuing`)
      : [required(`${path}.queuing`, 'must not be empty if limited.limitResponse.type is Limited')];
  return [type ? notSupported(`${path}.type`, type, ['Queue', 'Reject']) : required(`${path}.type`)];
}

function queues(queuing: JsonObject, path: string): FieldError[] {
  const number = (field: string): number => Number(queuing[field] ?? 0);
  const errors: FieldError[] = [];
  const wrong = (field: string, why: string): void => void errors.push(invalid(`${path}.${field}`, number(field), why));
  if (number('queueLengthLimit') <= 0) wrong('queueLengthLimit', 'must be positive');
  const deck = number('queues');
  if (deck <= 0) wrong('queues', 'must be positive');
  else if (deck > 10_000_000) wrong('queues', 'must not be greater than 10000000');
  const hand = number('handSize');
  if (hand <= 0) wrong('handSize', 'must be positive');
  else if (hand > deck) wrong('handSize', `should not be greater than queues (${deck})`);
  else if (Math.ceil(Math.log2(deck) * hand) > 60)
    wrong('handSize', `required entropy bits of deckSize ${deck} and handSize ${hand} should not be greater than 60`);
  return errors;
}

export const FLOW: { readonly [type: string]: Constraints } = {
  'flowcontrol.v1.FlowSchema': { '': [check((value) => flowSchema(held(value)))] },
  'flowcontrol.v1.PriorityLevelConfiguration': { '': [check((value) => priorityLevel(held(value)))] },
};
