// Who owns which fields, worked out only when somebody looks. A write notes who wrote what and what was there before; the entries
// of `metadata.managedFields` follow from that chain when an answer shows them or an apply needs them. Objects in storage never
// hold them, so a pod's life pays a map entry a write.

import type { KubeObject, ManagedFieldsEntry } from '../../api/object.ts';
import { ownedAfterUpdate, type Writer } from './ownership.ts';

/** One write of an object, and what followed from it once somebody looked. */
interface Owned {
  /** Absent where only the entries are known. */
  readonly writer: Writer | undefined;
  readonly time: number;
  readonly old: KubeObject | undefined;
  /** What the writer sent, before the server added to it; the object itself when nothing was added. */
  readonly sent: KubeObject | undefined;
  readonly depth: number;
  /** Entries the writer sent along, which replace those of before. */
  readonly given: readonly ManagedFieldsEntry[] | undefined;
  readonly entries: readonly ManagedFieldsEntry[] | undefined;
}

/**
 * The property of a stored object that says who owns what: a weak map of as many entries as there were writes would cost every
 * garbage collection. A copy takes it along and gets its own when it is stored. Drafts have it from the beginning: in the V8 of
 * Node 20 a property added to a spread copy gives each copy a hidden class of its own, which costs more than the property.
 */
export const OWNED = Symbol('owned');
type Marked = KubeObject & { [OWNED]?: Owned };

function ownedOf(object: KubeObject): Owned | undefined {
  return (object as Marked)[OWNED];
}

function mark(object: KubeObject, owned: Owned): void {
  (object as Marked)[OWNED] = owned;
}

/** Who wrote an object as it is, where that was noted. */
export function writerOf(object: KubeObject): Writer | undefined {
  return ownedOf(object)?.writer;
}

/** Chains longer than this are worked out at once, so that an object often written does not keep all its past alive. */
const LONGEST = 16;

/** Notes a write that is no apply. */
export function noteWrite(
  stored: KubeObject,
  writer: Writer,
  time: number,
  old: KubeObject | undefined,
  sent: KubeObject | undefined,
  given?: readonly ManagedFieldsEntry[],
): void {
  if (!old && !sent && !given) {
    // Most objects are made once and as they are, events above all: those of one writer and instant share the note.
    if (lastMade?.writer !== writer || lastMade.time !== time)
      lastMade = { writer, time, old, sent, depth: 0, given, entries: undefined };
    mark(stored, lastMade);
    return;
  }
  const depth = old ? (ownedOf(old)?.depth ?? 0) + 1 : 0;
  mark(stored, { writer, time, old, sent, depth, given, entries: undefined });
  if (depth >= LONGEST) setManagedFields(stored, managedFieldsOf(stored));
}
let lastMade: Owned | undefined;

/** Sets the entries of an object. */
export function setManagedFields(stored: KubeObject, known: readonly ManagedFieldsEntry[]): void {
  mark(stored, {
    writer: undefined,
    time: 0,
    old: undefined,
    sent: undefined,
    depth: 0,
    given: undefined,
    entries: known,
  });
}

/** The object has the owners of another: only its resourceVersion differs, or what the server itself changes. */
export function sameOwners(stored: KubeObject, before: KubeObject): void {
  const owned = ownedOf(before);
  if (owned) mark(stored, owned);
}

/** The entries of a stored object. */
export function managedFieldsOf(stored: KubeObject): readonly ManagedFieldsEntry[] {
  const known = ownedOf(stored)?.entries;
  if (known) return known;
  // Oldest first, without recursion.
  const chain: [KubeObject, Owned][] = [];
  let at: KubeObject | undefined = stored;
  while (at) {
    const owned: Owned | undefined = ownedOf(at);
    if (!owned?.writer || owned.entries) break;
    chain.push([at, owned]);
    at = owned.old;
  }
  let found: readonly ManagedFieldsEntry[] = at ? (ownedOf(at)?.entries ?? at.metadata.managedFields ?? []) : [];
  for (const [object, owned] of chain.reverse()) {
    const { writer, time, old, sent, given } = owned;
    found = ownedAfterUpdate(old, sent ?? object, startFrom(found, given, writer!), writer!, time);
    // What was there before is of no more use: it goes.
    setManagedFields(object, found);
  }
  return found;
}

const isReadable = ({ fieldsV1, operation, apiVersion }: ManagedFieldsEntry): boolean =>
  fieldsV1 !== undefined && apiVersion !== undefined && (operation === 'Apply' || operation === 'Update');

// An empty list, or one empty entry, starts afresh; what cannot be read is as if nothing had been sent.
function startFrom(
  before: readonly ManagedFieldsEntry[],
  given: readonly ManagedFieldsEntry[] | undefined,
  writer: Writer,
): readonly ManagedFieldsEntry[] {
  if (!given || writer.subresource) return before;
  if (given.length === 0 || (given.length === 1 && Object.keys(given[0]!).length === 0)) return [];
  return given.every(isReadable) ? given : before;
}
