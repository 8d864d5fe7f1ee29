// Custom resources as they are read: what is stored may be older than its definition, or written in another version. Whoever reads it
// sees the defaults that came since, and nothing that the schema does not know. Follows the decoding of
// apiextensions-apiserver/pkg/apiserver/customresource_handler.go.

import type { KubeObject } from '../../api/object.ts';
import type { TypeSchema } from '../../api/schema/schema.ts';
import { applyCustomDefaults } from './custom-defaults.ts';
import { normaliseCustom } from './custom-structure.ts';
import { equal, mutableCopy } from './equality.ts';
import type { Endpoint } from './registry.ts';

/** By the schema it was read with: the same object for the same stored one. */
const known = new WeakMap<TypeSchema, WeakMap<KubeObject, KubeObject>>();

/** A stored object as its definition has it read. */
export function readCustom({ custom }: Endpoint, object: KubeObject): KubeObject {
  if (!custom?.stored.schema) return object;
  const { type, schema } = custom.stored;
  let objects = known.get(type);
  if (!objects) known.set(type, (objects = new WeakMap()));
  let out = objects.get(object);
  if (!out) objects.set(object, (out = readWith(type, schema!, object)));
  return out;
}

function readWith(type: TypeSchema, schema: object, object: KubeObject): KubeObject {
  const { metadata, ...parts } = object;
  const { metadata: _, ...kept } = normaliseCustom(type, { ...parts, metadata: {} }, { unknown: [] }) as KubeObject;
  const copy = mutableCopy(kept);
  applyCustomDefaults(schema, copy);
  if (equal(copy, parts)) return object;
  const out: { [field: string]: unknown } = { ...object };
  for (const name of Object.keys(parts)) if (!(name in copy)) delete out[name];
  return { ...out, ...copy, metadata } as KubeObject;
}
