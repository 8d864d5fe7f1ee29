// Nodes that run short of memory or disk say so, and end pods until they no longer do; pods that write more than they may end, too.
// Follows kubernetes/pkg/kubelet/eviction/eviction_manager.go with its defaults: a look every ten seconds, one pod at a time, five
// minutes until a node counts as well again. Images that nobody uses go before pods do. Only what the simulation says is used.

import { findCondition, type Condition } from '../../api/conditions.ts';
import type { KubeObject } from '../../api/object.ts';
import { DOWN, POOL } from '../../api/simulation/simulation.ts';
import { formatTime } from '../../api/time.ts';
import type { ActorContext, Change } from '../interface.ts';
import { collectImages, imageRoom, IMAGES } from './images.ts';
import { isOverused, killOverused } from './out-of-memory.ts';
import { isCritical, lowMessage, overLimit, ranked, SHORTAGES, shortOf, tellsUse, usesOf } from './pressure.ts';
import type { PodUse, Short } from './pressure.ts';

const LOOK_EVERY = 10_000;
const RELIEF = 300_000;
/** A node that was short this often is no progress to wait for. */
const OFTEN = 3;

const LOADS = 'loads ';
const CHECK = 'pressure ';
const LOOK = 'look ';
const KERNEL = 'oom ';
const BEGAN = 'began';

/** What the kubelet's actor does for its nodes beside leading the lives of pods. */
export const pressure = {
  start(context: ActorContext): void {
    context.memory.set(BEGAN, context.now);
    for (const { memory, atSeconds = 0 } of context.simulation.loads ?? [])
      if (memory !== undefined) context.enqueue(`${LOADS}${atSeconds}`, atSeconds * 1000, { background: true });
  },

  simulated(context: ActorContext): void {
    if (tellsUse(context.simulation)) context.enqueue(`${LOADS}now`);
  },

  changed({ resource, type, object, old }: Change, context: ActorContext): void {
    if (resource === 'nodes') {
      if (type === 'DELETED') {
        const { name } = object.metadata;
        for (const what of ['relief ', 'rounds ']) context.memory.delete(`${what}${name}`);
        for (const [place] of context.memory.entries(`${IMAGES}${name} `)) context.memory.delete(place);
      }
      return;
    }
    if (resource !== 'pods' || !tellsUse(context.simulation)) return;
    const node = object['spec'].nodeName as string | undefined;
    if (node && (type === 'DELETED' || object['status'] !== old?.['status'])) context.enqueue(`${CHECK}${node}`);
  },

  /** Whether the key was one of its own. */
  sync(key: string, context: ActorContext): boolean {
    if (key.startsWith(LOADS)) {
      for (const node of context.read.list('nodes')) context.enqueue(`${CHECK}${node.metadata.name}`);
      return true;
    }
    const prefix = [CHECK, LOOK, KERNEL].find((it) => key.startsWith(it));
    if (prefix === undefined) return false;
    const node = context.read.get('nodes', key.slice(prefix.length));
    if (!node || node.metadata.annotations?.[POOL] === undefined || node.metadata.annotations[DOWN]) return true;
    if (prefix === LOOK) look(context, node);
    else if (prefix === CHECK) check(context, node);
    else killOverused(context, node, usesNow(context, node));
    return true;
  },
};

/** From the start of a program to its using what it uses. */
const GROWTH = 1_000;

function usesNow({ read, simulation, memory, now }: ActorContext, node: KubeObject): PodUse[] {
  return usesOf(read, simulation, node.metadata.name!, (now - (memory.get<number>(BEGAN) ?? now)) / 1000);
}

interface Found {
  readonly uses: readonly PodUse[];
  readonly short: readonly Short[];
  /** Pods that write more than they may, and the words for it. */
  readonly over: readonly (readonly [pod: KubeObject, why: string])[];
}

function found(context: ActorContext, node: KubeObject): Found {
  const uses = usesNow(context, node);
  const over = uses.flatMap((use) => {
    const why = isCritical(use.pod) ? undefined : overLimit(use);
    return why === undefined ? [] : [[use.pod, why] as const];
  });
  return { uses, short: shortOf(node, uses, imageRoom(context, node)), over };
}

const conditionOf = (node: KubeObject, type: string): Condition | undefined =>
  findCondition(node['status']?.conditions as Condition[] | undefined, type);

/** Sees whether there is something to do at the next look. */
function check(context: ActorContext, node: KubeObject): void {
  const { memory, now } = context;
  const { name } = node.metadata;
  const { uses, short, over } = found(context, node);
  if (isOverused(context, node, uses)) context.enqueue(`${KERNEL}${name}`, GROWTH);
  const background = (memory.get<number>(`rounds ${name}`) ?? 0) >= OFTEN;
  const isNews = short.some(({ shortage }) => conditionOf(node, shortage.type)?.status !== 'True');
  const canEnd = short.length > 0 && uses.some((it) => !isCritical(it.pod));
  if (short.length) memory.delete(`relief ${name}`);
  if (over.length || isNews || canEnd) {
    context.enqueue(`${LOOK}${name}`, LOOK_EVERY - (now % LOOK_EVERY), { background });
    return;
  }
  const isTold = SHORTAGES.some(({ type }) => conditionOf(node, type)?.status === 'True');
  if (short.length || !isTold) return;
  const relief = memory.get<number>(`relief ${name}`) ?? now + RELIEF;
  memory.set(`relief ${name}`, relief);
  context.enqueue(`${LOOK}${name}`, Math.max(0, relief - now), { background });
}

/** What upstream does at each look: says how the node is, then ends pods. */
function look(context: ActorContext, given: KubeObject): void {
  const { memory, events, now } = context;
  const name = given.metadata.name!;
  const { uses, short, over } = found(context, given);
  const isWell = (memory.get<number>(`relief ${name}`) ?? Infinity) <= now;
  const node = say(context, given, short, isWell);
  if (isWell) memory.delete(`relief ${name}`);
  if (over.length) {
    for (const [pod, why] of over) evict(context, pod, why, false);
    return;
  }
  const [worst] = short;
  if (!worst) {
    check(context, node);
    return;
  }
  memory.set(`rounds ${name}`, (memory.get<number>(`rounds ${name}`) ?? 0) + 1);
  events.event(node, 'Warning', 'EvictionThresholdMet', `Attempting to reclaim ${worst.shortage.resource}`);
  if (worst.shortage.type === 'DiskPressure' && collectImages(context, node)) {
    const left = found(context, node);
    if (!left.short.length) {
      check(context, node);
      return;
    }
  }
  const first = ranked(uses, worst.shortage.resource).find((it) => !isCritical(it.pod));
  if (first) evict(context, first.pod, lowMessage(first, worst), true);
}

/** The conditions of a node as they are now; those that were bad stay so until it has been well for a while. */
function say(context: ActorContext, node: KubeObject, short: readonly Short[], isWell: boolean): KubeObject {
  const { api, events, now } = context;
  const changed: string[] = [];
  const conditions = ((node['status']?.conditions ?? []) as Condition[]).map((it) => {
    const shortage = SHORTAGES.find(({ type }) => type === it.type);
    if (!shortage) return it;
    const isShort = short.some((one) => one.shortage === shortage);
    const status = isShort ? 'True' : isWell ? 'False' : it.status;
    if (status === it.status) return it;
    const [reason, message, event] = status === 'True' ? shortage.bad : shortage.good;
    changed.push(event);
    return { ...it, status, reason, message, lastTransitionTime: formatTime(now), lastHeartbeatTime: formatTime(now) };
  });
  if (!changed.length) return node;
  for (const it of changed) events.event(node, 'Normal', it, `Node ${node.metadata.name} status is now: ${it}`);
  return api.update('nodes', { ...node, status: { ...node['status'], conditions } }, { subresource: 'status' });
}

interface ContainerStatus {
  readonly state?: { readonly running?: { readonly startedAt?: string } };
  readonly containerID?: string;
}

/** Ends a pod at once and for good: what made it makes another. */
function evict(context: ActorContext, pod: KubeObject, message: string, forItsNode: boolean): void {
  const { api, events, now } = context;
  events.event(pod, 'Warning', 'Evicted', message);
  const time = formatTime(now);
  const ended = (statuses: readonly ContainerStatus[] | undefined) =>
    statuses?.map((it) => {
      const { running } = it.state ?? {};
      if (!running) return it;
      const { containerID } = it;
      const terminated = {
        exitCode: 137,
        reason: 'Error',
        startedAt: running.startedAt,
        finishedAt: time,
        containerID,
      };
      return { ...it, state: { terminated }, ready: false, started: false };
    });
  const { containerStatuses, initContainerStatuses, ...rest } = pod['status'];
  const conditions = (pod['status'].conditions as Condition[]).map((it) => {
    if (!['Ready', 'ContainersReady', 'PodReadyToStartContainers'].includes(it.type)) return it;
    const { message: _, reason: __, ...kept } = it;
    const why = it.type === 'PodReadyToStartContainers' ? {} : { reason: 'PodFailed' };
    return { ...kept, status: 'False' as const, lastTransitionTime: time, ...why };
  });
  const disrupted = {
    type: 'DisruptionTarget',
    observedGeneration: pod.metadata.generation,
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: time,
    reason: 'TerminationByKubelet',
    message,
  };
  const status = {
    ...rest,
    phase: 'Failed',
    reason: 'Evicted',
    message,
    conditions: forItsNode ? [...conditions, disrupted] : conditions,
    ...(initContainerStatuses ? { initContainerStatuses: ended(initContainerStatuses) } : {}),
    containerStatuses: ended(containerStatuses),
  };
  api.update('pods', { ...pod, status }, { subresource: 'status' });
}
