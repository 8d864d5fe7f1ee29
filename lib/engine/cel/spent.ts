// What calls cost when they are evaluated. Follows cel-go/interpreter/runtimecost.go, the trackers of cel-go/ext, and
// apiserver/pkg/cel/library/cost.go.

import type { Overload } from './environment.ts';
import { Format } from './library/formats.ts';
import { BYTES, STRING, type Type } from './types.ts';
import { List, MapValue, Opaque, Optional, type Value } from './values.ts';

/** What one call costs. */
export type Spent = (args: readonly Value[], result: Value) => number;

const TEXT = 0.1;
const REGEX = 0.25;

/** Characters: two halves of a pair are one. */
function lengthOf(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xd800) length--;
  return length;
}

/** The size by which costs grow. */
export function sizeOf(value: Value | undefined): number {
  if (typeof value === 'string') return lengthOf(value);
  if (typeof value !== 'object' || value === null) return 1;
  if (value instanceof List || value instanceof Uint8Array) return value.length;
  if (value instanceof MapValue) return value.size;
  if (value instanceof Optional) return sizeOf(value.value);
  return value instanceof Opaque ? value.size : 1;
}

const read = (size: number, factor = TEXT): number => Math.ceil(size * factor);

/** What it takes to go through a value, part by part. */
function traversal(value: Value): number {
  if (typeof value === 'string') return Math.floor(Buffer.byteLength(value) * TEXT);
  if (value instanceof Uint8Array) return Math.floor(value.length * TEXT);
  if (value instanceof List) return value.values().reduce<number>((sum, it) => sum + traversal(it), 0);
  if (value instanceof MapValue)
    return value.keys().reduce<number>((sum, key) => sum + traversal(key) + traversal(value.find(key)!), 0);
  return 1;
}

const first =
  (factor: number): Spent =>
  ([text]) =>
    read(sizeOf(text), factor);
const matched: Spent = ([text, pattern]) => read(1 + sizeOf(text)) * read(sizeOf(pattern), REGEX);
const smaller: Spent = ([a, b]) => read(Math.min(sizeOf(a), sizeOf(b)));
const both: Spent = ([a, b]) => read(sizeOf(a) + sizeOf(b));
const traversed: Spent = ([value]) => traversal(value!);
const named = (names: string, spent: Spent): { readonly [name: string]: Spent } =>
  Object.fromEntries(names.split(' ').map((name) => [name, spent]));

/** A list that is made of others. */
const made = (size: number, factor = 1): number => Math.floor(size * factor) + 11;
/** Each item against each. */
const compared = (list: Value): number => {
  const [item] = list instanceof List && list.length ? [list.at(0)] : [];
  const isText = typeof item === 'string' || item instanceof Uint8Array;
  return made(sizeOf(list) ** 2, isText ? 2 + TEXT : 2);
};
const sets =
  (factor: number): Spent =>
  ([a, b]) =>
    1 + sizeOf(a) * sizeOf(b) * factor;
const selector: Spent = ([, text]) => {
  const size = sizeOf(text);
  return 10 + read(size) + Math.ceil(Math.ceil(size * 0.5) * 50);
};
const within =
  (more: boolean): Spent =>
  ([network, other]) => {
    const size = sizeOf(network);
    const own = read(size * 2) + (more ? read(size) + 1 : 0);
    return typeof other === 'string' ? own + read(sizeOf(other)) : own;
  };

/** Of functions, whichever of their overloads it is; what is in neither table costs one. */
const ALWAYS: { readonly [name: string]: Spent } = {
  ...named('_==_ _!=_', smaller),
  '@append': () => 11,
  check: () => 350_000,
  ...named('fieldSelector labelSelector', selector),
  ...named('isSorted sum max min indexOf lastIndexOf', traversed),
  ...named('url lowerAscii upperAscii substring trim jsonpatch.escapeKey', first(TEXT)),
  ...named('replace split', first(2 * TEXT)),
  join: (_, result) => read(sizeOf(result), 2 * TEXT),
  ...named('find findAll', matched),
  ...named('cidr isIP isCIDR quantity isQuantity semver isSemver', first(TEXT)),
  ip: ([of]) => (of instanceof Opaque ? 1 : read(sizeOf(of))),
  'ip.isCanonical': first(2 * TEXT),
  containsIP: within(false),
  containsCIDR: within(true),
  validate: ([format, text]) =>
    format instanceof Format ? read(1 + sizeOf(text)) * read(format.patternSize, REGEX) : 1,
};

const isText = (type: Type | undefined): boolean => type === STRING || type === BYTES;
const ofTexts =
  (spent: Spent) =>
  ({ params }: Overload): Spent | undefined =>
    isText(params[0]) ? spent : undefined;
const only = (spent: Spent) => (): Spent => spent;

/** Of functions of which it is known beforehand which overload it will be. */
const CHOSEN: { readonly [name: string]: (overload: Overload) => Spent | undefined } = {
  startsWith: only(first(TEXT)),
  endsWith: only(first(TEXT)),
  format: only(first(TEXT)),
  'strings.quote': only(first(TEXT)),
  bytes: ({ params }) => (params[0] === STRING ? first(TEXT) : undefined),
  string: ({ params }) => (params[0] === BYTES ? first(TEXT) : undefined),
  '_<_': ofTexts(smaller),
  '_<=_': ofTexts(smaller),
  '_>_': ofTexts(smaller),
  '_>=_': ofTexts(smaller),
  '_+_': ofTexts(both),
  '@in': ({ params }) => (params[1]!.kind === 'list' ? ([, list]) => sizeOf(list) : undefined),
  matches: ({ member }) => (member ? matched : undefined),
  contains: only(([text, part]) => read(sizeOf(text)) * read(sizeOf(part))),
  slice: only((_, result) => made(sizeOf(result))),
  reverse: only((_, result) => made(sizeOf(result))),
  'lists.range': only((_, result) => made(sizeOf(result))),
  flatten: only(([list, depth]) => made(sizeOf(list), typeof depth === 'bigint' ? Number(depth) : 1)),
  distinct: only(([list]) => compared(list!)),
  sort: only(([list]) => compared(list!)),
  '@sortByAssociatedKeys': only(([, keys]) => compared(keys!)),
  'sets.contains': only(sets(1)),
  'sets.intersects': only(sets(1)),
  'sets.equivalent': only(sets(2)),
};

/** What calls of a function cost; undefined where each costs one. `chosen`: the overload, where only one can be meant. */
export function spentBy(name: string, chosen: Overload | undefined): Spent | undefined {
  return (chosen && Object.hasOwn(CHOSEN, name) ? CHOSEN[name]!(chosen) : undefined) ?? ALWAYS[name];
}
