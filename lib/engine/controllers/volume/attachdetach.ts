// Attaches volumes to the nodes whose pods use them, and detaches them when nobody there does and the node has let go of them; from a
// node that does not answer, after six minutes, or at once where it is declared out of service.
// Follows kubernetes/pkg/controller/volume/attachdetach and pkg/volume/util/operationexecutor.

import type { KubeObject } from '../../../api/object.ts';
import { POOL } from '../../../api/simulation/simulation.ts';
import type { Actor, ActorContext, Change } from '../../interface.ts';
import {
  attachableOf,
  ATTACHMENTS,
  attachmentName,
  hasClaims,
  isDoneWithVolumes,
  volumesOf,
  type Attachable,
} from '../../kinds/volume-attachments.ts';
import { controllerUser, isReady } from '../controller.ts';
import { taintsOf } from '../taints.ts';

const VOLUMES = 'persistentvolumes';
const MANAGED = 'volumes.kubernetes.io/controller-managed-attach-detach';
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';
/** How long a node that does not answer is waited for, in milliseconds. */
const PATIENCE = 360_000;

const VOLUME = 'volume ';
/** `at VOLUME NODE`: a volume that is, or is about to be, at a node. */
const AT = 'at ';
/** `on NODE VOLUME`: the same, to be found by the node. */
const ON = 'on ';
/** `told VOLUME NODE`: that it is elsewhere has been said. */
const TOLD = 'told ';

/** A volume at a node. */
interface Place {
  readonly volume: Attachable;
  /** Its pods and its node have been told that it is attached. */
  readonly isTold?: boolean;
  /** Since when it is to go. */
  readonly since?: number;
}

export function attachDetachController(): Actor {
  return {
    name: 'attachdetach-controller',
    user: controllerUser('attachdetach-controller'),
    watches: ['pods', 'nodes', VOLUMES, ATTACHMENTS],
    changed(change, context) {
      const { resource, key, object, old, type } = change;
      if (resource === 'pods') podChanged(change, context);
      else if (resource === 'nodes') {
        if (type === 'ADDED' || (type === 'MODIFIED' && !hasMoved(old!, object))) return;
        for (const [id] of context.memory.entries(`${ON}${key} `)) context.enqueue(VOLUME + id.split(' ')[2]!);
      } else if (resource === ATTACHMENTS) {
        const name = object['spec'].source?.persistentVolumeName as string | undefined;
        if (name) context.enqueue(VOLUME + name);
      } else if (object['spec'].claimRef && object['spec'].claimRef !== old?.['spec'].claimRef)
        context.enqueue(VOLUME + key);
    },
    sync(id, context) {
      sync(id.slice(VOLUME.length), context);
    },
  };
}

/** What of a node says whether volumes can go from it. */
function hasMoved(old: KubeObject, node: KubeObject): boolean {
  const { status, spec } = node;
  return (
    status?.volumesInUse !== old['status']?.volumesInUse ||
    (spec !== old['spec'] && isOutOfService(node) !== isOutOfService(old)) ||
    (status?.conditions !== old['status']?.conditions && isReady(node) !== isReady(old))
  );
}

const isOutOfService = (node: KubeObject): boolean => taintsOf(node).some((it) => it.key === OUT_OF_SERVICE);

function podChanged({ type, object, old }: Change, context: ActorContext): void {
  if (!object['spec'].nodeName || !hasClaims(object)) return;
  const isPlaced = object['spec'].nodeName !== old?.['spec'].nodeName;
  if (type !== 'DELETED' && !isPlaced && (!old || isDoneWithVolumes(object) === isDoneWithVolumes(old))) return;
  for (const { volume } of volumesOf(context.read, object)) context.enqueue(VOLUME + volume.metadata.name);
}

function sync(name: string, context: ActorContext): void {
  const { read, memory } = context;
  const volume = read.get(VOLUMES, name);
  const attachable = volume && attachableOf(read, context.simulation, volume);
  const wanted = attachable ? usersOf(context, volume) : new Map<string, KubeObject[]>();
  let elsewhere: string | undefined;
  let isBusy = false;
  for (const [id, place] of memory.entries<Place>(`${AT}${name} `)) {
    const node = id.slice(AT.length + name.length + 1);
    const attachment = read.get(ATTACHMENTS, attachmentName(place.volume, node));
    const isGoing = attachment?.metadata.deletionTimestamp !== undefined;
    if (!attachment) forget(context, name, node);
    else if (isGoing) isBusy = true;
    else if (wanted.has(node)) {
      elsewhere = node;
      isBusy ||= !attachment['status']?.attached;
      keep(context, { name, node, place, attachment }, wanted.get(node)!);
    } else if (detach(context, { name, node, place, attachment })) isBusy = true;
    else elsewhere = node;
  }
  for (const [id] of memory.entries(`${TOLD}${name} `))
    if (!wanted.has(id.slice(TOLD.length + name.length + 1))) memory.delete(id);
  if (!attachable) return;
  for (const [node, pods] of wanted) {
    if (memory.get(`${AT}${name} ${node}`)) continue;
    if (!attachable.isShared && isBusy) return;
    if (!attachable.isShared && elsewhere !== undefined) tellElsewhere(context, volume, node, pods, wanted, elsewhere);
    else {
      attach(context, name, attachable, node);
      elsewhere = node;
      isBusy = true;
    }
  }
}

/** The pods that use a volume, by the nodes they are on. */
function usersOf({ read }: ActorContext, volume: KubeObject): Map<string, KubeObject[]> {
  const found = new Map<string, KubeObject[]>();
  const claim = volume['spec'].claimRef as { namespace: string; name: string; uid?: string } | undefined;
  if (!claim) return found;
  const key = `${claim.namespace}/${claim.name}`;
  if (read.get('persistentvolumeclaims', key)?.['spec'].volumeName !== volume.metadata.name) return found;
  for (const pod of read.indexed('podsByClaim', key)) {
    const name = pod['spec'].nodeName as string | undefined;
    if (!name || isDoneWithVolumes(pod)) continue;
    const annotations = read.get('nodes', name)?.metadata.annotations;
    if (annotations?.[POOL] === undefined && annotations?.[MANAGED] !== 'true') continue;
    const pods = found.get(name);
    if (pods) pods.push(pod);
    else found.set(name, [pod]);
  }
  return found;
}

interface Held {
  readonly name: string;
  readonly node: string;
  readonly place: Place;
  readonly attachment: KubeObject;
}

function attach({ api, memory }: ActorContext, name: string, volume: Attachable, node: string): void {
  memory.set(`${AT}${name} ${node}`, { volume } satisfies Place);
  memory.set(`${ON}${node} ${name}`, true);
  memory.delete(`${TOLD}${name} ${node}`);
  api.create(ATTACHMENTS, {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'VolumeAttachment',
    metadata: { name: attachmentName(volume, node) },
    spec: { attacher: volume.driver, nodeName: node, source: { persistentVolumeName: name } },
  });
}

/** A volume that is where it is wanted: the first time, its pods and its node are told. */
function keep(context: ActorContext, { name, node, place, attachment }: Held, pods: readonly KubeObject[]): void {
  const isAttached = attachment['status']?.attached === true;
  const isTold = place.isTold ?? false;
  if (isAttached && !isTold) {
    for (const pod of pods)
      context.events.event(
        pod,
        'Normal',
        'SuccessfulAttachVolume',
        `AttachVolume.Attach succeeded for volume "${name}" `,
      );
    report(context, node, place.volume.unique, true);
  }
  if ((isAttached && !isTold) || place.since !== undefined)
    context.memory.set(`${AT}${name} ${node}`, {
      volume: place.volume,
      ...(isAttached ? { isTold: true } : {}),
    } satisfies Place);
}

/** Lets a volume go that nobody at its node uses, if the node has let go of it or is not waited for any longer. */
function detach(context: ActorContext, { name, node, place, attachment }: Held): boolean {
  const { read, memory, now } = context;
  const since = place.since ?? now;
  if (place.since === undefined) memory.set(`${AT}${name} ${node}`, { ...place, since });
  const object = read.get('nodes', node);
  const isMounted = (object?.['status']?.volumesInUse as string[] | undefined)?.includes(place.volume.unique);
  if (object && isMounted && !isOutOfService(object)) {
    const left = since + PATIENCE - now;
    if (left > 0) context.enqueue(VOLUME + name, left, { background: true });
    if (left > 0 || isReady(object)) return false;
  }
  report(context, node, place.volume.unique, false);
  context.api.delete(ATTACHMENTS, '', attachment.metadata.name!);
  return true;
}

function forget({ memory }: ActorContext, name: string, node: string): void {
  memory.delete(`${AT}${name} ${node}`);
  memory.delete(`${ON}${node} ${name}`);
}

/** Notes at a node which volumes are attached to it. */
function report({ read, api }: ActorContext, name: string, unique: string, isThere: boolean): void {
  const node = read.get('nodes', name);
  if (!node) return;
  const before = (node['status']?.volumesAttached ?? []) as readonly { name: string }[];
  if (before.some((it) => it.name === unique) === isThere) return;
  const { volumesAttached: _, ...status } = node['status'] ?? {};
  const after = isThere ? [...before, { name: unique, devicePath: '' }] : before.filter((it) => it.name !== unique);
  api.update(
    'nodes',
    { ...node, status: after.length ? { ...status, volumesAttached: after } : status },
    { subresource: 'status' },
  );
}

/** Says to pods that wait for a volume who has it: each is told of those in its own namespace. */
function tellElsewhere(
  context: ActorContext,
  volume: KubeObject,
  node: string,
  waiting: readonly KubeObject[],
  wanted: ReadonlyMap<string, readonly KubeObject[]>,
  elsewhere: string,
): void {
  const { name } = volume.metadata;
  const id = `${TOLD}${name} ${node}`;
  if (context.memory.get(id)) return;
  context.memory.set(id, true);
  const users = wanted.get(elsewhere) ?? [];
  for (const pod of waiting) {
    const local = users.filter((it) => it.metadata.namespace === pod.metadata.namespace);
    const others = users.length - local.length;
    const far = `${others} pod(s) in different namespaces`;
    const near = `Volume is already used by pod(s) ${local.map((it) => it.metadata.name).join(', ')}`;
    const why = !users.length
      ? "Volume is already exclusively attached to one node and can't be attached to another"
      : !local.length
        ? `Volume is already used by ${far}`
        : others
          ? `${near} and ${far}`
          : near;
    context.events.event(pod, 'Warning', 'FailedAttachVolume', `Multi-Attach error for volume "${name}" ${why}`);
  }
}
