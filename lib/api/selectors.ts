// Label and field selectors: structured and as text. Follows apimachinery/pkg/labels and pkg/fields.

import { qualifiedName, labelValue } from './labels.ts';
import { quote } from './field-errors.ts';

export type Labels = { readonly [key: string]: string } | undefined;

export interface LabelSelectorRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export interface LabelSelector {
  readonly matchLabels?: { readonly [key: string]: string };
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

/** Tells whether labels are selected. */
export type Matcher = (labels: Labels) => boolean;

const nothing: Matcher = () => false;
const everything: Matcher = () => true;
const compiled = new WeakMap<object, Matcher>();

/** A matcher of a selector: nothing without a selector, everything for an empty one. Remembered by the selector's identity. */
export function selectorMatcher(selector: LabelSelector | null | undefined): Matcher {
  if (!selector) return nothing;
  let matcher = compiled.get(selector);
  if (!matcher) compiled.set(selector, (matcher = compile(selector)));
  return matcher;
}

function compile(selector: LabelSelector): Matcher {
  const exact = Object.entries(selector.matchLabels ?? {});
  const expressions = (selector.matchExpressions ?? []).map(requirementMatcher);
  if (!exact.length && !expressions.length) return everything;
  return (labels) =>
    exact.every(([key, value]) => labels?.[key] === value) && expressions.every((matches) => matches(labels));
}

function requirementMatcher({ key, operator, values = [] }: LabelSelectorRequirement): Matcher {
  switch (operator) {
    case 'In':
      return (labels) => labels?.[key] !== undefined && values.includes(labels[key]);
    case 'NotIn':
      return (labels) => labels?.[key] === undefined || !values.includes(labels[key]);
    case 'Exists':
      return (labels) => labels?.[key] !== undefined;
    case 'DoesNotExist':
      return (labels) => labels?.[key] === undefined;
    case 'Gt':
    case 'Lt': {
      const bound = wholeNumber(values[0]);
      return (labels) => {
        const value = wholeNumber(labels?.[key]);
        return value !== undefined && bound !== undefined && (operator === 'Gt' ? value > bound : value < bound);
      };
    }
    default:
      return nothing;
  }
}

function wholeNumber(text: string | undefined): bigint | undefined {
  return text !== undefined && /^[+-]?\d+$/.test(text) ? BigInt(text) : undefined;
}

/** A matcher of plain equality, as Services have it; an empty map selects nothing here, as no such selector exists. */
export function mapMatcher(selector: { readonly [key: string]: string } | undefined): Matcher {
  if (!selector) return nothing;
  let matcher = compiled.get(selector);
  if (!matcher) {
    const exact = Object.entries(selector);
    matcher = exact.length ? (labels) => exact.every(([key, value]) => labels?.[key] === value) : nothing;
    compiled.set(selector, matcher);
  }
  return matcher;
}

/** Node selector terms and label selectors share their requirements. */
export function matchesRequirement(requirement: LabelSelectorRequirement, labels: Labels): boolean {
  let matcher = compiled.get(requirement);
  if (!matcher) compiled.set(requirement, (matcher = requirementMatcher(requirement)));
  return matcher(labels);
}

/** The selector as text, keys in order: `app=web,tier in (a,b)`. */
export function formatSelector(selector: LabelSelector | undefined): string {
  if (!selector) return '';
  const parts: [string, string][] = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => [
    key,
    `${key}=${value}`,
  ]);
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const list = `(${[...values].sort().join(',')})`;
    const text: Record<string, string> = {
      In: `${key} in ${list}`,
      NotIn: `${key} notin ${list}`,
      Exists: key,
      DoesNotExist: `!${key}`,
    };
    parts.push([key, text[operator] ?? key]);
  }
  return parts
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, text]) => text)
    .join(',');
}

/** A text that is no selector; the message is upstream's. */
export class SelectorError extends Error {}

const parsedLabels = new Map<string, Matcher>();

/** A matcher of a label selector's text; throws `SelectorError`. */
export function parseLabelSelector(text: string): Matcher {
  let matcher = parsedLabels.get(text);
  if (!matcher) {
    const requirements = parseRequirements(text).map(requirementMatcher);
    matcher = (labels) => requirements.every((matches) => matches(labels));
    if (parsedLabels.size > 1_000) parsedLabels.clear();
    parsedLabels.set(text, matcher);
  }
  return matcher;
}

/** The requirements of a label selector's text, in order of their keys. */
export function parseRequirements(text: string): LabelSelectorRequirement[] {
  const reader = new Reader(text);
  const found: LabelSelectorRequirement[] = [];
  for (;;) {
    const next = reader.peek();
    if (next.kind === 'end') break;
    if (next.kind !== 'word' && next.text !== '!')
      throw new SelectorError(`found '${next.text}', expected: !, identifier, or 'end of string'`);
    try {
      found.push(requirement(reader));
    } catch (error) {
      if (error instanceof SelectorError) throw new SelectorError(`unable to parse requirement: ${error.message}`);
      throw error;
    }
    const after = reader.take();
    if (after.kind === 'end') break;
    if (after.text !== ',') throw new SelectorError(`found '${after.text}', expected: ',' or 'end of string'`);
    const following = reader.peek();
    if (following.kind !== 'word' && following.text !== '!')
      throw new SelectorError(`found '${following.text}', expected: identifier after ','`);
  }
  return found.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

interface Token {
  /** `in` and `notin` are words, and mean something where an operator is asked for. */
  readonly kind: 'word' | 'symbol' | 'end';
  readonly text: string;
}

const END: Token = { kind: 'end', text: '' };
const TOKEN = /\s*(?:(==|!=|[=!<>(),])|([^\s=!<>(),]+))/y;

class Reader {
  readonly #tokens: Token[] = [];
  #at = 0;
  constructor(text: string) {
    TOKEN.lastIndex = 0;
    for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text))
      this.#tokens.push(match[1] ? { kind: 'symbol', text: match[1] } : { kind: 'word', text: match[2]! });
  }
  peek(): Token {
    return this.#tokens[this.#at] ?? END;
  }
  take(): Token {
    return this.#tokens[this.#at++] ?? END;
  }
}

const OPERATORS = ['in', 'notin', '=', '==', '!=', 'gt', 'lt'];

function requirement(reader: Reader): LabelSelectorRequirement {
  let key = reader.take();
  const absent = key.text === '!' && key.kind === 'symbol';
  if (absent) key = reader.take();
  if (key.kind !== 'word') throw new SelectorError(`found '${key.text}', expected: identifier`);
  const wrong = qualifiedName(key.text);
  // The key has no path of its own here, and upstream prints that.
  if (wrong.length) throw new SelectorError(`<nil>: Invalid value: ${quote(key.text)}: ${wrong.join('; ')}`);
  const next = reader.peek();
  if (absent) return { key: key.text, operator: 'DoesNotExist' };
  if (next.kind === 'end' || next.text === ',') return { key: key.text, operator: 'Exists' };
  const operator = reader.take().text;
  switch (operator) {
    case 'in':
    case 'notin':
      return checked(key.text, operator === 'in' ? 'In' : 'NotIn', valueList(reader));
    case '=':
    case '==':
    case '!=':
      return checked(key.text, operator === '!=' ? 'NotIn' : 'In', [exactValue(reader)]);
    case '>':
    case '<':
      return checked(key.text, operator === '>' ? 'Gt' : 'Lt', [exactValue(reader)]);
    default:
      throw new SelectorError(`found '${operator}', expected: ${OPERATORS.join(', ')}`);
  }
}

function exactValue(reader: Reader): string {
  const next = reader.peek();
  if (next.kind === 'end' || next.text === ',') return '';
  const value = reader.take();
  if (value.kind !== 'word') throw new SelectorError(`found '${value.text}', expected: identifier`);
  return value.text;
}

function valueList(reader: Reader): string[] {
  const open = reader.take();
  if (open.text !== '(') throw new SelectorError(`found '${open.text}' expected: '('`);
  const first = reader.peek();
  if (first.text === ')') {
    reader.take();
    return [''];
  }
  if (first.kind !== 'word' && first.text !== ',')
    throw new SelectorError(`found '${first.text}', expected: ',', ')' or identifier`);
  const values = new Set<string>();
  for (;;) {
    const token = reader.take();
    if (token.kind === 'word') {
      values.add(token.text);
      const next = reader.peek();
      if (next.text === ')') break;
      if (next.text !== ',') throw new SelectorError(`found '${next.text}', expected: ',' or ')'`);
    } else if (token.text === ',') {
      // `(,a)`, `(a,)` and `(a,,b)` have the empty value among theirs.
      if (values.size === 0) values.add('');
      const next = reader.peek();
      if (next.text === ')' || next.text === ',') values.add('');
      if (next.text === ')') break;
    } else throw new SelectorError(`found '${token.text}', expected: ',', or identifier`);
  }
  reader.take();
  return [...values].sort();
}

function checked(key: string, operator: string, values: readonly string[]): LabelSelectorRequirement {
  const errors: string[] = [];
  values.forEach((value, i) => {
    if ((operator === 'Gt' || operator === 'Lt') && wholeNumber(value) === undefined)
      errors.push(
        `values[${i}]: Invalid value: ${quote(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
      );
  });
  values.forEach((value, i) => {
    const wrong = labelValue(value);
    if (wrong.length) errors.push(`values[${i}][${key}]: Invalid value: ${quote(value)}: ${wrong.join('; ')}`);
  });
  if (errors.length) throw new SelectorError(errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`);
  return { key, operator, values };
}

/** One term of a field selector. */
export interface FieldTerm {
  readonly field: string;
  readonly value: string;
  readonly equal: boolean;
}

/** The terms of a field selector's text; throws `SelectorError`. Backslash escapes `\\`, `,` and `=`. */
export function parseFieldSelector(text: string): FieldTerm[] {
  const found: FieldTerm[] = [];
  // In order, as upstream: of several mistakes it tells the first in this order.
  for (const term of splitTerms(text).sort()) {
    if (term === '') continue;
    const match = /!=|==|=/.exec(term);
    if (!match) throw new SelectorError(`invalid selector: '${text}'; can't understand '${term}'`);
    found.push({
      field: term.slice(0, match.index),
      value: unescaped(term.slice(match.index + match[0].length)),
      equal: match[0] !== '!=',
    });
  }
  return found;
}

function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === ',') {
      terms.push(text.slice(start, at));
      start = at + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}

function unescaped(text: string): string {
  if (!/[\\,=]/.test(text)) return text;
  let value = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\\') {
      const next = text[++at] ?? '';
      if (next === '' || !'\\,='.includes(next))
        throw new SelectorError(`invalid field selector: invalid escape sequence: \\${next}`);
      value += next;
    } else if (char === ',' || char === '=')
      throw new SelectorError(`invalid field selector: unescaped character in value: ${char.charCodeAt(0)}`);
    else value += char;
  }
  return value;
}
