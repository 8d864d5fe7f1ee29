// The kubelets of all pool nodes: a bound pod's images are pulled, its init containers run, its containers start, become ready, end
// and are restarted. What a program does comes from the simulation; a pod's life is kept as data in this actor's memory.

import { keyOf, type KubeObject } from '../../api/object.ts';
import { DOWN, POOL } from '../../api/simulation/simulation.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { flat } from '../sim/chance.ts';
import { FAKE, playFake } from './fake.ts';
import { tell } from './container-events.ts';
import { stopped } from './ending.ts';
import { missingOf } from './needs.ts';
import { run } from './containers.ts';
import { pull } from './images.ts';
import { waiting, type Container, type Life } from './life.ts';
import { programOf } from './programs.ts';
import { creating, podStatus } from './status.ts';

/** How long a program takes to end when it is asked to. */
const STOP = 1_000;

export function kubelet(): Actor {
  return {
    name: 'kubelet',
    user: { name: 'system:node:embedded', groups: ['system:nodes', 'system:masters', 'system:authenticated'] },
    watches: ['pods', 'nodes', 'configmaps', 'secrets'],
    changed(change, context) {
      if (change.resource === 'pods') {
        if (change.type === 'DELETED') {
          const life = context.memory.get<Life>(`pod ${change.key}`);
          const address = `address ${life?.podIP ?? change.object['status']?.podIP}`;
          if (context.memory.get(address) === change.key) context.memory.delete(address);
          context.memory.delete(`pod ${change.key}`);
          context.memory.delete(`waits ${change.key}`);
          context.forget(change.key);
        } else if (
          change.object['spec'].nodeName &&
          (change.object['spec'] !== change.old?.['spec'] || change.object.metadata.deletionTimestamp)
        )
          context.enqueue(change.key);
        return;
      }
      if (change.resource === 'nodes') {
        if (change.old?.metadata.annotations?.[DOWN] !== undefined && !isDown(change.object))
          context.enqueue(`${BACK}${change.key}`);
        return;
      }
      // Somebody may have waited for it.
      for (const [key] of context.memory.entries(`waits ${change.object.metadata.namespace}/`))
        context.enqueue(key.slice('waits '.length));
    },
    sync,
  };
}

/** A node that answers again is looked at whole. */
const BACK = 'back ';

const isDown = (node: KubeObject): boolean => node.metadata.annotations?.[DOWN] !== undefined;

function sync(key: string, context: ActorContext): void {
  if (key.startsWith(BACK)) {
    for (const pod of context.read.indexed('podsByNode', key.slice(BACK.length))) {
      restate(context, pod);
      context.enqueue(keyOf(pod));
    }
    return;
  }
  const pod = context.read.get('pods', key);
  if (!pod?.['spec'].nodeName) return;
  const node = context.read.get('nodes', pod['spec'].nodeName as string);
  if (!node || isDown(node)) return;
  if (node.metadata.annotations?.[FAKE] === 'fake') playFake(context, pod, node);
  else if (node.metadata.annotations?.[POOL] !== undefined) play(context, pod, node);
}

function finished(pod: KubeObject): boolean {
  const phase = pod['status']?.phase as string | undefined;
  return phase === 'Succeeded' || phase === 'Failed';
}

function play(context: ActorContext, pod: KubeObject, node: KubeObject): void {
  const key = keyOf(pod);
  if (pod.metadata.deletionTimestamp) {
    const grace = pod.metadata.deletionGracePeriodSeconds ?? 30;
    const asked = Date.parse(pod.metadata.deletionTimestamp) - grace * 1000;
    const left = finished(pod) ? 0 : asked + Math.min(stopTime(pod), grace * 1000) - context.now;
    if (left > 0) {
      sayStopping(context, pod);
      context.enqueue(key, left);
    } else {
      // Somebody may look at how it ended.
      if (pod.metadata.finalizers?.length && !finished(pod))
        conclude(context, pod, node, stopTime(pod) >= grace * 1000);
      context.api.delete('pods', pod.metadata.namespace!, pod.metadata.name!, { gracePeriodSeconds: 0 });
    }
    return;
  }
  if (finished(pod)) return;
  const before = context.memory.get<Life>(`pod ${key}`);
  const life = before ?? { started: context.now, podIP: addressFor(context, pod, node), lives: {} };
  const next = proceed(context, pod, node, life);
  if (next !== before) context.memory.set(`pod ${key}`, next);
  // A specification that was changed has been seen, even where nothing comes of it.
  const isSeen = !before || pod['status']?.observedGeneration === pod.metadata.generation;
  if (next.lives !== before?.lives || !isSeen) write(context, pod, node, next);
}

/** Says how a pod ended that was stopped. */
function conclude(context: ActorContext, pod: KubeObject, node: KubeObject, wasKilled: boolean): void {
  const life = context.memory.get<Life>(`pod ${keyOf(pod)}`);
  if (!life) return;
  const names = (pod['spec'].containers as Container[]).map((it) => it.name);
  const lives = stopped(life.lives, names, context.now, wasKilled);
  context.memory.set(`pod ${keyOf(pod)}`, { ...life, lives });
  write(context, pod, node, { ...life, lives });
}

/** What others wrote of a pod while its node said nothing is set right. */
function restate(context: ActorContext, pod: KubeObject): void {
  const node = context.read.get('nodes', pod['spec'].nodeName as string);
  const life = context.memory.get<Life>(`pod ${keyOf(pod)}`);
  if (node && life && !finished(pod) && !pod.metadata.deletionTimestamp) write(context, pod, node, life);
}

function write(context: ActorContext, pod: KubeObject, node: KubeObject, next: Life): void {
  const hostIP = (node['status']?.addresses as { type: string; address: string }[] | undefined)?.find(
    (it) => it.type === 'InternalIP',
  )?.address;
  const podIP = pod['spec'].hostNetwork ? hostIP : next.podIP;
  const status = podStatus(pod, next.lives, { now: context.now, hostIP, podIP, started: next.started });
  context.api.update('pods', { ...pod, status }, { subresource: 'status', formed: true });
}

/** How long a pod takes to end when it is asked to: its longest preStop pause, and what programs take. */
function stopTime(pod: KubeObject): number {
  const containers = pod['spec'].containers as { lifecycle?: { preStop?: { sleep?: { seconds?: number } } } }[];
  return STOP + 1000 * Math.max(...containers.map((it) => it.lifecycle?.preStop?.sleep?.seconds ?? 0));
}

/** Says once of each running container that it is being stopped. */
function sayStopping(context: ActorContext, pod: KubeObject): void {
  const id = `pod ${keyOf(pod)}`;
  const life = context.memory.get<Life>(id);
  if (!life || life.stopping) return;
  context.memory.set(id, { ...life, stopping: true });
  const { containers, initContainers = [] } = pod['spec'] as { containers: Container[]; initContainers?: Container[] };
  for (const container of [...containers, ...initContainers])
    if (life.lives[container.name]?.state === 'running')
      tell(context, pod, container, 'Normal', 'Killing', `Stopping container ${container.name}`);
}

/** The next state of a pod's life at this instant; queues the pod for when something happens next. */
function proceed(context: ActorContext, pod: KubeObject, node: KubeObject, life: Life): Life {
  const key = keyOf(pod);
  const spec = pod['spec'] as { containers: Container[]; initContainers?: Container[]; restartPolicy?: string };
  const pace = context.simulation.pace ?? {};
  const all = [...(spec.initContainers ?? []), ...spec.containers];

  const missing = missingOf(context.read, pod);
  if (missing && Object.keys(life.lives).every((name) => life.lives[name]!.state === 'waiting')) {
    context.memory.set(`waits ${key}`, true);
    context.events.event(
      pod,
      'Warning',
      missing.reason === 'FailedMount' ? 'FailedMount' : 'Failed',
      missing.reason === 'FailedMount' ? missing.message : `Error: ${missing.message}`,
    );
    const reason = missing.reason === 'FailedMount' ? creating(spec) : missing.reason;
    return waiting(life, all, reason, missing.reason === 'FailedMount' ? undefined : missing.message);
  }
  context.memory.delete(`waits ${key}`);

  const pulled = life.images ?? pull(context, pod, node, life, all);
  if ('lives' in pulled) return pulled;
  const slow = all.map((it) => programOf(context.simulation, pod, it).startSeconds ?? 0);
  const startAt = Math.max(life.started + pulled.ready, pulled.at) + Math.max(pace.startSeconds ?? 1, ...slow) * 1000;
  if (context.now < startAt && Object.keys(life.lives).length === 0) {
    context.enqueue(key, startAt - context.now);
    return life.images ? life : { ...life, images: pulled };
  }
  return run(context, pod, life, spec);
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
