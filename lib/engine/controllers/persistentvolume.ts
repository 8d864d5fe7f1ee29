// Brings claims and volumes together. Follows kubernetes/pkg/controller/volume/persistentvolume.

import { compareQuantities } from '../../api/quantity.ts';
import { keyOf, type KubeObject } from '../../api/object.ts';
import { selectorMatcher } from '../../api/selectors.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { controllerUser } from './controller.ts';

const CLASSES = 'storageclasses.storage.k8s.io';
const COMPLETED = 'pv.kubernetes.io/bind-completed';
const BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
const SELECTED = 'volume.kubernetes.io/selected-node';
/** A claim that found nothing is looked at again with the controller's resync. */
const RESYNC = 15_000;

export function persistentVolumeController(): Actor {
  return {
    name: 'persistentvolume-controller',
    user: controllerUser('persistent-volume-binder'),
    watches: ['persistentvolumeclaims', 'persistentvolumes'],
    changed(change, context) {
      if (change.resource === 'persistentvolumeclaims') {
        if (change.type !== 'DELETED') context.enqueue(`claim ${change.key}`);
        const volume = change.object['spec'].volumeName as string | undefined;
        if (volume) context.enqueue(`volume ${volume}`);
        return;
      }
      if (change.type === 'DELETED') return;
      context.enqueue(`volume ${change.key}`);
      const { claimRef } = change.object['spec'] as { claimRef?: { namespace: string; name: string } };
      if (claimRef) context.enqueue(`claim ${claimRef.namespace}/${claimRef.name}`);
    },
    sync(id, context) {
      const space = id.indexOf(' ');
      const key = id.slice(space + 1);
      if (id.startsWith('claim')) syncClaim(key, context);
      else syncVolume(key, context);
    },
  };
}

function syncVolume(name: string, context: ActorContext): void {
  const volume = context.read.get('persistentvolumes', name);
  if (!volume || volume.metadata.deletionTimestamp) return;
  const { claimRef, persistentVolumeReclaimPolicy: policy } = volume['spec'] as {
    claimRef?: { namespace: string; name: string; uid?: string };
    persistentVolumeReclaimPolicy?: string;
  };
  if (!claimRef?.uid) {
    setPhase(context, 'persistentvolumes', volume, 'Available');
    return;
  }
  const claim = context.read.get('persistentvolumeclaims', `${claimRef.namespace}/${claimRef.name}`);
  if (claim && claim.metadata.uid === claimRef.uid) {
    if (claim['spec'].volumeName === name) setPhase(context, 'persistentvolumes', volume, 'Bound');
    return;
  }
  setPhase(context, 'persistentvolumes', volume, 'Released');
  if (policy === 'Delete' && volume.metadata.annotations?.['pv.kubernetes.io/provisioned-by'])
    context.api.delete('persistentvolumes', '', name);
}

function syncClaim(key: string, context: ActorContext): void {
  const claim = context.read.get('persistentvolumeclaims', key);
  if (!claim || claim.metadata.deletionTimestamp) return;
  const { volumeName, storageClassName = '' } = claim['spec'] as { volumeName?: string; storageClassName?: string };
  if (volumeName) {
    const volume = context.read.get('persistentvolumes', volumeName);
    if (!volume) {
      setPhase(context, 'persistentvolumeclaims', claim, claim.metadata.annotations?.[COMPLETED] ? 'Lost' : 'Pending');
      return;
    }
    const { claimRef } = volume['spec'] as { claimRef?: { uid?: string; name: string; namespace: string } };
    if (
      !claimRef ||
      (claimRef.name === claim.metadata.name &&
        claimRef.namespace === claim.metadata.namespace &&
        (!claimRef.uid || claimRef.uid === claim.metadata.uid))
    )
      bind(context, claim, volume);
    return;
  }
  const storageClass = context.read.get(CLASSES, storageClassName);
  const reserved = context.read.list('persistentvolumes').find((volume) => {
    const ref = volume['spec'].claimRef as { name: string; namespace: string; uid?: string } | undefined;
    return (
      ref?.name === claim.metadata.name &&
      ref?.namespace === claim.metadata.namespace &&
      (!ref?.uid || ref.uid === claim.metadata.uid)
    );
  });
  if (reserved) {
    bind(context, claim, reserved);
    return;
  }
  const waits =
    storageClass?.['volumeBindingMode'] === 'WaitForFirstConsumer' && !claim.metadata.annotations?.[SELECTED];
  setPhase(context, 'persistentvolumeclaims', claim, 'Pending');
  if (waits) {
    context.events.event(
      claim,
      'Normal',
      'WaitForFirstConsumer',
      'waiting for first consumer to be created before binding',
    );
    return;
  }
  const match = bestMatch(context, claim, storageClassName);
  if (match) {
    bind(context, claim, match);
    return;
  }
  if (storageClassName && !storageClass)
    context.events.event(
      claim,
      'Warning',
      'ProvisioningFailed',
      `storageclass.storage.k8s.io "${storageClassName}" not found`,
    );
  else if (!storageClassName)
    context.events.event(
      claim,
      'Normal',
      'FailedBinding',
      'no persistent volumes available for this claim and no storage class is set',
    );
  context.enqueue(`claim ${key}`, RESYNC, { background: true });
}

/** The smallest volume that is free and fits. */
function bestMatch(context: ActorContext, claim: KubeObject, storageClassName: string): KubeObject | undefined {
  const {
    accessModes = [],
    volumeMode = 'Filesystem',
    selector,
    resources,
  } = claim['spec'] as {
    accessModes?: string[];
    volumeMode?: string;
    selector?: object;
    resources?: { requests?: { storage?: string } };
  };
  const size = resources?.requests?.storage ?? '0';
  let best: KubeObject | undefined;
  for (const volume of context.read.list('persistentvolumes')) {
    const spec = volume['spec'] as {
      claimRef?: object;
      accessModes?: string[];
      volumeMode?: string;
      storageClassName?: string;
      capacity: { storage: string };
    };
    if (spec.claimRef || volume.metadata.deletionTimestamp) continue;
    if ((spec.storageClassName ?? '') !== storageClassName || (spec.volumeMode ?? 'Filesystem') !== volumeMode)
      continue;
    if (
      !accessModes.every((mode) => spec.accessModes?.includes(mode)) ||
      compareQuantities(spec.capacity.storage, size) < 0
    )
      continue;
    if (selector && !selectorMatcher(selector)(volume.metadata.labels)) continue;
    if (!best || compareQuantities(spec.capacity.storage, best['spec'].capacity.storage) < 0) best = volume;
  }
  return best;
}

function bind(context: ActorContext, claim: KubeObject, volume: KubeObject): void {
  let live = volume;
  const reference = volume['spec'].claimRef as { uid?: string } | undefined;
  if (reference?.uid !== claim.metadata.uid) {
    const claimRef = {
      kind: 'PersistentVolumeClaim',
      namespace: claim.metadata.namespace,
      name: claim.metadata.name,
      uid: claim.metadata.uid,
      apiVersion: 'v1',
      resourceVersion: claim.metadata.resourceVersion,
    };
    const annotations = reference
      ? volume.metadata.annotations
      : { ...volume.metadata.annotations, [BY_CONTROLLER]: 'yes' };
    live = context.api.update('persistentvolumes', {
      ...volume,
      metadata: { ...volume.metadata, annotations },
      spec: { ...volume['spec'], claimRef },
    });
  }
  setPhase(context, 'persistentvolumes', live, 'Bound');
  let mine = context.read.get('persistentvolumeclaims', keyOf(claim))!;
  if (mine['spec'].volumeName !== volume.metadata.name || !mine.metadata.annotations?.[COMPLETED]) {
    const annotations = {
      ...mine.metadata.annotations,
      [COMPLETED]: 'yes',
      ...(mine['spec'].volumeName ? {} : { [BY_CONTROLLER]: 'yes' }),
    };
    mine = context.api.update('persistentvolumeclaims', {
      ...mine,
      metadata: { ...mine.metadata, annotations },
      spec: { ...mine['spec'], volumeName: volume.metadata.name },
    });
  }
  const status = {
    ...mine['status'],
    phase: 'Bound',
    accessModes: volume['spec'].accessModes,
    capacity: volume['spec'].capacity,
  };
  if (JSON.stringify(mine['status']) !== JSON.stringify(status))
    context.api.update('persistentvolumeclaims', { ...mine, status }, { subresource: 'status' });
}

function setPhase(context: ActorContext, resource: string, object: KubeObject, phase: string): void {
  const live = context.read.get(resource, keyOf(object));
  if (live && live['status']?.phase !== phase)
    context.api.update(resource, { ...live, status: { ...live['status'], phase } }, { subresource: 'status' });
}
