// Deletes what its owners left behind. Follows kubernetes/pkg/controller/garbagecollector.

import { keyOf, type KubeObject, type OwnerReference } from '../../api/object.ts';
import { groupResource, resourceOfKind } from '../../api/schema/resources.ts';
import type { Actor, ActorContext, Change } from '../interface.ts';
import { controllerUser } from './controller.ts';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

/** Owners that were never there are given this long before their dependents go. */
export function garbageCollector(): Actor {
  return {
    name: 'garbage-collector-controller',
    user: controllerUser('generic-garbage-collector'),
    watches: ['*'],
    changed(change, context) {
      if (change.resource === 'events') return;
      const { object } = change;
      const id = `${change.resource} ${change.key}`;
      if (change.type === 'DELETED') {
        for (const dependent of context.read.indexed('dependents', object.metadata.uid ?? ''))
          queue(context, dependent);
        // A foreground deletion of the owner may have waited for this one.
        for (const owner of object.metadata.ownerReferences ?? [])
          if (owner.blockOwnerDeletion) queueOwner(context, change, owner);
        return;
      }
      if (object.metadata.deletionTimestamp) {
        if (object.metadata.finalizers?.some((it) => it === FOREGROUND || it === ORPHAN)) context.enqueue(id);
      } else if (
        object.metadata.ownerReferences?.length &&
        object.metadata.ownerReferences !== change.old?.metadata.ownerReferences
      ) {
        // Nearly always the owner is there: then there is nothing to look into.
        if (object.metadata.ownerReferences.some((owner) => !isThere(context, object, owner))) context.enqueue(id);
      }
    },
    sync,
  };
}

function resourceFor(context: ActorContext, of: { apiVersion?: string; kind?: string }): string | undefined {
  const info = resourceOfKind(of.apiVersion ?? '', of.kind ?? '');
  if (info) return groupResource(info);
  const definition = context.read
    .list('customresourcedefinitions.apiextensions.k8s.io')
    .find(
      (it) =>
        it['spec'].names.kind === of.kind && `${it['spec'].group}/` === (of.apiVersion ?? '').replace(/[^/]*$/, ''),
    );
  return definition && `${definition['spec'].names.plural}.${definition['spec'].group}`;
}

function queue(context: ActorContext, object: KubeObject): void {
  const resource = resourceFor(context, object);
  if (resource) context.enqueue(`${resource} ${keyOf(object)}`);
}

function ownerOf(
  context: ActorContext,
  object: KubeObject,
  owner: OwnerReference,
): { resource: string; object?: KubeObject } | undefined {
  const resource = resourceFor(context, owner);
  if (!resource) return undefined;
  const found =
    context.read.get(resource, `${object.metadata.namespace}/${owner.name}`) ?? context.read.get(resource, owner.name);
  return { resource, object: found?.metadata.uid === owner.uid ? found : undefined };
}

function isThere(context: ActorContext, object: KubeObject, owner: OwnerReference): boolean {
  const known = ownerOf(context, object, owner);
  // What cannot be looked up is taken to be there: nothing is deleted on a guess.
  return !known || known.object !== undefined;
}

function queueOwner(context: ActorContext, change: Change, owner: OwnerReference): void {
  const known = ownerOf(context, change.object, owner);
  if (known?.object?.metadata.deletionTimestamp) context.enqueue(`${known.resource} ${keyOf(known.object)}`);
}

function sync(id: string, context: ActorContext): void {
  const space = id.indexOf(' ');
  const resource = id.slice(0, space);
  const object = context.read.get(resource, id.slice(space + 1));
  if (!object) return;
  const { deletionTimestamp, finalizers = [], ownerReferences = [] } = object.metadata;
  const dependents = deletionTimestamp ? context.read.indexed('dependents', object.metadata.uid!) : [];
  if (deletionTimestamp && finalizers.includes(ORPHAN)) {
    for (const dependent of dependents)
      setOwners(
        context,
        dependent,
        dependent.metadata.ownerReferences!.filter((owner) => owner.uid !== object.metadata.uid),
      );
    dropFinalizer(context, resource, object, ORPHAN);
    return;
  }
  if (awaitsDependents(object)) {
    const blocking = dependents.filter((it) =>
      it.metadata.ownerReferences!.some((owner) => owner.uid === object.metadata.uid && owner.blockOwnerDeletion),
    );
    if (blocking.length === 0) dropFinalizer(context, resource, object, FOREGROUND);
    else
      for (const dependent of blocking)
        if (!dependent.metadata.deletionTimestamp && !leaveTo(context, dependent)) {
          if (unblock(context, dependent)) context.enqueue(id);
          context.api.delete(
            resourceFor(context, dependent)!,
            dependent.metadata.namespace ?? '',
            dependent.metadata.name!,
            { propagation: 'Foreground' },
          );
        }
    return;
  }
  if (deletionTimestamp || ownerReferences.length === 0) return;
  const gone = ownerReferences.filter((owner) => !isThere(context, object, owner));
  if (gone.length === 0) return;
  for (const owner of gone) if (object.metadata.namespace) warnOfOtherNamespace(context, object, owner);
  if (gone.length < ownerReferences.length) {
    setOwners(
      context,
      object,
      ownerReferences.filter((owner) => !gone.includes(owner)),
    );
    return;
  }
  context.api.delete(resource, object.metadata.namespace ?? '', object.metadata.name!, {
    propagation: 'Background',
    preconditions: { uid: object.metadata.uid },
  });
}

/** Leaves a dependent to the owners of its that stay, if there are any: those that go are struck off. */
function leaveTo(context: ActorContext, dependent: KubeObject): boolean {
  const staying = dependent.metadata.ownerReferences!.filter((owner) => {
    const known = ownerOf(context, dependent, owner);
    return !known || (known.object !== undefined && !awaitsDependents(known.object));
  });
  if (staying.length === 0) return false;
  setOwners(context, dependent, staying);
  return true;
}

/** Where owners wait for each other in a circle nobody would ever go: a dependent that an owner of its depends on holds nobody up. */
function unblock(context: ActorContext, dependent: KubeObject): boolean {
  const isCircle = context.read.indexed('dependents', dependent.metadata.uid!).some(awaitsDependents);
  if (isCircle)
    setOwners(
      context,
      dependent,
      dependent.metadata.ownerReferences!.map((owner) => ({ ...owner, blockOwnerDeletion: false })),
    );
  return isCircle;
}

/** Whether an object is deleted and goes only after what it owns. */
const awaitsDependents = ({ metadata }: KubeObject): boolean =>
  metadata.deletionTimestamp !== undefined && (metadata.finalizers?.includes(FOREGROUND) ?? false);

function setOwners(context: ActorContext, object: KubeObject, owners: readonly OwnerReference[]): void {
  context.api.update(resourceFor(context, object)!, {
    ...object,
    metadata: { ...object.metadata, ownerReferences: owners.length ? owners : undefined },
  });
}

/** An owner that is there, but in another namespace, is as good as absent: that deserves a word. */
function warnOfOtherNamespace(context: ActorContext, object: KubeObject, owner: OwnerReference): void {
  const resource = resourceFor(context, owner);
  if (!resource || !context.read.list(resource).some((it) => it.metadata.uid === owner.uid)) return;
  const { namespace } = object.metadata;
  const said = `ownerRef [${owner.apiVersion}/${owner.kind}, namespace: ${namespace}, name: ${owner.name}, uid: ${owner.uid}]`;
  context.events.event(
    object,
    'Warning',
    'OwnerRefInvalidNamespace',
    `${said} does not exist in namespace "${namespace}"`,
  );
}

function dropFinalizer(context: ActorContext, resource: string, object: KubeObject, finalizer: string): void {
  const live = context.read.get(resource, keyOf(object));
  if (!live) return;
  const finalizers = (live.metadata.finalizers ?? []).filter((it) => it !== finalizer);
  context.api.update(resource, {
    ...live,
    metadata: { ...live.metadata, finalizers: finalizers.length ? finalizers : undefined },
  });
}
