// The kubelets of all pool nodes: a bound pod's images are pulled, its init containers run, its containers start, become ready, end
// and are restarted. What a program does comes from the simulation; a pod's life is kept as data in this actor's memory.

import { hasCondition, type Condition } from '../../api/conditions.ts';
import { keyOf, type KubeObject } from '../../api/object.ts';
import { DOWN, POOL } from '../../api/simulation/simulation.ts';
import type { Actor, ActorContext, Change } from '../interface.ts';
import { hasClaims } from '../kinds/volume-attachments.ts';
import { isFinished } from '../scheduler/pods.ts';
import { flat } from '../sim/chance.ts';
import { isRejected, REJECTED } from './admit.ts';
import { attachmentsChanged, isUnattached, leave, reportInUse } from './attached.ts';
import { hostAddress } from './host-address.ts';
import { run } from './containers.ts';
import { concluded, ended, isLate, LATE, stopped } from './ending.ts';
import { pressure } from './eviction.ts';
import { FAKE, playFake } from './fake.ts';
import { waiting, type Life, type Spec } from './life.ts';
import { missingOf } from './needs.ts';
import { DEFERRED, makeRoom, resize } from './resize.ts';
import { podStatus, type Circumstances } from './status.ts';

export function kubelet(): Actor {
  return {
    name: 'kubelet',
    user: { name: 'system:node:embedded', groups: ['system:nodes', 'system:masters', 'system:authenticated'] },
    watches: ['pods', 'nodes', 'configmaps', 'secrets'],
    start: pressure.start,
    simulated: pressure.simulated,
    changed(change, context) {
      pressure.changed(change, context);
      if (change.resource === 'pods') podChanged(change, context);
      else if (change.resource === 'nodes') {
        const { key, old, object } = change;
        if (old?.metadata.annotations?.[DOWN] !== undefined && !isDown(object)) context.enqueue(`${BACK}${key}`);
        if (object['status']?.volumesAttached !== old?.['status']?.volumesAttached) attachmentsChanged(context, key);
      }
      // Somebody may have waited for it.
      else
        for (const [key] of context.memory.entries(`waits ${change.object.metadata.namespace}/`))
          context.enqueue(key.slice('waits '.length));
    },
    sync,
  };
}

function podChanged({ type, key, object, old }: Change, context: ActorContext): void {
  const { nodeName } = object['spec'] as { nodeName?: string };
  if (type === 'DELETED') {
    const life = context.memory.get<Life>(`pod ${key}`);
    const address = `address ${life?.podIP ?? object['status']?.podIP}`;
    if (context.memory.get(address) === key) context.memory.delete(address);
    context.memory.delete(`pod ${key}`);
    context.memory.delete(`waits ${key}`);
    context.memory.delete(`${REJECTED}${key}`);
    if (life?.resize) context.memory.delete(`${DEFERRED}${nodeName} ${key}`);
    context.forget(key);
    if (nodeName) makeRoom(context, nodeName);
    if (nodeName && leave(context, object)) context.enqueue(`${VOLUMES}${nodeName}`);
  } else if (nodeName) {
    const isAsked = object['spec'] !== old?.['spec'] || object.metadata.deletionTimestamp;
    // What it waits for may be said in its own annotations or labels.
    const isToldMore =
      (object.metadata.annotations !== old?.metadata.annotations || object.metadata.labels !== old?.metadata.labels) &&
      context.memory.get(`waits ${key}`);
    if (isAsked || isToldMore || (object['spec'].readinessGates && isGateMoved(object))) context.enqueue(key);
    if (isFinished(object)) {
      makeRoom(context, nodeName);
      if (!(old && isFinished(old)) && leave(context, object)) context.enqueue(`${VOLUMES}${nodeName}`);
    }
  }
}

/** A node that answers again is looked at whole. */
const BACK = 'back ';
/** A node that may use fewer volumes says so. */
const VOLUMES = 'volumes ';

const isDown = (node: KubeObject): boolean => node.metadata.annotations?.[DOWN] !== undefined;

function sync(key: string, context: ActorContext): void {
  if (!key.includes('/') && pressure.sync(key, context)) return;
  if (key.startsWith(BACK)) {
    for (const pod of context.read.indexed('podsByNode', key.slice(BACK.length))) {
      restate(context, pod);
      context.enqueue(keyOf(pod));
    }
    reportInUse(context, key.slice(BACK.length));
    return;
  }
  if (key.startsWith(VOLUMES)) {
    const on = context.read.get('nodes', key.slice(VOLUMES.length));
    if (on && !isDown(on) && on.metadata.annotations?.[POOL] !== undefined) reportInUse(context, on.metadata.name!);
    return;
  }
  const pod = context.read.get('pods', key);
  if (!pod?.['spec'].nodeName) return;
  const node = context.read.get('nodes', pod['spec'].nodeName as string);
  if (!node || isDown(node)) return;
  if (node.metadata.annotations?.[FAKE] === 'fake') playFake(context, pod, node);
  else if (node.metadata.annotations?.[POOL] !== undefined) play(context, pod, node);
}

function play(context: ActorContext, pod: KubeObject, node: KubeObject): void {
  const key = keyOf(pod);
  if (pod.metadata.deletionTimestamp) {
    if (!ended(context, pod, isFinished(pod), (life) => write(context, pod, node, life))) return;
    const life = pod.metadata.finalizers?.length && context.memory.get<Life>(`pod ${key}`);
    // Somebody may look at how it ended.
    if (life && !isFinished(pod)) write(context, pod, node, concluded(pod, life, context.now));
    context.api.delete('pods', pod.metadata.namespace!, pod.metadata.name!, { gracePeriodSeconds: 0 });
    return;
  }
  if (isFinished(pod)) return;
  const before = context.memory.get<Life>(`pod ${key}`);
  if (!before && isRejected(context, pod, node)) return;
  const life = before ?? { started: context.now, podIP: addressFor(context, pod, node), lives: {} };
  if (isLate(context, pod, life)) {
    giveUp(context, pod, node, life);
    return;
  }
  const { life: next, changed } = proceed(context, pod, node, life);
  if (next !== before) context.memory.set(`pod ${key}`, next);
  // A specification that was changed has been seen, even where nothing comes of it.
  const isSeen = before && pod['status']?.observedGeneration === pod.metadata.generation;
  if (changed || !isSeen || isGateMoved(pod)) write(context, pod, node, next);
}

/** A pod that has been active for too long fails as soon as its containers have stopped. */
function giveUp(context: ActorContext, pod: KubeObject, node: KubeObject, life: Life): void {
  const key = keyOf(pod);
  const seconds = (pod['spec'].terminationGracePeriodSeconds as number | undefined) ?? 30;
  if (!life.late) context.events.event(pod, 'Normal', LATE.reason, LATE.message);
  const done = stopped(context, pod, life, seconds * 1000);
  context.memory.set(`pod ${key}`, { ...done.life, late: true });
  const isOver = done.next === undefined;
  if (done.changed || !life.late || isOver) write(context, pod, node, done.life, { ...LATE, isOver });
  if (!isOver) context.enqueue(key, done.next! - context.now);
}

/** What others wrote of a pod while its node said nothing is set right. */
function restate(context: ActorContext, pod: KubeObject): void {
  const node = context.read.get('nodes', pod['spec'].nodeName as string);
  const life = context.memory.get<Life>(`pod ${keyOf(pod)}`);
  if (node && life && !isFinished(pod) && !pod.metadata.deletionTimestamp) write(context, pod, node, life);
}

function write(context: ActorContext, pod: KubeObject, node: KubeObject, next: Life, failing?: Failing): void {
  const hostIP = hostAddress(node);
  const podIP = pod['spec'].hostNetwork ? hostIP : next.podIP;
  const status = podStatus(pod, next, { now: context.now, hostIP, podIP, failing });
  context.api.update('pods', { ...pod, status }, { subresource: 'status', formed: true });
}
type Failing = Circumstances['failing'];

/** Whether what others say of a pod's readiness is not what its status follows from. */
function isGateMoved(pod: KubeObject): boolean {
  const { readinessGates } = pod['spec'] as { readinessGates?: readonly { conditionType: string }[] };
  if (!readinessGates?.length) return false;
  const conditions = (pod['status']?.conditions ?? []) as readonly Condition[];
  const is = (type: string): boolean => hasCondition(conditions, type);
  return is('ContainersReady') && is('Ready') !== readinessGates.every((it) => is(it.conditionType));
}

/** None of its containers has started. */
const isFresh = ({ lives }: Life): boolean => Object.keys(lives).every((name) => lives[name]!.state === 'waiting');

/** The next state of a pod's life at this instant; queues the pod for when something happens next. */
function proceed(
  context: ActorContext,
  pod: KubeObject,
  node: KubeObject,
  life: Life,
): { readonly life: Life; readonly changed: boolean } {
  const key = keyOf(pod);
  const spec = pod['spec'] as Spec;
  const missing = missingOf(context.read, pod);
  if ((missing || hasClaims(pod)) && isFresh(life) && (missing || isUnattached(context, pod, node))) {
    if (missing) {
      context.memory.set(`waits ${key}`, true);
      context.events.event(pod, 'Warning', 'FailedMount', missing.message);
    }
    const next = waiting(life, spec, spec.initContainers?.length ? 'PodInitializing' : 'ContainerCreating');
    return { life: next, changed: next !== life };
  }
  context.memory.delete(`waits ${key}`);
  const resized = resize(context, pod, node, life);
  const done = run(context, pod, node, resized.life);
  return { life: done.life, changed: done.changed || resized.changed };
}

/** An address of the node's range: the pod's own draw, or the next free one. */
export function addressFor(context: ActorContext, pod: KubeObject, node: KubeObject): string {
  const range = (node['spec']?.podCIDR as string | undefined) ?? '10.244.0.0/24';
  const base = range.slice(0, range.lastIndexOf('.'));
  const key = keyOf(pod);
  let host = context.chance.draw(key, 'pod address') % 252;
  const taken = (): boolean => (context.memory.get<string>(`address ${base}.${host + 2}`) ?? key) !== key;
  for (let tries = 0; tries < 252 && taken(); tries++) host = (host + 1) % 252;
  const address = flat(`${base}.${host + 2}`);
  context.memory.set(`address ${address}`, key);
  return address;
}
