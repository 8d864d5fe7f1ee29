// What is in the cluster and no longer in the tree: found by the inventory, removed but for what holds data.

import type { Client } from '../api/client.ts';
import type { GroupResource, KubeObject } from '../api/object.ts';
import { isStatus } from '../api/status-errors.ts';
import type { DeployOptions, KeptObject } from './interface.ts';
import { forget, members, readInventory, removeParent, writeInventory } from './inventory.ts';
import { describe } from './names.ts';
import { heldData } from './protection.ts';

export interface Member {
  readonly resource: GroupResource;
  readonly object: KubeObject;
}

export interface Removal {
  /** `Kind namespace/name` of what was removed. */
  readonly removed: readonly string[];
  readonly kept: readonly KeptObject[];
}

/** Splits what is to go into what goes and what is kept for its data. */
export async function sorted(
  client: Client,
  gone: readonly Member[],
  pruneData: boolean,
): Promise<{ readonly go: readonly Member[]; readonly stay: readonly (Member & { readonly why: string })[] }> {
  const going = new Map<GroupResource, number>();
  for (const { resource } of gone) going.set(resource, (going.get(resource) ?? 0) + 1);
  const go: Member[] = [];
  const stay: (Member & { readonly why: string })[] = [];
  for (const it of gone) {
    // What is on its way out is beyond keeping.
    const why =
      pruneData || it.object.metadata.deletionTimestamp ? undefined : await heldData(client, it.object, going);
    if (why === undefined) go.push(it);
    else stay.push({ ...it, why });
  }
  // A namespace is not emptied of what it is kept for by removing it, nor is it removed while something in it is kept.
  const needed = new Set(stay.map((it) => it.object.metadata.namespace));
  const removed = go.filter(({ resource, object }) => resource !== 'namespaces' || !needed.has(object.metadata.name));
  for (const it of go) if (!removed.includes(it)) stay.push({ ...it, why: 'what is in it is kept' });
  return { go: removed, stay };
}

/** Removes objects; namespaces go last, and definitions after what they define. */
export async function removeAll(client: Client, gone: readonly Member[], options: DeployOptions): Promise<Removal> {
  const { go, stay } = await sorted(client, gone, options.pruneData ?? false);
  const last = (resource: string): number =>
    resource === 'namespaces' ? 2 : resource.startsWith('customresourcedefinitions') ? 1 : 0;
  const removed: string[] = [];
  for (const { resource, object } of [...go].sort((a, b) => last(a.resource) - last(b.resource))) {
    if (options.signal?.aborted) break;
    try {
      await client.delete(resource, object.metadata.namespace ?? '', object.metadata.name!, {
        propagation: 'Background',
      });
    } catch (error) {
      if (!isStatus(error, 'NotFound')) throw error;
      continue;
    }
    removed.push(describe(object));
    options.progress?.({ type: 'pruned', id: describe(object), time: client.now() });
  }
  const kept = stay.map(({ object, why }) => ({ id: describe(object), why }));
  for (const it of kept) options.progress?.({ type: 'kept', ...it, time: client.now() });
  return { removed, kept };
}

/** Removes what a deployment made, and its inventory unless something is kept for its data. */
export async function destroy(client: Client, name: string, options: DeployOptions = {}): Promise<Removal> {
  const { namespace } = options;
  const inventory = await readInventory(client, name, namespace);
  const gone = await members(client, name, inventory, namespace);
  const result = await removeAll(client, gone, options);
  if (result.kept.length) await writeInventory(client, name, forget(inventory, new Set(result.removed)), namespace);
  else
    await removeParent(client, name, namespace).catch((error: unknown) => {
      if (!isStatus(error, 'NotFound')) throw error;
    });
  return result;
}
