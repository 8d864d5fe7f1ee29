// `'%s has %d'.format([…])`. Follows cel-go/ext/formatting.go.

import { CelError } from '../errors.ts';
import { Duration, List, MapValue, Timestamp, typeName, TypeValue, Uint, type Value } from '../values.ts';
import { formatDuration, formatTimestamp } from './times.ts';

const hexOf = (bytes: Uint8Array): string => [...bytes].map((it) => it.toString(16).padStart(2, '0')).join('');

/** A text with its clauses filled in; throws `CelError`. */
export function format(text: string, args: List): string {
  let out = '';
  let used = 0;
  for (let at = 0; at < text.length;) {
    if (text[at] !== '%') {
      out += text[at++];
      continue;
    }
    if (text[at + 1] === '%') {
      out += '%';
      at += 2;
      continue;
    }
    const clause = /^%(?:\.(\d*))?(.)?/su.exec(text.slice(at))!;
    if (!clause[2]) throw new CelError('unexpected end of string');
    if (used >= args.length) throw new CelError(`index ${used} out of range`);
    const precision = clause[1] === undefined ? undefined : Number(clause[1] || 0);
    out += fill(clause[2], args.at(used++), precision);
    at += clause[0].length;
  }
  return out;
}

const wrong = (clause: string, wanted: string, value: Value): never => {
  throw new CelError(
    `error during formatting: ${clause} clause can only be used on ${wanted}, was given ${typeName(value)}`,
  );
};

function fill(clause: string, value: Value, precision: number | undefined): string {
  const whole = typeof value === 'bigint' ? value : value instanceof Uint ? value.value : undefined;
  switch (clause) {
    case 's':
      return stringOf(value);
    case 'd':
      if (whole !== undefined) return String(whole);
      return typeof value === 'number' ? numberText(value) : wrong('decimal', 'integers', value);
    case 'f':
      return fixed(value, precision ?? 6);
    case 'e':
      return scientific(value, precision ?? 6);
    case 'b':
      if (typeof value === 'boolean') return value ? '1' : '0';
      return whole !== undefined ? whole.toString(2) : wrong('binary', 'integers and bools', value);
    case 'o':
      return whole !== undefined ? whole.toString(8) : wrong('octal', 'integers', value);
    case 'x':
    case 'X': {
      let text: string;
      if (whole !== undefined) text = whole.toString(16);
      else if (typeof value === 'string') text = hexOf(new TextEncoder().encode(value));
      else if (value instanceof Uint8Array) text = hexOf(value);
      else return wrong('hex', 'integers, byte buffers, and strings', value);
      return clause === 'X' ? text.toUpperCase() : text;
    }
    default:
      throw new CelError(`could not parse formatting clause: unrecognized formatting clause "${clause}"`);
  }
}

const special = (value: number): string | undefined =>
  Number.isNaN(value) ? 'NaN' : Number.isFinite(value) ? undefined : value > 0 ? 'Infinity' : '-Infinity';

function asNumber(value: Value, clause: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint) return Number(value.value);
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  return wrong(clause, 'doubles', value);
}

function fixed(value: Value, precision: number): string {
  const number = asNumber(value, 'fixed-point');
  return (
    special(number) ??
    (Object.is(number, -0) ? `-${(0).toFixed(precision)}` : rounded(number, Math.min(precision, 100)))
  );
}

// Go rounds what lies exactly between two to the even digit; JavaScript away from zero.
function rounded(number: number, precision: number): string {
  const up = number.toFixed(precision);
  if (precision > 20 || Math.abs(number) >= 1e15) return up;
  const more = number.toFixed(Math.min(100, precision + 30));
  if (!/^50*$/.test(more.slice(more.indexOf('.') + 1 + precision))) return up;
  const down = more.slice(0, precision ? more.indexOf('.') + 1 + precision : more.indexOf('.'));
  return Number(down.at(-1)) % 2 === 0 ? down : up;
}

function scientific(value: Value, precision: number): string {
  const number = asNumber(value, 'scientific');
  const other = special(number);
  if (other !== undefined) return other;
  const [digits, power] = number.toExponential(Math.min(precision, 100)).split('e') as [string, string];
  return `${digits}e${power[0]}${power.slice(1).padStart(2, '0')}`;
}

function numberText(value: number): string {
  const other = special(value);
  if (other !== undefined) return other;
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  if (!text.includes('e')) return text;
  return text.startsWith('-') ? `-${decimal(-value)}` : decimal(value);
}

function decimal(value: number): string {
  if (value >= 1e21) return BigInt(value).toString();
  const [digits, power] = value.toExponential().split('e') as [string, string];
  return `0.${'0'.repeat(-Number(power) - 1)}${digits.replace('.', '')}`;
}

function stringOf(value: Value): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'number':
      return numberText(value);
  }
  if (value === null) return 'null';
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration) return formatDuration(value);
  if (value instanceof TypeValue) return value.name;
  if (value instanceof List) return `[${value.values().map(stringOf).join(', ')}]`;
  if (value instanceof MapValue && value.object === undefined) {
    const entries = value.keys().map((key) => {
      if (typeof key === 'number') throw new CelError(`no formatting function for map key of type ${typeName(key)}`);
      return [stringOf(key), stringOf(value.find(key)!)] as const;
    });
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, item]) => `${key}: ${item}`).join(', ')}}`;
  }
  throw new CelError(
    `error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given ${typeName(value)}`,
  );
}
