// Running pods that are given other amounts of CPU and memory: whether the node has them, when they are in effect, which containers
// start anew for it. Follows kubernetes/pkg/kubelet/allocation and kuberuntime (computePodResizeAction).

import { keyOf, type KubeObject } from '../../api/object.ts';
import { wholeValue } from '../../api/quantity.ts';
import type { PodSpec } from '../../api/schema/types/core-v1.ts';
import { equal } from '../apiserver/equality.ts';
import type { ActorContext } from '../interface.ts';
import { isFinished } from '../scheduler/pods.ts';
import { amountsOf, requestsOf, type Amounts } from '../scheduler/requests.ts';
import { tell } from './container-events.ts';
import {
  initOf,
  type Container,
  type ContainerLife,
  type Life,
  type Resize,
  type Resources,
  type Spec,
} from './life.ts';
import { programOf } from './programs.ts';
import { killAt } from './stopping.ts';

/** From giving resources to seeing that the containers have them. */
const SEEN = 1_000;
/** What a node had no room for is tried again after this, or when another pod of the node ends or shrinks. */
const AGAIN = 180_000;
/** Pods of a node that wait for room. */
export const DEFERRED = 'deferred ';

/** Pods of a node that wait for room look again. */
export function makeRoom(context: ActorContext, node: string): void {
  for (const [id] of context.memory.entries(`${DEFERRED}${node} `))
    context.enqueue(id.slice(DEFERRED.length + node.length + 1));
}

/** Brings what a pod has of its node in line with what it is to have. */
export function resize(
  context: ActorContext,
  pod: KubeObject,
  node: KubeObject,
  life: Life,
): { readonly life: Life; readonly changed: boolean } {
  const spec = pod['spec'] as Spec;
  const all = spec.initContainers ? [...initOf(spec), ...spec.containers] : spec.containers;
  const wanted = all.filter((it) => isOther(life.lives[it.name], it));
  if (!wanted.length && !life.resize) return { life, changed: false };
  const finished = done(context, pod, all, life);
  let next = finished ?? life;
  if (!wanted.length) {
    const given = next.resize?.pending ? withdrawn(context, pod, next) : next;
    return { life: given, changed: given !== life };
  }
  const lack = lackOf(context, pod, node);
  if (lack !== undefined) next = deferred(context, pod, node, next, lack);
  else next = allocated(context, pod, wanted, next);
  return { life: next, changed: next !== life };
}

function isOther(life: ContainerLife | undefined, { resources }: Container): boolean {
  if (!life?.resources || life.resources === resources || life.state === 'ended') return false;
  return !equal(life.resources, resources);
}

/** The pod is not to be resized any more, or not yet again. */
function withdrawn(context: ActorContext, pod: KubeObject, life: Life): Life {
  context.memory.delete(`${DEFERRED}${pod['spec'].nodeName} ${keyOf(pod)}`);
  const { pending: _, ...rest } = life.resize!;
  if (rest.before) return { ...life, resize: rest };
  const { resize: __, ...without } = life;
  return without;
}

/** What the node lacks, in the kubelet's words; undefined when the pod has room as it is to be. */
function lackOf(context: ActorContext, pod: KubeObject, node: KubeObject): string | undefined {
  const { read, memory } = context;
  const room = amountsOf(node['status']?.allocatable as { [name: string]: string } | undefined);
  const asked = requestsOf(pod['spec'] as PodSpec);
  const used = { cpu: 0, memory: 0, ephemeral: 0 };
  for (const other of read.indexed('podsByNode', node.metadata.name!)) {
    if (other.metadata.uid === pod.metadata.uid || isFinished(other)) continue;
    const held = requestsOf(heldBy(other, memory.get<Life>(`pod ${keyOf(other)}`)));
    for (const name of NAMES) used[name] += held[name];
  }
  for (const name of NAMES) {
    if (asked[name] === 0 || asked[name] <= room[name] - used[name]) continue;
    const resource = name === 'ephemeral' ? 'ephemeral-storage' : name;
    return `Node didn't have enough resource: ${resource}, requested: ${asked[name]}, used: ${used[name]}, capacity: ${room[name]}`;
  }
  return undefined;
}
const NAMES = ['cpu', 'memory', 'ephemeral'] as const satisfies readonly (keyof Amounts)[];

/** What a pod asks for by what its containers were given. */
function heldBy(pod: KubeObject, life: Life | undefined): PodSpec {
  const spec = pod['spec'] as PodSpec;
  if (!life?.resize?.pending) return spec;
  const own = <T extends { name?: string }>(list: readonly T[] | undefined): T[] | undefined =>
    list?.map((it) => ({ ...it, resources: life.lives[it.name!]?.resources ?? (it as Container).resources }));
  return { ...spec, containers: own(spec.containers)!, initContainers: own(spec.initContainers) } as PodSpec;
}

function deferred(context: ActorContext, pod: KubeObject, node: KubeObject, life: Life, message: string): Life {
  const { generation = 0 } = pod.metadata;
  const known = life.resize?.pending;
  context.memory.set(`${DEFERRED}${node.metadata.name} ${keyOf(pod)}`, true);
  context.enqueue(keyOf(pod), AGAIN, { background: true });
  const isSame = known && life.resize!.generation === generation;
  if (isSame && known.message === message) return life;
  if (!isSame) say(context, pod, 'Warning', 'ResizeDeferred', 'Pod resize Deferred', summary(pod, generation, message));
  const since = known?.since ?? context.now;
  return { ...life, resize: { ...life.resize, generation, pending: { reason: 'Deferred', message, since } } };
}

function allocated(context: ActorContext, pod: KubeObject, wanted: readonly Container[], life: Life): Life {
  const { generation = 0 } = pod.metadata;
  context.memory.delete(`${DEFERRED}${pod['spec'].nodeName} ${keyOf(pod)}`);
  const lives = { ...life.lives };
  const before: Record<string, Resources | undefined> = {};
  const grace = ((pod['spec'].terminationGracePeriodSeconds as number | undefined) ?? 30) * 1000;
  let at = context.now + SEEN;
  for (const it of wanted) {
    const was = lives[it.name]!;
    before[it.name] = was.resources;
    lives[it.name] = { ...was, resources: it.resources };
    if (was.state === 'running' && !was.kill && restartsFor(it, was.resources)) {
      const kill = killAt(it, context.now, context.now, grace, 'again');
      tell(context, pod, it, 'Normal', 'Killing', `Container ${it.name} resize requires restart`);
      lives[it.name] = { ...was, resources: it.resources, kill };
      at = Math.max(at, kill.at + SEEN);
    } else if (was.reason === 'CrashLoopBackOff') {
      // With other resources it is another container: what was tried before does not count.
      lives[it.name] = { ...was, resources: it.resources, until: context.now, failures: 0 };
    }
  }
  say(context, pod, 'Normal', 'ResizeStarted', 'Pod resize started', summary(pod, generation));
  context.enqueue(keyOf(pod), at - context.now);
  makeRoom(context, pod['spec'].nodeName as string);
  return { ...life, lives, resize: { generation, before, since: context.now, done: at } };
}

/** Whether a container starts anew for what changed. */
function restartsFor(container: Container, before: Resources | undefined): boolean {
  return (container.resizePolicy ?? []).some(
    ({ resourceName, restartPolicy }) =>
      restartPolicy === 'RestartContainer' &&
      (['requests', 'limits'] as const).some(
        (part) => before?.[part]?.[resourceName] !== container.resources?.[part]?.[resourceName],
      ),
  );
}

/** What has been given is in effect; undefined when that is not yet so, or was told. */
function done(context: ActorContext, pod: KubeObject, all: readonly Container[], life: Life): Life | undefined {
  const { resize: on } = life;
  if (!on?.before || on.done === undefined) return undefined;
  if (on.done > context.now) {
    context.enqueue(keyOf(pod), on.done - context.now);
    return undefined;
  }
  const error = tooSmall(context, pod, all, on);
  if (error !== undefined) {
    context.enqueue(keyOf(pod), AGAIN, { background: true });
    if (error === on.error) return undefined;
    say(context, pod, 'Warning', 'ResizeError', 'Pod resize error', summary(pod, on.generation, error));
    return { ...life, resize: { ...on, error } };
  }
  say(context, pod, 'Normal', 'ResizeCompleted', 'Pod resize completed', summary(pod, on.generation));
  const { resize: _, ...rest } = life;
  return on.pending ? { ...rest, resize: { generation: on.generation, pending: on.pending } } : rest;
}

/** A limit of memory cannot be brought below what is used. */
function tooSmall(
  context: ActorContext,
  pod: KubeObject,
  all: readonly Container[],
  { before }: Resize,
): string | undefined {
  for (const it of all) {
    if (!before || !(it.name in before) || restartsFor(it, before[it.name])) continue;
    const limit = wholeValue(it.resources?.limits?.['memory']);
    const was = wholeValue(before[it.name]?.limits?.['memory']);
    const used = wholeValue(programOf(context.simulation, pod, it).memory);
    if (limit > 0 && (was === 0 || limit < was) && used >= limit)
      return `cannot decrease memory limits: attempting to set container "${it.name}" memory limit (${limit}) below current usage (${used})`;
  }
  return undefined;
}

function say(
  context: ActorContext,
  pod: KubeObject,
  type: 'Normal' | 'Warning',
  reason: string,
  words: string,
  details: string,
): void {
  context.events.event(pod, type, reason, `${words}: ${details}`);
}

function summary(pod: KubeObject, generation: number, error?: string): string {
  const { initContainers, containers } = pod['spec'] as Spec;
  const listed = (list: readonly Container[]): object[] =>
    list.map(({ name, resources }) => ({ name, resources: inOrder(resources) }));
  return JSON.stringify({
    ...(initContainers?.length ? { initContainers: listed(initContainers) } : {}),
    containers: listed(containers),
    generation,
    ...(error === undefined ? {} : { error }),
  });
}

function inOrder(resources: Resources | undefined): object {
  const sorted = (amounts: { readonly [name: string]: string }): object =>
    Object.fromEntries(Object.entries(amounts).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    ...(resources?.limits ? { limits: sorted(resources.limits) } : {}),
    ...(resources?.requests ? { requests: sorted(resources.requests) } : {}),
  };
}
