// Custom resources held against the schema of their definition: values, objects within, lists without doubles, scale, and rules.
// Follows apiextensions-apiserver/pkg/registry/customresource and pkg/apiserver/schema/{listtype,objectmeta}.

import { duplicate, invalid, required, type FieldError } from '../../api/field-errors.ts';
import { addLabelErrors } from '../../api/labels.ts';
import type { KubeObject } from '../../api/object.ts';
import type { CustomVersion, JsonSchema } from './custom.ts';
import { ruleErrors } from './custom-rules.ts';
import { keyed, valueErrors } from './custom-values.ts';
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
  const errors: FieldError[] = schema ? valueErrors(withoutHead(schema), object, old) : [];
  errors.push(...scaleErrors(version, object, ['spec', 'status']));
  if (!schema) return errors;
  embedded(schema, object, old, '', errors);
  return [...errors, ...agreed(schema, object, old, errors, warn)];
}

/** The same for a write of the status. */
export function customStatusErrors(
  version: CustomVersion,
  object: KubeObject,
  old: KubeObject,
  warn: (text: string) => void,
): FieldError[] {
  const schema = version.schema?.openAPIV3Schema;
  const own = (schema?.properties as { readonly status?: JsonSchema } | undefined)?.status;
  const errors: FieldError[] = [];
  if (own && object.status !== undefined)
    for (const error of valueErrors(own, object.status as unknown, old.status as unknown))
      errors.push({
        ...error,
        field:
          error.field === '<nil>'
            ? 'status'
            : error.field.startsWith('[')
              ? `status${error.field}`
              : `status.${error.field}`,
      });
  errors.push(...scaleErrors(version, object, ['status']));
  return schema ? [...errors, ...agreed(schema, object, old, errors, warn)] : errors;
}

/** Doubles in lists, and rules, where nothing is in their way. */
function agreed(
  schema: JsonSchema,
  object: KubeObject,
  old: KubeObject | undefined,
  before: readonly FieldError[],
  warn: (text: string) => void,
): FieldError[] {
  const errors: FieldError[] = [];
  const held = !old || !doublesIn(schema, old, '').length;
  if (held) errors.push(...doublesIn(schema, object, ''));
  if (!hasRules(schema)) return errors;
  if ([...before, ...errors].some((error) => BLOCKING.has(error.type)))
    errors.push(
      invalid(
        '<nil>',
        null,
        'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
      ),
    );
  else errors.push(...ruleErrors(schema, object, old, old !== undefined, warn));
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

/** Items that are there twice in sets, and keys in lists with keys. */
function doublesIn(schema: JsonSchema, value: unknown, path: string): FieldError[] {
  if (value === null || typeof value !== 'object') return [];
  if (!Array.isArray(value)) {
    const properties = (schema.properties ?? {}) as { readonly [name: string]: JsonSchema };
    const rest =
      typeof schema.additionalProperties === 'object' ? (schema.additionalProperties as JsonSchema) : undefined;
    return Object.entries(value).flatMap(([name, item]) => {
      const inner = Object.hasOwn(properties, name) ? properties[name] : rest;
      if (!inner) return [];
      const at = Object.hasOwn(properties, name) ? (path ? `${path}.${name}` : name) : `${path}[${name}]`;
      return doublesIn(inner, item, at);
    });
  }
  const type = schema['x-kubernetes-list-type'] as string | undefined;
  const keys = (schema['x-kubernetes-list-map-keys'] ?? []) as readonly string[];
  const errors: FieldError[] = [];
  if (type === 'set' || type === 'map') {
    const seen = new Map<string, number>();
    value.forEach((item, i) => {
      const id = (type === 'set' ? item : keyed(item, keys)) as unknown;
      const text = JSON.stringify(id);
      const times = seen.get(text) ?? 0;
      // Told once, however often it is there.
      if (times === 1) errors.push(duplicate(`${path}[${i}]`, id));
      seen.set(text, times + 1);
    });
  }
  if (schema.items)
    value.forEach((item, i) => errors.push(...doublesIn(schema.items as JsonSchema, item, `${path}[${i}]`)));
  return errors;
}

/** What is wrong with the objects within a value. */
export function embeddedErrors(schema: JsonSchema, value: unknown, path: string): FieldError[] {
  const errors: FieldError[] = [];
  embedded(schema, value, undefined, path, errors);
  return errors;
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
    if (!apiVersion)
      errors.push(
        apiVersion === '' ? invalid(`${path}.apiVersion`, '', 'must not be empty') : required(`${path}.apiVersion`),
      );
    else if (apiVersion.split('/').length > 2)
      errors.push(invalid(`${path}.apiVersion`, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
    if (!kind) errors.push(kind === '' ? invalid(`${path}.kind`, '', 'must not be empty') : required(`${path}.kind`));
    if (metadata?.labels) addLabelErrors(metadata.labels, `${path}.metadata.labels`, errors);
    if (metadata?.annotations) errors.push(...annotationErrors(metadata.annotations, `${path}.metadata.annotations`));
  }
  const before = (old ?? {}) as Fields;
  for (const [name, inner] of Object.entries((schema.properties ?? {}) as { [name: string]: JsonSchema }))
    if (fields[name] !== undefined && (path || name !== 'metadata'))
      embedded(inner, fields[name], before[name], path ? `${path}.${name}` : name, errors);
}

const RANGE = { min: 0, max: 2147483647 };

function numberErrors(object: KubeObject, path: string): FieldError[] {
  const [found] = valuesAt(object, path);
  if (found === undefined) return [];
  if (!Number.isInteger(found)) return [accessor(object, path, found, 0, 'int64')];
  if ((found as number) < RANGE.min) return [invalid(path, found, 'should be a non-negative integer')];
  return (found as number) > RANGE.max ? [invalid(path, found, `should be less than or equal to ${RANGE.max}`)] : [];
}

function accessor(_object: KubeObject, path: string, found: unknown, zero: unknown, wanted: string): FieldError {
  const type =
    found === null
      ? '<nil>'
      : typeof found === 'number'
        ? Number.isInteger(found)
          ? 'int64'
          : 'float64'
        : typeof found === 'boolean'
          ? 'bool'
          : Array.isArray(found)
            ? '[]interface {}'
            : typeof found === 'object'
              ? 'map[string]interface {}'
              : typeof found;
  const shown = found === null ? '<nil>' : typeof found === 'object' ? JSON.stringify(found) : String(found as string);
  return invalid(path, zero, `${path} accessor error: ${shown} is of the type ${type}, expected ${wanted}`);
}

function scaleErrors(version: CustomVersion, object: KubeObject, parts: readonly ('spec' | 'status')[]): FieldError[] {
  const scale = version.subresources?.scale;
  if (!scale) return [];
  const errors: FieldError[] = [];
  if (parts.includes('spec')) errors.push(...numberErrors(object, scale.specReplicasPath));
  errors.push(...numberErrors(object, scale.statusReplicasPath));
  if (scale.labelSelectorPath) {
    const [found] = valuesAt(object, scale.labelSelectorPath);
    if (found !== undefined && typeof found !== 'string')
      errors.push(accessor(object, scale.labelSelectorPath, found, '', 'string'));
  }
  return errors;
}
