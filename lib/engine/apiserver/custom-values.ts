// A value held against a schema: its type, its alternatives, its text, number, list or fields, in the order in which upstream's validators
// look at it. What an update leaves as it was is passed over. Follows kube-openapi/pkg/validation/validate and the errors of
// apiextensions-apiserver/pkg/apiserver/validation.

import {
  invalid,
  notSupported,
  required,
  tooLong,
  tooMany,
  typeInvalid,
  type FieldError,
} from '../../api/field-errors.ts';
import { dns1123Label } from '../../api/labels.ts';
import { isTime } from '../../api/time.ts';
import type { JsonSchema } from './custom.ts';
import { equal } from './equality.ts';

type Fields = { readonly [key: string]: unknown };

/** What was found, and how much of a value was looked at: of alternatives that all fail, the one that was followed furthest is told. */
interface Found {
  readonly errors: FieldError[];
  count: number;
}

/** What is wrong with a value; at a `path`, which may be none. `before` is what it was. */
export function valueErrors(schema: JsonSchema, value: unknown, before?: unknown, path = ''): FieldError[] {
  const found: Found = { errors: [], count: 0 };
  check(schema, value, before, path, found);
  return found.errors;
}

function check(schema: JsonSchema, value: unknown, before: unknown, path: string, found: Found): void {
  if (before !== undefined && equal(value, before) && (value === null) === (before === null)) return;
  const at = path || '<nil>';
  const { errors } = found;
  found.count++;
  checkType(schema, value, at, path, found);
  // Nothing more is asked of nothing, but whether it may be.
  if (value !== null) {
    checkAlternatives(schema, value, path, found);
    if (typeof value === 'string') checkText(schema, value, at, path, found);
    else if (typeof value === 'number') checkNumber(schema, value, at, path, found);
    else if (Array.isArray(value)) checkList(schema, value as unknown[], before, path, found);
  }
  const choices = schema.enum as readonly unknown[] | undefined;
  if (choices && !(value === null && schema.nullable) && !choices.some((it) => equal(it, value)))
    errors.push(
      notSupported(
        at,
        value,
        choices.map((it) => (typeof it === 'string' ? it : JSON.stringify(it))),
      ),
    );
  if (value !== null && typeof value === 'object' && !Array.isArray(value))
    checkFields(schema, value as Fields, before, path, found);
}

/** What JSON calls the type of a value, and the format that numbers have here. */
function typeOf(value: unknown): readonly [type: string, format: string] {
  if (value === null) return ['null', ''];
  if (Array.isArray(value)) return ['array', ''];
  if (typeof value === 'number') return Number.isInteger(value) ? ['integer', 'int64'] : ['number', 'float64'];
  return [typeof value, ''];
}

/** Formats are looked at where they are known for the type. */
function formatOf(schema: JsonSchema): string {
  const { type, format } = schema as { readonly type?: string; readonly format?: string };
  if (!format) return '';
  if (type === undefined || type === 'string') return FORMATS[format.replaceAll('-', '')] ? format : '';
  if (type === 'integer') return format === 'int32' || format === 'int64' ? format : '';
  return type === 'number' && (format === 'float' || format === 'double') ? format : '';
}

function checkType(schema: JsonSchema, value: unknown, at: string, path: string, found: Found): void {
  const wanted = schema['x-kubernetes-int-or-string']
    ? ['integer', 'string']
    : schema.type
      ? [schema.type as string]
      : [];
  const wrong = (type: string, given: string): void => {
    found.errors.push(typeInvalid(at, given, `${path} in body must be of type ${type}: ${JSON.stringify(given)}`));
  };
  const [type, itsFormat] = typeOf(value);
  if (value === null) {
    if (wanted.length && !schema.nullable) wrong(wanted.join(','), 'null');
    return;
  }
  const format = formatOf(schema);
  if (!wanted.length && !format) return;
  found.count += 2;
  const fits = wanted.includes(type) || (type === 'integer' && wanted.includes('number'));
  const isText = type === 'string' || type === 'array';
  if (!isText && format && !fits && itsFormat !== format) return wrong(format, itsFormat);
  if (isText && format && !wanted.includes('number') && !wanted.includes('integer')) return;
  if (!fits) wrong(wanted.join(','), type);
}

/** By their names without dashes. */
const FORMATS: { readonly [format: string]: (text: string) => boolean } = {
  datetime: isTime,
  date: (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)),
  duration: (text) =>
    /^-?((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+$|^\d+ ?(ns|us|µs|ms|s|m|h|d|w)[a-z]*$|^0$/.test(text),
  byte: (text) => /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0,
  ipv4: (text) => /^((25[0-5]|2[0-4]\d|1?\d?\d)(\.|$)){4}$/.test(text),
  ipv6: (text) => text.includes(':') && /^[0-9a-fA-F:.]+$/.test(text),
  cidr: (text) => /^[0-9a-fA-F:.]+\/\d+$/.test(text),
  mac: (text) => /^([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}$/.test(text),
  uri: (text) => /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(text),
  email: (text) => /^[^@\s]+@[^@\s]+$/.test(text),
  hostname: (text) => text.length <= 255 && /^([a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?\.?)+$/.test(text),
  uuid3: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text),
  uuid4: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i.test(text),
  uuid5: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i.test(text),
  bsonobjectid: (text) => /^[0-9a-fA-F]{24}$/.test(text),
  hexcolor: (text) => /^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(text),
  ssn: (text) => /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text),
  rgbcolor: (text) =>
    /^rgb\(\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*\)$/.test(
      text,
    ),
  isbn: (text) => isIsbn(text, 10) || isIsbn(text, 13),
  isbn10: (text) => isIsbn(text, 10),
  isbn13: (text) => isIsbn(text, 13),
  creditcard: (text) =>
    /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/.test(
      text.replace(/\D+/g, ''),
    ),
  password: () => true,
  k8sshortname: (text) => dns1123Label(text).length === 0,
  k8slongname: (text) =>
    text.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text),
  uuid: (text) => /^[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}$/.test(text),
};

function isIsbn(text: string, digits: 10 | 13): boolean {
  const plain = text.replace(/[ -]/g, '');
  if (!(digits === 10 ? /^\d{9}[\dX]$/ : /^\d{13}$/).test(plain)) return false;
  const weight = (i: number): number => (digits === 10 ? i + 1 : i % 2 ? 3 : 1);
  const sum = [...plain].reduce((at, it, i) => at + (it === 'X' ? 10 : Number(it)) * weight(i), 0);
  return sum % (digits === 10 ? 11 : 10) === 0;
}

/** The first thing that is wrong with a text is told alone, and its format beside it. */
function checkText(schema: JsonSchema, value: string, at: string, path: string, { errors }: Found): void {
  const length = [...value].length;
  if (schema.maxLength !== undefined && length > schema.maxLength) errors.push(tooLong(at, schema.maxLength as number));
  else if (schema.minLength !== undefined && length < schema.minLength)
    errors.push(invalid(at, value, `${path} in body should be at least ${schema.minLength} chars long`));
  else if (schema.pattern && !matches(schema.pattern as string, value))
    errors.push(invalid(at, value, `${path} in body should match '${schema.pattern}'`));
  const format = formatOf(schema);
  if (format && schema.type !== 'integer' && schema.type !== 'number' && !FORMATS[format.replaceAll('-', '')]!(value))
    errors.push(invalid(at, value, `${path} in body must be of type ${schema.format}: ${JSON.stringify(value)}`));
}

const patterns = new Map<string, RegExp | null>();

function matches(pattern: string, value: string): boolean {
  let expression = patterns.get(pattern);
  if (expression === undefined) {
    try {
      expression = new RegExp(pattern, 'u');
    } catch {
      // Go's expressions know more than ours here and there: what cannot be read refuses nothing.
      expression = null;
    }
    if (patterns.size > 1_000) patterns.clear();
    patterns.set(pattern, expression);
  }
  return expression === null || expression.test(value);
}

/** A number within what its type and format hold. */
function outOfRange(value: number, type: string, format: string): boolean {
  if (type !== 'integer') return format === 'float' && Math.abs(value) > 3.4028234663852886e38;
  if (!Number.isInteger(value)) return true;
  return format === 'int32' && (value > 2147483647 || value < -2147483648);
}

function checkNumber(schema: JsonSchema, value: number, at: string, path: string, found: Found): void {
  const { minimum, maximum, multipleOf } = schema as { minimum?: number; maximum?: number; multipleOf?: number };
  const type = schema['x-kubernetes-int-or-string'] ? '' : ((schema.type ?? '') as string);
  const format = formatOf(schema);
  const { errors } = found;
  found.count++;
  const bound = (number: number, what: string): void => {
    if (outOfRange(number, type, format))
      errors.push(
        invalid(
          '<nil>',
          '',
          `${what} value must be of type ${type} ${format ? `with format ${format}` : '(default format)'} in ${path}`,
        ),
      );
  };
  bound(value, 'Checked');
  if (multipleOf) {
    bound(multipleOf, 'MultipleOf');
    if (!Number.isInteger(Number((value / multipleOf).toPrecision(12))))
      errors.push(invalid(at, value, `${path} in body should be a multiple of ${multipleOf}`));
  }
  const limit = (exclusive: unknown): string => (exclusive ? '' : ' or equal to');
  if (minimum !== undefined) {
    bound(minimum, 'Minimum boundary');
    if (schema.exclusiveMinimum ? value <= minimum : value < minimum)
      errors.push(
        invalid(at, value, `${path} in body should be greater than${limit(schema.exclusiveMinimum)} ${minimum}`),
      );
  }
  if (maximum !== undefined) {
    bound(maximum, 'Maximum boundary');
    if (schema.exclusiveMaximum ? value >= maximum : value > maximum)
      errors.push(
        invalid(at, value, `${path} in body should be less than${limit(schema.exclusiveMaximum)} ${maximum}`),
      );
  }
}

function checkList(schema: JsonSchema, value: readonly unknown[], before: unknown, path: string, found: Found): void {
  const was = correlated(schema, before);
  const at = path || '<nil>';
  found.count++;
  value.forEach((item, i) => {
    if (schema.items) check(schema.items as JsonSchema, item, was(item), `${path}[${i}]`, found);
  });
  if (schema.minItems !== undefined && value.length < schema.minItems)
    found.errors.push(invalid(at, value.length, `${path} in body should have at least ${schema.minItems} items`));
  if (schema.maxItems !== undefined && value.length > schema.maxItems)
    found.errors.push(tooMany(at, value.length, schema.maxItems as number));
}

/** What an item of a list with keys goes by. */
export function keyed(item: unknown, keys: readonly string[]): Fields {
  return Object.fromEntries(keys.map((key) => [key, (item as Fields | null)?.[key] ?? null]));
}

/** The item an item was before: by key where the list has keys. */
function correlated(schema: JsonSchema, old: unknown): (item: unknown) => unknown {
  if (!Array.isArray(old)) return () => undefined;
  const keys = schema['x-kubernetes-list-map-keys'] as readonly string[] | undefined;
  if (schema['x-kubernetes-list-type'] !== 'map' || !keys) return () => undefined;
  const byKey = new Map((old as unknown[]).map((item) => [JSON.stringify(keyed(item, keys)), item]));
  return (item) => byKey.get(JSON.stringify(keyed(item, keys)));
}

function checkFields(schema: JsonSchema, value: Fields, old: unknown, path: string, found: Found): void {
  const before = (old !== null && typeof old === 'object' ? old : {}) as Fields;
  const { errors } = found;
  const at = path || '<nil>';
  const count = Object.keys(value).length;
  if (schema.minProperties !== undefined && count < schema.minProperties) {
    errors.push(invalid(at, count, `${path} in body should have at least ${schema.minProperties} properties`));
    return;
  }
  if (schema.maxProperties !== undefined && count > schema.maxProperties) {
    errors.push(tooMany(at, count, schema.maxProperties as number));
    return;
  }
  const properties = (schema.properties ?? {}) as { readonly [name: string]: JsonSchema };
  const rest =
    typeof schema.additionalProperties === 'object' ? (schema.additionalProperties as JsonSchema | null) : undefined;
  const under = (name: string): string => (path ? `${path}.${name}` : name);
  for (const [name, item] of Object.entries(value))
    if (!Object.hasOwn(properties, name) && rest && item !== undefined)
      check(rest, item, before[name], under(name), found);
  for (const [name, item] of Object.entries(value))
    if (Object.hasOwn(properties, name) && item !== undefined)
      check(properties[name]!, item, before[name], under(name), found);
  for (const name of (schema.required ?? []) as string[])
    if (value[name] === undefined) errors.push(required(under(name)));
}

/** Alternatives are tried on the value alone; of those that fail the one that came furthest is told. */
function checkAlternatives(schema: JsonSchema, value: unknown, path: string, found: Found): void {
  const attempt = (inner: JsonSchema): Found => {
    const tried: Found = { errors: [], count: 0 };
    check(inner ?? {}, value, undefined, path, tried);
    return tried;
  };
  const furthest = (tries: readonly Found[]): Found => tries.reduce((best, it) => (it.count > best.count ? it : best));
  const merge = (it: Found): void => {
    found.errors.push(...it.errors);
    found.count += it.count;
  };
  const say = (text: string): void => void found.errors.push(invalid('<nil>', '', `${JSON.stringify(path)} ${text}`));
  const either = schema.anyOf as readonly JsonSchema[] | undefined;
  if (either?.length) {
    const tries = either.map(attempt);
    const fit = tries.find((it) => !it.errors.length);
    if (!fit) say('must validate at least one schema (anyOf)');
    merge(fit ?? furthest(tries));
  }
  const one = schema.oneOf as readonly JsonSchema[] | undefined;
  if (one?.length) {
    const tries = one.map(attempt);
    const fits = tries.filter((it) => !it.errors.length);
    if (fits.length === 1) merge(fits[0]!);
    else {
      const count = fits.length ? `${fits.length} valid alternatives` : 'none valid';
      say(`must validate one and only one schema (oneOf). Found ${count}`);
      if (!fits.length) merge(furthest(tries));
    }
  }
  const all = schema.allOf as readonly JsonSchema[] | undefined;
  if (all?.length) {
    const tries = all.map(attempt);
    tries.forEach(merge);
    const fit = tries.filter((it) => !it.errors.length).length;
    if (fit < all.length) say(`must validate all the schemas (allOf)${fit ? '' : '. None validated'}`);
  }
  if (schema.not && !attempt(schema.not as JsonSchema).errors.length) say('must not validate the schema (not)');
  found.count += 2;
}
