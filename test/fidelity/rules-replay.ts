// Rules of custom resources held against objects here, in the form in which a release of Kubernetes was recorded to do it.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { printError } from '../../lib/api/field-errors.ts';
import { compiledRules, ruleErrors, rulesEnvironment, rulesOf } from '../../lib/engine/apiserver/custom-rules.ts';
import type { JsonSchema } from '../../lib/engine/apiserver/custom.ts';
import { check } from '../../lib/engine/cel/check.ts';
import { estimatedCost } from '../../lib/engine/cel/cost.ts';
import { extentOf } from '../../lib/engine/cel/extent.ts';
import { parseRule, type Budget } from '../../lib/engine/cel/kubernetes.ts';

/** A schema with rules, an object, and what it was before. */
export interface RuleCase {
  readonly schema: JsonSchema;
  readonly object: { readonly [field: string]: unknown };
  readonly old?: { readonly [field: string]: unknown };
}

export interface RuleOutcome {
  /** What is said of rules that do not compile. */
  readonly compile?: string;
  /** What each rule costs at most, by the estimate. */
  readonly estimates?: readonly number[];
  readonly errors?: readonly string[];
  readonly warnings?: readonly string[];
  /** What holding the object to the rules cost. */
  readonly spent?: number;
}

export const recordedRules = (): readonly (readonly [RuleCase, RuleOutcome])[] =>
  (
    JSON.parse(
      gunzipSync(readFileSync(new URL('../data/fidelity/expressions/rules.json.gz', import.meta.url))).toString(),
    ) as { readonly answers: readonly (readonly [RuleCase, RuleOutcome])[] }
  ).answers;

const BUDGET = 10_000_000;

/** What becomes of a case. */
export function playRules({ schema, object, old }: RuleCase): RuleOutcome {
  const warnings: string[] = [];
  const budget: Budget = { left: BUDGET };
  const faults: string[] = [];
  const estimates: number[] = [];
  estimate(schema, true, faults, estimates);
  const errors = ruleErrors(schema, object, old, old !== undefined, (text) => warnings.push(text), true, budget);
  return {
    ...(faults.length ? { compile: faults.map((it) => `${it}\n`).join('') } : {}),
    ...(estimates.length ? { estimates } : {}),
    ...(errors.length ? { errors: errors.map(printError).sort() } : {}),
    ...(warnings.length ? { warnings: warnings.sort() } : {}),
    spent: budget.left < 0 ? BUDGET + 1 : BUDGET - budget.left,
  };
}

type Schemas = { readonly [name: string]: JsonSchema };

/** What the rules of all parts are estimated at, parts in the order of their names. */
function estimate(schema: JsonSchema, root: boolean, faults: string[], estimates: number[]): void {
  const whole = root || schema['x-kubernetes-embedded-resource'] === true;
  const rules = rulesOf(schema);
  if (rules.length) {
    const { type, rules: compiled } = compiledRules(schema, root);
    for (const [i, rule] of rules.entries()) {
      const { fault } = compiled[i]!;
      if (fault !== undefined) {
        faults.push(fault);
        continue;
      }
      const expr = parseRule(rule.rule!);
      const checked = check(rule.rule!, expr, rulesEnvironment(rule, type!));
      estimates.push(estimatedCost(checked, expr, extentOf(schema, whole)!));
    }
  }
  const properties = (schema.properties ?? {}) as Schemas;
  for (const name of Object.keys(properties).sort()) estimate(properties[name]!, false, faults, estimates);
  if (schema.items) estimate(schema.items as JsonSchema, false, faults, estimates);
  if (typeof schema.additionalProperties === 'object')
    estimate(schema.additionalProperties as JsonSchema, false, faults, estimates);
}
