// Who owns which fields, worked out only when somebody looks. A write notes who wrote and what was there before; the entries of
// `metadata.managedFields` follow from that chain when an answer shows them or an apply needs them. Objects in storage never
// hold them, so a pod's life pays a map entry a write.

import type { KubeObject, ManagedFieldsEntry } from '../../api/object.ts';
import { ownedAfterUpdate } from './ownership.ts';

interface Write {
  readonly manager: string;
  readonly subresource: string;
  /** The version the writer used. */
  readonly apiVersion: string;
  readonly time: number;
  readonly old: KubeObject | undefined;
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
  write: Omit<Write, 'depth' | 'given'> & { given?: readonly ManagedFieldsEntry[] | undefined },
): void {
  const depth = write.old ? (writes.get(write.old)?.depth ?? 0) + 1 : 0;
  writes.set(stored, { ...write, given: write.given, depth });
  if (depth >= LONGEST) {
    const known = managedFieldsOf(stored);
    writes.delete(stored);
    entries.set(stored, known);
  }
}

/** Sets the entries of an object. */
export function setManagedFields(stored: KubeObject, known: readonly ManagedFieldsEntry[]): void {
  entries.set(stored, known);
}

/** The object is the same as another but for its resourceVersion. */
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
    const write: Write = writes.get(object)!;
    found = ownedAfterUpdate(write.old, object, write.given ?? found, write);
    entries.set(object, found);
  }
  return found;
}
