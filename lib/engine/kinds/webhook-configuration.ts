// Webhook configurations, validating and mutating. Follows kubernetes/pkg/apis/admissionregistration/validation.

import { duplicate, invalid, notSupported, required, type FieldError } from '../../api/field-errors.ts';
import { dns1035Label, dns1123Subdomain } from '../../api/labels.ts';
import type { Rule } from '../admission/policy/matching.ts';
import { conditionErrors, ruleErrors, type Condition } from './admission-rules.ts';
import type { Draft, Kind } from './interface.ts';
import { clientErrors, type WebhookClient } from './webhook-client.ts';

interface Webhook {
  readonly name?: string;
  readonly rules?: readonly (Rule | null)[];
  readonly sideEffects?: string;
  readonly failurePolicy?: string;
  readonly matchPolicy?: string;
  readonly reinvocationPolicy?: string;
  readonly timeoutSeconds?: number;
  readonly admissionReviewVersions?: readonly string[];
  readonly matchConditions?: readonly (Condition | null)[];
  readonly clientConfig?: WebhookClient;
}

const REVIEWS = ['v1', 'v1beta1'];

function webhookErrors(object: Draft): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  ((object.webhooks ?? []) as readonly (Webhook | null)[]).forEach((given, i) => {
    const path = `webhooks[${i}]`;
    const webhook = given ?? {};
    errors.push(...nameErrors(webhook.name ?? '', path));
    (webhook.rules ?? []).forEach((rule, j) => errors.push(...ruleErrors(rule ?? {}, `${path}.rules[${j}]`)));
    const oneOf = (field: 'failurePolicy' | 'matchPolicy' | 'reinvocationPolicy', values: readonly string[]): void => {
      const value = webhook[field];
      if (value !== undefined && !values.includes(value)) errors.push(notSupported(`${path}.${field}`, value, values));
    };
    oneOf('failurePolicy', ['Fail', 'Ignore']);
    oneOf('matchPolicy', ['Equivalent', 'Exact']);
    if (!webhook.sideEffects && webhook.sideEffects !== '')
      errors.push(required(`${path}.sideEffects`, 'must specify one of None, NoneOnDryRun'));
    else if (!['None', 'NoneOnDryRun'].includes(webhook.sideEffects))
      errors.push(notSupported(`${path}.sideEffects`, webhook.sideEffects, ['None', 'NoneOnDryRun']));
    oneOf('reinvocationPolicy', ['IfNeeded', 'Never']);
    const { timeoutSeconds } = webhook;
    if (timeoutSeconds !== undefined && (timeoutSeconds < 1 || timeoutSeconds > 30))
      errors.push(
        invalid(`${path}.timeoutSeconds`, timeoutSeconds, 'the timeout value must be between 1 and 30 seconds'),
      );
    errors.push(...clientErrors(webhook.clientConfig ?? {}, `${path}.clientConfig`));
    errors.push(...conditionErrors(webhook.matchConditions ?? [], false, `${path}.matchConditions`));
    errors.push(...reviewErrors(webhook.admissionReviewVersions ?? [], path));
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

// No authority is not the same as an empty one in what is stored, but it is in what is meant.
function withoutEmptyBundles(draft: Draft): void {
  for (const webhook of (draft.webhooks ?? []) as ({ clientConfig?: { caBundle?: string } } | null)[])
    if (webhook?.clientConfig?.caBundle === '') delete webhook.clientConfig.caBundle;
}

export const validatingWebhookConfiguration: Kind = {
  resource: 'validatingwebhookconfigurations.admissionregistration.k8s.io',
  defaults: withoutEmptyBundles,
  validate: webhookErrors,
};

export const mutatingWebhookConfiguration: Kind = {
  resource: 'mutatingwebhookconfigurations.admissionregistration.k8s.io',
  defaults: withoutEmptyBundles,
  validate: webhookErrors,
};
