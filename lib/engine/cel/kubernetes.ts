// The environment that all expressions in Kubernetes share, and expressions compiled in it.
// Follows apiserver/pkg/cel/environment/base.go for compatibility version 1.36.

import type { Expr } from './ast.ts';
import { check } from './check.ts';
import { Environment } from './environment.ts';
import { addresses } from './library/addresses.ts';
import { authorizers } from './library/authorizer.ts';
import { formats } from './library/formats.ts';
import { lists } from './library/lists.ts';
import { optionals } from './library/optionals.ts';
import { quantities } from './library/quantity.ts';
import { semvers } from './library/semver.ts';
import { standard } from './library/standard.ts';
import { strings } from './library/strings.ts';
import { times } from './library/times.ts';
import { urls } from './library/urls.ts';
import { parse } from './parser.ts';
import { CostExceeded, type Frame, type Step } from './frame.ts';
import { plan } from './plan.ts';
import type { Type } from './types.ts';
import type { Value } from './values.ts';

let made: Environment | undefined;

/** Standard functions and the libraries of Kubernetes; no variables. */
export function baseEnvironment(): Environment {
  return (made ??= new Environment().withLibraries([
    standard,
    times,
    strings,
    lists,
    optionals,
    addresses,
    quantities,
    semvers,
    urls,
    formats,
    authorizers,
  ]));
}

/** What one expression may cost. */
export const PER_CALL_LIMIT = 1_000_000;

/** An expression that is well-typed and ready to be evaluated. */
export class Program {
  readonly source: string;
  /** Of the result. */
  readonly type: Type;
  private readonly step: Step;

  constructor(source: string, type: Type, step: Step) {
    this.source = source;
    this.type = type;
    this.step = step;
  }

  /**
   * The value of the expression. Throws `CelError` where it has none, and `CostExceeded`. `budget` is what may be spent, and
   * is told what was.
   */
  run(variable: (name: string) => Value | undefined, budget?: Budget): Value {
    const frame: Frame = {
      variable,
      slots: [],
      cost: 0,
      limit: Math.min(PER_CALL_LIMIT, budget ? budget.left : PER_CALL_LIMIT),
    };
    try {
      const value = this.step(frame);
      if (frame.cost > frame.limit) throw new CostExceeded();
      return value;
    } finally {
      if (budget) budget.left -= frame.cost;
    }
  }
}

/** What several expressions may cost together. */
export interface Budget {
  left: number;
}

/** Reads an expression; values are not bound to names in Kubernetes. */
export const parseRule = (source: string): Expr => parse(source, false);

/** Reads, checks and prepares an expression. Throws `CompileError` and `PlanFault`. */
export function compile(source: string, environment: Environment): Program {
  const expr = parseRule(source);
  const { type, chosen } = check(source, expr, environment);
  return new Program(source, type, plan(expr, environment, chosen));
}
