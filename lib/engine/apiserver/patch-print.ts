// How a patched document prints where it is refused. The library that patches opens only what a patch touches, as maps with their keys
// in order; everything else stays as the object's Go type was encoded. Follows gopkg.in/evanphx/json-patch.v4 and encoding/json.

import { goJson } from '../../api/field-errors.ts';
import type { Json } from '../../api/object.ts';
import type { TypeSchema, ValueSchema } from '../../api/schema/schema.ts';
import { declaredFields } from '../../api/schema/wire.ts';

type Fields = { readonly [key: string]: Json };

/** The document `after` a patch of `before` as Go prints it; without a type everything is a map. */
export function printPatched(before: Json, after: Json, type: TypeSchema | undefined): string {
  return goJson(isFields(after) ? opened(isFields(before) ? before : {}, after, type) : after);
}

function isFields(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function opened(before: Fields, after: Fields, type: TypeSchema | undefined, items?: ValueSchema): Json {
  return Object.fromEntries(
    Object.keys(after)
      .sort()
      .map((key) => [key, part(before[key], after[key]!, type ? type.fields.get(key) : items)]),
  ) as Json;
}

function part(before: Json | undefined, after: Json, schema: ValueSchema | undefined): Json {
  if (after === before) return declared(after, schema);
  if (isFields(after) && isFields(before)) return opened(before, after, schema?.type, schema?.items);
  if (!Array.isArray(after) || !Array.isArray(before)) return after;
  const untouched = new Set<Json>(before as Json[]);
  const items = schema?.items;
  return (after as Json[]).map((it, i) =>
    untouched.has(it) ? declared(it, items) : part((before as Json[])[i], it, items),
  );
}

/** A value as its Go type prints: fields as declared, keys of maps in order. */
function declared(value: Json, schema: ValueSchema | undefined): Json {
  if (Array.isArray(value)) return (value as Json[]).map((it) => declared(it, schema?.items));
  if (!isFields(value)) return value;
  const type = schema?.type;
  const known = type ? withTypeMeta(declaredFields(type.name)).filter((it) => it in value) : [];
  const names = known.length ? known : Object.keys(value).sort();
  return Object.fromEntries(
    names.map((key) => [key, declared(value[key]!, type ? type.fields.get(key) : schema?.items)]),
  ) as Json;
}

/** An object within an object says its kind first. */
function withTypeMeta(fields: readonly string[]): readonly string[] {
  return fields.includes('metadata') ? ['kind', 'apiVersion', ...fields] : fields;
}
