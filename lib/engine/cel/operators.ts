// Operators that do not evaluate all they are given, and those that take anything. Follows cel-go/interpreter/interpretable.go.

import { isIn } from './access.ts';
import { CelError } from './errors.ts';
import type { Frame, Step } from './frame.ts';
import { sizeOf } from './spent.ts';
import {
  compareValues,
  equalValues,
  List,
  MapValue,
  Opaque,
  Optional,
  typeName,
  TypeValue,
  type Value,
} from './values.ts';

export const noOverload = (what = ''): CelError => new CelError(`no such overload${what ? `: ${what}` : ''}`);

/** A value or the error instead of it. */
function attempt(step: Step, frame: Frame): Value | CelError {
  try {
    return step(frame);
  } catch (error) {
    if (error instanceof CelError) return error;
    throw error;
  }
}

/** The values of two arguments. Both are evaluated, and the call counted, where one has none. */
export function pair(left: Step, right: Step, frame: Frame): readonly [Value, Value] {
  let a: Value;
  try {
    a = left(frame);
  } catch (error) {
    if (error instanceof CelError) {
      attempt(right, frame);
      frame.cost++;
    }
    throw error;
  }
  return [a, alone(right, frame)];
}

/** The value of the last argument; the call is counted where it has none. */
export function alone(arg: Step, frame: Frame): Value {
  try {
    return arg(frame);
  } catch (error) {
    if (error instanceof CelError) frame.cost++;
    throw error;
  }
}

function logical(ends: boolean): Operator {
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

/** Whether a value takes part in sums and orders, and so says itself what it does not go with. */
export const hasOperators = (value: Value): boolean =>
  value !== null &&
  !(value instanceof List) &&
  !(value instanceof MapValue) &&
  !(value instanceof Opaque) &&
  !(value instanceof Optional) &&
  !(value instanceof TypeValue);

const comparison =
  (name: string, holds: (order: number) => boolean): Operator =>
  ([left, right], ofTexts) =>
  (frame) => {
    const [a, b] = pair(left!, right!, frame);
    frame.cost += ofTexts ? Math.ceil(Math.min(sizeOf(a), sizeOf(b)) * 0.1) : 1;
    const order = compareValues(a, b);
    if (order === undefined) throw noOverload(hasOperators(a) ? '' : name);
    return holds(order);
  };

const equality =
  (wanted: boolean): Operator =>
  ([left, right]) =>
  (frame) => {
    const [a, b] = pair(left!, right!, frame);
    frame.cost += a instanceof Opaque ? 1 : Math.ceil(Math.min(sizeOf(a), sizeOf(b)) * 0.1);
    return equalValues(a, b) === wanted;
  };

/** The step of an operator; `whole`: it is known that it is about texts, or about a list. */
type Operator = (args: readonly Step[], whole: boolean) => Step;

export const OPERATORS: { readonly [name: string]: Operator } = {
  '_&&_': logical(false),
  '_||_': logical(true),
  '_==_': equality(true),
  '_!=_': equality(false),
  '_<_': comparison('_<_', (order) => order < 0),
  '_<=_': comparison('_<=_', (order) => order <= 0),
  '_>_': comparison('_>_', (order) => order > 0),
  '_>=_': comparison('_>=_', (order) => order >= 0),
  '@in':
    ([item, range], whole) =>
    (frame) => {
      const [value, within] = pair(item!, range!, frame);
      frame.cost += whole ? sizeOf(within) : 1;
      return isIn(value, within);
    },
  '!_':
    ([operand]) =>
    (frame) => {
      const value = alone(operand!, frame);
      frame.cost++;
      if (typeof value !== 'boolean') throw noOverload();
      return !value;
    },
};

/** Whether a value is in a list that is written out; each is a text, a number or a truth value. */
export function membership(item: Step, list: List): Step {
  const values = list.values();
  if (!values.every((it) => typeof it === 'string')) return (frame) => isIn(item(frame), list);
  const texts = new Set<Value>(values);
  return (frame) => texts.has(item(frame));
}

/** Whether the items of a list are of the sorts that are looked up instead of compared. */
export const isLookedUp = (list: List): boolean => list.values().every((it) => LOOKED_UP.has(typeName(it)));
const LOOKED_UP = new Set(['string', 'int', 'double', 'bool', 'uint']);
