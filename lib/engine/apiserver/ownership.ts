// How ownership of fields moves when an object is written without applying. Follows apimachinery/pkg/util/managedfields.

import type { Json, KubeObject, ManagedFieldsEntry } from '../../api/object.ts';
import type { TypeSchema } from '../../api/schema/schema.ts';
import { formatTime } from '../../api/time.ts';
import {
  compare,
  difference,
  fromFieldsV1,
  intersection,
  toFieldsV1,
  union,
  type Comparison,
  type FieldSet,
} from './fieldset.ts';
import { normalise } from './structure.ts';

/** One manager's fields. */
export interface Owner {
  readonly manager: string;
  readonly operation: string;
  readonly apiVersion: string;
  readonly subresource: string;
  readonly time: string | undefined;
  readonly set: FieldSet;
}

/** Who wrote, and through what. */
export interface Writer {
  readonly manager: string;
  readonly subresource: string;
  readonly apiVersion: string;
  readonly type: TypeSchema | undefined;
  /** Fields that a write of the object itself cannot set. */
  readonly resets: readonly string[];
  /** The object in the version that is written in, where another is stored. */
  readonly view?: (stored: KubeObject) => KubeObject;
}

// Nobody owns what the server itself says.
const NOBODYS: FieldSet = new Set(
  ['apiVersion', 'kind', 'metadata']
    .map((name) => `f:${name}`)
    .concat(
      [
        'name',
        'namespace',
        'creationTimestamp',
        'selfLink',
        'uid',
        'clusterName',
        'generation',
        'managedFields',
        'resourceVersion',
      ].map((name) => `f:metadata\u0001f:${name}`),
    ),
);

/** More managers of updates than this are merged into one of old. */
const MOST_UPDATERS = 10;

export function ownersOf(entries: readonly ManagedFieldsEntry[]): Owner[] {
  return entries.map((entry) => ({
    manager: entry.manager ?? '',
    operation: entry.operation ?? '',
    apiVersion: entry.apiVersion ?? '',
    subresource: entry.subresource ?? '',
    time: entry.time,
    set: fromFieldsV1(entry.fieldsV1),
  }));
}

export function entriesOf(owners: readonly Owner[]): ManagedFieldsEntry[] {
  return owners
    .filter((owner) => owner.set.size)
    .slice()
    .sort(
      (a, b) =>
        order(a.operation, b.operation) ||
        order(a.time ?? '', b.time ?? '') ||
        order(a.manager, b.manager) ||
        order(a.apiVersion, b.apiVersion) ||
        order(a.subresource, b.subresource),
    )
    .map((owner) => ({
      manager: owner.manager,
      operation: owner.operation,
      apiVersion: owner.apiVersion,
      ...(owner.time ? { time: owner.time } : {}),
      fieldsType: 'FieldsV1',
      fieldsV1: toFieldsV1(owner.set),
      ...(owner.subresource ? { subresource: owner.subresource } : {}),
    }));
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export function sameOwner(a: Owner, b: Pick<Owner, 'manager' | 'operation' | 'apiVersion' | 'subresource'>): boolean {
  return (
    a.manager === b.manager &&
    a.operation === b.operation &&
    a.apiVersion === b.apiVersion &&
    a.subresource === b.subresource
  );
}

/** Without what nobody owns. */
export function withoutNobodys(set: FieldSet): Set<string> {
  return difference(set, NOBODYS);
}

const isOf = (path: string, field: string): boolean => path === `f:${field}` || path.startsWith(`f:${field}\u0001`);

/** Leaves out what a write through this door cannot change. */
export function writable(set: FieldSet, subresource: string, resets: readonly string[]): Set<string> {
  const out = new Set<string>();
  for (const path of set) {
    if (
      subresource === 'status'
        ? !isOf(path, 'status') && !path.startsWith('f:metadata')
        : resets.some((it) => isOf(path, it))
    )
      continue;
    out.add(path);
  }
  return out;
}

/** The object nothing was said of: what a create is compared with. */
export function blank(type: TypeSchema | undefined): Json {
  return type && !type.preserveUnknown && type.fields.has('metadata')
    ? withoutDefaults(type, normalise(type, { metadata: {} }, { unknown: [] }))
    : { metadata: {} };
}

/** What a type says of itself when nothing is said is a value that somebody is held to have set. */
function withoutDefaults(type: TypeSchema, value: Json): Json {
  const out: { [field: string]: Json } = {};
  for (const [name, it] of Object.entries(value as { [field: string]: Json })) {
    const field = type.fields.get(name);
    if (field?.default !== undefined) continue;
    out[name] = field?.kind === 'object' && field.type && it !== null ? withoutDefaults(field.type, it) : it;
  }
  return out;
}

/** The entries after a write that is no apply. */
export function ownedAfterUpdate(
  old: KubeObject | undefined,
  now: KubeObject,
  before: readonly ManagedFieldsEntry[],
  writer: Writer,
  time: number,
): readonly ManagedFieldsEntry[] {
  const { type } = writer;
  if (!type || (old && !before.length)) return before;
  const seen = (object: KubeObject): Json => withoutManaged(writer.view ? writer.view(object) : object);
  const live = old ? seen(old) : blank(type);
  const found = compare(type, live, seen(now));
  return entriesOf(moved(ownersOf(before), found, writer, time));
}

function withoutManaged(object: KubeObject): Json {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata } as unknown as Json;
}

function moved(owners: readonly Owner[], found: Comparison, writer: Writer, time: number): Owner[] {
  const limit = (set: FieldSet): Set<string> => writable(set, writer.subresource, writer.resets);
  const changed = limit(union(found.added, found.modified));
  const removed = limit(found.removed);
  const kept = owners.map((owner) => ({
    ...owner,
    set: difference(difference(owner.set, intersection(owner.set, changed)), removed),
  }));
  const taken = withoutNobodys(changed);
  const self = {
    manager: writer.manager,
    operation: 'Update',
    apiVersion: writer.apiVersion,
    subresource: writer.subresource,
  };
  if (!taken.size) return kept;
  const at = kept.findIndex((owner) => sameOwner(owner, self));
  const mine: Owner = {
    ...self,
    time: formatTime(time),
    set: at < 0 ? taken : union(taken, kept[at]!.set),
  };
  const out = at < 0 ? [...kept, mine] : kept.map((owner, i) => (i === at ? mine : owner));
  return capped(out);
}

// The oldest updates become one entry of long ago.
function capped(owners: Owner[]): Owner[] {
  const updates = owners.filter((owner) => owner.operation === 'Update' && owner.set.size);
  if (updates.length <= MOST_UPDATERS) return owners;
  const old = updates
    .sort((a, b) => order(a.time ?? '', b.time ?? '') || order(a.manager, b.manager))
    .slice(0, updates.length - MOST_UPDATERS + 1);
  const merged: Owner = {
    ...old[old.length - 1]!,
    manager: 'ancient-changes',
    subresource: '',
    set: union(...old.map((owner) => owner.set)),
  };
  return [...owners.filter((owner) => !old.includes(owner)), merged];
}
