// Claims in use, bound volumes and the classes of either outlive their deletion until nobody needs them.
// Follows kubernetes/pkg/controller/volume/{pvc,pv,vac}protection.

import type { KubeObject } from '../../../api/object.ts';
import type { Actor, Change, Reader } from '../../interface.ts';
import { controllerUser } from '../controller.ts';

/** What holds objects of a resource back, and when they may go. */
interface Guard {
  readonly name: string;
  readonly resource: string;
  readonly finalizer: string;
  /** Resources whose changes may set some free, and the keys of those. */
  readonly users: readonly string[];
  readonly freed: (change: Change) => Iterable<string>;
  readonly isUsed: (key: string, object: KubeObject, read: Reader) => boolean;
}

/** Claims outlive the pods that use them. */
export const claimProtection = (): Actor =>
  protection({
    name: 'pvc-protection-controller',
    resource: 'persistentvolumeclaims',
    finalizer: 'kubernetes.io/pvc-protection',
    users: ['pods'],
    freed: ({ type, object }) => (type === 'DELETED' || isOver(object) ? claimsOf(object) : []),
    isUsed: (key, _, read) => read.indexed('podsByClaim', key).some((pod) => pod['spec'].nodeName && !isOver(pod)),
  });

/** Volumes outlive the claims bound to them. */
export const volumeProtection = (): Actor =>
  protection({
    name: 'pv-protection-controller',
    resource: 'persistentvolumes',
    finalizer: 'kubernetes.io/pv-protection',
    users: [],
    freed: () => [],
    isUsed: (_, volume) => volume['status']?.phase === 'Bound',
  });

/** Classes outlive the claims and volumes that have them, or are to have them. */
export const attributesClassProtection = (): Actor =>
  protection({
    name: 'volumeattributesclass-protection-controller',
    resource: 'volumeattributesclasses.storage.k8s.io',
    finalizer: 'kubernetes.io/vac-protection',
    users: ['persistentvolumeclaims', 'persistentvolumes'],
    // What it had before is what may be free now.
    freed: ({ old, object }) => classesOf(old ?? object),
    isUsed: (key, _, read) =>
      ['persistentvolumeclaims', 'persistentvolumes'].some((of) => read.list(of).some((it) => classesOf(it).has(key))),
  });

function protection({ name, resource, finalizer, users, freed, isUsed }: Guard): Actor {
  return {
    name,
    user: controllerUser(name),
    watches: [resource, ...users],
    changed(change, context) {
      if (change.resource !== resource) for (const key of freed(change)) context.enqueue(`${resource} ${key}`);
      else if (change.type !== 'DELETED' && change.object.metadata.deletionTimestamp)
        context.enqueue(`${resource} ${change.key}`);
    },
    sync(id, context) {
      const key = id.slice(resource.length + 1);
      const object = context.read.get(resource, key);
      if (!object?.metadata.deletionTimestamp || !object.metadata.finalizers?.includes(finalizer)) return;
      if (isUsed(key, object, context.read)) return;
      const finalizers = object.metadata.finalizers.filter((it) => it !== finalizer);
      context.api.update(resource, {
        ...object,
        metadata: { ...object.metadata, finalizers: finalizers.length ? finalizers : undefined },
      });
    },
  };
}

function isOver(pod: KubeObject): boolean {
  const phase = pod['status']?.phase as string | undefined;
  return phase === 'Succeeded' || phase === 'Failed';
}

function claimsOf(pod: KubeObject): string[] {
  const volumes = (pod['spec'].volumes ?? []) as { persistentVolumeClaim?: { claimName: string } }[];
  return volumes.flatMap(({ persistentVolumeClaim }) =>
    persistentVolumeClaim ? [`${pod.metadata.namespace}/${persistentVolumeClaim.claimName}`] : [],
  );
}

/** The classes that a claim or a volume has, asks for, or is on its way to. */
function classesOf({ spec, status }: KubeObject): Set<string> {
  const names: unknown[] = [
    spec?.volumeAttributesClassName,
    status?.currentVolumeAttributesClassName,
    status?.modifyVolumeStatus?.targetVolumeAttributesClassName,
  ];
  return new Set(names.filter((it): it is string => typeof it === 'string' && it !== ''));
}
