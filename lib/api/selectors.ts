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

/** The requirements of a label selector's text. */
export function parseRequirements(text: string): LabelSelectorRequirement[] {
  const tokens = tokenize(text);
  let at = 0;
  const peek = (): string => tokens[at]?.text ?? '';
  const found: LabelSelectorRequirement[] = [];
  if (tokens.length === 0) return found;
  for (;;) {
    let absent = false;
    if (peek() === '!') {
      absent = true;
      at++;
    }
    const key = tokens[at];
    if (!key || key.symbol) throw new SelectorError(`found '${key?.text ?? ''}', expected: identifier`);
    at++;
    checkKey(key.text);
    if (absent) found.push({ key: key.text, operator: 'DoesNotExist' });
    else if (at >= tokens.length || peek() === ',') found.push({ key: key.text, operator: 'Exists' });
    else {
      const operator = tokens[at++]!.text;
      if (operator === 'in' || operator === 'notin') {
        if (peek() !== '(') throw new SelectorError(`found '${peek()}', expected: '('`);
        at++;
        const values: string[] = [];
        for (let expectValue = true; ;) {
          const token = tokens[at++];
          if (!token) throw new SelectorError(`found '', expected: ',', or ')'`);
          if (token.text === ')' && token.symbol) {
            if (expectValue) values.push('');
            break;
          }
          if (token.text === ',' && token.symbol) {
            if (expectValue) values.push('');
            expectValue = true;
          } else if (token.symbol) throw new SelectorError(`found '${token.text}', expected: ',', ')' or identifier`);
          else {
            values.push(token.text);
            expectValue = false;
          }
        }
        found.push({
          key: key.text,
          operator: operator === 'in' ? 'In' : 'NotIn',
          values: checkValues(key.text, values),
        });
      } else if (['=', '==', '!='].includes(operator)) {
        const value = tokens[at] && !tokens[at]!.symbol ? tokens[at++]!.text : '';
        if (tokens[at] && peek() !== ',') throw new SelectorError(`found '${peek()}', expected: identifier`);
        found.push({
          key: key.text,
          operator: operator === '!=' ? 'NotIn' : 'In',
          values: checkValues(key.text, [value]),
        });
      } else if (operator === '>' || operator === '<') {
        const value = tokens[at++]?.text ?? '';
        if (!/^[+-]?\d+$/.test(value))
          throw new SelectorError(
            `values[0][${key.text}]: Invalid value: ${quote(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
          );
        found.push({ key: key.text, operator: operator === '>' ? 'Gt' : 'Lt', values: [value] });
      } else throw new SelectorError(`found '${operator}', expected: in, notin, =, ==, !=, gt, lt`);
    }
    if (at >= tokens.length) return found;
    if (peek() !== ',') throw new SelectorError(`found '${peek()}', expected: ',' or 'end of string'`);
    at++;
    if (at >= tokens.length) throw new SelectorError(`found '', expected: identifier after ','`);
  }
}

function checkKey(key: string): void {
  const errors = qualifiedName(key);
  if (errors.length) throw new SelectorError(`key: Invalid value: ${quote(key)}: ${errors.join('; ')}`);
}

function checkValues(key: string, values: readonly string[]): readonly string[] {
  values.forEach((value, i) => {
    const errors = labelValue(value);
    if (errors.length)
      throw new SelectorError(`values[${i}][${key}]: Invalid value: ${quote(value)}: ${errors.join('; ')}`);
  });
  return values;
}

function tokenize(text: string): { text: string; symbol: boolean }[] {
  const found: { text: string; symbol: boolean }[] = [];
  for (let at = 0; at < text.length;) {
    const char = text[at]!;
    if (/\s/.test(char)) at++;
    else if ('=!<>(),'.includes(char)) {
      const two = text.slice(at, at + 2);
      const symbol = two === '==' || two === '!=' ? two : char;
      found.push({ text: symbol, symbol: true });
      at += symbol.length;
    } else {
      let end = at;
      while (end < text.length && !/[\s=!<>(),]/.test(text[end]!)) end++;
      found.push({ text: text.slice(at, end), symbol: false });
      at = end;
    }
  }
  return found;
}

/** One term of a field selector. */
export interface FieldTerm {
  readonly field: string;
  readonly value: string;
  readonly equal: boolean;
}

/** The terms of a field selector's text; throws `SelectorError`. Backslash escapes `\`, `,` and `=`. */
export function parseFieldSelector(text: string): FieldTerm[] {
  const terms: string[] = [];
  let current = '';
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\' && at + 1 < text.length) current += text[at]! + text[++at]!;
    else if (text[at] === ',') {
      terms.push(current);
      current = '';
    } else current += text[at];
  }
  if (current) terms.push(current);
  return terms
    .filter((term) => term !== '')
    .map((term) => {
      const match = /^((?:[^\\=!]|\\.|!(?!=))*)(!=|==|=)([\s\S]*)$/.exec(term);
      if (!match) throw new SelectorError(`invalid selector: '${text}'; can't understand '${term}'`);
      const value = match[3]!.replace(/\\([\\,=])/g, '$1');
      if (/\\/.test(match[3]!.replace(/\\[\\,=]/g, '')))
        throw new SelectorError(`invalid field selector: invalid escape sequence: ${/\\[^\\,=]?/.exec(match[3]!)![0]}`);
      return { field: match[1]!, value, equal: match[2] !== '!=' };
    });
}
