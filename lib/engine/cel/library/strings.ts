// Functions of texts. Follows cel-go/ext/strings.go (version 2) and the standard string functions.

import { CelError } from '../errors.ts';
import type { Library } from '../environment.ts';
import { isRegular, regular, RegexFault } from '../regular.ts';
import { checkLiteralsWith } from '../check.ts';
import { isTimestamp, isDuration } from './times.ts';
import { List, type Value } from '../values.ts';
import { format } from './format-text.ts';

const outOf = (index: bigint): CelError => new CelError(`index out of range: ${index}`);

const lengthCost = (args: readonly Value[]): number => Math.ceil((args[0] as string).length * 0.1);

function find(text: string, part: string, from: bigint, last: boolean): bigint {
  const points = [...text];
  const wanted = [...part];
  const at = Number(from);
  const fits = (start: number): boolean => wanted.every((it, i) => points[start + i] === it);
  if (last) {
    for (let i = Math.min(at, points.length - wanted.length); i >= 0; i--) if (fits(i)) return BigInt(i);
  } else for (let i = at; i + wanted.length <= points.length; i++) if (fits(i)) return BigInt(i);
  return -1n;
}

function indexOf(text: string, part: string, from?: bigint): bigint {
  const { length } = [...text];
  if (part === '') return from ?? 0n;
  if (from !== undefined && (from < 0n || from > BigInt(length))) throw outOf(from);
  return find(text, part, from ?? 0n, false);
}

function lastIndexOf(text: string, part: string, from?: bigint): bigint {
  const length = BigInt([...text].length);
  if (part === '') return from ?? length;
  if (from !== undefined && (from < 0n || from >= length)) {
    if (from === length && length === 0n) return -1n;
    throw outOf(from);
  }
  return find(text, part, from ?? length, true);
}

function substring(text: string, start: bigint, end?: bigint): string {
  const points = [...text];
  const length = BigInt(points.length);
  const stop = end ?? length;
  if (end !== undefined && start > end) throw new CelError(`invalid substring range. start: ${start}, end: ${end}`);
  if (start < 0n || start > length) throw outOf(start);
  if (stop < 0n || stop > length) throw outOf(stop);
  return points.slice(Number(start), Number(stop)).join('');
}

function replace(text: string, old: string, by: string, count = -1n): string {
  if (count === 0n) return text;
  const parts = old === '' ? ['', ...text, ''] : text.split(old);
  const most = count < 0n ? parts.length - 1 : Math.min(Number(count), parts.length - 1);
  return parts.slice(0, most + 1).join(by) + (most < parts.length - 1 ? old + parts.slice(most + 1).join(old) : '');
}

function split(text: string, separator: string, count = -1n): List {
  if (count === 0n) return new List([]);
  const parts = separator === '' ? [...text] : text.split(separator);
  if (count < 0n || BigInt(parts.length) <= count) return new List(parts);
  const most = Number(count) - 1;
  return new List([...parts.slice(0, most), parts.slice(most).join(separator)]);
}

const ascii = (text: string, upper: boolean): string =>
  upper ? text.replace(/[a-z]+/g, (it) => it.toUpperCase()) : text.replace(/[A-Z]+/g, (it) => it.toLowerCase());

const SPACES = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const EDGES = new RegExp(`^${SPACES}|${SPACES}$`, 'g');

const QUOTED: { readonly [letter: string]: string } = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

/** Reads a pattern; throws `CelError` for one that is none. */
export function pattern(text: string, prefix = ''): RegExp {
  try {
    return regular(text);
  } catch (error) {
    if (error instanceof RegexFault) throw new CelError(`${prefix}${error.message}`);
    throw error;
  }
}

function join(list: List, separator = ''): string {
  return list
    .values()
    .map((it) => {
      if (typeof it !== 'string') throw new CelError(`join: invalid input: ${String(it)}`);
      return it;
    })
    .join(separator);
}

export const strings: Library = {
  functions: [
    [
      'string.contains(string): bool',
      (text: string, part: string) => text.includes(part),
      (args) => Math.max(1, Math.ceil((args[0] as string).length * 0.1) * Math.ceil((args[1] as string).length * 0.1)),
    ],
    ['string.startsWith(string): bool', (text: string, part: string) => text.startsWith(part)],
    ['string.endsWith(string): bool', (text: string, part: string) => text.endsWith(part)],
    [
      'string.matches(string): bool',
      (text: string, expression: string) => pattern(expression).test(text),
      (args) => Math.ceil((1 + (args[0] as string).length) * 0.1) * Math.ceil((args[1] as string).length * 0.25),
    ],
    ['matches(string, string): bool', (text: string, expression: string) => pattern(expression).test(text)],
    [
      'string.charAt(int): string',
      (text: string, index: bigint) => {
        const points = [...text];
        if (index < 0n || index > BigInt(points.length)) throw outOf(index);
        return points[Number(index)] ?? '';
      },
    ],
    ['string.indexOf(string): int', indexOf],
    ['string.indexOf(string, int): int', indexOf],
    ['string.lastIndexOf(string): int', lastIndexOf],
    ['string.lastIndexOf(string, int): int', lastIndexOf],
    ['string.lowerAscii(): string', (text: string) => ascii(text, false), lengthCost],
    ['string.upperAscii(): string', (text: string) => ascii(text, true), lengthCost],
    ['string.replace(string, string): string', replace, lengthCost],
    ['string.replace(string, string, int): string', replace, lengthCost],
    ['string.split(string): list(string)', split, lengthCost],
    ['string.split(string, int): list(string)', split, lengthCost],
    ['string.substring(int): string', substring, lengthCost],
    ['string.substring(int, int): string', substring, lengthCost],
    ['string.trim(): string', (text: string) => text.replace(EDGES, ''), lengthCost],
    ['string.format(list(dyn)): string', format],
    [
      '@strings.quote(string): string',
      (text: string) => `"${text.replace(/[\x07\x08\f\n\r\t\v\\"]/g, (it) => QUOTED[it]!)}"`,
    ],
    ['list(string).join(): string', join],
    ['list(string).join(string): string', join],
    [
      'string.find(string): string',
      (text: string, expression: string) => pattern(expression, 'Illegal regex: ').exec(text)?.[0] ?? '',
    ],
    ['string.findAll(string): list(string)', findAll],
    ['string.findAll(string, int): list(string)', findAll],
  ],
};

function findAll(text: string, expression: string, most = -1n): List {
  const all = [...text.matchAll(pattern(expression, 'Illegal regex: '))].map((it) => it[0]);
  return new List(most < 0n ? all : all.slice(0, Number(most)));
}

checkLiteralsWith([
  { name: 'matches', member: true, argument: 0, valid: isRegular },
  { name: 'matches', member: false, argument: 1, valid: isRegular },
  { name: 'duration', member: false, argument: 0, valid: isDuration },
  { name: 'timestamp', member: false, argument: 0, valid: isTimestamp },
]);
