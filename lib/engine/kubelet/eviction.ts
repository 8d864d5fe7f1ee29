// Nodes that run short of memory or disk say so, and end pods until they no longer do; pods that write more than they may end, too.
// Follows kubernetes/pkg/kubelet/eviction/eviction_manager.go with its defaults: a look every ten seconds, one pod at a time, five
// minutes until a node counts as well again. Simplified: images take no room, and only what the simulation says is used.

import { findCondition, type Condition } from '../../api/conditions.ts';
import type { KubeObject } from '../../api/object.ts';
import { DOWN, POOL } from '../../api/simulation/simulation.ts';
import { formatTime } from '../../api/time.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { isCritical, lowMessage, overLimit, ranked, SHORTAGES, shortOf, tellsUse, usesOf } from './pressure.ts';
import type { PodUse, Short } from './pressure.ts';

const LOOK_EVERY = 10_000;
const RELIEF = 300_000;
/** A node that was short this often is no progress to wait for. */
const OFTEN = 3;

const LOADS = 'loads';
const LOOK = 'look ';
const BEGAN = 'began';

export function evictionManager(): Actor {
  return {
    name: 'kubelet-eviction',
    component: 'kubelet',
    user: { name: 'system:node:embedded', groups: ['system:nodes', 'system:masters', 'system:authenticated'] },
    watches: ['pods', 'nodes'],
    start(context) {
      context.memory.set(BEGAN, context.now);
      for (const { memory, atSeconds = 0 } of context.simulation.loads ?? [])
        if (memory !== undefined) context.enqueue(`${LOADS} ${atSeconds}`, atSeconds * 1000, { background: true });
    },
    changed({ resource, type, object, old }, context) {
      if (resource === 'nodes') {
        if (type === 'DELETED')
          for (const what of ['relief ', 'rounds ']) context.memory.delete(`${what}${object.metadata.name}`);
        return;
      }
      if (!tellsUse(context.simulation)) return;
      const node = object['spec'].nodeName as string | undefined;
      if (node && (type === 'DELETED' || object['status'] !== old?.['status'])) context.enqueue(node);
    },
    sync(key, context) {
      if (key.startsWith(LOADS)) {
        for (const node of context.read.list('nodes')) context.enqueue(node.metadata.name!);
        return;
      }
      const isLook = key.startsWith(LOOK);
      const node = context.read.get('nodes', isLook ? key.slice(LOOK.length) : key);
      if (!node || node.metadata.annotations?.[POOL] === undefined || node.metadata.annotations[DOWN]) return;
      if (isLook) look(context, node);
      else check(context, node);
    },
  };
}

interface Found {
  readonly uses: readonly PodUse[];
  readonly short: readonly Short[];
  /** Pods that write more than they may, and the words for it. */
  readonly over: readonly (readonly [pod: KubeObject, why: string])[];
}

function found(context: ActorContext, node: KubeObject): Found {
  const { read, simulation, memory, now } = context;
  const seconds = (now - (memory.get<number>(BEGAN) ?? now)) / 1000;
  const uses = usesOf(read, simulation, node.metadata.name!, seconds);
  const over = uses.flatMap((use) => {
    const why = isCritical(use.pod) ? undefined : overLimit(use);
    return why === undefined ? [] : [[use.pod, why] as const];
  });
  return { uses, short: shortOf(node, uses), over };
}

const conditionOf = (node: KubeObject, type: string): Condition | undefined =>
  findCondition(node['status']?.conditions as Condition[] | undefined, type);

/** Sees whether there is something to do at the next look. */
function check(context: ActorContext, node: KubeObject): void {
  const { memory, now } = context;
  const { name } = node.metadata;
  const { uses, short, over } = found(context, node);
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
