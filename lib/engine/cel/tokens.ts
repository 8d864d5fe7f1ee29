// Expressions cut into tokens, literals read. Follows the lexer of cel-go/parser/gen/CEL.g4 and cel-go/parser/unescape.go.

import type { Issue } from './errors.ts';
import { MAX_INT, MAX_UINT, Uint, type Value } from './values.ts';

export type TokenKind = 'name' | 'escaped' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'op' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** As it is written; of an escaped name what is between the quotes. */
  readonly text: string;
  /** An index of code points. */
  readonly at: number;
  /** Of literals. */
  readonly value?: Value;
  /** Why the literal is none. */
  readonly fault?: string;
}

const SPACE = /[\t \r\n\f]+|\/\/[^\n]*/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const ESCAPED = /`([A-Za-z0-9_.\-/ ]+)`/y;
const DOUBLE = /\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?/y;
const WHOLE = /(0x[0-9a-fA-F]+|\d+)([uU])?/y;
const ESCAPE = String.raw`\\(?:[abfnrtv"'\\?\x60]|[0-3][0-7][0-7]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})`;
const TEXT = new RegExp(
  [
    String.raw`([bB])?([rR])("""[^]*?"""|'''[^]*?'''|"[^"\n\r]*"|'[^'\n\r]*')`,
    `([bB])?("""(?:${ESCAPE}|[^\\\\])*?"""|'''(?:${ESCAPE}|[^\\\\])*?'''|"(?:${ESCAPE}|[^\\\\"\\n\\r])*"|'(?:${ESCAPE}|[^\\\\'\\n\\r])*')`,
  ].join('|'),
  'y',
);
const OPERATOR = /==|!=|<=|>=|&&|\|\||[<>[\]{}().,\-!?:+*/%]/y;

/** The tokens of a text, the last of them its end. What is none is noted and left out. */
export function tokens(source: string): { readonly list: readonly Token[]; readonly issues: readonly Issue[] } {
  const list: Token[] = [];
  const issues: Issue[] = [];
  let at = 0;
  let point = 0;
  const match = (expression: RegExp): RegExpExecArray | null => {
    expression.lastIndex = at;
    return expression.exec(source);
  };
  while (at < source.length) {
    const space = match(SPACE);
    const found = space ?? next();
    const length = found?.[0].length ?? 1;
    if (!found) {
      const bad = String.fromCodePoint(source.codePointAt(at)!);
      // A text that is not closed is none up to the end of its line.
      const rest = bad === '"' || bad === "'" ? source.slice(at).split(/[\n\r]/)[0]! : bad;
      issues.push({ at: point, message: `Syntax error: token recognition error at: '${rest}'` });
      at += rest.length;
      point += [...rest].length;
      continue;
    }
    point += /^[\0-\x7f]*$/.test(found[0]) ? length : [...found[0]].length;
    at += length;
  }
  list.push({ kind: 'end', text: '<EOF>', at: point });
  return { list, issues };

  function next(): RegExpExecArray | null {
    let found = match(TEXT);
    if (found) {
      const raw = found[2] !== undefined;
      const quoted = (raw ? found[3] : found[5])!;
      const bytes = (found[1] ?? found[4]) !== undefined;
      const quote = /^("""|''')/.test(quoted) ? 3 : 1;
      const text = quoted.slice(quote, -quote);
      list.push(literal(bytes ? 'bytes' : 'string', found[0], () => (bytes ? bytesOf(text, raw) : textOf(text, raw))));
      return found;
    }
    found = match(ESCAPED);
    if (found) {
      list.push({ kind: 'escaped', text: found[1]!, at: point });
      return found;
    }
    found = match(NAME);
    if (found) {
      const text = found[0];
      const op = text === 'in';
      const word = text === 'true' || text === 'false' || text === 'null';
      list.push({ kind: op || word ? 'op' : 'name', text, at: point });
      return found;
    }
    found = match(DOUBLE);
    if (found) {
      list.push({ kind: 'double', text: found[0], at: point, value: Number(found[0]) });
      return found;
    }
    found = match(WHOLE);
    if (found) {
      const [text, digits, unsigned] = found as unknown as [string, string, string | undefined];
      const value = BigInt(digits);
      if (unsigned)
        list.push(
          value > MAX_UINT
            ? { kind: 'uint', text, at: point, fault: 'invalid uint literal' }
            : { kind: 'uint', text, at: point, value: new Uint(value) },
        );
      // A sign may go before it: the smallest int is as far from zero as no other.
      else
        list.push(
          value > MAX_INT + 1n
            ? { kind: 'int', text, at: point, fault: 'invalid int literal' }
            : { kind: 'int', text, at: point, value },
        );
      return found;
    }
    found = match(OPERATOR);
    if (found) list.push({ kind: 'op', text: found[0], at: point });
    return found;
  }

  function literal(kind: 'string' | 'bytes', text: string, read: () => Value): Token {
    try {
      return { kind, text, at: point, value: read() };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return { kind, text, at: point, fault: error.message };
    }
  }
}

const CONTROLS: { readonly [letter: string]: string } = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const SEQUENCE = new RegExp(ESCAPE, 'g');

const codeOf = (sequence: string): number =>
  /[0-3]/.test(sequence[1]!) ? parseInt(sequence.slice(1), 8) : parseInt(sequence.slice(2), 16);

function textOf(text: string, raw: boolean): string {
  const plain = text.replace(/\r\n?/g, '\n');
  if (raw) return plain;
  return plain.replace(SEQUENCE, (sequence) => {
    const letter = sequence[1]!;
    if (!/[0-3xXuU]/.test(letter)) return CONTROLS[letter] ?? letter;
    const code = codeOf(sequence);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw new RangeError('invalid unicode code point');
    return String.fromCodePoint(code);
  });
}

const encoder = new TextEncoder();

function bytesOf(text: string, raw: boolean): Uint8Array {
  if (raw) return encoder.encode(text.replace(/\r\n?/g, '\n'));
  const parts: number[] = [];
  let last = 0;
  const plain = text.replace(/\r\n?/g, '\n');
  for (const found of plain.matchAll(SEQUENCE)) {
    parts.push(...encoder.encode(plain.slice(last, found.index)));
    last = found.index + found[0].length;
    const letter = found[0][1]!;
    if (letter === 'u' || letter === 'U') throw new RangeError('unable to unescape string');
    if (/[0-3xX]/.test(letter)) parts.push(codeOf(found[0]));
    else parts.push(...encoder.encode(CONTROLS[letter] ?? letter));
  }
  parts.push(...encoder.encode(plain.slice(last)));
  return Uint8Array.from(parts);
}
