// Claims in use, bound volumes and the classes of either outlive their deletion until nobody needs them.
// Follows kubernetes/pkg/controller/volume/{pvc,pv,vac}protection.

import type { KubeObject } from '../../../api/object.ts';
import type { Actor, ActorContext } from '../../interface.ts';
import { controllerUser } from '../controller.ts';

const CLAIM = 'kubernetes.io/pvc-protection';
const VOLUME = 'kubernetes.io/pv-protection';
const CLASS = 'kubernetes.io/vac-protection';
const CLASSES = 'volumeattributesclasses.storage.k8s.io';

/** Claims outlive the pods that use them. */
export const claimProtection = (): Actor => protection('pvc', 'persistentvolumeclaims');
/** Volumes outlive the claims bound to them. */
export const volumeProtection = (): Actor => protection('pv', 'persistentvolumes');

/** Classes outlive the claims and volumes that have them, or are to have them. */
export function attributesClassProtection(): Actor {
  return {
    name: 'volumeattributesclass-protection-controller',
    user: controllerUser('volumeattributesclass-protection-controller'),
    watches: [CLASSES, 'persistentvolumeclaims', 'persistentvolumes'],
    changed(change, context) {
      if (change.resource === CLASSES) {
        if (change.type !== 'DELETED' && change.object.metadata.deletionTimestamp)
          context.enqueue(`${CLASSES} ${change.key}`);
        return;
      }
      // What it had before is what may be free now.
      for (const name of classesOf(change.old ?? change.object)) context.enqueue(`${CLASSES} ${name}`);
    },
    sync,
  };
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

function protection(what: 'pvc' | 'pv', resource: string): Actor {
  return {
    name: `${what}-protection-controller`,
    user: controllerUser(`${what}-protection-controller`),
    watches: what === 'pvc' ? [resource, 'pods'] : [resource],
    changed(change, context) {
      if (change.resource === 'pods') {
        const phase = change.object['status']?.phase as string | undefined;
        if (change.type !== 'DELETED' && phase !== 'Succeeded' && phase !== 'Failed') return;
        for (const volume of (change.object['spec'].volumes ?? []) as {
          persistentVolumeClaim?: { claimName: string };
        }[])
          if (volume.persistentVolumeClaim)
            context.enqueue(
              `persistentvolumeclaims ${change.object.metadata.namespace}/${volume.persistentVolumeClaim.claimName}`,
            );
      } else if (change.type !== 'DELETED' && change.object.metadata.deletionTimestamp)
        context.enqueue(`${change.resource} ${change.key}`);
    },
    sync,
  };
}

function sync(id: string, context: ActorContext): void {
  const [resource, key] = id.split(' ') as [string, string];
  const object = context.read.get(resource, key);
  if (!object?.metadata.deletionTimestamp) return;
  const finalizer = resource === CLASSES ? CLASS : resource === 'persistentvolumes' ? VOLUME : CLAIM;
  if (!object.metadata.finalizers?.includes(finalizer)) return;
  if (isUsed(resource, key, object, context)) return;
  const finalizers = object.metadata.finalizers.filter((it) => it !== finalizer);
  context.api.update(resource, {
    ...object,
    metadata: { ...object.metadata, finalizers: finalizers.length ? finalizers : undefined },
  });
}

function isUsed(resource: string, key: string, object: KubeObject, { read }: ActorContext): boolean {
  if (resource === CLASSES)
    return ['persistentvolumeclaims', 'persistentvolumes'].some((of) =>
      read.list(of).some((it) => classesOf(it).has(key)),
    );
  if (resource === 'persistentvolumes') return object['status']?.phase === 'Bound';
  return read
    .indexed('podsByClaim', key)
    .some((pod) => pod['spec'].nodeName && pod['status']?.phase !== 'Succeeded' && pod['status']?.phase !== 'Failed');
}
