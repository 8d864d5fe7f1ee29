// The words that tables of constraints are written in.

import { invalid, required, type FieldError } from '../field-errors.ts';
import type { JsonObject } from '../object.ts';
import type { Constraints, Format, Rule } from './rule.ts';

export const must = (detail?: string): Rule => ({ rule: 'required', ...(detail ? { detail } : {}) });
export const mustNumber: Rule = { rule: 'required', zero: true };
export const range = (min: number, max: number): Rule => ({ rule: 'range', min, max });
export const atLeast = (min: number): Rule => ({ rule: 'atLeast', min });
export const above = (word: string): Rule => ({ rule: 'above', min: 0, word });
export const oneOf = (...values: string[]): Rule => ({ rule: 'oneOf', values });
export const named = (format: Format): Rule => ({ rule: 'format', format });
export const namedEvenBlank = (format: Format): Rule => ({ rule: 'format', format, blank: true });
export const namedEvenAbsent = (format: Format): Rule => ({ rule: 'format', format, blank: true, absent: true });
export const oneOfEvenAbsent = (...values: string[]): Rule => ({ rule: 'oneOf', values, absent: true });
/** '' is what a default replaces. */
export const oneOfOrBlank = (...values: string[]): Rule => ({ rule: 'oneOf', values, blank: true });
/** Of these fields one is said; the others are not looked at, and with a detail refused. */
export const oneOfFields = (names: readonly string[], detail?: string): Constraints =>
  Object.fromEntries(
    names.map((name, i): [string, readonly Rule[]] => [
      name,
      [{ rule: 'alone', after: names.slice(0, i), ...(detail ? { detail } : {}) }],
    ]),
  );
/** What is said must be more than ''. */
export const blankRequired: Rule = {
  rule: 'check',
  check: (value, path) => (value === '' ? [required(path)] : NONE),
};
export const unchecked: Rule = { rule: 'unchecked' };
export const each = (...rules: Rule[]): Rule => ({ rule: 'each', rules });
export const unique = (by?: string): Rule => ({ rule: 'unique', ...(by ? { by } : {}) });
export const fields = (of: Constraints): Rule => ({ rule: 'fields', of });
export const where = (field: string, is: readonly unknown[], ...rules: Rule[]): Rule => ({
  rule: 'where',
  field,
  is,
  rules,
});
/** A number not below 0, or a percentage. */
export const counts: Rule = { rule: 'countOrPercent' };
/** The same, where no percentage is above 100. */
export const countsWhole: Rule = { rule: 'countOrPercent', whole: true };
export const labels: Rule = { rule: 'labels' };
export const port: Rule = { rule: 'port' };
export const portNumber = range(1, 65535);
/** A port that is not said is 0, which is none. */
export const portSaid: Rule = {
  rule: 'check',
  check: (value, path) => (value === undefined || value === null ? outside(0, path) : NONE),
};
export const id = range(0, 2147483647);
export const never = (detail: string): Rule => ({ rule: 'forbidden', detail });
export const check = (
  of: (
    value: unknown,
    path: string,
    beside: JsonObject,
    before?: JsonObject,
    found?: FieldError[],
  ) => readonly FieldError[],
): Rule => ({
  rule: 'check',
  check: of,
});

export const NONE: readonly FieldError[] = [];
/** A list of objects; what is none in it is an empty one. */
export const list = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? (value.every(isObject) ? value : value.map(held)) : NO_ITEMS;
const NO_ITEMS: readonly JsonObject[] = [];
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** An object, where one is meant. */
export const held = (value: unknown): JsonObject => (isObject(value) ? value : {});

export function outside(value: unknown, path: string): readonly FieldError[] {
  return typeof value === 'number' && (value < 1 || value > 65535)
    ? [invalid(path, value, 'must be between 1 and 65535, inclusive')]
    : NONE;
}

/** A text, where one is meant: '' for what is not said. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A list as it is, its items not looked at. */
export const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Whether anything is said. */
export const said = (value: unknown): boolean => value !== undefined && value !== null;

/** What messages say of a value, as errors of the field. */
export const wrong = (path: string, value: unknown, messages: readonly string[]): FieldError[] =>
  messages.map((message) => invalid(path, value, message));
