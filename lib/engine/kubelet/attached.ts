// Volumes that a node must have been given before a pod's containers start, and what a node says of those it uses.
// Follows kubernetes/pkg/kubelet/volumemanager.

import { keyOf, type KubeObject } from '../../api/object.ts';
import type { ActorContext } from '../interface.ts';
import { attachableOf, hasClaims, volumesOf, type Attachable } from '../kinds/volume-attachments.ts';
import { isFinished } from '../scheduler/pods.ts';

/** How long volumes are waited for before somebody is told, in milliseconds. */
const PATIENCE = 123_000;
/** `attaching NODE POD`: since when a pod waits. */
const WAITS = 'attaching ';

const placeOf = (node: string, pod: string): string => `${WAITS}${node} ${pod}`;

function attachablesOf(context: ActorContext, pod: KubeObject): { readonly name: string; readonly it: Attachable }[] {
  return volumesOf(context.read, pod).flatMap(({ name, volume }) => {
    const it = attachableOf(context.read, context.simulation, volume);
    return it ? [{ name, it }] : [];
  });
}

/** Whether a pod that is to begin has to wait for volumes to be attached; it is looked at again when its node has got one. */
export function isUnattached(context: ActorContext, pod: KubeObject, node: KubeObject): boolean {
  if (!hasClaims(pod)) return false;
  const needed = attachablesOf(context, pod);
  if (!needed.length) return false;
  const id = placeOf(node.metadata.name!, keyOf(pod));
  const since = context.memory.get<number>(id);
  if (since === undefined) reportInUse(context, node.metadata.name!);
  const there = new Set(((node['status']?.volumesAttached ?? []) as readonly { name: string }[]).map((it) => it.name));
  const missing = needed.filter(({ it }) => !there.has(it.unique)).map(({ name }) => name);
  if (!missing.length) {
    context.memory.delete(id);
    return false;
  }
  let from = since ?? context.now;
  if (context.now - from >= PATIENCE) {
    from = context.now;
    const names = missing.sort().join(' ');
    const message = `Unable to attach or mount volumes: unmounted volumes=[${names}], unattached volumes=[${names}], failed to process volumes=[]: context deadline exceeded`;
    context.events.event(pod, 'Warning', 'FailedMount', message);
  }
  if (from !== since) context.memory.set(id, from);
  context.enqueue(keyOf(pod), from + PATIENCE - context.now, { background: true });
  return true;
}

/** A node that was given a volume, or lost one, is looked at by those that wait there. */
export function attachmentsChanged(context: ActorContext, node: string): void {
  const prefix = `${WAITS}${node} `;
  for (const [id] of context.memory.entries(prefix)) context.enqueue(id.slice(prefix.length));
}

/** Forgets a pod that is gone; whether its node may use less from now on. */
export function leave(context: ActorContext, pod: KubeObject): boolean {
  if (!hasClaims(pod)) return false;
  context.memory.delete(placeOf(pod['spec'].nodeName as string, keyOf(pod)));
  return true;
}

/** Says at a node which attached volumes its pods use. */
export function reportInUse(context: ActorContext, name: string): void {
  const node = context.read.get('nodes', name);
  if (!node) return;
  const used = new Set<string>();
  for (const pod of context.read.indexed('podsByNode', name))
    if (hasClaims(pod) && !isFinished(pod)) for (const { it } of attachablesOf(context, pod)) used.add(it.unique);
  const now = [...used].sort();
  const { volumesInUse: before = [], ...status } = (node['status'] ?? {}) as { volumesInUse?: readonly string[] };
  if (before.length === now.length && now.every((it, i) => it === before[i])) return;
  context.api.update(
    'nodes',
    { ...node, status: now.length ? { ...status, volumesInUse: now } : status },
    { subresource: 'status' },
  );
}
