// Rules in CEL as a definition writes them: each must compile against the part of the schema that it is at, and cost not too much. Follows
// apiextensions-apiserver/pkg/apis/apiextensions/validation.

import { forbidden, internal, invalid, notSupported, required, type FieldError } from '../../api/field-errors.ts';
import { compiledRules, fieldPathOf, rulesEnvironment, rulesOf, type Rule } from '../apiserver/custom-rules.ts';
import type { JsonSchema } from '../apiserver/custom.ts';
import { check } from '../cel/check.ts';
import { estimatedCost } from '../cel/cost.ts';
import { extentOf, mostOften, type Extent } from '../cel/extent.ts';
import { parseRule } from '../cel/kubernetes.ts';
import type { Type } from '../cel/types.ts';

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

/** What one rule may cost, and all rules of a schema together. */
const RULE_LIMIT = 10_000_000;
const TOTAL_LIMIT = 100_000_000;

/** What the rules of a schema cost so far, by estimate. */
export interface Costs {
  total: number;
  /** The dearest, dearest first. */
  highest: readonly { readonly path: string; readonly cost: number }[];
}

function observe(costs: Costs, path: string, cost: number): void {
  costs.total += cost;
  if (cost < TOTAL_LIMIT / 100) return;
  costs.highest = [...costs.highest, { path, cost }].sort((a, b) => b.cost - a.cost).slice(0, 4);
}

function tooDear(what: string, cost: number, limit: number): string {
  const factor = cost / limit;
  const shown = factor > 100 ? 'more than 100x' : factor < 1.5 ? `${factor.toFixed(6)}x` : `${factor.toFixed(1)}x`;
  return `${what} exceeds budget by factor of ${shown} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}

/** What is said of rules that cost too much together. */
export function costErrors(costs: Costs, path: string): FieldError[] {
  if (costs.total <= TOTAL_LIMIT) return [];
  const part = 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema';
  const whole = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema';
  return [
    ...costs.highest.map((it) => forbidden(it.path, part)),
    forbidden(path, tooDear(whole, costs.total, TOTAL_LIMIT)),
  ];
}

/** Where rules stand. */
export interface Standing {
  readonly root: boolean;
  /** The list or map within which nothing is what it was before. */
  readonly apart?: string | undefined;
  /** How often the value occurs in an object at most, where that is bounded. */
  readonly often?: number | undefined;
  /** The schema was in force before: what one rule costs is not looked at. */
  readonly unchanged: boolean;
}

/** What is wrong with the rules at one place of a schema; `costs` is told what they cost. */
export function ruleFaults(schema: JsonSchema, path: string, where: Standing, costs: Costs): FieldError[] {
  const errors: FieldError[] = [];
  const rules = rulesOf(schema);
  const whole = where.root || schema['x-kubernetes-embedded-resource'] === true;
  const extent = extentOf(schema, whole);
  const often = where.often ?? (extent ? mostOften(extent) : 1);
  const { type, rules: all } = compiledRules(schema, where.root);
  if (!type)
    return [
      internal(
        `${path}.x-kubernetes-validations`,
        'internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations',
      ),
    ];
  all.forEach((compiled, i) => {
    const rule = rules[i]!;
    const at = `${path}.x-kubernetes-validations[${i}]`;
    const dear = (field: string, source: string, isDear: boolean, times: number): void => {
      if (!isDear || !extent) return;
      const cost = Math.min(2 ** 64, estimate(source, rule, type, extent) * times);
      const what = field === 'rule' ? 'estimated rule cost' : `estimated ${field} cost`;
      if (!where.unchanged && cost > RULE_LIMIT)
        errors.push(forbidden(`${at}.${field}`, tooDear(what, cost, RULE_LIMIT)));
      observe(costs, `${at}.${field}`, cost);
    };
    dear('rule', rule.rule ?? '', compiled.program !== undefined, often);
    if (compiled.fault !== undefined) errors.push(invalid(`${at}.rule`, shown(rule), compiled.fault));
    if (compiled.messageFault !== undefined)
      errors.push(invalid(`${at}.messageExpression`, shown(rule), compiled.messageFault));
    else dear('messageExpression', rule.messageExpression ?? '', compiled.message !== undefined, 1);
    if (compiled.usesOld && where.apart !== undefined)
      errors.push(
        invalid(
          `${at}.rule`,
          rule.rule,
          `oldSelf cannot be used on the uncorrelatable portion of the schema within ${where.apart}`,
        ),
      );
    else if (!compiled.usesOld && rule.optionalOldSelf !== undefined)
      errors.push(
        invalid(`${at}.optionalOldSelf`, rule.optionalOldSelf, 'may not be set if oldSelf is not used in rule'),
      );
  });
  return errors;
}

function estimate(source: string, rule: Rule, type: Type, extent: Extent): number {
  const expr = parseRule(source);
  return estimatedCost(check(source, expr, rulesEnvironment(rule, type)), expr, extent);
}

/** What is wrong with the texts of a rule; what is said amiss is not compiled. */
export function textFaults(rule: Rule, schema: JsonSchema, at: string): FieldError[] {
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
