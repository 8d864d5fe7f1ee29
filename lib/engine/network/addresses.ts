// Sets of IP addresses of both families, as sorted disjoint ranges.

import { isIP } from 'node:net';

/** First and last address of a range, both included. */
type Range = readonly [first: bigint, last: bigint];
type Family = 4 | 6;

const BITS = { 4: 32, 6: 128 } as const;

/** An address as a number, with its family; undefined for what is no address. */
export function parseAddress(text: string): { family: Family; value: bigint } | undefined {
  const family = isIP(text);
  if (family === 4) return { family, value: text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
  if (family !== 6) return undefined;
  // A dotted tail is the last two groups.
  const plain = text.replace(/%.*$/, '').replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => {
    const pair = (x: string, y: string): string => (Number(x) * 256 + Number(y)).toString(16);
    return `${pair(a, b)}:${pair(c, d)}`;
  });
  const [head = '', tail] = plain.split('::');
  const groups = (part: string | undefined): string[] => (part ? part.split(':') : []);
  const front = groups(head);
  const back = groups(tail);
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - front.length - back.length }, () => '0');
  return {
    family: 6,
    value: [...front, ...zeros, ...back].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n),
  };
}

/** An address's text. Version 6 is written out in full, without `::`. */
export function formatAddress(family: Family, value: bigint): string {
  const [width, count, radix, mark] = family === 4 ? ([8n, 4, 10, '.'] as const) : ([16n, 8, 16, ':'] as const);
  const mask = (1n << width) - 1n;
  return Array.from({ length: count }, (_, i) =>
    ((value >> (width * BigInt(count - 1 - i))) & mask).toString(radix),
  ).join(mark);
}

/** An immutable set of addresses. */
export class AddressSet {
  private readonly v4: readonly Range[];
  private readonly v6: readonly Range[];

  private constructor(v4: readonly Range[], v6: readonly Range[]) {
    this.v4 = v4;
    this.v6 = v6;
  }

  static readonly EMPTY = new AddressSet([], []);
  static readonly ALL = new AddressSet([[0n, (1n << 32n) - 1n]], [[0n, (1n << 128n) - 1n]]);

  /** The addresses of a block less the exceptions; nothing for what is no block. */
  static block(cidr: string, except: readonly string[] = []): AddressSet {
    const base = blockRange(cidr);
    if (!base) return AddressSet.EMPTY;
    let ranges: Range[] = [base.range];
    for (const it of except) {
      const out = blockRange(it);
      if (out?.family === base.family) ranges = ranges.flatMap((range) => without(range, out.range));
    }
    return base.family === 4 ? new AddressSet(ranges, []) : new AddressSet([], ranges);
  }

  static union(sets: readonly AddressSet[]): AddressSet {
    return new AddressSet(merged(sets.flatMap((it) => it.v4)), merged(sets.flatMap((it) => it.v6)));
  }

  has(address: string): boolean {
    const it = parseAddress(address);
    if (!it) return false;
    const ranges = it.family === 4 ? this.v4 : this.v6;
    let low = 0;
    let high = ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ranges[middle]![1] < it.value) low = middle + 1;
      else high = middle;
    }
    return low < ranges.length && ranges[low]![0] <= it.value;
  }

  ranges(family: Family): readonly Range[] {
    return family === 4 ? this.v4 : this.v6;
  }
}

function blockRange(cidr: string): { family: Family; range: Range } | undefined {
  const [net = '', length] = cidr.split('/');
  const base = parseAddress(net);
  if (!base) return undefined;
  const bits = BITS[base.family];
  const size = length === undefined ? bits : Number(length);
  if (!Number.isInteger(size) || size < 0 || size > bits) return undefined;
  const host = (1n << BigInt(bits - size)) - 1n;
  const first = base.value & ~host;
  return { family: base.family, range: [first, first | host] };
}

function without([first, last]: Range, [from, to]: Range): Range[] {
  if (to < first || from > last) return [[first, last]];
  const left: Range[] = [];
  if (from > first) left.push([first, from - 1n]);
  if (to < last) left.push([to + 1n, last]);
  return left;
}

function merged(ranges: readonly Range[]): Range[] {
  const found: [bigint, bigint][] = [];
  for (const [first, last] of [...ranges].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))) {
    const before = found[found.length - 1];
    if (before && before[1] + 1n >= first) {
      if (last > before[1]) before[1] = last;
    } else found.push([first, last]);
  }
  return found;
}

/**
 * Cuts all addresses of a family into the largest ranges that no set tells apart: each set holds a range whole, or nothing of it.
 * `first-last` texts are `formatAddress` of both ends.
 */
export function atoms(sets: readonly AddressSet[], family: Family = 4): { first: string; last: string }[] {
  const starts = new Set<bigint>([0n]);
  const end = 1n << BigInt(BITS[family]);
  for (const set of sets)
    for (const [first, last] of set.ranges(family)) {
      starts.add(first);
      if (last + 1n < end) starts.add(last + 1n);
    }
  const sorted = [...starts].sort((a, b) => (a < b ? -1 : 1));
  return sorted.map((first, i) => ({
    first: formatAddress(family, first),
    last: formatAddress(family, (sorted[i + 1] ?? end) - 1n),
  }));
}
