// `'%s has %d'.format([…])`. Follows cel-go/ext/formatting.go, that of version 2 of the library of strings: numbers are written as in
// American English.

import { quote } from '../../../api/field-errors.ts';
import type { CallExpr, Expr } from '../ast.ts';
import { CelError, type Issue } from '../errors.ts';
import { isDyn, type Type } from '../types.ts';
import { Duration, List, MapValue, Timestamp, typeName, TypeValue, Uint, type Value } from '../values.ts';
import { formatDouble } from './numbers.ts';
import { formatDuration, formatTimestamp } from './times.ts';

const hexOf = (bytes: Uint8Array): string => [...bytes].map((it) => it.toString(16).padStart(2, '0')).join('');

/** What a clause is for: the types of what it may be given, and what is said of others. */
interface Clause {
  readonly takes: readonly string[];
  readonly refuses: string;
  readonly fill: (value: Value, precision: number | undefined) => string;
}

const wholeOf = (value: Value): bigint => (value instanceof Uint ? value.value : (value as bigint));
const WHOLE = ['int', 'uint'];
const hex = (value: Value): string => {
  if (typeof value === 'string') return hexOf(new TextEncoder().encode(value));
  return value instanceof Uint8Array ? hexOf(value) : wholeOf(value).toString(16);
};
const HEX = {
  takes: [...WHOLE, 'string', 'bytes'],
  refuses: 'only integers, byte buffers, and strings can be formatted as hex',
};
const ANYTHING =
  'list map int uint double bool string google.protobuf.Timestamp bytes google.protobuf.Duration type null_type'.split(
    ' ',
  );

const CLAUSES: { readonly [letter: string]: Clause } = {
  s: {
    takes: ANYTHING,
    refuses:
      'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps',
    fill: (value) => textOf(value),
  },
  d: { takes: WHOLE, refuses: 'decimal clause can only be used on integers', fill: (it) => String(wholeOf(it)) },
  f: {
    takes: ['double', 'string'],
    refuses: 'fixed-point clause can only be used on doubles',
    fill: (value, precision = 6) => fixed(Number(value), precision),
  },
  e: {
    takes: ['double', 'string'],
    refuses: 'scientific clause can only be used on doubles',
    // What the precision says is not read.
    fill: (value) => scientific(Number(value)),
  },
  b: {
    takes: [...WHOLE, 'bool'],
    refuses: 'only integers and bools can be formatted as binary',
    fill: (value) => (typeof value === 'boolean' ? String(Number(value)) : wholeOf(value).toString(2)),
  },
  o: { takes: WHOLE, refuses: 'octal clause can only be used on integers', fill: (it) => wholeOf(it).toString(8) },
  x: { ...HEX, fill: hex },
  X: { ...HEX, fill: (it) => hex(it).toUpperCase() },
};

/** A text with its clauses filled in by `fill`; throws `CelError`. */
function filled(text: string, fill: (clause: Clause, index: number, precision: number | undefined) => string): string {
  let index = 0;
  let out = '';
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
    const [whole, , digits, letter] = /^%(\.(\d*))?([^]?)/u.exec(text.slice(at))! as unknown as (string | undefined)[];
    out += fill(clauseOf(digits, letter!, whole === '%'), index++, digits ? Number(digits) : undefined);
    at += whole!.length;
  }
  return out;
}

function clauseOf(digits: string | undefined, letter: string, end: boolean): Clause {
  if (end) throw new CelError('unexpected end of string');
  const what = 'could not parse formatting clause: ';
  const precision = `${what}error while parsing precision: `;
  if (!letter) throw new CelError(`${precision}could not find end of precision specifier`);
  if (digits === '')
    throw new CelError(
      `${precision}error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax`,
    );
  const clause = CLAUSES[letter];
  if (!clause) throw new CelError(`${what}unrecognized formatting clause "${letter}"`);
  return clause;
}

const refusal = ({ refuses }: Clause, given: string): string =>
  `error during formatting: ${refuses}, was given ${given}`;
const outOf = (index: number): CelError => new CelError(`index ${index} out of range`);

/** A text with its clauses filled in; throws `CelError`. */
export function format(text: string, args: List): string {
  return filled(text, (clause, index, precision) => {
    if (index >= args.length) throw outOf(index);
    const value = args.at(index);
    const name = typeName(value);
    const isName = typeof value === 'string' && /^(NaN|-?Infinity)$/.test(value);
    if (
      !clause.takes.includes(name) ||
      ((clause === CLAUSES.f || clause === CLAUSES.e) && name === 'string' && !isName)
    )
      throw new CelError(refusal(clause, name));
    return clause.fill(value, precision);
  });
}

/** What is wrong with a text and what is to be filled in, where both are written out. */
export function formatFault({ at, name, target, args }: CallExpr, typeOf: (expr: Expr) => Type): Issue | undefined {
  const [list] = args;
  if (name !== 'format' || target?.is !== 'constant' || typeof target.value !== 'string') return undefined;
  if (args.length !== 1 || list?.is !== 'list') return undefined;
  const given = list.items.map((it) => it.value);
  let issue: Issue | undefined;
  let count = 0;
  try {
    filled(target.value, (clause, index) => {
      count++;
      if (index >= given.length) throw outOf(index);
      const wrong = misfit(clause, given[index]!, typeOf);
      if (wrong && !issue) issue = { at: wrong.at, message: refusal(clause, typeOf(wrong).name) };
      return '';
    });
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    issue ??= { at, message: error.message };
  }
  if (issue || given.length <= count) return issue;
  return {
    at,
    message: `too many arguments supplied to string.format (expected ${count}, got ${given.length})`,
  };
}

/** The part of an argument that a clause is not for. */
function misfit(clause: Clause, expr: Expr, typeOf: (expr: Expr) => Type): Expr | undefined {
  const type = typeOf(expr);
  if (!isDyn(type) && !clause.takes.includes(type.name)) return expr;
  if (clause !== CLAUSES.s) return undefined;
  const parts =
    expr.is === 'list'
      ? expr.items.map((it) => it.value)
      : expr.is === 'map'
        ? expr.entries.flatMap((it) => [it.key, it.value])
        : [];
  for (const part of parts) {
    const wrong = misfit(clause, part, typeOf);
    if (wrong) return wrong;
  }
  return undefined;
}

const special = (value: number): string | undefined =>
  Number.isNaN(value) ? 'NaN' : Number.isFinite(value) ? undefined : value > 0 ? '∞' : '-∞';

const grouped = (text: string): string => text.replace(/\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));

function fixed(number: number, precision: number): string {
  const other = special(number);
  if (other !== undefined) return other;
  if (Object.is(number, -0)) return `-${(0).toFixed(precision)}`;
  return grouped(rounded(number, Math.min(precision, 100)));
}

// Go rounds what lies exactly between two to the even digit; JavaScript away from zero.
function rounded(number: number, precision: number): string {
  if (Math.abs(number) >= 1e21) return `${BigInt(number)}${precision ? `.${'0'.repeat(precision)}` : ''}`;
  const up = number.toFixed(precision);
  if (precision > 20 || Math.abs(number) >= 1e15) return up;
  const more = number.toFixed(Math.min(100, precision + 30));
  if (!/^50*$/.test(more.slice(more.indexOf('.') + 1 + precision))) return up;
  const down = more.slice(0, precision ? more.indexOf('.') + 1 + precision : more.indexOf('.'));
  return Number(down.at(-1)) % 2 === 0 ? down : up;
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function scientific(number: number): string {
  const other = special(number);
  if (other !== undefined) return other.padStart(6);
  const [digits, power] = number.toExponential(6).split('e') as [string, string];
  const raised = [...power.slice(1).padStart(2, '0')].map((it) => RAISED[Number(it)]).join('');
  return `${digits}×10${power.startsWith('-') ? '⁻' : ''}${raised}`;
}

function textOf(value: Value): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'number':
      return formatDouble(value);
  }
  if (value === null) return 'null';
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration) return formatDuration(value);
  if (value instanceof TypeValue) return value.name;
  if (value instanceof List) return `[${value.values().map(within).join(', ')}]`;
  const map = value as MapValue;
  const entries = map.keys().map((key) => {
    if (typeof key === 'number')
      throw new CelError(`error during formatting: no formatting function for map key of type ${typeName(key)}`);
    return [within(key), within(map.find(key)!)] as const;
  });
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, item]) => `${key}:${item}`).join(', ')}}`;
}

/** A part of a list or a map, as an expression would say it. */
function within(value: Value): string {
  if (typeof value === 'number') return Number.isFinite(value) ? value.toFixed(6) : quote(formatDouble(value));
  if (typeof value === 'string') return quote(value);
  if (value instanceof Uint8Array) return `b${quote(textOf(value))}`;
  if (value instanceof Timestamp) return `timestamp(${quote(textOf(value))})`;
  if (value instanceof Duration) return `duration(${quote(textOf(value))})`;
  const name = typeName(value);
  if (!ANYTHING.includes(name)) throw new CelError(`error during formatting: no formatting function for ${name}`);
  return textOf(value);
}
