// A definition's schema as the types that structure checks, merging and applying walk.
// Follows apiextensions-apiserver/pkg/apiserver/schema.

import { typeSchema, type FieldSchema, type TypeSchema, type ValueSchema } from '../../api/schema/schema.ts';
import type { JsonSchema } from './custom.ts';

/** The type of a custom resource; everything is kept where there is no schema. */
export function structuralType(schema: JsonSchema | undefined, name: string): TypeSchema {
  const body = schema ? objectType(schema, name) : undefined;
  const fields = new Map<string, FieldSchema>(body?.fields ?? []);
  fields.set('apiVersion', { name: 'apiVersion', required: false, kind: 'string' });
  fields.set('kind', { name: 'kind', required: false, kind: 'string' });
  fields.set('metadata', { name: 'metadata', required: false, kind: 'object', type: metadataType() });
  return { name, fields, atomic: false, preserveUnknown: !schema || body?.preserveUnknown === true };
}

const metadataType = (): TypeSchema => typeSchema('meta.v1.ObjectMeta');

function objectType(schema: JsonSchema, name: string): TypeSchema {
  const fields = new Map<string, FieldSchema>();
  const required = new Set<string>(schema.required ?? []);
  for (const [field, value] of Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>))
    fields.set(field, {
      ...valueType(value, `${name}.${field}`),
      name: field,
      required: required.has(field),
      ...(value.default !== undefined ? { default: value.default as unknown } : {}),
    });
  if (schema['x-kubernetes-embedded-resource']) {
    fields.set('apiVersion', { name: 'apiVersion', required: false, kind: 'string' });
    fields.set('kind', { name: 'kind', required: false, kind: 'string' });
    fields.set('metadata', { name: 'metadata', required: false, kind: 'object', type: metadataType() });
  }
  return {
    name,
    fields,
    atomic: schema['x-kubernetes-map-type'] === 'atomic',
    ...(schema['x-kubernetes-preserve-unknown-fields'] ? { preserveUnknown: true } : {}),
  };
}

function valueType(schema: JsonSchema, name: string): ValueSchema {
  const extras = {
    ...(schema.nullable ? { nullable: true } : {}),
    ...(schema['x-kubernetes-preserve-unknown-fields'] ? { preserveUnknown: true } : {}),
    ...(schema['x-kubernetes-embedded-resource'] ? { embedded: true } : {}),
    ...(schema['x-kubernetes-map-type'] === 'atomic' ? { atomic: true } : {}),
  };
  if (schema['x-kubernetes-int-or-string']) return { kind: 'intOrString', ...extras };
  switch (schema.type) {
    case 'string':
      return { kind: 'string', ...extras };
    case 'integer':
      return { kind: 'int64', ...extras };
    case 'number':
      return { kind: 'double', ...extras };
    case 'boolean':
      return { kind: 'boolean', ...extras };
    case 'array': {
      const listType = schema['x-kubernetes-list-type'] as 'atomic' | 'set' | 'map' | undefined;
      return {
        kind: 'array',
        items: schema.items ? valueType(schema.items as JsonSchema, name) : { kind: 'any' },
        ...(listType ? { listType } : {}),
        ...(schema['x-kubernetes-list-map-keys'] ? { listKeys: schema['x-kubernetes-list-map-keys'] as string[] } : {}),
        ...extras,
      };
    }
    case 'object':
      if (schema.properties || schema['x-kubernetes-embedded-resource'] || !schema.additionalProperties)
        return { kind: 'object', type: objectType(schema, name), ...extras };
      return {
        kind: 'map',
        items:
          schema.additionalProperties === true
            ? { kind: 'any' }
            : valueType(schema.additionalProperties as JsonSchema, name),
        ...extras,
      };
    default:
      return { kind: 'any', ...extras };
  }
}
