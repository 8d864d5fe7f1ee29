// What a deployment changes in the objects themselves: fields before and after, lists matched by their keys, nothing the server or a
// controller fills in. Values of Secrets are never shown.

import type { KubeObject } from '../api/object.ts';
import { kindSchema, type FieldSchema, type TypeSchema, type ValueSchema } from '../api/schema/schema.ts';

/** One field that differs. A side that is undefined did not have the field. */
export interface FieldChange {
  /** As in `spec.template.spec.containers[name=web].image`. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface ObjectChange {
  readonly action: 'create' | 'update' | 'replace' | 'delete';
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly fields: readonly FieldChange[];
  /** What more is to be known: data that goes, a field that cannot be changed in place. */
  readonly note?: string;
  /** Construct path and source line, where a construct made it. */
  readonly path?: string;
  readonly source?: string;
}

/** `Kind namespace/name` of what changes. */
export const idOf = ({ kind, namespace, name }: ObjectChange): string =>
  `${kind} ${namespace ? `${namespace}/` : ''}${name}`;

/** Metadata that a manifest says; the rest is the server's. */
const OWN_METADATA = ['labels', 'annotations', 'finalizers'];
/** Annotations that controllers and tools write for themselves. */
const NOT_OURS =
  /^(deployment\.kubernetes\.io\/|pv\.kubernetes\.io\/|volume\.kubernetes\.io\/|volume\.beta\.kubernetes\.io\/|applyset\.kubernetes\.io\/|kubectl\.kubernetes\.io\/last-applied|deprecated\.daemonset\.template\.generation)/;
/** Parts that are what became of the object, not what was asked for. */
const OUTCOME = new Set(['status', 'apiVersion', 'kind', 'metadata']);

/** The fields in which two states of an object differ. */
export function fieldChanges(before: KubeObject, after: KubeObject): FieldChange[] {
  const found: FieldChange[] = [];
  const type = kindSchema(after.apiVersion ?? '', after.kind ?? '');
  for (const part of OWN_METADATA) {
    const old = withoutForeign(before.metadata[part as 'labels']);
    const now = withoutForeign(after.metadata[part as 'labels']);
    compare(old, now, undefined, `metadata.${part}`, found);
  }
  const secret = after.kind === 'Secret';
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (OUTCOME.has(name)) continue;
    if (secret && (name === 'data' || name === 'stringData')) hidden(before[name], after[name], name, found);
    else compare(before[name], after[name], type?.fields.get(name), name, found);
  }
  return found;
}

function withoutForeign(value: unknown): unknown {
  if (!value || typeof value !== 'object' || Array.isArray(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !NOT_OURS.test(key));
  return kept.length ? Object.fromEntries(kept) : undefined;
}

function hidden(before: unknown, after: unknown, path: string, found: FieldChange[]): void {
  const old = (before ?? {}) as Record<string, unknown>;
  const now = (after ?? {}) as Record<string, unknown>;
  for (const key of new Set([...Object.keys(old), ...Object.keys(now)]))
    if (old[key] !== now[key])
      found.push({
        path: `${path}.${key}`,
        before: key in old ? '(hidden)' : undefined,
        after: key in now ? '(hidden, changed)' : undefined,
      });
}

function compare(
  before: unknown,
  after: unknown,
  schema: ValueSchema | undefined,
  path: string,
  found: FieldChange[],
): void {
  if (before === after) return;
  if (Array.isArray(before) && Array.isArray(after)) {
    compareLists(before, after, schema, path, found);
    return;
  }
  if (isObject(before) && isObject(after)) {
    const type: TypeSchema | undefined = schema?.type;
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const field: FieldSchema | ValueSchema | undefined = type ? type.fields.get(name) : schema?.items;
      compare(before[name], after[name], field, /^[\w-]+$/.test(name) ? `${path}.${name}` : `${path}[${name}]`, found);
    }
    return;
  }
  if (JSON.stringify(before) !== JSON.stringify(after)) found.push({ path, before, after });
}

function compareLists(
  before: readonly unknown[],
  after: readonly unknown[],
  schema: ValueSchema | undefined,
  path: string,
  found: FieldChange[],
): void {
  const keys =
    schema?.listKeys ??
    (before.concat(after).every((it) => isObject(it) && typeof it['name'] === 'string') ? ['name'] : undefined);
  if (!keys) {
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    if (before.length === after.length && before.every(isObject) && after.every(isObject)) {
      before.forEach((item, i) => compare(item, after[i], schema?.items, `${path}[${i}]`, found));
      return;
    }
    found.push({ path, before, after });
    return;
  }
  const label = (item: unknown): string =>
    keys.map((key) => `${key}=${String((item as Record<string, unknown>)[key] ?? '')}`).join(',');
  const old = new Map(before.map((item) => [label(item), item]));
  const now = new Map(after.map((item) => [label(item), item]));
  for (const id of new Set([...old.keys(), ...now.keys()]))
    compare(old.get(id), now.get(id), schema?.items, `${path}[${id}]`, found);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
