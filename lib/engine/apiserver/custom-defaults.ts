// Defaults of custom resources, from the schema of their definition. Follows apiextensions-apiserver/pkg/apiserver/schema/defaulting.

import { mutableCopy } from './equality.ts';
import type { JsonSchema } from './custom.ts';

type Fields = { [key: string]: unknown };

/** Fills in what the schema defaults, in place; parts the value has no room for are left alone. */
export function applyCustomDefaults(schema: JsonSchema, value: unknown): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    if (schema.items) for (const item of value as unknown[]) applyCustomDefaults(schema.items as JsonSchema, item);
    return;
  }
  const fields = value as Fields;
  const properties = (schema.properties ?? {}) as { [name: string]: JsonSchema };
  for (const [name, inner] of Object.entries(properties)) {
    // A null where none may be counts as nothing said, if there is something to say instead.
    const absent = fields[name] === undefined || (fields[name] === null && !inner.nullable);
    if (absent && inner.default !== undefined) fields[name] = mutableCopy(inner.default as unknown);
    if (fields[name] !== undefined) applyCustomDefaults(inner, fields[name]);
  }
  if (schema.additionalProperties && typeof schema.additionalProperties === 'object')
    for (const [name, inner] of Object.entries(fields))
      if (!(name in properties)) applyCustomDefaults(schema.additionalProperties as JsonSchema, inner);
}
