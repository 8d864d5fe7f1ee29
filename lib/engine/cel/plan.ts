// Turns expressions into closures, once; evaluating is calling them. Follows cel-go/interpreter/planner.go and runtimecost.go.

import { qualifiedName, type CallExpr, type Expr, type Fold, type Select } from './ast.ts';
import type { Environment, Overload } from './environment.ts';
import { CelError } from './errors.ts';
import { addressedBy, at, isIn } from './access.ts';
import type { Type } from './types.ts';
import {
  compareValues,
  Duration,
  equalValues,
  List,
  LiteralMap,
  MapValue,
  NONE,
  ObjectValue,
  Optional,
  Timestamp,
  typeName,
  TypeValue,
  Uint,
  type Value,
} from './values.ts';

/** One evaluation. */
export interface Frame {
  /** The value of a variable; undefined where it is not set. */
  readonly variable: (name: string) => Value | undefined;
  /** Variables of folds. */
  readonly slots: Value[];
  cost: number;
  readonly limit: number;
}

export type Step = (frame: Frame) => Value;

/** An evaluation that took more than it may. No operator looks past it. */
export class CostExceeded extends Error {
  constructor() {
    super('operation cancelled: actual cost limit exceeded');
  }
}

const COSTS = { list: 10, map: 30, struct: 40 };

/** Slots of the variables of folds, by name. */
interface Slots {
  readonly name: string;
  readonly slot: number;
  readonly outer: Slots | undefined;
}

/** The closure of an expression. */
export function plan(expr: Expr, environment: Environment): Step {
  return new Planner(environment).plan(expr, undefined);
}

export const noOverload = (): CelError => new CelError('no such overload');

/** The size by which costs grow. */
export function sizeOf(value: Value): number {
  if (typeof value === 'string') return value.length;
  if (value instanceof List || value instanceof Uint8Array) return value.length;
  if (value instanceof MapValue) return value.size;
  return 1;
}

const tenth = (n: number): number => Math.ceil(n * 0.1);

class Planner {
  private readonly environment: Environment;
  private slots = 0;

  constructor(environment: Environment) {
    this.environment = environment;
  }

  plan(expr: Expr, scope: Slots | undefined): Step {
    switch (expr.is) {
      case 'constant': {
        const { value } = expr;
        return () => value;
      }
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
      case 'struct': {
        const fields = expr.fields.map((it) => ({ ...it, step: this.plan(it.value, scope) }));
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
      case 'fold':
        return this.fold(expr, scope);
    }
  }

  private name(name: string, scope: Slots | undefined): Step {
    for (let found = scope; found; found = found.outer)
      if (found.name === name) {
        const { slot } = found;
        return (frame) => {
          frame.cost++;
          return frame.slots[slot]!;
        };
      }
    return this.global(name.replace(/^\./, '')) ?? unknown(name);
  }

  /** A variable or the name of a type. */
  private global(name: string): Step | undefined {
    if (this.environment.variable(name))
      return (frame) => {
        frame.cost++;
        const value = frame.variable(name);
        if (value === undefined) throw new CelError(`no such attribute(s): ${name}`);
        return value;
      };
    const type = this.environment.typeNamed(name);
    if (!type) return undefined;
    const value = new TypeValue(type.params[0]!.name);
    return () => value;
  }

  private select(expr: Select, scope: Slots | undefined): Step {
    const name = qualifiedName(expr);
    if (name !== undefined && !hides(scope, name)) {
      const found = this.global(name.replace(/^\./, ''));
      if (found) return found;
    }
    const operand = this.plan(expr.operand, scope);
    const { field } = expr;
    if (expr.test)
      return (frame) => {
        const value = operand(frame);
        return value instanceof Optional
          ? value.value !== undefined && hasField(value.value, field)
          : hasField(value, field);
      };
    if (expr.optional)
      return (frame) => {
        frame.cost++;
        return optionalField(operand(frame), field);
      };
    return (frame) => {
      const value = operand(frame);
      frame.cost++;
      if (value instanceof MapValue) {
        const found = value.field(field);
        if (found === undefined) throw new CelError(`no such key: ${field}`);
        return found;
      }
      if (value instanceof Optional) return optionalField(value, field);
      throw new CelError(`no such overload`);
    };
  }

  private list({ items }: Expr & { is: 'list' }, scope: Slots | undefined): Step {
    const steps = items.map((it) => ({ step: this.plan(it.value, scope), optional: it.optional }));
    return (frame) => {
      frame.cost += COSTS.list;
      const values: Value[] = [];
      for (const { step, optional } of steps) {
        const value = step(frame);
        if (!optional) values.push(value);
        else if (!(value instanceof Optional)) throw noOverload();
        else if (value.value !== undefined) values.push(value.value);
      }
      return new List(values);
    };
  }

  private map({ entries }: Expr & { is: 'map' }, scope: Slots | undefined): Step {
    const steps = entries.map((it) => ({
      key: this.plan(it.key, scope),
      value: this.plan(it.value, scope),
      optional: it.optional,
    }));
    return (frame) => {
      frame.cost += COSTS.map;
      const map = new LiteralMap();
      for (const { key, value, optional } of steps) {
        const name = key(frame);
        let item = value(frame);
        if (optional) {
          if (!(item instanceof Optional)) throw noOverload();
          if (item.value === undefined) continue;
          item = item.value;
        }
        if (typeof name === 'number' || (typeof name === 'object' && !(name instanceof Uint)))
          throw new CelError(`unsupported key type: ${typeName(name)}`);
        if (map.find(name) !== undefined) throw new CelError('Failed with repeated key');
        map.set(name, item);
      }
      return map;
    };
  }

  private call(expr: CallExpr, scope: Slots | undefined): Step {
    const special = SPECIAL[expr.name];
    if (special && !expr.target) return special(expr.args.map((arg) => this.plan(arg, scope)));
    if (!expr.target)
      return this.invoke(
        expr.name.replace(/^\./, ''),
        false,
        expr.args.map((arg) => this.plan(arg, scope)),
      );
    const args = expr.args.map((arg) => this.plan(arg, scope));
    const prefix = qualifiedName(expr.target);
    if (prefix !== undefined) {
      const name = `${prefix.replace(/^\./, '')}.${expr.name}`;
      if (this.environment.overloads(name)) return this.invoke(name, false, args);
    }
    // The value if there is one, else what the other expression says: that one is evaluated only then.
    if ((expr.name === 'or' || expr.name === 'orValue') && args.length === 1) {
      const target = this.plan(expr.target, scope);
      const [other] = args as [Step];
      const whole = expr.name === 'or';
      return (frame) => {
        frame.cost++;
        const value = target(frame);
        if (!(value instanceof Optional)) throw noOverload();
        if (value.value !== undefined) return whole ? value : value.value;
        return other(frame);
      };
    }
    return this.invoke(expr.name, true, [this.plan(expr.target, scope), ...args]);
  }

  private invoke(name: string, member: boolean, args: readonly Step[]): Step {
    const candidates = (this.environment.overloads(name) ?? [])
      .filter((it) => it.member === member && it.params.length === args.length)
      .map((it) => ({ ...it, guards: it.params.map(guardOf) }));
    if (!this.environment.overloads(name)) return unknown(name);
    const finish = (frame: Frame, values: readonly Value[], found: Overload): Value => {
      frame.cost++;
      const result = found.run(...values);
      if (found.cost) frame.cost += found.cost(values, result) - 1;
      if (frame.cost > frame.limit) throw new CostExceeded();
      return result;
    };
    if (args.length === 1) {
      const [arg] = args as [Step];
      return (frame) => {
        const value = arg(frame);
        for (const it of candidates) if (it.guards[0]!(value)) return finish(frame, [value], it);
        throw noOverload();
      };
    }
    return (frame) => {
      const values = args.map((arg) => arg(frame));
      for (const it of candidates)
        if (it.guards.every((guard, i) => guard(values[i]!))) return finish(frame, values, it);
      throw noOverload();
    };
  }

  private fold(expr: Fold, scope: Slots | undefined): Step {
    const range = this.plan(expr.range, scope);
    const init = this.plan(expr.init, scope);
    const accumulator = this.slots++;
    const item = this.slots++;
    const second = expr.second === undefined ? undefined : this.slots++;
    const outer: Slots = { name: expr.accumulator, slot: accumulator, outer: scope };
    const result = this.plan(expr.result, outer);
    // A name for a value, nothing more.
    if (expr.item === '#unused')
      return (frame) => {
        frame.slots[accumulator] = init(frame);
        return result(frame);
      };
    let inner: Slots = { name: expr.item, slot: item, outer };
    if (second !== undefined) inner = { name: expr.second!, slot: second, outer: inner };
    const each = (frame: Frame, visit: () => boolean): void => {
      const over = range(frame);
      const go = (key: Value, value: Value | undefined): boolean => {
        frame.slots[item] = key;
        if (second !== undefined) frame.slots[second] = value!;
        if (frame.cost > frame.limit) throw new CostExceeded();
        return visit();
      };
      if (over instanceof List) {
        for (let i = 0; i < over.length; i++)
          if (!(second === undefined ? go(over.at(i), undefined) : go(BigInt(i), over.at(i)))) return;
      } else if (over instanceof MapValue && over.object === undefined) {
        for (const key of over.keys()) if (!go(key, second === undefined ? undefined : over.find(key))) return;
      } else throw noOverload();
    };
    const test = quantifier(expr);
    if (test) {
      const step = this.plan(test.test, inner);
      const { ends } = test;
      return (frame) => {
        let fault: CelError | undefined;
        let found = false;
        each(frame, () => {
          try {
            const value = step(frame);
            if (value === ends) return !(found = true);
            if (typeof value !== 'boolean') fault ??= noOverload();
          } catch (error) {
            if (!(error instanceof CelError)) throw error;
            fault ??= error;
          }
          return true;
        });
        if (found) return ends;
        if (fault) throw fault;
        return !ends;
      };
    }
    const step = this.plan(expr.step, inner);
    return (frame) => {
      // The slot is taken by an inner fold of the same text when an expression is evaluated within itself: it never is.
      let state = init(frame);
      each(frame, () => {
        frame.slots[accumulator] = state;
        state = step(frame);
        return true;
      });
      frame.slots[accumulator] = state;
      return result(frame);
    };
  }
}

/** The test of a fold that ends with the first item that says so. */
function quantifier({ condition, step, accumulator }: Fold): { test: Expr; ends: boolean } | undefined {
  if (condition.is !== 'call' || condition.name !== '@not_strictly_false' || step.is !== 'call') return undefined;
  const [first, test] = step.args;
  if (first?.is !== 'name' || first.name !== accumulator || !test) return undefined;
  return { test, ends: step.name === '_||_' };
}

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

function hasField(value: Value, field: string): boolean {
  if (!(value instanceof MapValue)) throw noOverload();
  return value.field(field) !== undefined;
}

function optionalField(value: Value, field: string): Optional {
  const target = value instanceof Optional ? value.value : value;
  if (target === undefined) return NONE;
  if (!(target instanceof MapValue)) throw noOverload();
  const found = target.field(field);
  return found === undefined ? NONE : new Optional(found);
}

/** A value or the error instead of it. */
function attempt(step: Step, frame: Frame): Value | CelError {
  try {
    return step(frame);
  } catch (error) {
    if (error instanceof CelError) return error;
    throw error;
  }
}

function logical(ends: boolean): (args: readonly Step[]) => Step {
  return ([left, right]) =>
    (frame) => {
      const first = attempt(left!, frame);
      if (first === ends) return ends;
      const second = attempt(right!, frame);
      if (second === ends) return ends;
      if (first instanceof CelError) throw first;
      if (second instanceof CelError) throw second;
      if (typeof first !== 'boolean' || typeof second !== 'boolean') throw noOverload();
      return !ends;
    };
}

const comparison =
  (holds: (order: number) => boolean) =>
  ([left, right]: readonly Step[]): Step =>
  (frame) => {
    const a = left!(frame);
    const b = right!(frame);
    frame.cost += 1;
    const order = compareValues(a, b);
    if (order === undefined) throw noOverload();
    return holds(order);
  };

const equality =
  (wanted: boolean) =>
  ([left, right]: readonly Step[]): Step =>
  (frame) => {
    const a = left!(frame);
    const b = right!(frame);
    frame.cost += tenth(Math.min(sizeOf(a), sizeOf(b)));
    return equalValues(a, b) === wanted;
  };

/** Operators that do not evaluate all they are given, and those that take anything. */
const SPECIAL: { readonly [name: string]: (args: readonly Step[]) => Step } = {
  '_&&_': logical(false),
  '_||_': logical(true),
  '_?_:_':
    ([test, yes, no]) =>
    (frame) => {
      const value = test!(frame);
      if (typeof value !== 'boolean') throw noOverload();
      return value ? yes!(frame) : no!(frame);
    },
  '_==_': equality(true),
  '_!=_': equality(false),
  '_<_': comparison((order) => order < 0),
  '_<=_': comparison((order) => order <= 0),
  '_>_': comparison((order) => order > 0),
  '_>=_': comparison((order) => order >= 0),
  '@in':
    ([item, range]) =>
    (frame) => {
      const value = item!(frame);
      const within = range!(frame);
      frame.cost += within instanceof List ? Math.max(1, within.length) : 1;
      return isIn(value, within);
    },
  '_[_]':
    ([operand, index]) =>
    (frame) => {
      const value = operand!(frame);
      const key = index!(frame);
      frame.cost++;
      return value instanceof Optional ? addressedBy(value, key) : at(value, key);
    },
  '_[?_]':
    ([operand, index]) =>
    (frame) => {
      const value = operand!(frame);
      frame.cost++;
      return addressedBy(value, index!(frame));
    },
  '!_':
    ([operand]) =>
    (frame) => {
      const value = operand!(frame);
      frame.cost++;
      if (typeof value !== 'boolean') throw noOverload();
      return !value;
    },
};

/** Whether a value may be given where a type is wanted. */
function guardOf(type: Type): (value: Value) => boolean {
  switch (type.kind) {
    case 'list':
      return (it) => it instanceof List;
    case 'map':
      return (it) => it instanceof MapValue && it.object === undefined;
    case 'object':
      return (it) => it instanceof MapValue;
    case 'type':
      return (it) => it instanceof TypeValue;
    case 'param':
      return () => true;
    case 'opaque':
    case 'wrapper':
      if (type.name === 'optional_type') return (it) => it instanceof Optional;
      return (it) => typeName(it) === type.name;
    case 'simple':
      break;
  }
  switch (type.name) {
    case 'string':
      return (it) => typeof it === 'string';
    case 'int':
      return (it) => typeof it === 'bigint';
    case 'double':
      return (it) => typeof it === 'number';
    case 'bool':
      return (it) => typeof it === 'boolean';
    case 'uint':
      return (it) => it instanceof Uint;
    case 'bytes':
      return (it) => it instanceof Uint8Array;
    case 'null_type':
      return (it) => it === null;
    case 'google.protobuf.Timestamp':
      return (it) => it instanceof Timestamp;
    case 'google.protobuf.Duration':
      return (it) => it instanceof Duration;
    default:
      return () => true;
  }
}
