// Who owns which fields, worked out only when somebody looks. A write notes who wrote what and what was there before; the entries
// of `metadata.managedFields` follow from that chain when an answer shows them or an apply needs them. Objects in storage never
// hold them, so a pod's life pays a map entry a write.

import type { KubeObject, ManagedFieldsEntry } from '../../api/object.ts';
import { ownedAfterUpdate, type Writer } from './ownership.ts';

interface Write {
  readonly writer: Writer;
  readonly old: KubeObject | undefined;
  /** What the writer sent, before the server added to it. */
  readonly sent: KubeObject;
  readonly depth: number;
  /** Entries the writer sent along, which replace those of before. */
  readonly given: readonly ManagedFieldsEntry[] | undefined;
}

const writes = new WeakMap<KubeObject, Write>();
const entries = new WeakMap<KubeObject, readonly ManagedFieldsEntry[]>();

/** Chains longer than this are worked out at once, so that an object often written does not keep all its past alive. */
const LONGEST = 16;

/** Notes a write that is no apply. */
export function noteWrite(
  stored: KubeObject,
  writer: Writer,
  old: KubeObject | undefined,
  sent: KubeObject,
  given?: readonly ManagedFieldsEntry[],
): void {
  const depth = old ? (writes.get(old)?.depth ?? 0) + 1 : 0;
  writes.set(stored, { writer, old, sent, given, depth });
  if (depth >= LONGEST) setManagedFields(stored, managedFieldsOf(stored));
}

/** Sets the entries of an object. */
export function setManagedFields(stored: KubeObject, known: readonly ManagedFieldsEntry[]): void {
  writes.delete(stored);
  entries.set(stored, known);
}

/** The object has the owners of another: only its resourceVersion differs, or what the server itself changes. */
export function sameOwners(stored: KubeObject, before: KubeObject): void {
  const known = entries.get(before);
  const write = writes.get(before);
  if (known) entries.set(stored, known);
  else if (write) writes.set(stored, write);
}

/** The entries of a stored object. */
export function managedFieldsOf(stored: KubeObject): readonly ManagedFieldsEntry[] {
  const known = entries.get(stored);
  if (known) return known;
  // Oldest first, without recursion.
  const chain: KubeObject[] = [];
  let at: KubeObject | undefined = stored;
  while (at && !entries.has(at) && writes.has(at)) {
    chain.push(at);
    at = writes.get(at)!.old;
  }
  let found: readonly ManagedFieldsEntry[] = at ? (entries.get(at) ?? at.metadata.managedFields ?? []) : [];
  for (const object of chain.reverse()) {
    const { writer, old, sent, given }: Write = writes.get(object)!;
    found = ownedAfterUpdate(old, sent, startFrom(found, given, writer), writer);
    entries.set(object, found);
  }
  return found;
}

// An empty list, or one empty entry, starts afresh; what cannot be read is as if nothing had been sent.
function startFrom(
  before: readonly ManagedFieldsEntry[],
  given: readonly ManagedFieldsEntry[] | undefined,
  writer: Writer,
): readonly ManagedFieldsEntry[] {
  if (!given || writer.subresource) return before;
  if (given.length === 0 || (given.length === 1 && Object.keys(given[0]!).length === 0)) return [];
  return given.every((entry) => entry.fieldsV1 && entry.operation && entry.apiVersion) ? given : before;
}
