// Holds custom resources to the schema of their definition, as far as it can be said without a cluster. What it cannot (CEL rules) is
// the server's to say.

import { printValue } from '../api/field-errors.ts';
import { parseQuantity } from '../api/quantity.ts';
import type { JSONSchemaProps } from '../api/schema/types/apiextensions-v1.ts';
import type { Told } from './manifest.ts';
import { nearest } from './problems.ts';

const TYPES: Readonly<Record<string, readonly [string, (value: unknown) => boolean]>> = {
  string: ['a text', (it) => typeof it === 'string'],
  integer: ['a whole number', (it) => Number.isInteger(it)],
  number: ['a number', (it) => typeof it === 'number'],
  boolean: ['true or false', (it) => typeof it === 'boolean'],
  array: ['a list', (it) => Array.isArray(it)],
  object: ['an object', (it) => typeof it === 'object' && !Array.isArray(it)],
};

const patterns = new Map<string, RegExp | undefined>();

/** Go's expressions and JavaScript's differ at the edges; one that does not compile here is left to the server. */
function regExp(pattern: string): RegExp | undefined {
  if (!patterns.has(pattern)) {
    let made: RegExp | undefined;
    try {
      made = new RegExp(pattern, 'u');
    } catch {
      made = undefined;
    }
    patterns.set(pattern, made);
  }
  return patterns.get(pattern);
}

/** Tells what a value has that its schema does not allow. */
export function checkSchema(value: unknown, schema: JSONSchemaProps, told: Told, path = ''): void {
  if (value === null) {
    if (!schema.nullable && schema.type !== undefined) told('must not be null', path);
    return;
  }
  if (schema['x-kubernetes-int-or-string']) {
    if (typeof value !== 'string' && !Number.isInteger(value))
      told(`must be a whole number or a text, not ${printValue(value)}`, path);
  } else if (schema.type && TYPES[schema.type]) {
    const [words, fits] = TYPES[schema.type]!;
    if (!fits(value)) {
      told(`must be ${words}, not ${printValue(value)}`, path);
      return;
    }
  }
  if (schema.enum && !schema.enum.some((it) => JSON.stringify(it) === JSON.stringify(value)))
    told(`Unsupported value: ${printValue(value)}: supported values: ${schema.enum.map(printValue).join(', ')}`, path);
  if (typeof value === 'string') checkText(value, schema, told, path);
  else if (typeof value === 'number') checkNumber(value, schema, told, path);
  else if (Array.isArray(value)) checkList(value, schema, told, path);
  else if (typeof value === 'object') checkFields(value as Readonly<Record<string, unknown>>, schema, told, path);
}

function checkText(value: string, schema: JSONSchemaProps, told: Told, path: string): void {
  // Lengths are counted in characters, not in units of UTF-16.
  const length = [...value].length;
  if (schema.minLength !== undefined && length < schema.minLength)
    told(`Invalid value: ${printValue(value)}: should be at least ${schema.minLength} chars long`, path);
  if (schema.maxLength !== undefined && length > schema.maxLength)
    told(`Too long: may not be more than ${schema.maxLength} bytes`, path);
  if (schema.pattern !== undefined && regExp(schema.pattern)?.test(value) === false)
    told(`Invalid value: ${printValue(value)}: should match '${schema.pattern}'`, path);
  if (schema.format === 'quantity' && !parseQuantity(value)) told(`must be a quantity, not ${printValue(value)}`, path);
}

function checkNumber(value: number, schema: JSONSchemaProps, told: Told, path: string): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const wrong = (what: string): void => told(`Invalid value: ${value}: should be ${what}`, path);
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum))
    wrong(`greater than ${exclusiveMinimum ? '' : 'or equal to '}${minimum}`);
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum))
    wrong(`less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`);
  if (multipleOf !== undefined && value % multipleOf !== 0) wrong(`a multiple of ${multipleOf}`);
}

function checkList(value: readonly unknown[], schema: JSONSchemaProps, told: Told, path: string): void {
  const { minItems, maxItems, items } = schema;
  if (minItems !== undefined && value.length < minItems) told(`must have at least ${minItems} items`, path);
  if (maxItems !== undefined && value.length > maxItems)
    told(`Too many: ${value.length}: must have at most ${maxItems} items`, path);
  const keys = schema['x-kubernetes-list-map-keys'];
  const seen = new Set<string>();
  value.forEach((item, i) => {
    if (items) checkSchema(item, items as JSONSchemaProps, told, `${path}[${i}]`);
    if (schema['x-kubernetes-list-type'] !== 'map' && schema['x-kubernetes-list-type'] !== 'set') return;
    const key = JSON.stringify(keys ? keys.map((it) => (item as Record<string, unknown> | null)?.[it]) : item);
    if (seen.has(key)) told(`Duplicate value: ${key}`, `${path}[${i}]`);
    seen.add(key);
  });
}

function checkFields(
  value: Readonly<Record<string, unknown>>,
  schema: JSONSchemaProps,
  told: Told,
  path: string,
): void {
  const { properties, additionalProperties, required = [] } = schema;
  const at = (key: string): string => (path ? `${path}.${key}` : key);
  for (const key of required) if (value[key] === undefined) told('Required value', at(key));
  const open =
    schema['x-kubernetes-preserve-unknown-fields'] ||
    schema['x-kubernetes-embedded-resource'] ||
    (!properties && !additionalProperties);
  for (const [key, item] of Object.entries(value)) {
    const field = properties?.[key];
    if (field) checkSchema(item, field, told, at(key));
    else if (additionalProperties && typeof additionalProperties === 'object')
      checkSchema(item, additionalProperties as JSONSchemaProps, told, `${path}[${key}]`);
    else if (!open && !additionalProperties) {
      const near = nearest(key, Object.keys(properties ?? {}));
      told(`unknown field.${near ? ` Did you mean ${near}?` : ''}`, at(key));
    }
  }
}
