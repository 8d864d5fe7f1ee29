// Values that may be absent. Follows the optional library of cel-go/cel/library.go.

import { CelError } from '../errors.ts';
import type { Library } from '../environment.ts';
import { Duration, List, MapValue, NONE, Optional, Timestamp, Uint, type Value } from '../values.ts';

function isZero(value: Value): boolean {
  if (value === null || value === false || value === '' || value === 0n || value === 0) return true;
  if (value instanceof Uint) return value.value === 0n;
  if (value instanceof List || value instanceof Uint8Array) return value.length === 0;
  if (value instanceof MapValue) return value.size === 0;
  if (value instanceof Optional) return value.value === undefined || isZero(value.value);
  return (value instanceof Duration || value instanceof Timestamp) && value.nanos === 0n;
}

const never = (): never => {
  throw new CelError('no such overload');
};

const present = (list: List): List =>
  new List(
    list.values().flatMap((it) => (it instanceof Optional ? (it.value === undefined ? [] : [it.value]) : never())),
  );

export const optionals: Library = {
  functions: [
    ['@optional.of(A): optional_type(A)', (value: Value) => new Optional(value)],
    ['@optional.ofNonZeroValue(A): optional_type(A)', (value: Value) => (isZero(value) ? NONE : new Optional(value))],
    ['@optional.none(): optional_type(A)', () => NONE],
    [
      'optional_type(A).value(): A',
      ({ value }: Optional) => {
        if (value === undefined) throw new CelError('optional.none() dereference');
        return value;
      },
    ],
    ['optional_type(A).hasValue(): bool', ({ value }: Optional) => value !== undefined],
    ['optional_type(A).or(optional_type(A)): optional_type(A)', never],
    ['optional_type(A).orValue(A): A', never],
    ['@optional.unwrap(list(optional_type(A))): list(A)', present],
    ['list(optional_type(A)).unwrapOpt(): list(A)', present],
  ],
};
