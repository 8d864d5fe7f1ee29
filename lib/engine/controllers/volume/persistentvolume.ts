// Brings claims and volumes together. Follows kubernetes/pkg/controller/volume/persistentvolume/pv_controller.go.

import { keyOf, type KubeObject } from '../../../api/object.ts';
import type { Actor, ActorContext } from '../../interface.ts';
import { controllerUser } from '../controller.ts';
import { bestMatch, isFor, mismatchOf, type ClaimReference } from './match.ts';

const CLAIMS = 'persistentvolumeclaims';
const VOLUMES = 'persistentvolumes';
const CLASSES = 'storageclasses.storage.k8s.io';
const COMPLETED = 'pv.kubernetes.io/bind-completed';
const BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
const SELECTED = 'volume.kubernetes.io/selected-node';
const PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
const OLDER_PROVISIONER = 'volume.beta.kubernetes.io/storage-provisioner';
const OLDER_CLASS = 'volume.beta.kubernetes.io/storage-class';
/** Claims that found nothing are looked at again this often, in milliseconds. */
const RESYNC = 15_000;
const WAITING = 'waiting ';

export function persistentVolumeController(): Actor {
  return {
    name: 'persistentvolume-controller',
    user: controllerUser('persistent-volume-binder'),
    watches: [CLAIMS, VOLUMES],
    changed(change, context) {
      const { resource, object, key, type } = change;
      if (resource === CLAIMS) {
        const volume = object['spec'].volumeName as string | undefined;
        if (volume) context.enqueue(`volume ${volume}`);
        if (type === 'DELETED') context.memory.delete(WAITING + key);
        else context.enqueue(`claim ${key}`);
        return;
      }
      const { claimRef } = object['spec'] as { claimRef?: ClaimReference };
      if (claimRef) context.enqueue(`claim ${claimRef.namespace}/${claimRef.name}`);
      // What waits for any volume looks again at its next turn.
      else if (type === 'ADDED')
        for (const [waiting, next] of context.memory.entries<number>(WAITING))
          context.enqueue(`claim ${waiting.slice(WAITING.length)}`, Math.max(0, next - context.now));
      if (type !== 'DELETED') context.enqueue(`volume ${key}`);
    },
    sync(id, context) {
      const space = id.indexOf(' ');
      const key = id.slice(space + 1);
      if (id.startsWith('claim')) syncClaim(key, context);
      else syncVolume(key, context);
    },
  };
}

const claimRefOf = (volume: KubeObject): ClaimReference | undefined =>
  volume['spec'].claimRef as ClaimReference | undefined;

function syncVolume(name: string, context: ActorContext): void {
  const volume = context.read.get(VOLUMES, name);
  if (!volume) return;
  const claimRef = claimRefOf(volume);
  if (!claimRef?.uid) {
    setPhase(context, VOLUMES, volume, 'Available');
    return;
  }
  const claim = context.read.get(CLAIMS, `${claimRef.namespace}/${claimRef.name}`);
  const isDynamic = volume.metadata.annotations?.[PROVISIONED_BY] !== undefined;
  const policy = volume['spec'].persistentVolumeReclaimPolicy as string | undefined;
  if (!claim || claim.metadata.uid !== claimRef.uid) {
    release(context, volume, policy, isDynamic);
    return;
  }
  const bound = claim['spec'].volumeName as string | undefined;
  if (!bound) {
    const mode = (it: KubeObject): string => (it['spec'].volumeMode as string | undefined) ?? 'Filesystem';
    if (mode(volume) !== mode(claim)) {
      const incompatible = (what: string): string => `Cannot bind ${what} due to incompatible volumeMode.`;
      const toClaim = incompatible(`PersistentVolume to requested PersistentVolumeClaim "${claim.metadata.name}"`);
      context.events.event(volume, 'Warning', 'VolumeMismatch', toClaim);
      const toVolume = incompatible(`PersistentVolumeClaim to requested PersistentVolume "${name}"`);
      context.events.event(claim, 'Warning', 'VolumeMismatch', toVolume);
      return;
    }
    context.enqueue(`claim ${keyOf(claim)}`);
  } else if (bound === name) setPhase(context, VOLUMES, volume, 'Bound');
  // The claim went elsewhere: a volume made for it is of no more use, any other is free again.
  else if (isDynamic && policy === 'Delete') release(context, volume, policy, isDynamic);
  else unbind(context, volume);
}

function release(context: ActorContext, volume: KubeObject, policy: string | undefined, isDynamic: boolean): void {
  const phase = volume['status']?.phase as string | undefined;
  if (phase !== 'Released' && phase !== 'Failed') setPhase(context, VOLUMES, volume, 'Released');
  // Who made the volume takes it away.
  if (phase === 'Failed' || policy === 'Retain' || !policy || (policy === 'Delete' && isDynamic)) return;
  const [reason, message] =
    policy === 'Delete'
      ? [
          'VolumeFailedDelete',
          `error getting deleter volume plugin for volume "${volume.metadata.name}": no deletable volume plugin matched`,
        ]
      : ['VolumeFailedRecycle', 'No recycler plugin found for the volume!'];
  const live = context.read.get(VOLUMES, keyOf(volume));
  if (!live) return;
  context.api.update(
    VOLUMES,
    { ...live, status: { ...live['status'], phase: 'Failed', message } },
    { subresource: 'status' },
  );
  context.events.event(volume, 'Warning', reason, message);
}

function unbind(context: ActorContext, volume: KubeObject): void {
  const { [BY_CONTROLLER]: byController, ...annotations } = volume.metadata.annotations ?? {};
  const { claimRef, ...spec } = volume['spec'] as { claimRef?: ClaimReference & { resourceVersion?: string } };
  const { uid: _, resourceVersion: __, ...reserved } = claimRef!;
  const next = context.api.update(VOLUMES, {
    ...volume,
    metadata: { ...volume.metadata, annotations: Object.keys(annotations).length ? annotations : undefined },
    spec: byController ? spec : { ...spec, claimRef: reserved },
  });
  setPhase(context, VOLUMES, next, 'Available');
}

function syncClaim(key: string, context: ActorContext): void {
  const claim = context.read.get(CLAIMS, key);
  if (!claim) return;
  if (claim.metadata.annotations?.[COMPLETED]) syncBound(claim, context);
  else if (claim['spec'].volumeName) syncNamed(claim, context);
  else syncFree(claim, context);
}

/** A claim whose binding was complete: its volume must still be there and still be its own. */
function syncBound(claim: KubeObject, context: ActorContext): void {
  const name = claim['spec'].volumeName as string | undefined;
  const volume = name ? context.read.get(VOLUMES, name) : undefined;
  const claimRef = volume && claimRefOf(volume);
  if (!name)
    lose(
      context,
      claim,
      'ClaimLost',
      'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!',
    );
  else if (!volume)
    lose(context, claim, 'ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
  else if (!claimRef || claimRef.uid === claim.metadata.uid) bind(context, claim, volume);
  else lose(context, claim, 'ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly');
}

function lose(context: ActorContext, claim: KubeObject, reason: string, message: string): void {
  if (claim['status']?.phase === 'Lost') return;
  const { accessModes: _, capacity: __, ...rest } = (claim['status'] ?? {}) as Record<string, unknown>;
  context.api.update(CLAIMS, { ...claim, status: { ...rest, phase: 'Lost' } }, { subresource: 'status' });
  context.events.event(claim, 'Warning', reason, message);
}

/** A claim that asks for a volume by name. */
function syncNamed(claim: KubeObject, context: ActorContext): void {
  const name = claim['spec'].volumeName as string;
  const volume = context.read.get(VOLUMES, name);
  const claimRef = volume && claimRefOf(volume);
  if (volume && !claimRef) {
    const mismatch = mismatchOf(claim, volume);
    if (!mismatch) {
      bind(context, claim, volume);
      return;
    }
    const message = `Cannot bind to requested volume "${name}": ${mismatch}`;
    context.events.event(claim, 'Warning', 'VolumeMismatch', message);
  } else if (volume && isFor(claimRef, claim)) {
    bind(context, claim, volume);
    return;
  } else if (volume && claim.metadata.annotations?.[BY_CONTROLLER] === undefined)
    context.events.event(claim, 'Warning', 'FailedBinding', `volume "${name}" already bound to a different claim.`);
  setPhase(context, CLAIMS, claim, 'Pending');
  context.enqueue(`claim ${keyOf(claim)}`, RESYNC, { background: true });
}

/** A claim that takes any volume that fits. */
function syncFree(claim: KubeObject, context: ActorContext): void {
  const key = keyOf(claim);
  const className =
    claim.metadata.annotations?.[OLDER_CLASS] ?? (claim['spec'].storageClassName as string | undefined) ?? '';
  const storageClass = className ? context.read.get(CLASSES, className) : undefined;
  const isDelayed =
    storageClass?.['volumeBindingMode'] === 'WaitForFirstConsumer' && !claim.metadata.annotations?.[SELECTED];
  const match = bestMatch(context.read, claim, className, isDelayed);
  if (match) {
    context.memory.delete(WAITING + key);
    bind(context, claim, match);
    return;
  }
  setPhase(context, CLAIMS, claim, 'Pending');
  context.memory.set(WAITING + key, context.now + RESYNC);
  context.enqueue(`claim ${key}`, RESYNC, { background: true });
  if (isDelayed) sayDelayed(context, claim);
  else if (className) provision(context, claim, className, storageClass);
  else {
    const message = 'no persistent volumes available for this claim and no storage class is set';
    context.events.event(claim, 'Normal', 'FailedBinding', message);
  }
}

function sayDelayed(context: ActorContext, claim: KubeObject): void {
  const names = context.read
    .indexed('podsByClaim', keyOf(claim))
    .filter((pod) => !pod['spec'].nodeName && !['Succeeded', 'Failed'].includes(pod['status']?.phase as string))
    .map((pod) => pod.metadata.name!);
  if (names.length === 0) {
    const message = 'waiting for first consumer to be created before binding';
    context.events.event(claim, 'Normal', 'WaitForFirstConsumer', message);
    return;
  }
  const message = `waiting for ${names.length > 1 ? 'pods' : 'pod'} ${names.join(',')} to be scheduled`;
  context.events.event(claim, 'Normal', 'WaitForPodScheduled', message);
}

/** Hands a claim to the provisioner of its class. */
function provision(
  context: ActorContext,
  claim: KubeObject,
  className: string,
  storageClass: KubeObject | undefined,
): void {
  const provisioner = storageClass?.['provisioner'] as string | undefined;
  const problem = !provisioner
    ? `storageclass.storage.k8s.io "${className}" not found`
    : provisioner === 'kubernetes.io/no-provisioner'
      ? `no volume plugin matched name: ${provisioner}`
      : undefined;
  if (problem || !provisioner) {
    context.events.event(claim, 'Warning', 'ProvisioningFailed', problem ?? '');
    return;
  }
  const live = context.read.get(CLAIMS, keyOf(claim))!;
  const annotations = { ...live.metadata.annotations, [OLDER_PROVISIONER]: provisioner, [PROVISIONER]: provisioner };
  if (live.metadata.annotations?.[PROVISIONER] !== provisioner)
    context.api.update(CLAIMS, { ...live, metadata: { ...live.metadata, annotations } });
  context.events.event(
    claim,
    'Normal',
    'ExternalProvisioning',
    `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
  );
}

function bind(context: ActorContext, claim: KubeObject, volume: KubeObject): void {
  let live = volume;
  const reference = claimRefOf(volume);
  if (reference?.uid !== claim.metadata.uid) {
    const { namespace, name, uid, resourceVersion } = claim.metadata;
    const claimRef = { kind: 'PersistentVolumeClaim', namespace, name, uid, apiVersion: 'v1', resourceVersion };
    const annotations = reference
      ? volume.metadata.annotations
      : { ...volume.metadata.annotations, [BY_CONTROLLER]: 'yes' };
    live = context.api.update(VOLUMES, {
      ...volume,
      metadata: { ...volume.metadata, annotations },
      spec: { ...volume['spec'], claimRef },
    });
  }
  setPhase(context, VOLUMES, live, 'Bound');
  let mine = context.read.get(CLAIMS, keyOf(claim))!;
  if (mine['spec'].volumeName !== volume.metadata.name || !mine.metadata.annotations?.[COMPLETED]) {
    const annotations = {
      ...mine.metadata.annotations,
      [COMPLETED]: 'yes',
      ...(mine['spec'].volumeName ? {} : { [BY_CONTROLLER]: 'yes' }),
    };
    mine = context.api.update(CLAIMS, {
      ...mine,
      metadata: { ...mine.metadata, annotations },
      spec: { ...mine['spec'], volumeName: volume.metadata.name },
    });
  }
  if (mine['status']?.phase === 'Bound') return;
  const { accessModes, capacity } = volume['spec'] as { accessModes?: string[]; capacity?: object };
  context.api.update(
    CLAIMS,
    { ...mine, status: { ...mine['status'], phase: 'Bound', accessModes, capacity } },
    { subresource: 'status' },
  );
}

function setPhase(context: ActorContext, resource: string, object: KubeObject, phase: string): void {
  const live = context.read.get(resource, keyOf(object));
  if (live && live['status']?.phase !== phase)
    context.api.update(resource, { ...live, status: { ...live['status'], phase } }, { subresource: 'status' });
}
