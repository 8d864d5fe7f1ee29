// Strategic merge patches: lists merge by key, and directives say what else to do.
// Follows apimachinery/pkg/util/strategicpatch.

import type { Json } from '../../api/object.ts';
import type { TypeSchema, ValueSchema } from '../../api/schema/schema.ts';
import { equal } from './equality.ts';

/** A patch that says something impossible; upstream answers it with 500. */
export class StrategicError extends Error {}

type Fields = { [key: string]: Json | undefined };

const ORDER = '$setElementOrder/';
const DELETE = '$deleteFromPrimitiveList/';

function isMap(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The object after the patch. Throws `StrategicError`. */
export function applyStrategicMerge(type: TypeSchema, document: Json, patch: Json): Json {
  return mergeMap({ kind: 'object', type }, isMap(document) ? document : {}, patch as Fields);
}

function fieldOf(schema: ValueSchema, key: string): ValueSchema | undefined {
  if (schema.kind === 'object') return schema.type?.fields.get(key);
  if (schema.kind === 'map') return schema.items;
  return { kind: 'any' };
}

function mergeMap(schema: ValueSchema, document: Fields, patch: Fields): Json {
  const directive = patch.$patch;
  if (directive !== undefined) {
    if (directive === 'replace') return clean(patch);
    if (directive === 'delete') return {};
    if (directive !== 'merge')
      throw new StrategicError(`Unknown patch type: ${String(directive)} in map: ${goMap(patch)}`);
  }
  const out: Fields = { ...document };
  const kept = patch.$retainKeys as readonly string[] | undefined;
  if (kept !== undefined) {
    if (!Array.isArray(kept)) throw new StrategicError('invalid format for retainKeys');
    for (const key of Object.keys(patch))
      if (!key.startsWith('$') && patch[key] !== null && !kept.includes(key))
        throw new StrategicError(`no key ${key} in the list of retainKeys`);
    for (const key of Object.keys(out)) if (!kept.includes(key)) delete out[key];
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key === '$patch' || key === '$retainKeys' || key.startsWith(ORDER)) continue;
    if (key.startsWith(DELETE)) {
      const name = key.slice(DELETE.length);
      if (patch[name] === undefined && Array.isArray(out[name]))
        out[name] = without(out[name] as Json[], value as Json[]);
      continue;
    }
    if (value === null || value === undefined) {
      delete out[key];
      continue;
    }
    const field = fieldOf(schema, key);
    out[key] = mergeValue(schema, field, key, out[key], value, patch);
  }
  for (const key of Object.keys(patch))
    if (key.startsWith(ORDER)) {
      const name = key.slice(ORDER.length);
      const field = fieldOf(schema, name);
      if (Array.isArray(out[name]))
        out[name] = ordered(field, out[name] as Json[], patch[key] as Json[], document[name] as Json[] | undefined);
    }
  return out;
}

function mergeValue(
  schema: ValueSchema,
  field: ValueSchema | undefined,
  key: string,
  before: Json | undefined,
  value: Json,
  patch: Fields,
): Json {
  const composite = typeof value === 'object';
  if (!field) {
    if (composite && schema.kind === 'object' && before !== undefined)
      throw new StrategicError(
        `unable to find api field in struct ${schema.type!.name.split('.').pop()!} for the json field ${JSON.stringify(key)}`,
      );
    return clean(value);
  }
  if (isMap(value)) {
    if (field.patchStrategy?.includes('replace') && value.$patch === undefined) return clean(value);
    return mergeMap(field, isMap(before) ? before : {}, value);
  }
  if (Array.isArray(value)) {
    const list = (Array.isArray(before) ? before : []) as readonly Json[];
    // What is not there yet takes the patch as it is.
    if (!field.patchStrategy?.includes('merge') || !Array.isArray(before)) return replaced(value);
    return mergeList(field, list, value as readonly Json[], (patch[DELETE + key] ?? []) as readonly Json[]);
  }
  return value;
}

function replaced(value: readonly Json[]): Json {
  return value.filter((item) => !(isMap(item) && item.$patch !== undefined)).map(clean);
}

function mergeList(field: ValueSchema, before: readonly Json[], patch: readonly Json[], gone: readonly Json[]): Json {
  const key = field.patchMergeKey;
  const kinds = new Set(
    [...before, ...patch].map((item) => (isMap(item) ? 'map' : Array.isArray(item) ? 'list' : 'scalar')),
  );
  if (kinds.size > 1) throw new StrategicError('list element types are not identical');
  if (!key) {
    const rest = without(before, gone);
    const added = patch.filter((item) => !rest.some((it) => equal(it, item)));
    return ordered(field, [...rest, ...added], patch, before);
  }
  let out = [...before];
  if (patch.some((item) => isMap(item) && item.$patch === 'replace')) return replaced(patch);
  for (const item of patch) {
    if (!isMap(item)) throw new StrategicError('expected a map');
    const value = item[key];
    if (item.$patch !== undefined && item.$patch !== 'delete' && item.$patch !== 'merge')
      throw new StrategicError(`Unknown patch type: ${String(item.$patch)} in map: ${goMap(item)}`);
    if (value === undefined || value === null)
      throw new StrategicError(`map: ${goMap(item)} does not contain declared merge key: ${key}`);
    const same = (it: Json): boolean => isMap(it) && equal(it[key], value);
    if (item.$patch === 'delete') {
      out = out.filter((it) => !same(it));
      continue;
    }
    const at = out.findIndex(same);
    if (at < 0) out.push(mergeMap(field.items!, {}, item));
    else out[at] = mergeMap(field.items!, out[at] as Fields, item);
  }
  // What is patched comes in the patch's order, and what is new before what the patch does not name.
  const named = patch.filter((item) => isMap(item) && item.$patch === undefined);
  return ordered(field, out, named, before);
}

function without(list: readonly Json[], gone: readonly Json[]): Json[] {
  return list.filter((item) => !gone.some((it) => equal(it, item)));
}

/** Items in the order asked for; those it does not name stay behind the one they followed on the server. */
function ordered(
  field: ValueSchema | undefined,
  list: Json[],
  order: readonly Json[],
  server: readonly Json[] | undefined,
): Json {
  const key = field?.patchMergeKey;
  const idOf = (item: Json): string => JSON.stringify(key && isMap(item) ? item[key] : item);
  const wanted = order.map(idOf);
  const rank = new Map(wanted.map((id, i) => [id, i]));
  const named = list.filter((item) => rank.has(idOf(item))).sort((a, b) => rank.get(idOf(a))! - rank.get(idOf(b))!);
  const others = list.filter((item) => !rank.has(idOf(item)));
  const place = new Map((server ?? []).map((item, i) => [idOf(item), i]));
  const out: Json[] = [];
  let next = 0;
  for (const item of named) {
    const at = place.get(idOf(item));
    while (next < others.length && at !== undefined && (place.get(idOf(others[next]!)) ?? Infinity) < at)
      out.push(others[next++]!);
    out.push(item);
  }
  return [...out, ...others.slice(next)];
}

/** Without directives and nulls, as a new value is taken. */
function clean(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(clean);
  if (!isMap(value)) return value;
  const out: Fields = {};
  for (const [key, it] of Object.entries(value))
    if (!key.startsWith('$') && it !== null && it !== undefined) out[key] = clean(it);
  return out;
}

function goMap(map: Fields): string {
  return `map[${Object.keys(map)
    .sort()
    .map((key) => `${key}:${isMap(map[key]) ? goMap(map[key]) : String(map[key])}`)
    .join(' ')}]`;
}
