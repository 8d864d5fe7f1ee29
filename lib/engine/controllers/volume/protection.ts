// Claims in use and bound volumes outlive their deletion until nobody needs them. Follows kubernetes/pkg/controller/volume/{pvc,pv}protection.

import type { Actor, ActorContext } from '../../interface.ts';
import { controllerUser } from '../controller.ts';

const CLAIM = 'kubernetes.io/pvc-protection';
const VOLUME = 'kubernetes.io/pv-protection';

/** Claims outlive the pods that use them. */
export const claimProtection = (): Actor => protection('pvc', 'persistentvolumeclaims');
/** Volumes outlive the claims bound to them. */
export const volumeProtection = (): Actor => protection('pv', 'persistentvolumes');

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
  const finalizer = resource === 'persistentvolumes' ? VOLUME : CLAIM;
  if (!object.metadata.finalizers?.includes(finalizer)) return;
  const used =
    resource === 'persistentvolumes'
      ? object['status']?.phase === 'Bound'
      : context.read
          .indexed('podsByClaim', key)
          .some(
            (pod) => pod['spec'].nodeName && pod['status']?.phase !== 'Succeeded' && pod['status']?.phase !== 'Failed',
          );
  if (used) return;
  const finalizers = object.metadata.finalizers.filter((it) => it !== finalizer);
  context.api.update(resource, {
    ...object,
    metadata: { ...object.metadata, finalizers: finalizers.length ? finalizers : undefined },
  });
}
