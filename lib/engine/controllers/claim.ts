// Whose pod is it: a controller adopts what it selects and nobody manages, and lets go of what it no longer selects.
// Follows kubernetes/pkg/controller/controller_ref_manager.go.

import { controllerOf, keyOf, type GroupResource, type KubeObject } from '../../api/object.ts';
import type { ActorContext, Change } from '../interface.ts';
import { isActive, managedBy, managedObjects, ownerKeys, patchMetadata } from './controller.ts';

type Matches = (labels: Readonly<Record<string, string>> | undefined) => boolean;

export interface ClaimOptions {
  /** Further conditions of adoption and of staying: a StatefulSet's pods carry its name. */
  readonly fits?: (pod: KubeObject) => boolean;
  /** A finalizer that comes with adoption and goes with release. */
  readonly finalizer?: string;
}

/** The pods a controller manages after adopting and releasing; an owner on its way out changes nothing. */
export function claimPods(
  context: ActorContext,
  owner: KubeObject,
  matches: Matches,
  options: ClaimOptions = {},
): KubeObject[] {
  const belongs = (pod: KubeObject): boolean => matches(pod.metadata.labels) && (options.fits?.(pod) ?? true);
  const owned = managedObjects(context, owner, 'Pod');
  const kept = owned.filter(belongs);
  if (owner.metadata.deletionTimestamp) return kept;
  for (const pod of owned) if (!belongs(pod)) release(context, owner, pod, options.finalizer);
  for (const pod of context.read.indexed('orphanPods', owner.metadata.namespace!))
    if (isActive(pod) && belongs(pod)) kept.push(adopt(context, owner, pod, options.finalizer));
  return kept;
}

function adopt(context: ActorContext, owner: KubeObject, pod: KubeObject, finalizer?: string): KubeObject {
  const finalizers = pod.metadata.finalizers ?? [];
  return patchMetadata(context, 'pods', pod, {
    ownerReferences: [...(pod.metadata.ownerReferences ?? []), managedBy(owner)],
    ...(finalizer && !finalizers.includes(finalizer) ? { finalizers: [...finalizers, finalizer] } : {}),
  });
}

function release(context: ActorContext, owner: KubeObject, pod: KubeObject, finalizer?: string): void {
  const owners = pod.metadata.ownerReferences!.filter((it) => it.uid !== owner.metadata.uid);
  const finalizers = pod.metadata.finalizers?.filter((it) => it !== finalizer);
  patchMetadata(context, 'pods', pod, {
    ownerReferences: owners.length ? owners : null,
    ...(finalizer && finalizers ? { finalizers: finalizers.length ? finalizers : null } : {}),
  });
}

/** The keys of controllers that the change of a pod (or another owned object) concerns: its owners before and after, and when it has none, those that might adopt it. */
export function podKeys(
  change: Change,
  context: ActorContext,
  kind: string,
  resource: GroupResource,
  matcherOf: (owner: KubeObject) => Matches,
): string[] {
  const keys = ownerKeys(change, kind);
  if (change.type === 'DELETED' || controllerOf(change.object)) return keys;
  const { object, old } = change;
  if (old && old.metadata.labels === object.metadata.labels && !controllerOf(old)) return keys;
  for (const owner of context.read.list(resource, object.metadata.namespace)) {
    const key = keyOf(owner);
    if (!keys.includes(key) && matcherOf(owner)(object.metadata.labels)) keys.push(key);
  }
  return keys;
}
