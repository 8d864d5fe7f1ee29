// The storage side of a cloud: claims of a class become volumes after a while, in the zone of the node that was chosen for them.

import { keyOf, type KubeObject } from '../../api/object.ts';
import type { Actor, ActorContext } from '../interface.ts';

const CLASSES = 'storageclasses.storage.k8s.io';
const SELECTED = 'volume.kubernetes.io/selected-node';
const ZONE = 'topology.kubernetes.io/zone';

/** Provisions volumes for pending claims whose class has a provisioner. Plays every external provisioner. */
export function provisioner(): Actor {
  return {
    name: 'cloud-volumes',
    user: {
      name: 'system:serviceaccount:kube-system:csi-provisioner',
      groups: ['system:masters', 'system:authenticated'],
    },
    watches: ['persistentvolumeclaims', CLASSES],
    changed(change, context) {
      if (change.resource === CLASSES) {
        for (const claim of context.read.list('persistentvolumeclaims')) context.enqueue(keyOf(claim));
      } else if (change.type !== 'DELETED') context.enqueue(change.key);
    },
    sync,
  };
}

function sync(key: string, context: ActorContext): void {
  const claim = context.read.get('persistentvolumeclaims', key);
  if (!claim || claim['spec'].volumeName || claim['status']?.phase === 'Bound' || claim.metadata.deletionTimestamp)
    return;
  const storageClass = context.read.get(CLASSES, (claim['spec'].storageClassName as string | undefined) ?? '');
  if (!storageClass || storageClass['provisioner'] === 'kubernetes.io/no-provisioner') return;
  const selected = claim.metadata.annotations?.[SELECTED];
  if (storageClass['volumeBindingMode'] === 'WaitForFirstConsumer' && !selected) return;
  const name = `pvc-${claim.metadata.uid}`;
  if (context.read.get('persistentvolumes', name)) return;
  const begun = context.memory.get<number>(key);
  const takes = (context.simulation.pace?.provisionSeconds ?? 2) * 1000;
  if (begun === undefined) {
    context.memory.set(key, context.now);
    context.events.event(
      claim,
      'Normal',
      'ExternalProvisioning',
      `Waiting for a volume to be created either by the external provisioner '${storageClass['provisioner']}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
    );
    context.enqueue(key, takes);
    return;
  }
  if (context.now < begun + takes) return;
  context.memory.delete(key);
  const node = selected ? context.read.get('nodes', selected) : undefined;
  const zone = node?.metadata.labels?.[ZONE];
  context.api.create('persistentvolumes', volume(claim, storageClass, name, zone));
  context.events.event(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${name}`);
}

function volume(claim: KubeObject, storageClass: KubeObject, name: string, zone: string | undefined): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, annotations: { 'pv.kubernetes.io/provisioned-by': storageClass['provisioner'] as string } },
    spec: {
      accessModes: claim['spec'].accessModes,
      capacity: { storage: claim['spec'].resources?.requests?.storage },
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        namespace: claim.metadata.namespace,
        name: claim.metadata.name,
        uid: claim.metadata.uid,
        resourceVersion: claim.metadata.resourceVersion,
      },
      csi: { driver: storageClass['provisioner'], volumeHandle: name },
      ...(zone
        ? {
            nodeAffinity: {
              required: { nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE, operator: 'In', values: [zone] }] }] },
            },
          }
        : {}),
      persistentVolumeReclaimPolicy: storageClass['reclaimPolicy'] ?? 'Delete',
      storageClassName: storageClass.metadata.name,
      volumeMode: claim['spec'].volumeMode ?? 'Filesystem',
      ...(storageClass['mountOptions'] ? { mountOptions: storageClass['mountOptions'] } : {}),
    },
  };
}
