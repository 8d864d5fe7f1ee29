// Webhook configurations, validating and mutating. Follows kubernetes/pkg/apis/admissionregistration/validation.

import { duplicate, invalid, notSupported, required, type FieldError } from '../../api/field-errors.ts';
import { dns1035Label, dns1123Subdomain } from '../../api/labels.ts';
import type { Draft, Kind } from './interface.ts';

interface Rule {
  readonly operations?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly resources?: readonly string[];
  readonly scope?: string;
}

interface Webhook {
  readonly name?: string;
  readonly rules?: readonly (Rule | null)[];
  readonly sideEffects?: string;
  readonly failurePolicy?: string;
  readonly matchPolicy?: string;
  readonly reinvocationPolicy?: string;
  readonly timeoutSeconds?: number;
  readonly admissionReviewVersions?: readonly string[];
  readonly clientConfig?: { readonly url?: string; readonly service?: object };
}

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const REVIEWS = ['v1', 'v1beta1'];

function webhookErrors(object: Draft): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  ((object.webhooks ?? []) as readonly (Webhook | null)[]).forEach((given, i) => {
    const path = `webhooks[${i}]`;
    const webhook = given ?? {};
    errors.push(...reviewErrors(webhook.admissionReviewVersions ?? [], path), ...nameErrors(webhook.name ?? '', path));
    (webhook.rules ?? []).forEach((rule, j) => errors.push(...ruleErrors(rule ?? {}, `${path}.rules[${j}]`)));
    const oneOf = (field: 'failurePolicy' | 'matchPolicy' | 'reinvocationPolicy', values: readonly string[]): void => {
      const value = webhook[field];
      if (value !== undefined && !values.includes(value)) errors.push(notSupported(`${path}.${field}`, value, values));
    };
    oneOf('failurePolicy', ['Fail', 'Ignore']);
    oneOf('matchPolicy', ['Equivalent', 'Exact']);
    if (webhook.sideEffects === undefined)
      errors.push(required(`${path}.sideEffects`, 'must specify one of None, NoneOnDryRun'));
    else if (!['None', 'NoneOnDryRun'].includes(webhook.sideEffects))
      errors.push(notSupported(`${path}.sideEffects`, webhook.sideEffects, ['None', 'NoneOnDryRun']));
    oneOf('reinvocationPolicy', ['IfNeeded', 'Never']);
    const { timeoutSeconds } = webhook;
    if (timeoutSeconds !== undefined && (timeoutSeconds < 1 || timeoutSeconds > 30))
      errors.push(
        invalid(`${path}.timeoutSeconds`, timeoutSeconds, 'the timeout value must be between 1 and 30 seconds'),
      );
    const { url, service } = webhook.clientConfig ?? {};
    if ((url === undefined) === (service === undefined))
      errors.push(required(`${path}.clientConfig`, 'exactly one of url or service is required'));
    else if (url !== undefined) errors.push(...urlErrors(url, `${path}.clientConfig.url`));
    if (webhook.name) {
      if (seen.has(webhook.name)) errors.push(duplicate(`${path}.name`, webhook.name));
      seen.add(webhook.name);
    }
  });
  return errors;
}

function reviewErrors(versions: readonly string[], path: string): FieldError[] {
  const field = `${path}.admissionReviewVersions`;
  if (!versions.length) return [required(field, `must specify one of ${REVIEWS.join(', ')}`)];
  const errors: FieldError[] = [];
  versions.forEach((version, i) => {
    if (versions.indexOf(version) < i) errors.push(invalid(`${field}[${i}]`, version, 'duplicate version'));
    for (const message of dns1035Label(version)) errors.push(invalid(`${field}[${i}]`, version, message));
  });
  if (!versions.some((version) => REVIEWS.includes(version)))
    errors.push(invalid(field, versions, `must include at least one of ${REVIEWS.join(', ')}`));
  return errors;
}

function nameErrors(name: string, path: string): FieldError[] {
  if (!name) return [required(`${path}.name`)];
  const errors = dns1123Subdomain(name).map((message) => invalid(`${path}.name`, name, message));
  if (!errors.length && name.split('.').length < 3)
    errors.push(invalid(`${path}.name`, name, 'should be a domain with at least three segments separated by dots'));
  return errors;
}

function ruleErrors(rule: Rule, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { operations = [], apiGroups = [], apiVersions = [], resources = [], scope } = rule;
  const alone = (field: string, values: readonly string[], what: string): void => {
    if (values.includes('*') && values.length > 1)
      errors.push(invalid(`${path}.${field}`, values, `if '*' is present, must not specify other ${what}`));
  };
  if (!operations.length) errors.push(required(`${path}.operations`));
  alone('operations', operations, 'operations');
  operations.forEach((it, i) => {
    if (!OPERATIONS.includes(it)) errors.push(notSupported(`${path}.operations[${i}]`, it, OPERATIONS));
  });
  if (!apiGroups.length) errors.push(required(`${path}.apiGroups`));
  alone('apiGroups', apiGroups, 'API groups');
  if (!apiVersions.length) errors.push(required(`${path}.apiVersions`));
  alone('apiVersions', apiVersions, 'API versions');
  apiVersions.forEach((it, i) => {
    if (!it) errors.push(required(`${path}.apiVersions[${i}]`));
  });
  if (!resources.length) errors.push(required(`${path}.resources`));
  resources.forEach((it, i) => {
    if (!it) errors.push(required(`${path}.resources[${i}]`));
  });
  if (scope !== undefined && !['*', 'Cluster', 'Namespaced'].includes(scope))
    errors.push(notSupported(`${path}.scope`, scope, ['*', 'Cluster', 'Namespaced']));
  return errors;
}

function urlErrors(url: string, path: string): FieldError[] {
  const form = 'desired format: https://host[/path]';
  const match = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/(?:([^@/?#]*)@)?([^/?#]*))?[^?#]*(\?[^#]*)?(#.*)?$/.exec(url);
  const [, scheme, user, host, query, fragment] = match ?? [];
  const errors: FieldError[] = [];
  if (scheme !== 'https') errors.push(invalid(path, scheme ?? '', `'https' is the only allowed URL scheme; ${form}`));
  if (!host) errors.push(invalid(path, host ?? '', `host must be specified; ${form}`));
  if (user !== undefined) errors.push(invalid(path, user, 'user information is not permitted in the URL'));
  if (fragment) errors.push(invalid(path, fragment.slice(1), 'fragments are not permitted in the URL'));
  if (query) errors.push(invalid(path, query.slice(1), 'query parameters are not permitted in the URL'));
  return errors;
}

export const validatingWebhookConfiguration: Kind = {
  resource: 'validatingwebhookconfigurations.admissionregistration.k8s.io',
  validate: webhookErrors,
};

export const mutatingWebhookConfiguration: Kind = {
  resource: 'mutatingwebhookconfigurations.admissionregistration.k8s.io',
  validate: webhookErrors,
};
