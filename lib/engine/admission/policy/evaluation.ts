// Expressions of one policy held against one write: its variables are evaluated when they are first asked for, and what all of it
// costs is bounded. Follows apiserver/pkg/admission/plugin/cel/{activation,composition}.go and plugin/webhook/matchconditions.

import type { KubeObject } from '../../../api/object.ts';
import { CelError } from '../../cel/errors.ts';
import type { Budget, Program } from '../../cel/kubernetes.ts';
import { CostExceeded } from '../../cel/frame.ts';
import { fromJson, MapValue, type Value } from '../../cel/values.ts';
import type { Endpoint } from '../../apiserver/registry.ts';
import { ExpressionFault } from './expressions.ts';
import type { Request } from './request.ts';

/** A compiled expression, or why it could not be compiled. */
export type Compiled = Program | ExpressionFault;

export interface NamedExpression {
  readonly name: string;
  readonly program: Compiled;
}

const BUDGET = 10_000_000;
const CONDITIONS_BUDGET = 2_500_000;

/** An expression that gave no value; the message says which and why. */
export class EvaluationFault extends Error {}
/** All that may be spent is: nothing more is evaluated. */
export class OutOfBudget extends Error {
  constructor() {
    super('validation failed due to running out of cost budget, no further validation rules will be run');
  }
}

/** Variables of a policy: each is evaluated once, when it is asked for. */
class Variables extends MapValue {
  private readonly expressions: readonly NamedExpression[];
  private readonly evaluate: (program: Program) => Value;
  private readonly known = new Map<string, Value | CelError>();

  constructor(expressions: readonly NamedExpression[], evaluate: (program: Program) => Value) {
    super('kubernetes.variables');
    this.expressions = expressions;
    this.evaluate = evaluate;
  }
  get size(): number {
    return this.expressions.length;
  }
  keys(): Value[] {
    return this.expressions.map((it) => it.name);
  }
  find(key: Value): Value | undefined {
    if (typeof key !== 'string') return undefined;
    let value = this.known.get(key);
    if (value === undefined) {
      const expression = this.expressions.find((it) => it.name === key);
      if (!expression) return undefined;
      value = this.compute(expression);
      this.known.set(key, value);
    }
    if (value instanceof CelError) throw value;
    return value;
  }

  private compute({ name, program }: NamedExpression): Value | CelError {
    if (program instanceof ExpressionFault)
      return new CelError(`composited variable ${JSON.stringify(name)} fails to compile: ${program.message}`);
    try {
      return this.evaluate(program);
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      return new CelError(`composited variable ${JSON.stringify(name)} fails to evaluate: ${error.message}`);
    }
  }
}

export class Evaluation {
  private readonly budget: Budget = { left: BUDGET };
  private readonly values: (name: string) => Value | undefined;
  private readonly request: Request;

  constructor(
    request: Request,
    endpoint: Endpoint,
    params: KubeObject | undefined,
    variables: readonly NamedExpression[],
  ) {
    this.request = request;
    const { object, old, request: review } = request.in(endpoint);
    const given = params ? fromJson(params, undefined) : null;
    let namespace: Value | undefined;
    const lazily = new Variables(variables, (program) => program.run(this.values, this.budget));
    this.values = (name) => {
      switch (name) {
        case 'object':
          return object;
        case 'oldObject':
          return old;
        case 'request':
          return review;
        case 'params':
          return given;
        case 'variables':
          return lazily;
        case 'namespaceObject':
          return (namespace ??= this.request.namespaceObject());
        case 'authorizer':
          return this.request.authorizers.authorizer;
        case 'authorizer.requestResource':
          return this.request.authorizers.requestResource;
        default:
          return undefined;
      }
    };
  }

  /** The value of an expression. Throws `EvaluationFault` and `OutOfBudget`. */
  run(program: Compiled, source: string): Value {
    return evaluate(program, source, this.values, this.budget);
  }

  /** Whether all conditions hold. Throws `EvaluationFault` where one has no value and none says no. */
  conditionsHold(conditions: readonly NamedExpression[], sources: readonly string[]): boolean {
    const budget: Budget = { left: CONDITIONS_BUDGET };
    const faults: string[] = [];
    for (const [i, { program }] of conditions.entries())
      try {
        if (evaluate(program, sources[i]!, this.values, budget) === false) return false;
      } catch (error) {
        if (error instanceof OutOfBudget) throw new EvaluationFault(error.message);
        if (!(error instanceof EvaluationFault)) throw error;
        faults.push(error.message);
      }
    if (!faults.length) return true;
    const [first] = faults;
    throw new EvaluationFault(faults.length === 1 ? first! : `[${[...new Set(faults)].join(', ')}]`);
  }
}

function evaluate(
  program: Compiled,
  source: string,
  values: (name: string) => Value | undefined,
  budget: Budget,
): Value {
  if (program instanceof ExpressionFault) throw new EvaluationFault(`compilation error: ${program.message}`);
  try {
    return program.run(values, budget);
  } catch (error) {
    if (error instanceof CostExceeded && budget.left < 0) throw new OutOfBudget();
    if (!(error instanceof CelError) && !(error instanceof CostExceeded)) throw error;
    throw new EvaluationFault(`expression '${source}' resulted in error: ${error.message}`);
  }
}
