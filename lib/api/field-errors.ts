// What is wrong with a field, in Kubernetes's words. Follows apimachinery/pkg/util/validation/field.

export type FieldErrorType =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
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
  FieldValueTooMany: 'Too many',
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

/** A string in quotes as Go's %q writes it. */
export function quote(text: string): string {
  let out = '"';
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (char === '"' || char === '\\') out += `\\${char}`;
    else if (code === 10) out += '\\n';
    else if (code === 9) out += '\\t';
    else if (code === 13) out += '\\r';
    else if (code === 7) out += '\\a';
    else if (code === 8) out += '\\b';
    else if (code === 12) out += '\\f';
    else if (code === 11) out += '\\v';
    else if (code < 32 || code === 127) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else out += char;
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
export const typeInvalid = (field: string, value: unknown, detail: string): FieldError =>
  make('FieldValueTypeInvalid', field, value, detail, true);
export const notFound = (field: string, value: unknown): FieldError =>
  make('FieldValueNotFound', field, value, '', true);
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
export const tooLong = (field: string, max: number): FieldError =>
  make('FieldValueTooLong', field, '', max >= 0 ? `may not be more than ${max} bytes` : 'value is too long', false);
export const tooMany = (field: string, actual: number, max: number): FieldError =>
  make(
    'FieldValueTooMany',
    field,
    actual,
    max >= 0 ? `must have at most ${max} ${max === 1 ? 'item' : 'items'}` : 'has too many items',
    true,
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
