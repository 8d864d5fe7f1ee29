// A manifest as data: nothing in it but JSON, every field known, every value of its field's type.

import { parseQuantity, quantityError } from '../api/quantity.ts';
import { printValue } from '../api/field-errors.ts';
import { fits, type FieldKind, type TypeSchema, type ValueSchema } from '../api/schema/schema.ts';
import { nearest } from './problems.ts';

/** Told of each thing that is wrong. */
export type Told = (message: string, field?: string) => void;

const join = (path: string, key: string): string => (path ? `${path}.${key}` : key);

/** A copy without what is undefined. What is no JSON is told and left out. */
export function plain(value: object, told: Told): unknown {
  const copy = copied(value);
  return copy === NO_JSON ? slowly(value, told, '') : copy;
}

/** Stands for a copy that holds something that is no JSON: nearly none does, so paths are put together only for those that do. */
const NO_JSON = Symbol('no JSON');

function copied(value: unknown): unknown {
  if (typeof value !== 'object') {
    if (typeof value === 'string' || typeof value === 'boolean') return value;
    return typeof value === 'number' && Number.isFinite(value) ? value : NO_JSON;
  }
  if (value === null) return null;
  if (Array.isArray(value)) {
    // Made alike whoever made the original, so that everything after sees lists of one kind, and of its very length.
    // eslint-disable-next-line unicorn/no-new-array
    const out = new Array<unknown>(value.length);
    for (let i = 0; i < value.length; i++) {
      const copy = copied((value[i] as unknown) ?? null);
      if (copy === NO_JSON) return NO_JSON;
      out[i] = copy;
    }
    return out;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return NO_JSON;
  const out: Record<string, unknown> = {};
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key];
    if (item === undefined) continue;
    const copy = copied(item);
    if (copy === NO_JSON) return NO_JSON;
    out[key] = copy;
  }
  return out;
}

function slowly(value: unknown, told: Told, path: string): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) told(`must be a number, not ${value}`, path);
      return value;
    case 'object':
      break;
    default:
      told(`must be plain data, not a ${typeof value}`, path);
      return undefined;
  }
  if (value === null) return null;
  if (Array.isArray(value)) return value.map((item, i) => slowly(item ?? null, told, `${path}[${i}]`));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    const { name } = (value as object).constructor;
    const hint = typeof (value as { name?: unknown }).name === 'string' ? `. Is its .name meant?` : '';
    told(`must be plain data, not a ${name}${hint}`, path);
    return undefined;
  }
  const out: Record<string, unknown> = {};
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key];
    if (item !== undefined) out[key] = slowly(item, told, join(path, key));
  }
  return out;
}

/** Tells unknown fields, with the one that was meant, and values that are not of their field's type. */
export function checkStructure(value: object, type: TypeSchema, told: Told, path = ''): void {
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key];
    const field = type.fields.get(key);
    if (field) checkValue(item, field, told, path, key);
    else {
      const near = nearest(key, type.fields.keys());
      told(`unknown field.${near ? ` Did you mean ${near}?` : ''}`, join(path, key));
    }
  }
}

const WORDS: Partial<Record<FieldKind, string>> = {
  string: 'a text',
  int32: 'a whole number',
  int64: 'a whole number',
  double: 'a number',
  boolean: 'true or false',
  bytes: 'bytes in base64, as a text',
  time: 'a time such as "2030-01-31T00:00:00Z"',
  microtime: 'a time such as "2030-01-31T00:00:00.000000Z"',
  intOrString: 'a whole number or a text',
  object: 'an object',
  array: 'a list',
  map: 'an object',
};

/** The path is put together only where something is wrong or inside is looked at: most values are neither. */
function pathOf(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path.endsWith('[') ? `${path}${key}]` : join(path, key);
}

function checkValue(value: unknown, schema: ValueSchema, told: Told, path: string, key: string | number): void {
  if (value === null) return;
  const { kind } = schema;
  if (kind === 'quantity') {
    if (typeof value !== 'string' && typeof value !== 'number')
      told(`must be a quantity such as 500m or 2Gi, not ${printValue(value)}`, pathOf(path, key));
    else if (!parseQuantity(value))
      told(`Invalid value: ${printValue(String(value))}: ${quantityError(value)}`, pathOf(path, key));
    return;
  }
  if (!fits(value, kind)) {
    told(`must be ${WORDS[kind]}, not ${printValue(value)}`, pathOf(path, key));
    return;
  }
  if (kind === 'object') checkStructure(value as object, schema.type!, told, pathOf(path, key));
  else if (kind === 'array') {
    const here = pathOf(path, key);
    const items = value as unknown[];
    for (let i = 0; i < items.length; i++) checkValue(items[i], schema.items!, told, here, i);
  } else if (kind === 'map') {
    const here = `${pathOf(path, key)}[`;
    for (const name in value as object)
      checkValue((value as Record<string, unknown>)[name], schema.items!, told, here, name);
  }
}
