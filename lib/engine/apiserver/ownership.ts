// How ownership of fields moves when an object is written.

import type { KubeObject, ManagedFieldsEntry } from '../../api/object.ts';

/** The entries after a write that is no apply. */
export function ownedAfterUpdate(
  old: KubeObject | undefined,
  now: KubeObject,
  before: readonly ManagedFieldsEntry[],
  write: { readonly manager: string; readonly subresource: string; readonly apiVersion: string; readonly time: number },
): readonly ManagedFieldsEntry[] {
  void old;
  void now;
  void write;
  return before;
}
