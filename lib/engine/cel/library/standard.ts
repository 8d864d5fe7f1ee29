// Operators and conversions that every expression has. Follows cel-go/common/stdlib/standard.go and common/types.

import { CelError } from '../errors.ts';
import type { Library } from '../environment.ts';
import {
  Duration,
  List,
  LiteralMap,
  MapValue,
  MAX_INT,
  MAX_UINT,
  MIN_INT,
  Timestamp,
  typeName,
  TypeValue,
  Uint,
  type Value,
} from '../values.ts';
import { formatDouble } from './numbers.ts';
import { formatDuration, formatTimestamp, parseDuration, parseTimestamp } from './times.ts';

const int = (value: bigint): bigint => {
  if (value > MAX_INT || value < MIN_INT) throw new CelError('integer overflow');
  return value;
};
const uint = (value: bigint): Uint => {
  if (value > MAX_UINT || value < 0n) throw new CelError('unsigned integer overflow');
  return new Uint(value);
};
const never = (): never => {
  throw new CelError('no such overload');
};

type Whole = (a: bigint, b: bigint) => bigint;
const divided =
  (what: string, of: Whole): Whole =>
  (a, b) => {
    if (b === 0n) throw new CelError(`${what} by zero`);
    return of(a, b);
  };
const quotient = divided('division', (a, b) => a / b);
const remainder = divided('modulus', (a, b) => a % b);

const onInts =
  (of: Whole) =>
  (a: bigint, b: bigint): bigint =>
    int(of(a, b));
const onUints =
  (of: Whole) =>
  (a: Uint, b: Uint): Uint =>
    uint(of(a.value, b.value));

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

function textOfBytes(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new CelError('invalid UTF-8 in bytes, cannot convert to string');
  }
}

function wholeOf(text: string, pattern: RegExp, what: string): bigint {
  if (!pattern.test(text)) throw new CelError(`type conversion error from 'string' to '${what}'`);
  return BigInt(text.replace(/^\+/, ''));
}

function intOfDouble(value: number): bigint {
  if (!Number.isFinite(value) || value <= -9223372036854775808 || value >= 9223372036854775808)
    throw new CelError('integer overflow');
  return BigInt(Math.trunc(value));
}

function doubleOfText(text: string): number {
  if (/^[+-]?(inf|infinity)$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return NaN;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text))
    throw new CelError(`type conversion error from 'string' to 'double'`);
  return Number(text);
}

const TRUE = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

const instant = (nanos: bigint, offset = 0): Timestamp => {
  if (nanos < -62135596800000000000n || nanos > 253402300799999999999n) throw new CelError('timestamp overflow');
  return new Timestamp(nanos, offset);
};
const span = (nanos: bigint): Duration => {
  if (nanos > MAX_INT || nanos < MIN_INT) throw new CelError('integer overflow');
  return new Duration(nanos);
};

/** Signatures of comparisons: `A` below is each of these with itself, and numbers with one another. */
const ORDERED = ['bool', 'int', 'uint', 'double', 'string', 'bytes', 'timestamp', 'duration'];
const NUMBERS = ['int', 'uint', 'double'];
const comparisons = ['_<_', '_<=_', '_>_', '_>=_'].flatMap((name): Library['functions'] => [
  ...ORDERED.map((type) => [`${name}(${type}, ${type}): bool`, never] as const),
  ...NUMBERS.flatMap((a) => NUMBERS.filter((b) => a !== b).map((b) => [`${name}(${a}, ${b}): bool`, never] as const)),
]);

export const standard: Library = {
  functions: [
    ['_&&_(bool, bool): bool', never],
    ['_||_(bool, bool): bool', never],
    ['!_(bool): bool', never],
    ['_?_:_(bool, A, A): A', never],
    ['_==_(A, A): bool', never],
    ['_!=_(A, A): bool', never],
    ...comparisons,
    ['@@in(A, list(A)): bool', never],
    ['@@in(A, map(A, B)): bool', never],
    ['_[_](list(A), int): A', never],
    ['_[_](map(A, B), A): B', never],
    ['_[_](optional_type(list(A)), int): optional_type(A)', never],
    ['_[_](optional_type(map(A, B)), A): optional_type(B)', never],
    ['_[?_](list(A), int): optional_type(A)', never],
    ['_[?_](optional_type(list(A)), int): optional_type(A)', never],
    ['_[?_](map(A, B), A): optional_type(B)', never],
    ['_[?_](optional_type(map(A, B)), A): optional_type(B)', never],
    ['@@not_strictly_false(bool): bool', (value: Value) => value],
    [
      '@@append(list(A), A): list(A)',
      // The list is the fold's own.
      (list: List, item: Value) => {
        (list.raw as Value[]).push(item);
        return list;
      },
    ],
    [
      '@cel.@mapInsert(map(A, B), A, B): map(A, B)',
      (map: LiteralMap, key: Value, item: Value) => {
        insert(map, key, item);
        return map;
      },
    ],
    [
      '@cel.@mapInsert(map(A, B), map(A, B)): map(A, B)',
      (map: LiteralMap, more: MapValue) => {
        for (const key of more.keys()) insert(map, key, more.find(key)!);
        return map;
      },
    ],

    ['_+_(int, int): int', onInts((a, b) => a + b)],
    ['_+_(string, string): string', (a: string, b: string) => a + b],
    ['_+_(uint, uint): uint', onUints((a, b) => a + b)],
    ['_+_(double, double): double', (a: number, b: number) => a + b],
    ['_+_(list(A), list(A)): list(A)', (a: List, b: List) => a.plus(b)],
    ['_+_(bytes, bytes): bytes', (a: Uint8Array, b: Uint8Array) => Uint8Array.of(...a, ...b)],
    ['_+_(timestamp, duration): timestamp', (a: Timestamp, b: Duration) => instant(a.nanos + b.nanos, a.offset)],
    ['_+_(duration, timestamp): timestamp', (a: Duration, b: Timestamp) => instant(a.nanos + b.nanos, b.offset)],
    ['_+_(duration, duration): duration', (a: Duration, b: Duration) => span(a.nanos + b.nanos)],
    ['_-_(int, int): int', onInts((a, b) => a - b)],
    ['_-_(uint, uint): uint', onUints((a, b) => a - b)],
    ['_-_(double, double): double', (a: number, b: number) => a - b],
    ['_-_(timestamp, timestamp): duration', (a: Timestamp, b: Timestamp) => span(a.nanos - b.nanos)],
    ['_-_(timestamp, duration): timestamp', (a: Timestamp, b: Duration) => instant(a.nanos - b.nanos, a.offset)],
    ['_-_(duration, duration): duration', (a: Duration, b: Duration) => span(a.nanos - b.nanos)],
    ['_*_(int, int): int', onInts((a, b) => a * b)],
    ['_*_(uint, uint): uint', onUints((a, b) => a * b)],
    ['_*_(double, double): double', (a: number, b: number) => a * b],
    ['_/_(int, int): int', onInts(quotient)],
    ['_/_(uint, uint): uint', onUints(quotient)],
    ['_/_(double, double): double', (a: number, b: number) => a / b],
    ['_%_(int, int): int', onInts(remainder)],
    ['_%_(uint, uint): uint', onUints(remainder)],
    ['-_(int): int', (a: bigint) => int(-a)],
    ['-_(double): double', (a: number) => -a],
    ['-_(duration): duration', (a: Duration) => span(-a.nanos)],

    ['size(string): int', (text: string) => BigInt([...text].length)],
    ['size(bytes): int', (bytes: Uint8Array) => BigInt(bytes.length)],
    ['size(list(A)): int', (list: List) => BigInt(list.length)],
    ['size(map(A, B)): int', (map: MapValue) => BigInt(map.size)],
    ['string.size(): int', (text: string) => BigInt([...text].length)],
    ['bytes.size(): int', (bytes: Uint8Array) => BigInt(bytes.length)],
    ['list(A).size(): int', (list: List) => BigInt(list.length)],
    ['map(A, B).size(): int', (map: MapValue) => BigInt(map.size)],

    ['type(A): type(A)', (value: Value) => new TypeValue(typeName(value))],
    ['dyn(A): dyn', (value: Value) => value],
    ['bool(bool): bool', (it: boolean) => it],
    [
      'bool(string): bool',
      (text: string) => {
        if (TRUE.has(text)) return true;
        if (FALSE.has(text)) return false;
        throw new CelError(`type conversion error from 'string' to 'bool'`);
      },
    ],
    ['bytes(bytes): bytes', (it: Uint8Array) => it],
    ['bytes(string): bytes', (text: string) => encoder.encode(text)],
    ['int(int): int', (it: bigint) => it],
    ['int(uint): int', (it: Uint) => int(it.value)],
    ['int(double): int', intOfDouble],
    ['int(string): int', (text: string) => int(wholeOf(text, /^[+-]?\d+$/, 'int'))],
    ['int(timestamp): int', (it: Timestamp) => secondsOf(it.nanos)],
    ['int(duration): int', (it: Duration) => it.nanos],
    ['uint(uint): uint', (it: Uint) => it],
    ['uint(int): uint', (it: bigint) => uint(it)],
    [
      'uint(double): uint',
      (it: number) => {
        if (!Number.isFinite(it) || it < 0 || it >= 18446744073709551616)
          throw new CelError('unsigned integer overflow');
        return uint(BigInt(Math.trunc(it)));
      },
    ],
    ['uint(string): uint', (text: string) => uint(wholeOf(text, /^\d+$/, 'uint'))],
    ['double(double): double', (it: number) => it],
    ['double(int): double', (it: bigint) => Number(it)],
    ['double(uint): double', (it: Uint) => Number(it.value)],
    ['double(string): double', doubleOfText],
    ['string(string): string', (it: string) => it],
    ['string(bool): string', (it: boolean) => String(it)],
    ['string(int): string', (it: bigint) => String(it)],
    ['string(uint): string', (it: Uint) => String(it.value)],
    ['string(double): string', formatDouble],
    ['string(bytes): string', textOfBytes],
    ['string(timestamp): string', (it: Timestamp) => formatTimestamp(it)],
    ['string(duration): string', (it: Duration) => formatDuration(it)],
    ['timestamp(timestamp): timestamp', (it: Timestamp) => it],
    ['timestamp(string): timestamp', parseTimestamp],
    ['timestamp(int): timestamp', (it: bigint) => instant(it * 1_000_000_000n)],
    ['duration(duration): duration', (it: Duration) => it],
    ['duration(string): duration', parseDuration],
    ['duration(int): duration', (it: bigint) => span(it)],
  ],
};

function secondsOf(nanos: bigint): bigint {
  const whole = nanos / 1_000_000_000n;
  return nanos < 0n && nanos % 1_000_000_000n ? whole - 1n : whole;
}

function insert(map: LiteralMap, key: Value, item: Value): void {
  if (map.find(key) !== undefined) throw new CelError(`insert failed: key ${String(key)} already exists`);
  map.set(key, item);
}
