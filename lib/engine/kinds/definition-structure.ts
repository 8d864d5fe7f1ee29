// The structure of a definition's schema: what each value is stands outside of conditions on it, and nothing is said twice. Errors
// are in the order of their texts, as upstream sorts them. Follows apiextensions-apiserver/pkg/apiserver/schema/{validation,complete}.go.

import { forbidden, invalid, printError, required, type FieldError } from '../../api/field-errors.ts';
import type { JsonSchema } from '../apiserver/custom.ts';
import { equal } from '../apiserver/equality.ts';
import { isRegular, regular, RegexFault } from '../cel/regular.ts';

type Level = 'root' | 'item' | 'field';

const EMPTY_TYPE: Readonly<Record<Level, string>> = {
  root: 'at the root',
  item: 'for specified array items',
  field: 'for specified object fields',
};
const INT_OR_STRING = [{ type: 'integer' }, { type: 'string' }];
/** Ways to put conditions together, in which a condition stands in for a value. */
const JUNCTORS = ['allOf', 'anyOf', 'oneOf'] as const;

/** A schema, where one is meant. */
export const isSchema = (it: unknown): it is JsonSchema => it !== null && typeof it === 'object' && !Array.isArray(it);
export const listed = (schema: JsonSchema, field: string): readonly JsonSchema[] =>
  ((schema[field] ?? []) as readonly (JsonSchema | null)[]).map((it) => it ?? {});
export const propertiesOf = (schema: JsonSchema): readonly (readonly [name: string, schema: JsonSchema])[] => {
  const properties = (schema.properties ?? {}) as { readonly [name: string]: JsonSchema };
  return Object.keys(properties)
    .sort()
    .map((name) => [name, properties[name] ?? {}] as const);
};

/** What is wrong with the structure of a schema. */
export function structureErrors(schema: JsonSchema, path: string): FieldError[] {
  const errors = [...invariants(schema, 'root', path), ...completeness(schema, schema, path, path)];
  return errors
    .map((error) => [printError(error), error] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, error]) => error);
}

function invariants(schema: JsonSchema, level: Level, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const type = (schema.type ?? '') as string;
  const embedded = schema['x-kubernetes-embedded-resource'] === true;
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true;
  const intOrString = schema['x-kubernetes-int-or-string'] === true;
  const rest = schema.additionalProperties as unknown;
  if (type === 'array' && !schema.items) errors.push(required(`${path}.items`, 'must be specified'));
  if (isSchema(schema.items)) errors.push(...invariants(schema.items, 'item', `${path}.items`));
  for (const [name, inner] of propertiesOf(schema))
    errors.push(...invariants(inner, 'field', `${path}.properties[${name}]`));
  if (rest !== undefined && rest !== null) {
    if (level === 'root') errors.push(forbidden(`${path}.additionalProperties`, 'must not be used at the root'));
    if (isSchema(rest)) errors.push(...invariants(rest, 'field', `${path}.additionalProperties`));
    if (embedded)
      errors.push(
        forbidden(`${path}.additionalProperties`, 'must not be used if x-kubernetes-embedded-resource is set'),
      );
  }
  const apart = 'must be false if x-kubernetes-int-or-string is true';
  if (intOrString && open) errors.push(invalid(`${path}.x-kubernetes-preserve-unknown-fields`, true, apart));
  if (intOrString && embedded) errors.push(invalid(`${path}.x-kubernetes-embedded-resource`, true, apart));
  errors.push(...conditions(schema, path));
  if (embedded && type !== 'object') {
    const must = 'must be object if x-kubernetes-embedded-resource is true';
    errors.push(type ? invalid(`${path}.type`, type, must) : required(`${path}.type`, must));
  } else if (!type && !intOrString && !open)
    errors.push(required(`${path}.type`, `must not be empty ${EMPTY_TYPE[level]}`));
  if (level === 'root' && type && type !== 'object')
    errors.push(invalid(`${path}.type`, type, 'must be object at the root'));
  errors.push(...headErrors(schema, level, path));
  if (embedded && !open && !propertiesOf(schema).length)
    errors.push(
      required(
        `${path}.properties`,
        'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields',
      ),
    );
  return errors;
}

/** What every object has, a schema can say little of. */
function headErrors(schema: JsonSchema, level: Level, path: string): FieldError[] {
  const properties = (schema.properties ?? {}) as { readonly [name: string]: JsonSchema | null };
  const isObject = level === 'root' || schema['x-kubernetes-embedded-resource'] === true;
  const errors: FieldError[] = [];
  for (const name of ['kind', 'apiVersion'])
    if (isObject && name in properties && properties[name]?.type !== 'string')
      errors.push(invalid(`${path}.properties[${name}].type`, properties[name]?.type ?? '', 'must be string'));
  if (!('metadata' in properties)) return errors;
  const at = `${path}.properties[metadata]`;
  const { type, default: _, properties: inner, ...more } = properties.metadata ?? {};
  if (isObject && type !== 'object') errors.push(invalid(`${at}.type`, type ?? '', 'must be object'));
  const others = Object.keys((inner ?? {}) as object).filter((it) => it !== 'name' && it !== 'generateName');
  if (level === 'root' && (others.length || Object.keys(more).length))
    errors.push(
      forbidden(at, 'must not specify anything other than name and generateName, but metadata is implicitly specified'),
    );
  return errors;
}

/** Conditions on a value: those in junctors, and its pattern. `either`: the first of them may say that a value is one of two types. */
function conditions(schema: JsonSchema, path: string, either = true): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of JUNCTORS) {
    const list = listed(schema, field);
    if (field === 'anyOf' && either && equal(list, INT_OR_STRING)) continue;
    list.forEach((it, i) => {
      const first = either && field === 'allOf' && i === 0 && equal(it.anyOf, INT_OR_STRING);
      errors.push(...condition(it, `${path}.${field}[${i}]`, first));
    });
  }
  if (isSchema(schema.not)) errors.push(...condition(schema.not, `${path}.not`));
  const { pattern } = schema as { readonly pattern?: unknown };
  if (typeof pattern === 'string' && pattern && !isRegular(pattern))
    try {
      regular(pattern);
    } catch (error) {
      if (!(error instanceof RegexFault)) throw error;
      errors.push(
        invalid(`${path}.pattern`, pattern, `must be a valid regular expression, but isn't: ${error.message}`),
      );
    }
  return errors;
}

/** What a condition never says, and how it is told so: by its zero value. */
const NEVER: readonly (readonly [field: string, zero: string])[] = [
  ['type', 'empty'],
  ['additionalProperties', 'undefined'],
  ['default', 'undefined'],
  ['title', 'empty'],
  ['description', 'empty'],
  ['nullable', 'false'],
  ['x-kubernetes-preserve-unknown-fields', 'false'],
  ['x-kubernetes-embedded-resource', 'false'],
  ['x-kubernetes-int-or-string', 'false'],
  ['x-kubernetes-list-map-keys', 'empty'],
  ['x-kubernetes-list-type', 'undefined'],
  ['x-kubernetes-map-type', 'undefined'],
  ['x-kubernetes-validations', 'empty'],
];

function isSaid(value: unknown, zero: string): boolean {
  if (value === undefined || value === null || value === false) return false;
  return zero !== 'empty' || !(value === '' || (Array.isArray(value) && value.length === 0));
}

function condition(schema: JsonSchema, path: string, either = false): FieldError[] {
  const errors = conditions(schema, path, either);
  if (isSchema(schema.items)) errors.push(...condition(schema.items, `${path}.items`));
  for (const [name, inner] of propertiesOf(schema)) {
    const at = `${path}.properties[${name}]`;
    errors.push(...condition(inner, at));
    if (name === 'metadata') errors.push(forbidden(at, 'must not be specified in a nested context'));
  }
  for (const [field, zero] of NEVER)
    if (isSaid(schema[field], zero)) errors.push(forbidden(`${path}.${field}`, `must be ${zero} to be structural`));
  return errors;
}

/** What conditions are about is there outside of them. `of`: the schema of the value that the condition is about. */
function completeness(schema: JsonSchema, of: JsonSchema, ofPath: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of JUNCTORS)
    listed(schema, field).forEach((it, i) => errors.push(...known(it, of, ofPath, `${path}.${field}[${i}]`)));
  if (isSchema(schema.not)) errors.push(...known(schema.not, of, ofPath, `${path}.not`));
  return errors;
}

function known(schema: JsonSchema, of: JsonSchema | undefined, ofPath: string, path: string): FieldError[] {
  if (!of) return [required(ofPath, `because it is defined in ${path}`)];
  const errors = completeness(schema, of, ofPath, path);
  if (isSchema(schema.items))
    errors.push(...known(schema.items, isSchema(of.items) ? of.items : undefined, `${ofPath}.items`, `${path}.items`));
  const properties = (of.properties ?? {}) as { readonly [name: string]: JsonSchema };
  for (const [name, inner] of propertiesOf(schema)) {
    const at = `.properties[${name}]`;
    errors.push(...known(inner, properties[name], `${ofPath}${at}`, `${path}${at}`));
  }
  return errors;
}
