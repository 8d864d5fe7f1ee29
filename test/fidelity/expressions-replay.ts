// Expressions evaluated here, and what they give, in the form in which a release of Kubernetes was recorded to give it.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { CelError, CompileError } from '../../lib/engine/cel/errors.ts';
import { baseEnvironment, compile, type Budget } from '../../lib/engine/cel/kubernetes.ts';
import { CostExceeded } from '../../lib/engine/cel/frame.ts';
import { PlanFault } from '../../lib/engine/cel/plan.ts';
import { typeText } from '../../lib/engine/admission/policy/expressions.ts';
import { DYN, type Type } from '../../lib/engine/cel/types.ts';
import { fromJson, List, MapValue, Optional, typeName, TypeValue, type Value } from '../../lib/engine/cel/values.ts';

/** What became of an expression. */
export interface Outcome {
  /** Why it does not compile. */
  readonly compile?: string;
  /** Of the result, as it is checked. */
  readonly type?: string;
  readonly value?: unknown;
  readonly error?: string;
  /** What evaluating it cost, where it has a value: what fails costs a little more in a control plane, which goes on for a while. */
  readonly cost?: number;
}

export interface Recorded {
  readonly version: string;
  readonly variables: { readonly [name: string]: unknown };
  readonly answers: readonly (readonly [expression: string, outcome: Outcome])[];
}

export const recordedExpressions = (): Recorded =>
  JSON.parse(
    gunzipSync(readFileSync(new URL('../data/fidelity/expressions/expressions.json.gz', import.meta.url))).toString(),
  ) as Recorded;

/** More than anything asked may cost: what is left of it says what was spent. */
const PLENTY = 1e9;

export class Expressions {
  private readonly environment;
  private readonly values: ReadonlyMap<string, Value>;

  constructor(variables: Recorded['variables']) {
    this.values = new Map(Object.entries(variables).map(([name, it]) => [name, fromJson(it, undefined)]));
    this.environment = baseEnvironment().withVariables(
      Object.fromEntries(Object.keys(variables).map((name): [string, Type] => [name, DYN])),
    );
  }

  ask(expression: string): Outcome {
    let program;
    try {
      program = compile(expression, this.environment);
    } catch (error) {
      if (error instanceof CompileError) return { compile: error.message };
      if (error instanceof PlanFault) return { compile: `program: ${error.message}` };
      throw error;
    }
    const type = typeText(program.type);
    const budget: Budget = { left: PLENTY };
    try {
      const value = program.run((name) => this.values.get(name), budget);
      return { type, value: shown(value), cost: PLENTY - budget.left };
    } catch (error) {
      if (!(error instanceof CelError) && !(error instanceof CostExceeded)) throw error;
      return { type, error: error.message };
    }
  }
}

const asText = compile('string(it)', baseEnvironment().withVariables({ it: DYN }));

/** A value as its type and what it is. */
function shown(value: Value): unknown {
  if (value === null) return ['null'];
  if (value instanceof Optional) return value.value === undefined ? ['optional'] : ['optional', shown(value.value)];
  if (value instanceof MapValue) {
    const pairs = value.keys().map((key) => [shown(key), shown(value.find(key)!)]);
    const byText = pairs.map((it) => [JSON.stringify(it), it] as const).sort(([a], [b]) => (a < b ? -1 : 1));
    return ['map', byText.map(([, pair]) => pair)];
  }
  if (value instanceof List) return ['list', value.values().map(shown)];
  if (value instanceof TypeValue) return ['type', value.name];
  if (value instanceof Uint8Array) return ['bytes', Buffer.from(value).toString('hex')];
  try {
    return [typeName(value), asText.run(() => value)];
  } catch (error) {
    if (error instanceof CelError) return [typeName(value)];
    throw error;
  }
}
