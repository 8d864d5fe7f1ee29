// Going through lists and maps. Follows evalFold of cel-go/interpreter/interpretable.go.

import type { Expr, Fold } from './ast.ts';
import { CelError } from './errors.ts';
import { CostExceeded, type Frame, type Step } from './frame.ts';
import { noOverload } from './operators.ts';
import { Duration, List, MapValue, Optional, Timestamp, TypeValue, Uint, type Value } from './values.ts';

/** The slots of a fold's variables. */
export interface Names {
  readonly item: number;
  readonly second: number | undefined;
}

/** What Go calls values that have nothing to go through. */
function goName(value: Value): string {
  switch (typeof value) {
    case 'string':
      return 'types.String';
    case 'bigint':
      return 'types.Int';
    case 'number':
      return 'types.Double';
    case 'boolean':
      return 'types.Bool';
  }
  if (value === null) return 'types.Null';
  if (value instanceof Uint) return 'types.Uint';
  if (value instanceof Uint8Array) return 'types.Bytes';
  if (value instanceof Duration) return 'types.Duration';
  if (value instanceof Timestamp) return 'types.Timestamp';
  if (value instanceof Optional) return '*types.Optional';
  return value instanceof TypeValue ? '*types.Type' : '*types.unknown';
}

/** Visits what a range holds, with the variables set, until a visit says that it is enough. */
export function iterate(range: Step, { item, second }: Names, frame: Frame, visit: () => boolean): void {
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
  } else
    throw new CelError(
      second === undefined
        ? `got '${goName(over)}', expected iterable type`
        : `unsupported comprehension range type: ${goName(over)}`,
    );
}

/** A fold that ends with the first item that decides it. */
interface Quantifier {
  readonly test: Expr;
  step(range: Step, test: Step, names: Names): Step;
}

/** `all` and `exists`; undefined for what is neither. */
export function quantifier({ condition, step, accumulator }: Fold): Quantifier | undefined {
  if (condition.is !== 'call' || condition.name !== '@not_strictly_false' || step.is !== 'call') return undefined;
  const [first, test] = step.args;
  if (first?.is !== 'name' || first.name !== accumulator || !test) return undefined;
  const ends = step.name === '_||_';
  // What it takes to look whether to go on: the result so far, what is made of it; and that once more in the test.
  const look = ends ? 3 : 2;
  return {
    test,
    step: (range, holds, names) => (frame) => {
      let fault: CelError | undefined;
      let found = false;
      iterate(range, names, frame, () => {
        frame.cost += look;
        if (found) return false;
        frame.cost++;
        try {
          const value = holds(frame);
          if (value === ends) found = true;
          else if (typeof value !== 'boolean') fault ??= noOverload();
        } catch (error) {
          if (!(error instanceof CelError)) throw error;
          fault ??= error;
        }
        return true;
      });
      frame.cost++;
      if (found) return ends;
      if (fault) throw fault;
      return !ends;
    },
  };
}
