// What all controllers share: whom they act as, how their keys follow from owned objects, how a status is written.

import {
  controllerOf,
  keyOf,
  type GroupResource,
  type JsonObject,
  type KubeObject,
  type OwnerReference,
} from '../../api/object.ts';
import { groupResource, resourceOfKind } from '../../api/schema/resources.ts';
import { isStatus } from '../../api/status-errors.ts';
import type { ActorContext, Change, UserInfo } from '../interface.ts';

/** The service account user of a controller in the controller manager. */
export function controllerUser(name: string): UserInfo {
  return {
    name: `system:serviceaccount:kube-system:${name}`,
    groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
  };
}

/** Key of the owner of this kind that manages the object; of its state before the change too, so that an orphaned object wakes its last owner. */
export function ownerKeys(change: Change, kind: string): string[] {
  const keys = new Set<string>();
  for (const object of [change.object, change.old]) {
    const owner = object && controllerOf(object);
    if (object && owner?.kind === kind) keys.add(`${object.metadata.namespace}/${owner.name}`);
  }
  return [...keys];
}

/** A reference that makes the owner the managing one. */
export function managedBy(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion!,
    kind: owner.kind!,
    name: owner.metadata.name!,
    uid: owner.metadata.uid!,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** The objects of a resource that the owner manages, in key order. */
export function managedObjects(context: ActorContext, owner: KubeObject, kind: string): KubeObject[] {
  return context.read
    .indexed('dependents', owner.metadata.uid!)
    .filter((object) => object.kind === kind && controllerOf(object)?.uid === owner.metadata.uid);
}

/** Writes a status when it differs from what is there. */
export function writeStatus(context: ActorContext, resource: GroupResource, object: KubeObject, status: object): void {
  if (JSON.stringify(object['status'] ?? {}) === JSON.stringify(status)) return;
  context.api.update(resource, { ...object, status }, { subresource: 'status' });
}

/** Changes fields of an object's metadata by a merge patch; controllers may patch pods where they may not update them. */
export function patchMetadata(
  context: ActorContext,
  resource: GroupResource,
  object: KubeObject,
  fields: { finalizers?: readonly string[] | null; ownerReferences?: readonly OwnerReference[] | null },
): KubeObject {
  const { uid, namespace = '', name } = object.metadata;
  const body = { metadata: { uid, ...fields } } as unknown as JsonObject;
  return context.api.patch(resource, namespace, name!, 'merge', body);
}

/** The resource of an object. */
export function resourceOf(object: { apiVersion?: string; kind?: string }): GroupResource | undefined {
  const info = resourceOfKind(object.apiVersion ?? '', object.kind ?? '');
  return info && groupResource(info);
}

/** Whether a pod counts as ready. */
export function isReady(pod: KubeObject): boolean {
  return (
    (pod['status']?.conditions as { type: string; status: string }[] | undefined)?.some(
      (it) => it.type === 'Ready' && it.status === 'True',
    ) ?? false
  );
}

/** When a pod became ready; NaN when it is not. */
export function readySince(pod: KubeObject): number {
  const ready = (
    pod['status']?.conditions as { type: string; status: string; lastTransitionTime?: string }[] | undefined
  )?.find((it) => it.type === 'Ready');
  return ready?.status === 'True' ? Date.parse(ready.lastTransitionTime ?? '') : NaN;
}

/** Whether a pod is ready for at least so many seconds. */
export function isAvailable(pod: KubeObject, minReadySeconds: number, now: number): boolean {
  if (!isReady(pod)) return false;
  return minReadySeconds <= 0 || readySince(pod) + minReadySeconds * 1000 <= now;
}

/** Whether all its containers have ended for good. */
export function isEnded(pod: KubeObject): boolean {
  const phase = pod['status']?.phase as string | undefined;
  return phase === 'Succeeded' || phase === 'Failed';
}

/** Neither finished nor on its way out. */
export function isActive(pod: KubeObject): boolean {
  return !isEnded(pod) && !pod.metadata.deletionTimestamp;
}

/** Deletes an object that may be gone already. */
export function deleteIfThere(context: ActorContext, resource: GroupResource, object: KubeObject): void {
  if (!context.read.get(resource, keyOf(object))) return;
  context.api.delete(resource, object.metadata.namespace ?? '', object.metadata.name!, {
    preconditions: { uid: object.metadata.uid },
  });
}

/** Whether a write was refused because its namespace goes away. */
export function isTerminatingNamespace(error: unknown): boolean {
  return (
    isStatus(error, 'Forbidden') &&
    (error.status.details?.causes ?? []).some((it) => it.reason === 'NamespaceTerminating')
  );
}
