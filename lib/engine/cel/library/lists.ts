// Functions of lists and sets. Follows apiserver/pkg/cel/library/lists.go, cel-go/ext/lists.go (version 3) and ext/sets.go.

import { isIn } from '../access.ts';
import { CelError } from '../errors.ts';
import type { Library } from '../environment.ts';
import {
  compareValues,
  Duration,
  equalValues,
  List,
  LiteralMap,
  MAX_INT,
  MAX_UINT,
  MIN_INT,
  NONE,
  Optional,
  typeName,
  Uint,
  type Value,
} from '../values.ts';

const ORDERED = ['int', 'uint', 'double', 'bool', 'duration', 'timestamp', 'string', 'bytes'];
const SUMMED: { readonly [type: string]: Value } = {
  int: 0n,
  uint: new Uint(0n),
  double: 0,
  duration: new Duration(0n),
};

function order(a: Value, b: Value): number {
  const found = compareValues(a, b);
  if (found === undefined) throw new CelError('no such overload');
  return found;
}

function isSorted(list: List): boolean {
  for (let i = 1; i < list.length; i++) if (order(list.at(i - 1), list.at(i)) > 0) return false;
  return true;
}

function plus(a: Value, b: Value): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') {
    const sum = a + b;
    if (sum > MAX_INT || sum < MIN_INT) throw new CelError('integer overflow');
    return sum;
  }
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (a instanceof Uint && b instanceof Uint) {
    if (a.value + b.value > MAX_UINT) throw new CelError('unsigned integer overflow');
    return new Uint(a.value + b.value);
  }
  if (a instanceof Duration && b instanceof Duration) return new Duration(a.nanos + b.nanos);
  throw new CelError('no such overload');
}

// Of an empty list whose items could be anything the sum is the int zero.
function sum(zero: Value): (list: List) => Value {
  return (list) => {
    const items = list.values();
    return items.length ? items.slice(1).reduce(plus, items[0]!) : zero;
  };
}

const extreme =
  (name: string, keep: (order: number) => boolean) =>
  (list: List): Value => {
    if (!list.length) throw new CelError(`${name} called on empty list`);
    let best = list.at(0);
    for (let i = 1; i < list.length; i++) if (keep(order(list.at(i), best))) best = list.at(i);
    return best;
  };

function slice(list: List, start: bigint, end: bigint): List {
  if (start < 0n || end < 0n) throw new CelError(`cannot slice(${start}, ${end}), negative indexes not supported`);
  if (start > end)
    throw new CelError(`cannot slice(${start}, ${end}), start index must be less than or equal to end index`);
  if (end > BigInt(list.length)) throw new CelError(`cannot slice(${start}, ${end}), list is length ${list.length}`);
  return new List(list.values().slice(Number(start), Number(end)));
}

function flatten(list: List, depth = 1n): List {
  if (depth < 0n) throw new CelError('level must be non-negative');
  return new List(
    list.values().flatMap((it) => (it instanceof List && depth > 0n ? flatten(it, depth - 1n).values() : [it])),
  );
}

function distinct(list: List): List {
  const seen = new LiteralMap();
  const kept: Value[] = [];
  for (const item of list.values()) {
    // What may be a key is looked up; the rest is compared with all.
    if (typeof item === 'string' || typeof item === 'bigint' || typeof item === 'boolean') {
      if (seen.find(item) !== undefined) continue;
      seen.set(item, true);
    } else if (kept.some((it) => equalValues(it, item))) continue;
    kept.push(item);
  }
  return new List(kept);
}

function sorted(list: List, keys: List): List {
  const by = keys.values();
  if (by.length && by.some((key) => typeName(key) !== typeName(by[0]!)))
    throw new CelError('list elements must have the same type');
  if (by.length && compareValues(by[0]!, by[0]!) === undefined) throw new CelError('list elements must be comparable');
  const items = list.values().map((item, i) => [by[i]!, item] as const);
  return new List(items.sort(([a], [b]) => order(a, b)).map(([, item]) => item));
}

const containsAll = (list: List, wanted: List): boolean => wanted.values().every((it) => isIn(it, list));

export const lists: Library = {
  functions: [
    ...ORDERED.flatMap((type): Library['functions'] => [
      [`list(${type}).isSorted(): bool`, isSorted],
      [`list(${type}).max(): ${type}`, extreme('max', (it) => it > 0)],
      [`list(${type}).min(): ${type}`, extreme('min', (it) => it < 0)],
      [`list(${type}).sort(): list(${type})`, (list: List) => sorted(list, list)],
      [`list(A).@sortByAssociatedKeys(list(${type})): list(A)`, sorted],
    ]),
    ...Object.entries(SUMMED).map(([type, zero]) => [`list(${type}).sum(): ${type}`, sum(zero)] as const),
    [
      'list(A).indexOf(A): int',
      (list: List, item: Value) => BigInt(list.values().findIndex((it) => equalValues(it, item))),
    ],
    [
      'list(A).lastIndexOf(A): int',
      (list: List, item: Value) => BigInt(list.values().findLastIndex((it) => equalValues(it, item))),
    ],
    ['list(A).slice(int, int): list(A)', slice],
    ['list(list(A)).flatten(): list(A)', flatten],
    ['list(dyn).flatten(int): list(dyn)', flatten],
    [
      '@lists.range(int): list(int)',
      (count: bigint) =>
        new List(Array.from({ length: Math.max(0, Math.min(Number(count), 1_000_001)) }, (_, i) => BigInt(i))),
    ],
    ['list(A).reverse(): list(A)', (list: List) => new List([...list.values()].reverse())],
    ['list(A).distinct(): list(A)', distinct],
    ['@sets.contains(list(A), list(A)): bool', containsAll],
    ['@sets.equivalent(list(A), list(A)): bool', (a: List, b: List) => containsAll(a, b) && containsAll(b, a)],
    ['@sets.intersects(list(A), list(A)): bool', (a: List, b: List) => b.values().some((it) => isIn(it, a))],
    ['list(A).first(): optional_type(A)', (list: List) => (list.length ? new Optional(list.at(0)) : NONE)],
    ['list(A).last(): optional_type(A)', (list: List) => (list.length ? new Optional(list.at(list.length - 1)) : NONE)],
  ],
};
