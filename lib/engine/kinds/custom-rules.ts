// Rules in CEL as a definition writes them: each must compile against the part of the schema that it is at. Follows
// apiextensions-apiserver/pkg/apis/apiextensions/validation.

import { invalid, notSupported, required, type FieldError } from '../../api/field-errors.ts';
import { compiledRules, fieldPathOf, rulesOf, type Rule } from '../apiserver/custom-rules.ts';
import type { JsonSchema } from '../apiserver/custom.ts';

const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];

/** The rule as its faults show it. */
const shown = (rule: Rule): object => ({
  Rule: rule.rule ?? '',
  Message: rule.message ?? '',
  MessageExpression: rule.messageExpression ?? '',
  Reason: rule.reason ?? null,
  FieldPath: rule.fieldPath ?? '',
  OptionalOldSelf: rule.optionalOldSelf ?? null,
});

/** What is wrong with the rules of a schema, innermost first. `apart`: the list or map within which nothing is what it was before. */
export function ruleFaults(schema: JsonSchema, path: string, root = true, apart?: string): FieldError[] {
  const errors: FieldError[] = [];
  const inner = (it: unknown, at: string, within?: string): void => {
    if (it !== null && typeof it === 'object') errors.push(...ruleFaults(it as JsonSchema, at, false, apart ?? within));
  };
  inner(schema.additionalProperties, `${path}.additionalProperties`);
  const loose = schema['x-kubernetes-map-type'] === 'atomic' ? path : undefined;
  const properties = (schema.properties ?? {}) as { readonly [name: string]: JsonSchema };
  for (const name of Object.keys(properties).sort()) inner(properties[name], `${path}.properties[${name}]`, loose);
  inner(schema.items, `${path}.items`, schema['x-kubernetes-list-type'] === 'map' ? undefined : path);
  const rules = rulesOf(schema);
  if (!rules.length) return errors;
  const before = errors.length;
  rules.forEach((rule, i) => errors.push(...textFaults(rule, schema, `${path}.x-kubernetes-validations[${i}]`)));
  // What is said amiss is not compiled.
  if (errors.length > before) return errors;
  compiledRules(schema, root).rules.forEach((compiled, i) => {
    const rule = rules[i]!;
    const at = `${path}.x-kubernetes-validations[${i}]`;
    if (compiled.fault !== undefined) errors.push(invalid(`${at}.rule`, shown(rule), compiled.fault));
    if (compiled.messageFault !== undefined)
      errors.push(invalid(`${at}.messageExpression`, shown(rule), compiled.messageFault));
    if (compiled.usesOld && apart !== undefined)
      errors.push(
        invalid(
          `${at}.rule`,
          rule.rule,
          `oldSelf cannot be used on the uncorrelatable portion of the schema within ${apart}`,
        ),
      );
    else if (!compiled.usesOld && rule.optionalOldSelf !== undefined)
      errors.push(
        invalid(`${at}.optionalOldSelf`, rule.optionalOldSelf, 'may not be set if oldSelf is not used in rule'),
      );
  });
  return errors;
}

function textFaults(rule: Rule, schema: JsonSchema, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const { message = '', messageExpression = '', fieldPath = '', reason } = rule;
  const text = (rule.rule ?? '').trim();
  const blank = 'must be non-empty if specified';
  if (!text) errors.push(required(`${at}.rule`, 'rule is not specified'));
  else if (message && !message.trim()) errors.push(invalid(`${at}.message`, message, blank));
  else if (/[\n\r]/.test(message.trim()))
    errors.push(invalid(`${at}.message`, message, 'must not contain line breaks'));
  else if (/[\n\r]/.test(text) && !message.trim())
    errors.push(required(`${at}.message`, 'message must be specified if rule contains line breaks'));
  if (messageExpression && !messageExpression.trim())
    errors.push(required(`${at}.messageExpression`, 'messageExpression must be non-empty if specified'));
  if (reason !== undefined && !REASONS.includes(reason)) errors.push(notSupported(`${at}.reason`, reason, REASONS));
  if (fieldPath && !fieldPath.trim()) errors.push(invalid(`${at}.fieldPath`, fieldPath, blank));
  if (/[\n\r]/.test(fieldPath)) errors.push(invalid(`${at}.fieldPath`, fieldPath, 'must not contain line breaks'));
  if (fieldPath && fieldPathOf(fieldPath, schema) === undefined)
    errors.push(invalid(`${at}.fieldPath`, fieldPath, 'must be a valid path'));
  return errors;
}
