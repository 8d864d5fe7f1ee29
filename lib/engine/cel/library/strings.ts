// Functions of texts. Follows cel-go/ext/strings.go (version 2) and the standard string functions.

import { CelError } from '../errors.ts';
import type { Library } from '../environment.ts';
import { isRegular, regular, RegexFault } from '../regular.ts';
import { checkCallsWith, type CallCheck } from '../check.ts';
import { isTimestamp, isDuration } from './times.ts';
import { List } from '../values.ts';
import { format, formatFault } from './format-text.ts';

const outOf = (index: bigint): CelError => new CelError(`index out of range: ${index}`);

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
  if (from !== undefined && from < 0n) throw outOf(from);
  return from !== undefined && from > BigInt(length) ? -1n : find(text, part, from ?? 0n, false);
}

function lastIndexOf(text: string, part: string, from?: bigint): bigint {
  const length = BigInt([...text].length);
  if (part === '') return from ?? length;
  if (from !== undefined && from < 0n) throw outOf(from);
  if (from !== undefined && from >= length) return -1n;
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
    ['string.contains(string): bool', (text: string, part: string) => text.includes(part)],
    ['string.startsWith(string): bool', (text: string, part: string) => text.startsWith(part)],
    ['string.endsWith(string): bool', (text: string, part: string) => text.endsWith(part)],
    ['string.matches(string): bool', (text: string, expression: string) => pattern(expression).test(text)],
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
    ['string.lowerAscii(): string', (text: string) => ascii(text, false)],
    ['string.upperAscii(): string', (text: string) => ascii(text, true)],
    ['string.replace(string, string): string', replace],
    ['string.replace(string, string, int): string', replace],
    ['string.split(string): list(string)', split],
    ['string.split(string, int): list(string)', split],
    ['string.substring(int): string', substring],
    ['string.substring(int, int): string', substring],
    ['string.trim(): string', (text: string) => text.replace(EDGES, '')],
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

/** That an argument can be read where it is written out. */
const literal =
  (name: string, member: boolean, argument: number, valid: (text: string) => boolean): CallCheck =>
  (call) => {
    const arg = call.name === name && member === (call.target !== undefined) ? call.args[argument] : undefined;
    if (arg?.is !== 'constant' || typeof arg.value !== 'string' || valid(arg.value)) return undefined;
    return { at: arg.at, message: `invalid ${name} argument` };
  };

checkCallsWith([
  literal('matches', true, 0, isRegular),
  literal('matches', false, 1, isRegular),
  literal('duration', false, 0, isDuration),
  literal('timestamp', false, 0, isTimestamp),
  formatFault,
]);
