// Custom resources held against the schema of their definition. What an update leaves as it was is not held against a schema that
// came later. Follows apiextensions-apiserver/pkg/apiserver/validation and schema/{listtype,objectmeta}.

import {
  duplicate,
  invalid,
  notSupported,
  required,
  tooLong,
  tooMany,
  typeInvalid,
  type FieldError,
} from '../../api/field-errors.ts';
import { addLabelErrors } from '../../api/labels.ts';
import type { KubeObject } from '../../api/object.ts';
import { isTime } from '../../api/time.ts';
import type { CustomVersion, JsonSchema } from './custom.ts';
import { ruleErrors } from './custom-rules.ts';
import { equal } from './equality.ts';
import { valuesAt } from './json-path.ts';
import { annotationErrors } from './metadata.ts';

type Fields = { readonly [key: string]: unknown };

/** What is wrong with an object by its schema; `warn` is told what an update is not held to. */
export function customErrors(
  version: CustomVersion,
  object: KubeObject,
  old: KubeObject | undefined,
  warn: (text: string) => void,
): FieldError[] {
  const schema = version.schema?.openAPIV3Schema;
  const errors: FieldError[] = [];
  if (schema) {
    check(withoutHead(schema), object, old, '', errors);
    embedded(schema, object, old, '', errors);
  }
  errors.push(...scaleErrors(version, object));
  if (schema && hasRules(schema)) {
    if (errors.some((error) => BLOCKING.has(error.type)))
      errors.push(
        invalid(
          '<nil>',
          null,
          'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
        ),
      );
    else errors.push(...ruleErrors(schema, object, old, old !== undefined, warn));
  }
  return errors;
}

// With one of these an object is no fit subject for rules.
const BLOCKING = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

const ruled = new WeakMap<JsonSchema, boolean>();

function hasRules(schema: JsonSchema): boolean {
  let known = ruled.get(schema);
  if (known === undefined) {
    known =
      Array.isArray(schema['x-kubernetes-validations']) ||
      [
        ...Object.values((schema.properties ?? {}) as object),
        ...(schema.items ? [schema.items] : []),
        ...(typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : []),
      ].some((it) => hasRules(it as JsonSchema));
    ruled.set(schema, known);
  }
  return known;
}

// Metadata has rules of its own.
function withoutHead(schema: JsonSchema): JsonSchema {
  const { metadata: _, apiVersion: _version, kind: _kind, ...properties } = (schema.properties ?? {}) as Fields;
  return { ...schema, properties };
}

function check(schema: JsonSchema, value: unknown, old: unknown, path: string, errors: FieldError[]): void {
  if (old !== undefined && equal(value, old) && (value === null) === (old === null)) return;
  const at = path || '<nil>';
  if (value === null && schema.nullable) return;
  const wanted = typeFault(schema, value);
  if (wanted) {
    const given = typeOf(value);
    const shown = wanted === 'integer' && typeof value === 'number' ? (schema.format ?? wanted) : wanted;
    errors.push(typeInvalid(at, given, `${at} in body must be of type ${shown}: ${JSON.stringify(given)}`));
    return;
  }
  if (schema.enum && !(schema.enum as unknown[]).some((it) => equal(it, value)))
    errors.push(
      notSupported(
        at,
        value,
        (schema.enum as unknown[]).map((it) => (typeof it === 'string' ? it : JSON.stringify(it))),
      ),
    );
  if (typeof value === 'string') checkText(schema, value, at, errors);
  else if (typeof value === 'number') checkNumber(schema, value, at, errors);
  else if (Array.isArray(value)) checkList(schema, value as unknown[], old, path, errors);
  else if (value !== null && typeof value === 'object') checkFields(schema, value as Fields, old, path, errors);
  checkAlternatives(schema, value, at, errors);
}

function typeFault(schema: JsonSchema, value: unknown): string | undefined {
  if (schema['x-kubernetes-int-or-string'])
    return typeof value === 'string' || Number.isInteger(value) ? undefined : 'integer,string';
  switch (schema.type) {
    case 'string':
      return typeof value === 'string' ? undefined : 'string';
    case 'integer':
      return Number.isInteger(value) ? undefined : 'integer';
    case 'number':
      return typeof value === 'number' ? undefined : 'number';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'boolean';
    case 'array':
      return Array.isArray(value) ? undefined : 'array';
    case 'object':
      return value !== null && typeof value === 'object' && !Array.isArray(value) ? undefined : 'object';
    default:
      return undefined;
  }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'float64';
  return typeof value;
}

const FORMATS: { readonly [format: string]: (text: string) => boolean } = {
  'date-time': isTime,
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
  uuid: (text) => /^[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}$/.test(text),
};

function checkText(schema: JsonSchema, value: string, at: string, errors: FieldError[]): void {
  const length = [...value].length;
  if (schema.maxLength !== undefined && length > schema.maxLength) errors.push(tooLong(at, schema.maxLength as number));
  if (schema.minLength !== undefined && length < schema.minLength)
    errors.push(invalid(at, value, `${at} in body should be at least ${schema.minLength} chars long`));
  if (schema.pattern !== undefined && !matches(schema.pattern as string, value))
    errors.push(invalid(at, value, `${at} in body should match '${schema.pattern}'`));
  const format = FORMATS[schema.format as string];
  if (format && !format(value))
    errors.push(invalid(at, value, `${at} in body must be of type ${schema.format}: ${JSON.stringify(value)}`));
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

function checkNumber(schema: JsonSchema, value: number, at: string, errors: FieldError[]): void {
  const { minimum, maximum, multipleOf } = schema as { minimum?: number; maximum?: number; multipleOf?: number };
  if (maximum !== undefined && (schema.exclusiveMaximum ? value >= maximum : value > maximum))
    errors.push(
      invalid(
        at,
        value,
        `${at} in body should be less than${schema.exclusiveMaximum ? '' : ' or equal to'} ${maximum}`,
      ),
    );
  if (minimum !== undefined && (schema.exclusiveMinimum ? value <= minimum : value < minimum))
    errors.push(
      invalid(
        at,
        value,
        `${at} in body should be greater than${schema.exclusiveMinimum ? '' : ' or equal to'} ${minimum}`,
      ),
    );
  if (multipleOf && !Number.isInteger(Number((value / multipleOf).toPrecision(12))))
    errors.push(invalid(at, value, `${at} in body should be a multiple of ${multipleOf}`));
}

function checkList(
  schema: JsonSchema,
  value: readonly unknown[],
  old: unknown,
  path: string,
  errors: FieldError[],
): void {
  if (schema.maxItems !== undefined && value.length > schema.maxItems)
    errors.push(tooMany(path, value.length, schema.maxItems as number));
  if (schema.minItems !== undefined && value.length < schema.minItems)
    errors.push(invalid(path, value.length, `${path} in body should have at least ${schema.minItems} items`));
  const before = correlated(schema, old);
  value.forEach((item, i) => {
    if (schema.items) check(schema.items as JsonSchema, item, before(item, i), `${path}[${i}]`, errors);
  });
  const keys = schema['x-kubernetes-list-map-keys'] as readonly string[] | undefined;
  const type = schema['x-kubernetes-list-type'] as string | undefined;
  if (type !== 'set' && type !== 'map') return;
  const seen = new Set<string>();
  value.forEach((item, i) => {
    const id = type === 'set' ? item : keyed(item, keys ?? []);
    const text = JSON.stringify(id);
    if (seen.has(text)) errors.push(duplicate(`${path}[${i}]`, id));
    seen.add(text);
  });
}

function keyed(item: unknown, keys: readonly string[]): Fields {
  return Object.fromEntries(keys.map((key) => [key, (item as Fields | null)?.[key] ?? null]));
}

/** The item an item was before: by key where the list has keys. */
function correlated(schema: JsonSchema, old: unknown): (item: unknown, index: number) => unknown {
  if (!Array.isArray(old)) return () => undefined;
  const keys = schema['x-kubernetes-list-map-keys'] as readonly string[] | undefined;
  if (schema['x-kubernetes-list-type'] !== 'map' || !keys) return () => undefined;
  const byKey = new Map((old as unknown[]).map((item) => [JSON.stringify(keyed(item, keys)), item]));
  return (item) => byKey.get(JSON.stringify(keyed(item, keys)));
}

function checkFields(schema: JsonSchema, value: Fields, old: unknown, path: string, errors: FieldError[]): void {
  const before = (old !== null && typeof old === 'object' ? old : {}) as Fields;
  const count = Object.keys(value).length;
  if (schema.maxProperties !== undefined && count > schema.maxProperties)
    errors.push(tooMany(path, count, schema.maxProperties as number));
  if (schema.minProperties !== undefined && count < schema.minProperties)
    errors.push(invalid(path, count, `${path} in body should have at least ${schema.minProperties} properties`));
  for (const name of (schema.required ?? []) as string[])
    if (value[name] === undefined && path + name !== 'metadata') errors.push(required(path ? `${path}.${name}` : name));
  const properties = (schema.properties ?? {}) as { readonly [name: string]: JsonSchema };
  for (const [name, item] of Object.entries(value)) {
    const inner =
      properties[name] ??
      (typeof schema.additionalProperties === 'object' ? (schema.additionalProperties as JsonSchema) : undefined);
    if (inner && item !== undefined) check(inner, item, before[name], path ? `${path}.${name}` : name, errors);
  }
}

/** What is wrong with a value by itself. */
export function passes(schema: JsonSchema, value: unknown): FieldError[] {
  const errors: FieldError[] = [];
  check(schema, value, undefined, '', errors);
  return errors;
}

function checkAlternatives(schema: JsonSchema, value: unknown, at: string, errors: FieldError[]): void {
  for (const inner of (schema.allOf ?? []) as JsonSchema[]) check(inner, value, undefined, at, errors);
  if (schema.not && !passes(schema.not as JsonSchema, value).length)
    errors.push(invalid('<nil>', '', `${JSON.stringify(at)} must not validate the schema (not)`));
  if (schema.anyOf && !schema['x-kubernetes-int-or-string']) {
    const tries = (schema.anyOf as JsonSchema[]).map((inner) => passes(inner, value));
    if (!tries.some((faults) => !faults.length))
      errors.push(invalid('<nil>', '', `${JSON.stringify(at)} must validate at least one schema (anyOf)`));
  }
  if (!schema.oneOf) return;
  const tries = (schema.oneOf as JsonSchema[]).map((inner) => passes(inner, value));
  const fit = tries.filter((faults) => !faults.length).length;
  if (fit === 1) return;
  errors.push(
    invalid(
      '<nil>',
      '',
      `${JSON.stringify(at)} must validate one and only one schema (oneOf). Found ${fit ? `${fit} valid alternatives` : 'none valid'}`,
    ),
  );
  // With no alternative fitting, the first one says what is missing.
  if (!fit) errors.push(...(tries[0] ?? []).map((error) => ({ ...error, field: `${at}.${error.field}` })));
}

/** Objects within the object: their kind and metadata. */
function embedded(schema: JsonSchema, value: unknown, old: unknown, path: string, errors: FieldError[]): void {
  if (value === null || typeof value !== 'object' || (old !== undefined && equal(value, old))) return;
  if (Array.isArray(value)) {
    if (schema.items)
      value.forEach((item, i) => embedded(schema.items as JsonSchema, item, undefined, `${path}[${i}]`, errors));
    return;
  }
  const fields = value as Fields;
  if (schema['x-kubernetes-embedded-resource'] && path) {
    const { apiVersion, kind, metadata } = fields as {
      apiVersion?: string;
      kind?: string;
      metadata?: KubeObject['metadata'];
    };
    if (!apiVersion) errors.push(required(`${path}.apiVersion`, 'must not be empty'));
    else if (apiVersion.split('/').length > 2)
      errors.push(invalid(`${path}.apiVersion`, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
    if (!kind) errors.push(required(`${path}.kind`, 'must not be empty'));
    if (metadata?.labels) addLabelErrors(metadata.labels, `${path}.metadata.labels`, errors);
    if (metadata?.annotations) errors.push(...annotationErrors(metadata.annotations, `${path}.metadata.annotations`));
  }
  const before = (old ?? {}) as Fields;
  for (const [name, inner] of Object.entries((schema.properties ?? {}) as { [name: string]: JsonSchema }))
    if (fields[name] !== undefined && (path || name !== 'metadata'))
      embedded(inner, fields[name], before[name], path ? `${path}.${name}` : name, errors);
}

function scaleErrors(version: CustomVersion, object: KubeObject): FieldError[] {
  const scale = version.subresources?.scale;
  if (!scale) return [];
  const [replicas] = valuesAt(object, scale.specReplicasPath);
  const path = scale.specReplicasPath;
  if (replicas === undefined || replicas === null) return [];
  if (!Number.isInteger(replicas))
    return [
      invalid(
        path,
        0,
        `${path} accessor error: ${String(replicas)} is of the type ${typeof replicas === 'number' ? 'float64' : typeof replicas}, expected int64`,
      ),
    ];
  if ((replicas as number) < 0) return [invalid(path, replicas, 'should be a non-negative integer')];
  if ((replicas as number) > 2147483647) return [invalid(path, replicas, 'should be less than or equal to 2147483647')];
  return [];
}
