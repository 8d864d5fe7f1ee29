// What a definition's schema may say, place by place, and then its rules in CEL. Follows ValidateCustomResourceDefinitionOpenAPISchema
// of apiextensions-apiserver/pkg/apis/apiextensions/validation.

import { forbidden, invalid, notSupported, required, type FieldError } from '../../api/field-errors.ts';
import type { JsonSchema } from '../apiserver/custom.ts';
import { costErrors, ruleFaults, textFaults, type Costs } from './custom-rules.ts';
import { defaultErrors } from './definition-defaults.ts';
import { isSchema, listed, propertiesOf, structureErrors } from './definition-structure.ts';
import { goForm } from './go-form.ts';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const HEAD = new Set(['metadata', 'kind', 'apiVersion']);
/** Fields of a schema that nobody evaluates. */
const NOT_SUPPORTED: readonly (readonly [field: string, isSaid: (value: unknown) => boolean])[] = [
  ['id', (it) => it !== ''],
  ['additionalItems', () => true],
  ['patternProperties', (it) => Object.keys(it as object).length > 0],
  ['definitions', (it) => Object.keys(it as object).length > 0],
  ['dependencies', (it) => Object.keys(it as object).length > 0],
  ['$ref', () => true],
];
/** What a schema without places of its own for a status says at its root, by Go's names. */
const AT_ROOT = [
  'Description',
  'Type',
  'Format',
  'Title',
  'Maximum',
  'ExclusiveMaximum',
  'Minimum',
  'ExclusiveMinimum',
  'MaxLength',
  'MinLength',
  'Pattern',
  'MaxItems',
  'MinItems',
  'UniqueItems',
  'MultipleOf',
  'Required',
  'Items',
  'Properties',
  'ExternalDocs',
  'Example',
  'XPreserveUnknownFields',
  'XValidations',
];

/** Where a walk is: what surrounds a schema. */
interface Place {
  /** Why nothing is defaulted here. */
  readonly noDefault?: string;
  readonly inHead?: true;
  /** Of conditions and the like: what they say is no rule. */
  readonly ruleless?: true;
  /** The list or map within which nothing is what it was before. */
  readonly apart?: string;
  readonly root?: true;
  /** How often the value occurs at most, where that is bounded. */
  readonly often?: number | undefined;
}

/** What is wrong with a schema (at `path`); `unchanged`: what its rules cost was settled before. */
export function schemaErrors(schema: JsonSchema, path: string, withStatus: boolean, unchanged: boolean): FieldError[] {
  const errors: FieldError[] = withStatus ? rootErrors(schema, path) : [];
  if (schema.nullable === true) errors.push(forbidden(`${path}.nullable`, 'nullable cannot be true at the root'));
  let rules: FieldError[] = [];
  const walked: FieldError[] = [];
  // What has no structure has no rules: there is nothing to tell their types from.
  const shaped = isStructural(schema);
  const structure = shaped ? structureErrors(schema, path) : [];
  if (shaped && !structure.length) structure.push(...defaultErrors(schema, path));
  const costs: Costs = { total: 0, highest: [] };
  walk(schema, path, { root: true, often: 1 }, walked, (it, at, { root, apart, often }, well) => {
    if (shaped && !structure.length && well)
      rules = [...rules, ...ruleFaults(it, at, { root: root === true, apart, often, unchanged }, costs)];
  });
  errors.push(...structure, ...walked, ...rules, ...costErrors(costs, path));
  // Most of what has no place in a structure is refused by name.
  if (!shaped && !errors.length) errors.push(invalid(path, '', "OpenAPIV3Schema 'schema' is not supported"));
  return errors;
}

function rootErrors(schema: JsonSchema, path: string): FieldError[] {
  const printed = goForm(schema, 'apiextensions.JSONSchemaProps') as { readonly [field: string]: unknown };
  for (const [field, value] of Object.entries(printed)) {
    if (value === null || value === '' || value === false || (Array.isArray(value) && !value.length)) continue;
    if (field === 'Type') {
      if (value !== 'object')
        return [
          invalid(
            `${path}.type`,
            value,
            'only "object" is allowed as the type at the root of the schema if the status subresource is enabled',
          ),
        ];
    } else if (!AT_ROOT.includes(field))
      return [
        invalid(
          path,
          printed,
          `only [${AT_ROOT.join(' ')}] fields are allowed at the root of the schema if the status subresource is enabled`,
        ),
      ];
  }
  return [];
}

/** Whether nothing in a schema is of the kind that structure is not told of. */
function isStructural(schema: JsonSchema): boolean {
  if (schema['x-kubernetes-preserve-unknown-fields'] === false || Array.isArray(schema.items)) return false;
  if (schema.$schema) return false;
  if (NOT_SUPPORTED.some(([field, isSaid]) => has(schema, field) && isSaid(schema[field]))) return false;
  return innerOf(schema).every(isStructural);
}

const has = (schema: JsonSchema, field: string): boolean => schema[field] !== undefined && schema[field] !== null;

const innerOf = (schema: JsonSchema): readonly JsonSchema[] => [
  ...propertiesOf(schema).map(([, it]) => it),
  ...[schema.additionalProperties, schema.items, schema.not].filter(isSchema),
  ...['allOf', 'anyOf', 'oneOf'].flatMap((field) => listed(schema, field)),
];

/** The formats in a schema, each with the type it is a format of. */
export function formatsOf(schema: JsonSchema): readonly (readonly [type: string, format: string])[] {
  const inner = [
    ...[schema.items].filter(isSchema),
    ...['allOf', 'anyOf', 'oneOf'].flatMap((field) => listed(schema, field)),
    ...[schema.not].filter(isSchema),
    ...propertiesOf(schema).map(([, it]) => it),
    ...[schema.additionalProperties].filter(isSchema),
  ];
  const own: readonly (readonly [string, string])[] = schema.format
    ? [[(schema.type ?? '') as string, schema.format as string]]
    : [];
  return [...own, ...inner.flatMap(formatsOf)];
}

/** `well`: nothing is wrong at the place and within. */
type Ruled = (schema: JsonSchema, path: string, place: Place, well: boolean) => void;

/** How many values a value holds: none of which is no list and no map. */
function bound(schema: JsonSchema, place: Place): number | undefined {
  const inner =
    schema.type === 'array'
      ? (schema.maxItems as number | undefined)
      : schema.type === 'object' && has(schema, 'additionalProperties')
        ? (schema.maxProperties as number | undefined)
        : 1;
  return inner === undefined || place.often === undefined ? undefined : place.often * Math.max(0, inner);
}

/** Tells what is wrong at a place and within; `ruled` is told of rules, innermost first. */
function walk(schema: JsonSchema, path: string, place: Place, errors: FieldError[], ruled: Ruled): void {
  const before = errors.length;
  const root = place.root === true;
  const { root: _, ...around } = place;
  const inner: Place = { ...around, often: bound(schema, place) };
  errors.push(...ownErrors(schema, path, place));
  if (schema.uniqueItems === true)
    errors.push(
      forbidden(
        `${path}.uniqueItems`,
        'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
      ),
    );
  const properties = propertiesOf(schema);
  const rest = schema.additionalProperties as unknown;
  if (rest !== undefined && rest !== null) {
    if (properties.length && rest !== true)
      errors.push(
        forbidden(`${path}.additionalProperties`, 'additionalProperties and properties are mutual exclusive'),
      );
    const within = place.inHead
      ? { ...inner, noDefault: 'inside additionalProperties applying to object metadata' }
      : inner;
    if (isSchema(rest)) walk(rest, `${path}.additionalProperties`, within, errors, ruled);
  }
  for (const [name, property] of properties) {
    const head = (root || schema['x-kubernetes-embedded-resource'] === true) && HEAD.has(name);
    const within: Place = {
      ...inner,
      ...(head ? { inHead: true } : {}),
      ...(head && root ? { noDefault: `in top-level ${name}` } : {}),
    };
    walk(property, `${path}.properties[${name}]`, within, errors, ruled);
  }
  const ruleless: Place = { ...inner, ruleless: true };
  if (isSchema(schema.not)) walk(schema.not, `${path}.not`, ruleless, errors, ruled);
  for (const field of ['allOf', 'oneOf', 'anyOf'])
    listed(schema, field).forEach((it, i) => walk(it, `${path}.${field}[${i}]`, ruleless, errors, ruled));
  const items = schema.items as unknown;
  const within: Place =
    schema['x-kubernetes-list-type'] === 'map' || place.apart !== undefined ? inner : { ...inner, apart: path };
  if (isSchema(items)) walk(items, `${path}.items`, within, errors, ruled);
  else if (Array.isArray(items))
    (items as JsonSchema[]).forEach((it, i) => walk(it, `${path}.items[${i}]`, within, errors, ruled));
  if (schema['x-kubernetes-preserve-unknown-fields'] === false)
    errors.push(invalid(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined'));
  errors.push(...mapErrors(schema, path), ...listErrors(schema, path), ...keyErrors(schema, path));
  const rules = (schema['x-kubernetes-validations'] ?? []) as readonly object[];
  rules.forEach((rule, i) => errors.push(...textFaults(rule, schema, `${path}.x-kubernetes-validations[${i}]`)));
  if (rules.length && !place.ruleless) ruled(schema, path, place, errors.length === before);
}

function ownErrors(schema: JsonSchema, path: string, place: Place): FieldError[] {
  const errors: FieldError[] = [];
  const type = (schema.type ?? '') as string;
  if (type && !TYPES.includes(type)) errors.push(notSupported(`${path}.type`, type, TYPES));
  if (has(schema, 'default') && place.noDefault)
    errors.push(forbidden(`${path}.default`, `must not be set ${place.noDefault}`));
  for (const [field, isSaid] of NOT_SUPPORTED)
    if (has(schema, field) && isSaid(schema[field]))
      errors.push(forbidden(`${path}.${field}`, `${field} is not supported`));
  if (type === 'null')
    errors.push(forbidden(`${path}.type`, 'type cannot be set to null, use nullable as an alternative'));
  if (Array.isArray(schema.items) && schema.items.length)
    errors.push(forbidden(`${path}.items`, 'items must be a schema object and not an array'));
  if (place.inHead && schema['x-kubernetes-embedded-resource'] === true)
    errors.push(forbidden(`${path}.x-kubernetes-embedded-resource`, 'must not be used inside of resource meta'));
  return errors;
}

/** A type that a field about lists or maps asks for. */
function typeErrors(schema: JsonSchema, path: string, type: string, field: string): FieldError[] {
  const said = (schema.type ?? '') as string;
  if (said === type) return [];
  const must = `must be ${type} if ${field} is specified`;
  return [said ? invalid(`${path}.type`, said, must) : required(`${path}.type`, must)];
}

const choice = (value: string, path: string, of: readonly string[]): FieldError[] =>
  of.includes(value) ? [] : [notSupported(path, value, of)];

function mapErrors(schema: JsonSchema, path: string): FieldError[] {
  const type = schema['x-kubernetes-map-type'] as string | undefined;
  if (type === undefined || type === null) return [];
  return [
    ...typeErrors(schema, path, 'object', 'x-kubernetes-map-type'),
    ...choice(type, `${path}.x-kubernetes-map-type`, ['atomic', 'granular']),
  ];
}

function listErrors(schema: JsonSchema, path: string): FieldError[] {
  const list = schema['x-kubernetes-list-type'] as string | undefined;
  const keys = (schema['x-kubernetes-list-map-keys'] ?? []) as readonly string[];
  const at = `${path}.x-kubernetes-list-type`;
  const errors: FieldError[] = [];
  const items = isSchema(schema.items) ? schema.items : undefined;
  if (list !== undefined && list !== null) {
    const faults = typeErrors(schema, path, 'array', 'x-kubernetes-list-type');
    errors.push(...faults);
    if (!faults.length && list === 'set' && items) errors.push(...setErrors(items, `${path}.items`));
    errors.push(...choice(list, at, ['atomic', 'set', 'map']));
  }
  const must = 'must be map if x-kubernetes-list-map-keys is non-empty';
  if (keys.length && (list === undefined || list === null)) errors.push(required(at, must));
  else if (keys.length && list !== 'map') errors.push(invalid(at, list, must));
  if (list !== 'map') return errors;
  if (!keys.length)
    errors.push(required(`${path}.x-kubernetes-list-map-keys`, 'must not be empty if x-kubernetes-list-type is map'));
  if (!has(schema, 'items'))
    errors.push(required(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map'));
  else if (!items)
    errors.push(
      invalid(
        `${path}.items`,
        goForm(schema.items, 'apiextensions.JSONSchemaPropsOrArray'),
        'must only have a single schema if x-kubernetes-list-type is map',
      ),
    );
  else if (items.type !== 'object')
    errors.push(
      invalid(`${path}.items.type`, items.type ?? '', "must be object if parent array's x-kubernetes-list-type is map"),
    );
  else errors.push(...namedKeys(items, keys, path));
  return errors;
}

/** Items of a set are compared as wholes. */
function setErrors(items: JsonSchema, path: string): FieldError[] {
  const list = (items['x-kubernetes-list-type'] ?? null) as string | null;
  const must = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  if (items.type === 'array' && list !== null && list !== 'atomic')
    return [invalid(`${path}.x-kubernetes-list-type`, list, must)];
  if (items.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic')
    return [invalid(`${path}.x-kubernetes-map-type`, list, must)];
  return [];
}

function namedKeys(items: JsonSchema, keys: readonly string[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const at = `${path}.x-kubernetes-list-map-keys`;
  const properties = (items.properties ?? {}) as { readonly [name: string]: JsonSchema };
  keys.forEach((key, i) => {
    const type = properties[key]?.type as string | undefined;
    if (!(key in properties)) errors.push(invalid(at, keys, 'entries must all be names of item properties'));
    else if (type === 'array' || type === 'object')
      errors.push(
        invalid(
          `${path}.items.properties[${key}].type`,
          items.type,
          "must be a scalar type if parent array's x-kubernetes-list-type is map",
        ),
      );
    if (keys.indexOf(key) < i) errors.push(invalid(at, keys, 'must not contain duplicate entries'));
  });
  return errors;
}

/** Keys are always there; so are the items of sets and maps. */
function keyErrors(schema: JsonSchema, path: string): FieldError[] {
  const list = schema['x-kubernetes-list-type'] as string | undefined;
  const { items } = schema as { readonly items?: unknown };
  if ((list !== 'set' && list !== 'map') || !isSchema(items)) return [];
  const errors: FieldError[] = [];
  if (items.nullable === true)
    errors.push(forbidden(`${path}.items.nullable`, `cannot be nullable when x-kubernetes-list-type is ${list}`));
  if (list !== 'map') return errors;
  const properties = (items.properties ?? {}) as { readonly [name: string]: JsonSchema };
  const why = 'this property is in x-kubernetes-list-map-keys, so it';
  for (const key of (schema['x-kubernetes-list-map-keys'] ?? []) as readonly string[]) {
    const inner = properties[key];
    if (!inner) continue;
    const at = `${path}.items.properties[${key}]`;
    if (!((items.required ?? []) as readonly string[]).includes(key) && !has(inner, 'default'))
      errors.push(required(`${at}.default`, `${why} must have a default or be a required property`));
    if (inner.nullable === true) errors.push(forbidden(`${at}.nullable`, `${why} cannot be nullable`));
  }
  return errors;
}
