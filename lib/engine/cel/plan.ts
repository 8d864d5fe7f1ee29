// Turns expressions into closures, once; evaluating is calling them. Follows cel-go/interpreter/planner.go, decorators.go and
// runtimecost.go.

import { addressedBy, at, fieldOf, optionalField } from './access.ts';
import { qualifiedName, type CallExpr, type Expr, type Fold, type Select } from './ast.ts';
import type { Environment, Overload } from './environment.ts';
import { CelError } from './errors.ts';
import { iterate, quantifier } from './folds.ts';
import { CostExceeded, type Step } from './frame.ts';
import { guardOf } from './guards.ts';
import { alone, hasOperators, isLookedUp, membership, noOverload, OPERATORS, pair } from './operators.ts';
import { regular, RegexFault } from './regular.ts';
import { spentBy } from './spent.ts';
import { BYTES, STRING } from './types.ts';
import { List, LiteralMap, ObjectValue, Optional, typeName, TypeValue, type Value } from './values.ts';

const COSTS = { list: 10, map: 30, struct: 40 };

/** An expression that cannot be got ready: a part of it that never changes has no value. */
export class PlanFault extends Error {}

/** Slots of the variables of folds, by name. */
interface Slots {
  readonly name: string;
  readonly slot: number;
  readonly outer: Slots | undefined;
}

/** A part that is ready. */
interface Planned {
  readonly step: Step;
  /** Of what is looked up: the same without what looking it up costs, for what is looked up in it. */
  readonly bare?: Step;
  /** Of what never changes: its value. */
  readonly value?: Value;
}

/** Which overload a call is, where only one can be meant. */
export type Chosen = ReadonlyMap<Expr, Overload>;

/** The closure of an expression. Throws `PlanFault`. */
export function plan(expr: Expr, environment: Environment, chosen: Chosen): Step {
  return new Planner(environment, chosen).plan(expr, undefined).step;
}

const always = (value: Value): Planned => ({ step: () => value, value });
/** What is looked up, from what it is without the cost; in what is one of two, the one is. */
const looked = (bare: Step, within?: Planned): Planned =>
  within?.bare && within.bare === within.step
    ? { step: bare, bare }
    : {
        bare,
        step: (frame) => {
          frame.cost++;
          return bare(frame);
        },
      };
const bareOf = ({ bare, step }: Planned): Step => bare ?? step;

/** Conversions: one of what never changes is done once. */
const CONVERSIONS = new Set('bool bytes double duration dyn int string timestamp type uint'.split(' '));
/** Functions of patterns: which argument one is. A pattern that never changes is read once. */
const PATTERNS: { readonly [name: string]: number } = { matches: 1, find: 1, findAll: 1 };
/** Operators and functions that tell only their name of what they are not for. */
const NAMED = new Set('_+_ _-_ _*_ _/_ _%_ -_'.split(' '));
const PLAIN = new Set('startsWith endsWith contains'.split(' '));

class Planner {
  private readonly environment: Environment;
  private readonly chosen: Chosen;
  private slots = 0;

  constructor(environment: Environment, chosen: Chosen) {
    this.environment = environment;
    this.chosen = chosen;
  }

  plan(expr: Expr, scope: Slots | undefined): Planned {
    switch (expr.is) {
      case 'constant':
        return always(expr.value);
      case 'name':
        return this.name(expr.name, scope);
      case 'select':
        return this.select(expr, scope);
      case 'call':
        return this.call(expr, scope);
      case 'list':
        return this.list(expr, scope);
      case 'map':
        return this.map(expr, scope);
      case 'struct':
        return { step: this.struct(expr, scope) };
      case 'fold':
        return { step: this.fold(expr, scope) };
    }
  }

  private step(expr: Expr, scope: Slots | undefined): Step {
    return this.plan(expr, scope).step;
  }

  private name(name: string, scope: Slots | undefined): Planned {
    for (let found = scope; found; found = found.outer)
      if (found.name === name) {
        const { slot } = found;
        return {
          bare: (frame) => frame.slots[slot]!,
          step: (frame) => {
            frame.cost++;
            return frame.slots[slot]!;
          },
        };
      }
    return this.global(name.replace(/^\./, '')) ?? { step: unknown(name) };
  }

  /** A variable or the name of a type. */
  private global(name: string): Planned | undefined {
    if (this.environment.variable(name))
      return looked((frame) => {
        const value = frame.variable(name);
        if (value === undefined) throw new CelError(`no such attribute(s): ${name}`);
        return value;
      });
    const type = this.environment.typeNamed(name);
    return type && always(new TypeValue(type.params[0]!.name));
  }

  private select(expr: Select, scope: Slots | undefined): Planned {
    const name = qualifiedName(expr);
    if (name !== undefined && !hides(scope, name)) {
      const found = this.global(name.replace(/^\./, ''));
      if (found) return found;
    }
    const whole = this.plan(expr.operand, scope);
    const operand = bareOf(whole);
    const { field } = expr;
    if (expr.test)
      return {
        step: (frame) => {
          const value = operand(frame);
          frame.cost++;
          const target = value instanceof Optional ? value.value : value;
          return target !== undefined && fieldOf(target, field) !== undefined;
        },
      };
    if (expr.optional)
      return looked((frame) => {
        const found = optionalField(operand(frame), field);
        if (found.value !== undefined) frame.cost++;
        return found;
      }, whole);
    return looked((frame) => {
      const value = operand(frame);
      if (value instanceof Optional) {
        const found = optionalField(value, field);
        if (found.value !== undefined) frame.cost++;
        return found;
      }
      frame.cost++;
      const found = fieldOf(value, field);
      if (found === undefined) throw new CelError(`no such key: ${field}`);
      return found;
    }, whole);
  }

  private list({ items }: Expr & { is: 'list' }, scope: Slots | undefined): Planned {
    const parts = items.map((it) => ({ ...this.plan(it.value, scope), optional: it.optional }));
    if (parts.every((it) => it.value !== undefined && !it.optional))
      return always(new List(parts.map((it) => it.value!)));
    return {
      step: (frame) => {
        frame.cost += COSTS.list;
        const values: Value[] = [];
        for (const { step, optional } of parts) {
          const value = step(frame);
          if (!optional) values.push(value);
          else if (!(value instanceof Optional)) throw noOverload();
          else if (value.value !== undefined) values.push(value.value);
        }
        return new List(values);
      },
    };
  }

  private map({ entries }: Expr & { is: 'map' }, scope: Slots | undefined): Planned {
    const parts = entries.map((it) => ({
      key: this.plan(it.key, scope),
      item: this.plan(it.value, scope),
      optional: it.optional,
    }));
    if (parts.every((it) => it.key.value !== undefined && it.item.value !== undefined && !it.optional)) {
      const map = new LiteralMap();
      for (const { key, item } of parts) map.set(key.value!, item.value!);
      return always(map);
    }
    return {
      step: (frame) => {
        frame.cost += COSTS.map;
        const map = new LiteralMap();
        for (const { key, item, optional } of parts) {
          const name = key.step(frame);
          let value = item.step(frame);
          if (optional) {
            if (!(value instanceof Optional)) throw noOverload();
            if (value.value === undefined) continue;
            value = value.value;
          }
          map.set(name, value);
        }
        return map;
      },
    };
  }

  private struct(expr: Expr & { is: 'struct' }, scope: Slots | undefined): Step {
    const fields = expr.fields.map((it) => ({ ...it, step: this.step(it.value, scope) }));
    const type = expr.type.replace(/^\./, '');
    return (frame) => {
      frame.cost += COSTS.struct;
      const made = new Map<string, Value>();
      for (const { name, step, optional } of fields) {
        const value = step(frame);
        if (!optional) made.set(name, value);
        else if (!(value instanceof Optional)) throw noOverload();
        else if (value.value !== undefined) made.set(name, value.value);
      }
      return new ObjectValue(type, made);
    };
  }

  private call(expr: CallExpr, scope: Slots | undefined): Planned {
    const { name, target } = expr;
    if (!target) {
      if (name === '_?_:_') return this.conditional(expr, scope);
      if (name === '_[_]' || name === '_[?_]') return this.index(expr, scope);
      if (OPERATORS[name]) return this.operator(expr, scope);
      return this.invoke(expr, name.replace(/^\./, ''), false, expr.args, scope);
    }
    const prefix = qualifiedName(target);
    if (prefix !== undefined) {
      const whole = `${prefix.replace(/^\./, '')}.${name}`;
      if (this.environment.overloads(whole)) return this.invoke(expr, whole, false, expr.args, scope);
    }
    // The value if there is one, else what the other expression says: that one is evaluated only then.
    if ((name === 'or' || name === 'orValue') && expr.args.length === 1) {
      const optional = this.step(target, scope);
      const other = this.step(expr.args[0]!, scope);
      const whole = name === 'or';
      return {
        step: (frame) => {
          const value = optional(frame);
          if (!(value instanceof Optional)) return value;
          if (value.value !== undefined) return whole ? value : value.value;
          return other(frame);
        },
      };
    }
    return this.invoke(expr, name, true, [target, ...expr.args], scope);
  }

  private conditional({ args }: CallExpr, scope: Slots | undefined): Planned {
    const [test, yes, no] = args as [Expr, Expr, Expr];
    const condition = this.step(test, scope);
    // What is looked up is so as a part of the whole.
    const [one, other] = [bareOf(this.plan(yes, scope)), bareOf(this.plan(no, scope))];
    const step: Step = (frame) => {
      const value = condition(frame);
      if (typeof value !== 'boolean') throw noOverload();
      return value ? one(frame) : other(frame);
    };
    return { step, bare: step };
  }

  private index({ name, args }: CallExpr, scope: Slots | undefined): Planned {
    const whole = this.plan(args[0]!, scope);
    const operand = bareOf(whole);
    const key = bareOf(this.plan(args[1]!, scope));
    const optional = name === '_[?_]';
    return looked((frame) => {
      const value = operand(frame);
      if (!optional && !(value instanceof Optional)) {
        const index = key(frame);
        frame.cost++;
        return at(value, index);
      }
      const found = addressedBy(value, key(frame));
      if (found.value !== undefined) frame.cost++;
      return found;
    }, whole);
  }

  private operator(expr: CallExpr, scope: Slots | undefined): Planned {
    const { name } = expr;
    const args = expr.args.map((arg) => this.plan(arg, scope));
    const known = this.chosen.get(expr)?.params;
    if (name === '@in' && known?.[1]!.kind === 'list') {
      const list = args[1]!.value;
      if (list instanceof List && !list.length) return always(false);
      if (list instanceof List && isLookedUp(list)) return { step: membership(args[0]!.step, list) };
    }
    const whole = name === '@in' ? known?.[1]!.kind === 'list' : known?.[0] === STRING || known?.[0] === BYTES;
    return {
      step: OPERATORS[name]!(
        args.map((it) => it.step),
        whole,
      ),
    };
  }

  private invoke(
    expr: CallExpr,
    name: string,
    member: boolean,
    given: readonly Expr[],
    scope: Slots | undefined,
  ): Planned {
    const all = this.environment.overloads(name);
    const args = given.map((arg) => this.plan(arg, scope));
    if (!all) return { step: unknown(name) };
    this.readPattern(name, args);
    const step = this.invocation(name, member, all, args, spentBy(name, this.chosen.get(expr)));
    if (CONVERSIONS.has(name) && !member && args.length === 1 && args[0]!.value !== undefined)
      try {
        return always(step(NOWHERE));
      } catch (error) {
        if (error instanceof CelError) throw new PlanFault(error.message);
        throw error;
      }
    return { step };
  }

  private readPattern(name: string, args: readonly Planned[]): void {
    const pattern = Object.hasOwn(PATTERNS, name) ? args[PATTERNS[name]!]?.value : undefined;
    if (typeof pattern !== 'string') return;
    try {
      regular(pattern);
    } catch (error) {
      if (error instanceof RegexFault) throw new PlanFault(error.message);
      throw error;
    }
  }

  private invocation(
    name: string,
    member: boolean,
    all: readonly Overload[],
    args: readonly Planned[],
    spent: ReturnType<typeof spentBy>,
  ): Step {
    const candidates = all
      .filter((it) => it.member === member && it.params.length === args.length)
      .map(({ params, run }) => ({ run, guards: params.map(guardOf) }));
    const constantPattern = Object.hasOwn(PATTERNS, name) && args[PATTERNS[name]!]?.value !== undefined;
    const refuse = (values: readonly Value[]): never => {
      if (PLAIN.has(name) || constantPattern) throw noOverload();
      if (name === 'size' || name === 'matches' || (name === 'sort' && candidates.length)) throw noOverload(name);
      if (NAMED.has(name)) throw noOverload(hasOperators(values[0]!) ? '' : name);
      throw noOverload(`${name}(${values.map(typeName).join(', ')})`);
    };
    const steps = args.map((it) => it.step);
    const [first, second] = steps as [Step, Step];
    const [count] = [steps.length];
    return (frame) => {
      const values =
        count === 1
          ? [alone(first, frame)]
          : count === 2
            ? pair(first, second, frame)
            : steps.map((step) => step(frame));
      for (const { run, guards } of candidates)
        if (guards.every((guard, i) => guard(values[i]!))) {
          if (!spent) {
            frame.cost++;
            return run(...values);
          }
          // What has no value is no larger than one.
          let result: Value = null;
          try {
            result = run(...values);
          } finally {
            frame.cost += spent(values, result);
          }
          if (frame.cost > frame.limit) throw new CostExceeded();
          return result;
        }
      frame.cost += spent ? spent(values, null) : 1;
      return refuse(values);
    };
  }

  private fold(expr: Fold, scope: Slots | undefined): Step {
    const range = this.step(expr.range, scope);
    const init = this.beginning(expr.init, scope);
    const accumulator = this.slots++;
    const item = this.slots++;
    const second = expr.second === undefined ? undefined : this.slots++;
    const outer: Slots = { name: expr.accumulator, slot: accumulator, outer: scope };
    const result = this.step(expr.result, outer);
    // A name for a value, nothing more.
    if (expr.item === '#unused')
      return (frame) => {
        frame.slots[accumulator] = init(frame);
        return result(frame);
      };
    let inner: Slots = { name: expr.item, slot: item, outer };
    if (second !== undefined) inner = { name: expr.second!, slot: second, outer: inner };
    const names = { item, second };
    const test = quantifier(expr);
    if (test) return test.step(range, this.step(test.test, inner), names);
    const step = this.step(expr.step, inner);
    return (frame) => {
      // The slot is taken by an inner fold of the same text when an expression is evaluated within itself: it never is.
      let state = init(frame);
      iterate(range, names, frame, () => {
        frame.slots[accumulator] = state;
        state = step(frame);
        return true;
      });
      frame.slots[accumulator] = state;
      return result(frame);
    };
  }

  /** What a fold begins with: a list or a map of its own, which it adds to. */
  private beginning(expr: Expr, scope: Slots | undefined): Step {
    if (expr.is === 'list' && !expr.items.length) return () => new List([]);
    if (expr.is === 'map' && !expr.entries.length) return () => new LiteralMap();
    return this.step(expr, scope);
  }
}

/** Where what never changes is evaluated. */
const NOWHERE = { variable: (): undefined => undefined, slots: [], cost: 0, limit: Infinity };

function hides(scope: Slots | undefined, name: string): boolean {
  const first = name.split('.')[0];
  for (let found = scope; found; found = found.outer) if (found.name === first) return true;
  return false;
}

const unknown = (name: string): Step => {
  return () => {
    throw new CelError(`no such attribute(s): ${name}`);
  };
};
