// What is wrong with a field, in Kubernetes's words. Follows apimachinery/pkg/util/validation/field.

export type FieldErrorType =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooShort'
  | 'FieldValueTooMany'
  | 'FieldValueTooFew'
  | 'FieldValueTypeInvalid'
  | 'InternalError';

const TITLES: Record<FieldErrorType, string> = {
  FieldValueNotFound: 'Not found',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooShort: 'Too short',
  FieldValueTooMany: 'Too many',
  FieldValueTooFew: 'Too few',
  FieldValueTypeInvalid: 'Invalid value',
  InternalError: 'Internal error',
};

/** One field's error; `body` is what follows the field's path. */
export interface FieldError {
  readonly type: FieldErrorType;
  readonly field: string;
  readonly body: string;
}

/** Prints a value as Go's printing of the API types does: strings quoted, everything else as compact JSON. */
export function printValue(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === undefined) return 'null';
  return goJson(value);
}

/** A value of JSON as Go prints it: maps with their keys in order; a label selector, which is no map, in its own. */
export function inGoOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inGoOrder);
  if (typeof value !== 'object' || value === null) return value;
  const map = value as { readonly [key: string]: unknown };
  if (map.matchLabels || map.matchExpressions)
    return {
      ...(map.matchLabels ? { matchLabels: inGoOrder(map.matchLabels) } : {}),
      ...(map.matchExpressions
        ? {
            matchExpressions: (map.matchExpressions as readonly { readonly [key: string]: unknown }[]).map(
              ({ key = '', operator = '', values }) => ({ key, operator, ...(values ? { values } : {}) }),
            ),
          }
        : {}),
    };
  return Object.fromEntries(
    Object.keys(map)
      .sort()
      .map((key) => [key, inGoOrder(map[key])]),
  );
}

const PLAIN = /^[ !#-[\]-~]*$/;
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u;
const ESCAPES: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
};

/** A string in quotes as Go's %q writes it. */
export function quote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  let out = '"';
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (ESCAPES[char]) out += ESCAPES[char];
    else if (char === ' ' || PRINTABLE.test(char)) out += char;
    else if (code < 32 || code === 127) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else if (code > 0xffff) out += `\\U${code.toString(16).padStart(8, '0')}`;
    else out += `\\u${code.toString(16).padStart(4, '0')}`;
  }
  return `${out}"`;
}

/** JSON as Go's encoder writes it: no spaces, and <, >, & escaped. */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function make(type: FieldErrorType, field: string, value: unknown, detail: string, showValue: boolean): FieldError {
  const title = TITLES[type];
  return { type, field, body: `${title}${showValue ? `: ${printValue(value)}` : ''}${detail ? `: ${detail}` : ''}` };
}

export const required = (field: string, detail = ''): FieldError =>
  make('FieldValueRequired', field, '', detail, false);
export const invalid = (field: string, value: unknown, detail: string): FieldError =>
  make('FieldValueInvalid', field, value, detail, true);
/** An invalid value that is not shown. */
export const invalidOmitted = (field: string, detail: string): FieldError =>
  make('FieldValueInvalid', field, '', detail, false);
export const typeInvalid = (field: string, value: unknown, detail: string): FieldError =>
  make('FieldValueTypeInvalid', field, value, detail, true);
export const notFound = (field: string, value: unknown, detail = ''): FieldError =>
  make('FieldValueNotFound', field, value, detail, true);
export const duplicate = (field: string, value: unknown): FieldError =>
  make('FieldValueDuplicate', field, value, '', true);
export const forbidden = (field: string, detail: string): FieldError =>
  make('FieldValueForbidden', field, '', detail, false);
export const internal = (field: string, detail: string): FieldError => make('InternalError', field, '', detail, false);
export const notSupported = (field: string, value: unknown, supported: readonly string[]): FieldError =>
  make(
    'FieldValueNotSupported',
    field,
    value,
    supported.length ? `supported values: ${supported.map(quote).join(', ')}` : '',
    true,
  );
const counted = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`;

/** Too long in bytes (negative: no limit is told). */
export const tooLong = (field: string, max: number): FieldError =>
  make(
    'FieldValueTooLong',
    field,
    '',
    max >= 0 ? `may not be more than ${counted(max, 'byte')}` : 'value is too long',
    false,
  );
export const tooMany = (field: string, actual: number, max: number): FieldError =>
  make(
    'FieldValueTooMany',
    field,
    actual,
    max >= 0 ? `must have at most ${counted(max, 'item')}` : 'has too many items',
    actual >= 0,
  );

/** `path: body`. */
export function printError(error: FieldError): string {
  return `${error.field}: ${error.body}`;
}

/** A list of errors as one message: alone, or in brackets; equal ones once. */
export function printErrors(errors: readonly FieldError[]): string {
  const texts = [...new Set(errors.map(printError))];
  return texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`;
}

/** The causes of a Status, one an error. */
export function causesOf(
  errors: readonly FieldError[],
): { readonly reason: string; readonly message: string; readonly field: string }[] {
  return errors.map((error) => ({ reason: error.type, message: error.body, field: error.field }));
}
