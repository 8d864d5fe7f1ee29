// The structure of custom resources: unknown fields noted and dropped, unless kept; metadata as everywhere.
// Types are the business of validation there. Follows apiextensions-apiserver/pkg/apiserver/schema/pruning.

import type { Json } from '../../api/object.ts';
import type { TypeSchema, ValueSchema } from '../../api/schema/schema.ts';
import { DecodeError, normalise, pathOf, type Findings } from './structure.ts';

type Fields = { [key: string]: unknown };

/** The object without what its schema does not know. */
export function normaliseCustom(schema: TypeSchema, object: Fields, findings: Findings): Json {
  const out = prune(schema, object, [], findings) as Fields;
  const metadata = schema.fields.get('metadata')?.type;
  if (metadata) {
    const inner: Findings = { unknown: [] };
    const given = object.metadata ?? {};
    out.metadata = normalise(metadata, given, inner);
    findings.unknown.push(...inner.unknown.map((path) => `metadata.${path}`));
  }
  return out as Json;
}

function prune(schema: TypeSchema, value: Fields, trail: (string | number)[], findings: Findings): Fields {
  const out: Fields = {};
  for (const key of Object.keys(value)) {
    const field = schema.fields.get(key);
    if (!field) {
      if (schema.preserveUnknown) out[key] = value[key];
      else findings.unknown.push(pathOf(trail, key));
    } else if (trail.length === 0 && key === 'metadata') out[key] = value[key];
    else out[key] = pruneValue(field, value[key], [...trail, key], findings);
  }
  return out;
}

function pruneValue(schema: ValueSchema, value: unknown, trail: (string | number)[], findings: Findings): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value))
    return schema.kind === 'array'
      ? value.map((item, i) => pruneValue(schema.items!, item, [...trail, i], findings))
      : (value as unknown);
  if (schema.kind === 'object' && schema.type) {
    const out = prune(
      { ...schema.type, ...(schema.preserveUnknown ? { preserveUnknown: true } : {}) } as TypeSchema,
      value as Fields,
      trail,
      findings,
    );
    if (schema.embedded && out.metadata && typeof out.metadata === 'object') {
      const inner: Findings = { unknown: [] };
      try {
        out.metadata = normalise(schema.type.fields.get('metadata')!.type!, out.metadata, inner);
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
      }
      findings.unknown.push(...inner.unknown.map((path) => `${pathOf(trail, 'metadata')}.${path}`));
    }
    return out;
  }
  if (schema.kind === 'map')
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, pruneValue(schema.items!, item, [...trail, key], findings)]),
    );
  return value;
}
