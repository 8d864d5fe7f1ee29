// Server-side apply: the object with a configuration merged in, what the manager no longer says taken out, and who owns what.
// Follows structured-merge-diff/merge/update.go and apimachinery/pkg/util/managedfields.

import { goJson } from '../../api/field-errors.ts';
import type { Json, KubeObject, ManagedFieldsEntry, ObjectMeta } from '../../api/object.ts';
import type { TypeSchema, ValueSchema } from '../../api/schema/schema.ts';
import { applyConflict, badRequest, generic } from '../../api/status-errors.ts';
import { formatTime } from '../../api/time.ts';
import type { Call } from './call.ts';
import { equal } from './equality.ts';
import {
  JOIN,
  KeyError,
  UNKNOWN,
  childOf,
  compare,
  difference,
  fieldsOf,
  intersection,
  itemElement,
  rootOf,
  shapeOf,
  showPath,
  union,
} from './fieldset.ts';
import { normalise } from './structure.ts';
import { resetFields } from './registry.ts';
import { blank, entriesOf, ownersOf, sameOwner, withoutNobodys, writable, type Owner } from './ownership.ts';

type Fields = { [key: string]: Json | undefined };

/** What an apply makes of an object. */
export interface Applied {
  readonly object: KubeObject;
  readonly entries: readonly ManagedFieldsEntry[];
  /** Of owners nothing but times would change. Whether the object does is seen when defaults are in it again: atomic lists come without. */
  readonly same: boolean;
}

function isMap(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Whose applies go on from what was applied on the client's side before. */
const KUBECTL = 'kubectl';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

const lastApplied = (object: Json): string | undefined =>
  ((object as unknown as KubeObject).metadata.annotations as Record<string, string> | undefined)?.[LAST_APPLIED] ||
  undefined;

interface Conflict {
  readonly owner: Owner;
  readonly paths: readonly string[];
}

// What was applied by the client and is still so belongs to the same user, whatever the manager is called.
function withoutOwn(type: TypeSchema, live: Json, conflicts: readonly Conflict[]): readonly Conflict[] {
  const text = lastApplied(live);
  if (!text) return conflicts;
  let last: KubeObject;
  try {
    last = JSON.parse(text) as KubeObject;
  } catch {
    return conflicts;
  }
  if (last.apiVersion !== (live as unknown as KubeObject).apiVersion) return conflicts;
  const found = compare(type, last as unknown as Json, live);
  const own = difference(
    fieldsOf(rootOf(type), last as unknown as Json),
    union(found.added, found.modified, found.removed),
  );
  return conflicts
    .map(({ owner, paths }) => ({ owner, paths: paths.filter((path) => !own.has(path)) }))
    .filter(({ paths }) => paths.length);
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  const fields = Object.entries(value as { [key: string]: Json }).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([key, it]) => [key, sorted(it)]));
}

// The client's own note of what it applied is kept up to date, so that it may go back to applying by itself.
function withLastApplied(merged: Json, config: KubeObject): Json {
  if (!lastApplied(merged)) return merged;
  const object = merged as unknown as KubeObject;
  const { [LAST_APPLIED]: _, ...annotations } = config.metadata.annotations ?? {};
  const { annotations: _own, ...metadata } = config.metadata;
  const said = { ...config, metadata: Object.keys(annotations).length ? { ...metadata, annotations } : metadata };
  const note = `${goJson(sorted(said as unknown as Json))}\n`;
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [LAST_APPLIED]: note } },
  } as unknown as Json;
}

/** A value as it would be kept. */
function kept(type: TypeSchema, value: Json): Json | undefined {
  try {
    return normalise(type, value, { unknown: [] });
  } catch {
    return undefined;
  }
}

/**
 * Merges a configuration. `live` is in the call's version, without managedFields; `said` is the metadata as it came. Throws `StatusError`.
 */
export function applyConfiguration(
  call: Call,
  type: TypeSchema,
  live: KubeObject | undefined,
  entries: readonly ManagedFieldsEntry[],
  config: KubeObject,
  applyVersion: string,
  said: ObjectMeta = config.metadata,
): Applied {
  const { options } = call;
  const manager = options.fieldManager!;
  const resets = resetFields(call.endpoint);
  if (config.metadata.managedFields !== undefined) throw badRequest('metadata.managedFields must be nil');
  const root = rootOf(type);
  const faults = typeFaults(root, config as unknown as Json, '');
  if (faults.length) throw typedError(call, said, faults);
  const before = (live ?? blank(type)) as unknown as Json;
  let owners = ownersOf(entries);
  if (live && !owners.length) owners = beforeFirst(call, type, before, applyVersion);
  const self = { manager, operation: 'Apply', apiVersion: applyVersion, subresource: call.subresource };
  const last = owners.find((owner) => sameOwner(owner, self));
  const set = writable(fieldsOf(root, config as unknown as Json), call.subresource, resets);
  const others = owners.filter((owner) => owner !== last);
  let merged = mergeValue(root, before, config as unknown as Json);
  if (last) merged = prune(root, merged, difference(last.set, set), union(set, ...others.map((owner) => owner.set)));
  const found = compare(type, before, merged);
  const changed = writable(union(found.added, found.modified), call.subresource, resets);
  const removed = writable(found.removed, call.subresource, resets);
  const conflicts = others
    .map((owner) => ({ owner, paths: [...intersection(owner.set, changed)].sort() }))
    .filter(({ paths }) => paths.length);
  if (conflicts.length && !options.force) {
    const left = manager === KUBECTL ? withoutOwn(type, before, conflicts) : conflicts;
    if (left.length) throw conflictError(left);
  }
  const put = merged;
  merged = manager === KUBECTL ? withLastApplied(merged, config) : merged;
  // Who applies what is there already changes nothing, and no time is noted for it.
  const noted = live !== undefined && equal(before, put) ? last?.time : formatTime(call.now);
  const rest = others.map((owner) => ({ ...owner, set: difference(difference(owner.set, changed), removed) }));
  const mine: Owner = { ...self, time: noted, set: withoutNobodys(set) };
  const after = entriesOf([...rest, mine]);
  // What is empty is not kept: an empty map that is applied again changes nothing.
  const unchanged = equal(before, merged) || (!call.endpoint.custom && equal(before, kept(type, merged)));
  const timeless = (list: readonly ManagedFieldsEntry[]): unknown =>
    list.map(({ time: _, ...entry }) => entry).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return {
    object: (unchanged && live ? live : merged) as unknown as KubeObject,
    entries: after,
    same: live !== undefined && equal(timeless(after), timeless(entriesOf(ownersOf(entries)))),
  };
}

function beforeFirst(call: Call, type: TypeSchema, live: Json, apiVersion: string): Owner[] {
  const found = compare(type, blank(type), live);
  const set = withoutNobodys(union(found.added, found.modified));
  return [
    {
      manager: 'before-first-apply',
      operation: 'Update',
      apiVersion,
      subresource: '',
      time: formatTime(call.now),
      set: writable(set, '', resetFields(call.endpoint)),
    },
  ];
}

function conflictError(conflicts: readonly { owner: Owner; paths: readonly string[] }[]): Error {
  const named = ({ manager, subresource, operation, apiVersion }: Owner): string => {
    const who = `${JSON.stringify(manager)}${subresource ? ` with subresource ${JSON.stringify(subresource)}` : ''}`;
    return operation === 'Update' ? `${who} using ${apiVersion}` : who;
  };
  const sorted = [...conflicts].sort((a, b) => (named(a.owner) < named(b.owner) ? -1 : 1));
  const causes = sorted.flatMap(({ owner, paths }) =>
    paths.map((path) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${named(owner)}`,
      field: showPath(path),
    })),
  );
  const message =
    causes.length === 1
      ? `Apply failed with 1 conflict: ${causes[0]!.message}: ${causes[0]!.field}`
      : `Apply failed with ${causes.length} conflicts: ${sorted
          .map(({ owner, paths }) =>
            [`conflicts with ${named(owner)}:`, ...paths.map((path) => `- ${showPath(path)}`)].join('\n'),
          )
          .join('\n')}`;
  return applyConflict(message, causes);
}

/** Puts a configuration over a value: maps by field, associative lists by item, everything else whole. */
export function mergeValue(schema: ValueSchema, before: Json | undefined, config: Json): Json {
  const shape = shapeOf(schema, config);
  if (before === undefined || before === null || shape === 'leaf' || shapeOf(schema, before) !== shape) return config;
  if (shape === 'fields') {
    const out: Fields = { ...(before as Fields) };
    for (const [name, value] of Object.entries(config as Fields))
      if (value !== undefined) out[name] = mergeValue(childOf(schema, name) ?? UNKNOWN, out[name], value);
    return out;
  }
  return mergeItems(schema, before as readonly Json[], config as readonly Json[]);
}

// The order is the configuration's where both have an item; what only the server has stays where it stood among them.
function mergeItems(schema: ValueSchema, before: readonly Json[], config: readonly Json[]): Json {
  const idOf = (item: Json): string => {
    try {
      return itemElement(schema, item);
    } catch {
      return JSON.stringify(item);
    }
  };
  const wanted = config.map(idOf);
  const old = new Map(before.map((item) => [idOf(item), item]));
  const out: Json[] = [];
  const done = new Set<string>();
  let at = 0;
  const serverIds = before.map(idOf);
  for (let i = 0; i < config.length; i++) {
    const id = wanted[i]!;
    // Items of the server alone that come before this one there.
    const place = serverIds.indexOf(id);
    if (place >= 0)
      for (; at < place; at++)
        if (!wanted.includes(serverIds[at]!) && !done.has(serverIds[at]!)) {
          out.push(before[at]!);
          done.add(serverIds[at]!);
        }
    const known = old.get(id);
    out.push(known === undefined ? config[i]! : mergeValue(schema.items!, known, config[i]!));
    done.add(id);
  }
  before.forEach((item, i) => {
    if (!done.has(serverIds[i]!)) out.push(item);
  });
  return out;
}

/** Takes out what was applied before and is claimed by nobody now. */
function prune(schema: ValueSchema, value: Json, gone: ReadonlySet<string>, claimed: ReadonlySet<string>): Json {
  if (!gone.size) return value;
  const prefixes = new Set<string>();
  for (const path of claimed) {
    let at = path;
    for (let cut = at.lastIndexOf(JOIN); cut >= 0; cut = at.lastIndexOf(JOIN)) {
      at = at.slice(0, cut);
      prefixes.add(at);
    }
  }
  const doomed = (path: string): boolean => gone.has(path) && !claimed.has(path) && !prefixes.has(path);
  const walk = (type: ValueSchema, it: Json, path: string): Json => {
    const shape = shapeOf(type, it);
    if (shape === 'fields') {
      const out: Fields = {};
      for (const [name, child] of Object.entries(it as Fields)) {
        const inner = path ? `${path}${JOIN}f:${name}` : `f:${name}`;
        if (child === undefined || doomed(inner)) continue;
        const kept = walk(childOf(type, name) ?? UNKNOWN, child, inner);
        // A container that existed only for what went goes with it.
        if (
          isMap(kept) &&
          isMap(child) &&
          !Object.keys(kept).length &&
          Object.keys(child).length &&
          !claimed.has(inner)
        )
          continue;
        out[name] = kept;
      }
      return out;
    }
    if (shape === 'items') {
      const out: Json[] = [];
      for (const item of it as readonly Json[]) {
        let inner: string;
        try {
          inner = `${path}${JOIN}${itemElement(type, item)}`;
        } catch {
          out.push(item);
          continue;
        }
        if (!doomed(inner)) out.push(walk(type.items!, item, inner));
      }
      return out;
    }
    return it;
  };
  return walk(schema, value, '');
}

function typedError(call: Call, { namespace = '', name = '' }: ObjectMeta, faults: readonly string[]): Error {
  const { group, version, kind } = call.endpoint.info;
  const where = `${namespace}/${name}`;
  const text = faults.length === 1 ? faults[0]! : `errors:\n  ${faults.join('\n  ')}`;
  return generic(500, '', `failed to create typed patch object (${where}; ${group}/${version}, Kind=${kind}): ${text}`);
}

/** Where a configuration does not fit its type, in structured-merge-diff's words. */
export function typeFaults(schema: ValueSchema, value: Json, path: string): string[] {
  if (value === null || value === undefined) return [];
  const fault = (text: string): string[] => [`${path || '.'}: ${text}`];
  switch (schema.kind) {
    case 'string':
    case 'bytes':
    case 'time':
    case 'microtime':
      return typeof value === 'string'
        ? []
        : fault(`expected string, got &value.valueUnstructured{Value:${goValue(value)}}`);
    case 'boolean':
      return typeof value === 'boolean' ? [] : fault(`expected boolean, got &{${plain(value)}}`);
    case 'int32':
    case 'int64':
    case 'double':
      return typeof value === 'number' ? [] : fault(`expected numeric (int or float), got ${goType(value)}`);
    case 'object':
      if (!isMap(value)) return fault(`expected map, got &{${plain(value)}}`);
      return fieldFaults(schema, value, path);
    case 'map':
      if (!isMap(value)) return fault(`expected map, got &{${plain(value)}}`);
      return Object.entries(value).flatMap(([name, child]) =>
        child === undefined ? [] : typeFaults(schema.items!, child, `${path}.${name}`),
      );
    case 'array':
      if (!Array.isArray(value)) return fault(`expected list, got &{${plain(value)}}`);
      return itemFaults(schema, value as readonly Json[], path);
    default:
      return [];
  }
}

/** Of the fields that a type does not have, the first one ends the look at its object. */
function fieldFaults(schema: ValueSchema, value: Fields, path: string): string[] {
  const faults: string[] = [];
  for (const [name, child] of Object.entries(value)) {
    if (child === undefined) continue;
    const field = childOf(schema, name);
    if (!field) return [...faults, `${path}.${name}: field not declared in schema`];
    faults.push(...typeFaults(field, child, `${path}.${name}`));
  }
  return faults;
}

/** Items with keys are called by them; one whose keys cannot be read ends the look at its list. */
function itemFaults(schema: ValueSchema, items: readonly Json[], path: string): string[] {
  const keyed = schema.listType === 'set' || schema.listType === 'map';
  const faults: string[] = [];
  const seen = new Set<string>();
  for (const [i, item] of items.entries()) {
    let name = `[${i}]`;
    if (keyed) {
      let element: string;
      try {
        element = itemElement(schema, item);
      } catch (error) {
        if (!(error instanceof KeyError)) throw error;
        const all = (schema.listKeys ?? []).every((key) => !isMap(item) || item[key] === undefined);
        const keys = (schema.listKeys ?? []).map((it) => JSON.stringify(it)).join(' ');
        const why =
          all && schema.listType === 'map'
            ? `associative list with keys has an element that omits all key fields [${keys}] (and doesn't have default values for any key fields)`
            : error.message;
        return [...faults, `${path}: element ${i}: ${why}`];
      }
      name = showPath(element);
      if (seen.has(element)) faults.push(`${path}: duplicate entries for key ${name}`);
      seen.add(element);
    }
    faults.push(...typeFaults(schema.items!, item, `${path}${name}`));
  }
  return faults;
}

function goType(value: Json): string {
  if (Array.isArray(value)) return 'list';
  return typeof value === 'boolean' ? 'boolean' : typeof value === 'object' ? 'map' : typeof value;
}

function goValue(value: Json): string {
  return typeof value === 'string' ? JSON.stringify(value) : goJson(value);
}

function plain(value: Json): string {
  return typeof value === 'object' ? goJson(value) : String(value);
}
