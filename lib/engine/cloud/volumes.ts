// The storage side of a cloud: claims handed to a provisioner become volumes after a while, in the zone of the node that was chosen
// for them; volumes nobody needs any more go, and claims that ask for more get it. A cluster without pools has no cloud.

import { ZONE } from '../../api/well-known-labels.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Provisioner } from '../../api/simulation/simulation.ts';
import { compareQuantities } from '../../api/quantity.ts';
import type { Actor, ActorContext } from '../interface.ts';

const CLAIMS = 'persistentvolumeclaims';
const VOLUMES = 'persistentvolumes';
const CLASSES = 'storageclasses.storage.k8s.io';
const SELECTED = 'volume.kubernetes.io/selected-node';
const PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
/** A provisioner that failed is asked again after this, in milliseconds. */
const AGAIN = 60_000;

/** Plays every external provisioner and resizer. */
export function provisioner(): Actor {
  return {
    name: 'cloud-volumes',
    user: {
      name: 'system:serviceaccount:kube-system:csi-provisioner',
      groups: ['system:masters', 'system:authenticated'],
    },
    watches: [CLAIMS, VOLUMES],
    changed({ resource, type, object, key }, context) {
      if (context.simulation.pools.length === 0 || type === 'DELETED') return;
      if (resource === VOLUMES) {
        if (object['status']?.phase === 'Released') context.enqueue(`release ${key}`);
      } else if (object['spec'].volumeName) {
        if (isSmall(object)) context.enqueue(`grow ${key}`);
      } else if (object.metadata.annotations?.[PROVISIONER]) context.enqueue(`make ${key}`);
    },
    sync(id, context) {
      const space = id.indexOf(' ');
      const key = id.slice(space + 1);
      if (id.startsWith('make')) make(id, key, context);
      else if (id.startsWith('grow')) grow(id, key, context);
      else release(key, context);
    },
  };
}

/** What the simulation says of a provisioner. */
function provisionerOf(context: ActorContext, name: string): Provisioner | undefined {
  return context.simulation.provisioners?.find((it) => it.name === name);
}

/** Whether what was begun earlier is done; the first call begins it. */
function isDone(id: string, context: ActorContext, provisioner?: Provisioner): boolean {
  const begun = context.memory.get<number>(id);
  const takes = (provisioner?.seconds ?? context.simulation.pace?.provisionSeconds ?? 2) * 1000;
  if (begun !== undefined && context.now >= begun + takes) {
    context.memory.delete(id);
    return true;
  }
  if (begun === undefined) {
    context.memory.set(id, context.now);
    context.enqueue(id, takes);
  }
  return false;
}

function make(id: string, key: string, context: ActorContext): void {
  const claim = context.read.get(CLAIMS, key);
  if (!claim || claim['spec'].volumeName || claim.metadata.deletionTimestamp) return;
  const storageClass = context.read.get(CLASSES, (claim['spec'].storageClassName as string | undefined) ?? '');
  const selected = claim.metadata.annotations?.[SELECTED];
  if (!storageClass || (storageClass['volumeBindingMode'] === 'WaitForFirstConsumer' && !selected)) return;
  const name = `pvc-${claim.metadata.uid}`;
  const known = provisionerOf(context, storageClass['provisioner'] as string);
  if (context.read.get(VOLUMES, name) || !isDone(id, context, known)) return;
  const node = selected ? context.read.get('nodes', selected) : undefined;
  const zone = node?.metadata.labels?.[ZONE] ?? known?.zones?.[0];
  const isOutside = zone !== undefined && known?.zones !== undefined && !known.zones.includes(zone);
  if (known?.failing || isOutside) {
    const why = known?.failing ? 'the provisioner is failing' : `it makes no volumes in ${zone}`;
    const message = `failed to provision volume with StorageClass "${storageClass.metadata.name}": rpc error: code = Unavailable desc = ${why}`;
    context.events.event(claim, 'Warning', 'ProvisioningFailed', message);
    // It stays like this until somebody changes something.
    context.enqueue(id, AGAIN, { background: true });
    return;
  }
  context.api.create(VOLUMES, volume(claim, storageClass, name, zone));
  context.events.event(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${name}`);
}

function isSmall(claim: KubeObject): boolean {
  const has = claim['status']?.capacity?.storage as string | undefined;
  const asked = claim['spec'].resources?.requests?.storage as string | undefined;
  return has !== undefined && asked !== undefined && compareQuantities(asked, has) > 0;
}

function grow(id: string, key: string, context: ActorContext): void {
  const claim = context.read.get(CLAIMS, key);
  const made = claim && context.read.get(VOLUMES, claim['spec'].volumeName as string);
  if (!claim || !made?.metadata.annotations?.[PROVISIONED_BY] || !isSmall(claim) || !isDone(id, context)) return;
  const { storage } = claim['spec'].resources.requests as { storage: string };
  context.api.update(VOLUMES, { ...made, spec: { ...made['spec'], capacity: { storage } } });
  const status = { ...claim['status'], capacity: { storage } };
  context.api.update(CLAIMS, { ...claim, status }, { subresource: 'status' });
  context.events.event(claim, 'Normal', 'VolumeResizeSuccessful', 'Resize volume succeeded');
}

function release(name: string, context: ActorContext): void {
  const made = context.read.get(VOLUMES, name);
  if (made?.['status']?.phase !== 'Released' || made['spec'].persistentVolumeReclaimPolicy !== 'Delete') return;
  if (made.metadata.annotations?.[PROVISIONED_BY] && !made.metadata.deletionTimestamp)
    context.api.delete(VOLUMES, '', name, { preconditions: { uid: made.metadata.uid } });
}

function volume(claim: KubeObject, storageClass: KubeObject, name: string, zone: string | undefined): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, annotations: { [PROVISIONED_BY]: storageClass['provisioner'] as string } },
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
