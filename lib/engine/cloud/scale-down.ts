// Nodes that are used little: whether their pods find a place elsewhere, for how long that has been so, and how they are emptied and
// taken down. Follows the cluster autoscaler's defaults (kubernetes/autoscaler, cluster-autoscaler/core/scaledown): used to at most half,
// unneeded for ten minutes, ten minutes after the last growth; ten empty nodes at once, of the others one after the other. It looks
// when something changed, at the times at which it would look anyway.

import { keyOf, type KubeObject } from '../../api/object.ts';
import { amountsOf, requestsOf } from '../scheduler/requests.ts';
import { schedulerOver } from '../scheduler/over.ts';
import type { ActorContext } from '../interface.ts';
import type { PodSpec } from '../../api/schema/types/core-v1.ts';
import { isReady } from '../controllers/controller.ts';
import { taintsOf } from '../controllers/taints.ts';
import { blocksUntil, standingOf } from './drainable.ts';
import { added, groupsOf, membersOf, settle, type Group } from './groups.ts';

const LOOK_EVERY = 10_000;
const UNNEEDED_FOR = 600_000;
/** A node that is not ready is given longer. */
const UNREADY_FOR = 1_200_000;
const AFTER_GROWTH = 600_000;
const MOST_USED = 0.5;
const MOST_EMPTY = 10;
/** From marking a node to emptying it, and how often is looked whether its pods are gone. */
const AFTER_TAINT = 5_000;
const POLL = 5_000;
/** Evictions that are refused are tried again for so long; pods are given so long to end. */
const MOST_TRIES = 120_000;
const MOST_GRACE = 600_000;

const DISABLED = 'cluster-autoscaler.kubernetes.io/scale-down-disabled';
const LEAVING = 'ToBeDeletedByClusterAutoscaler';
const CANDIDATE = 'DeletionCandidateOfClusterAutoscaler';
const BUDGETS = 'poddisruptionbudgets.policy';

/** Keys of this part of the autoscaler. */
export const SHRINK = 'shrink';
export const DRAIN = 'drain ';
const UNNEEDED = 'unneeded ';
/** When nodes were ordered last. */
export const GROWN = 'grown';

/** A node that is being taken down. */
interface Leaving {
  readonly since: number;
  /** How many of its group there are without it is no more than its group may have. */
  readonly group: string;
}

/** Looks at the next time at which it would. */
export function shrinkSoon(context: ActorContext): void {
  context.enqueue(SHRINK, LOOK_EVERY - (context.now % LOOK_EVERY), { background: true });
}

function mark({ api, now }: ActorContext, node: KubeObject, key: string, effect?: string): KubeObject {
  if (taintsOf(node).some((it) => it.key === key) === (effect !== undefined)) return node;
  const { taints: _, ...spec } = node['spec'] ?? {};
  const others = taintsOf(node).filter((it) => it.key !== key);
  const taints = effect === undefined ? others : [...others, { key, value: `${Math.floor(now / 1000)}`, effect }];
  return api.update('nodes', { ...node, spec: taints.length ? { ...spec, taints } : spec });
}

/** The largest share of a node's CPU or memory that its pods ask for. */
function usedOf({ read }: ActorContext, node: KubeObject): number {
  const room = amountsOf(node['status']?.allocatable as { [name: string]: string } | undefined);
  let [cpu, memory] = [0, 0];
  for (const pod of read.indexed('podsByNode', node.metadata.name!)) {
    if (pod['status']?.phase === 'Succeeded' || pod['status']?.phase === 'Failed') continue;
    const asked = requestsOf(pod['spec'] as PodSpec);
    cpu += asked.cpu;
    memory += asked.memory;
  }
  return Math.max(room.cpu ? cpu / room.cpu : 0, room.memory ? memory / room.memory : 0);
}

/** A node without which its pods would do, and those that would move. */
interface Unneeded {
  readonly node: KubeObject;
  readonly group: Group;
  readonly moving: readonly KubeObject[];
}

/** The nodes that are not needed: those of all that do without each other. */
function unneededOf(context: ActorContext, isHelped: boolean): Unneeded[] {
  const { read, now, chance } = context;
  const nodes = read.list('nodes');
  const found: Unneeded[] = [];
  const budgets = read.list(BUDGETS);
  let view: ReturnType<typeof schedulerOver> | undefined;
  for (const group of groupsOf(context))
    for (const node of membersOf(group, nodes)) {
      const { name, annotations } = node.metadata;
      if (annotations?.[DISABLED] === 'true' || context.memory.get(DRAIN + name)) continue;
      if (usedOf(context, node) > MOST_USED) continue;
      const pods = read.indexed('podsByNode', name!);
      const standings = pods.map((it) => standingOf(it, budgets, now));
      if (standings.includes('blocks')) {
        // What blocks for its youth does not do so for ever.
        const later = pods.map((it) => blocksUntil(it, now)).filter((it) => it !== undefined);
        if (later.length) context.enqueue(SHRINK, Math.min(...later) + 1_000 - now, { background: true });
        continue;
      }
      const moving = pods.filter((_, i) => standings[i] === 'moves');
      // While pods wait for nodes that are on their way nothing is moved about.
      if (moving.length && !isHelped) continue;
      if (moving.length) {
        view ??= schedulerOver(read, chance);
        if (!move(view, node, pods, moving)) continue;
      }
      found.push({ node, group, moving });
    }
  return found;
}

/** Whether pods find another place; they keep it in the view, which is as it was when they do not. */
function move(
  view: ReturnType<typeof schedulerOver>,
  node: KubeObject,
  pods: readonly KubeObject[],
  moving: readonly KubeObject[],
): boolean {
  const gone = (object: KubeObject, resource: string): void =>
    view.changed({ ...added(resource, object), type: 'DELETED' });
  for (const pod of pods) gone(pod, 'pods');
  gone(node, 'nodes');
  const placed: KubeObject[] = [];
  for (const pod of moving) {
    const { nodeName: _, ...spec } = pod['spec'];
    const found = settle(view, { ...pod, spec });
    if (found) placed.push(found);
    else {
      for (const it of placed) gone(it, 'pods');
      view.changed(added('nodes', node));
      for (const it of pods) view.changed(added('pods', it));
      return false;
    }
  }
  return true;
}

export function shrink(context: ActorContext): void {
  const { memory, now, events } = context;
  const isHelped = memory.entries('boot ').length === 0;
  const unneeded = unneededOf(context, isHelped);
  const known = new Map(memory.entries<number>(UNNEEDED));
  const due: (Unneeded & { readonly since: number })[] = [];
  let next = Infinity;
  const coolUntil = (memory.get<number>(GROWN) ?? -Infinity) + AFTER_GROWTH;
  for (const it of unneeded) {
    const key = UNNEEDED + it.node.metadata.name;
    const since = known.get(key) ?? now;
    if (!known.delete(key)) memory.set(key, since);
    const at = Math.max(since + (isReady(it.node) ? UNNEEDED_FOR : UNREADY_FOR), coolUntil);
    if (at <= now) due.push({ ...it, since });
    else next = Math.min(next, at);
  }
  // Nodes that are needed again.
  for (const key of known.keys()) {
    memory.delete(key);
    const node = context.read.get('nodes', key.slice(UNNEEDED.length));
    if (node) mark(context, node, CANDIDATE);
  }
  for (const { node } of unneeded) mark(context, context.read.get('nodes', node.metadata.name!)!, CANDIDATE, SOFT);
  const leaving = memory.entries<Leaving>(DRAIN).map(([, it]) => it.group);
  const size = (group: Group): number =>
    membersOf(group, context.read.list('nodes')).length - leaving.filter((it) => it === group.name).length;
  let empty = 0;
  let isDraining = leaving.length > 0;
  for (const { node, group, moving } of due.sort((a, b) => a.since - b.since)) {
    if (size(group) <= group.least || (moving.length ? isDraining : empty >= MOST_EMPTY)) continue;
    if (moving.length) isDraining = true;
    else empty++;
    leaving.push(group.name);
    const current = context.read.get('nodes', node.metadata.name!)!;
    const marked = mark(context, current, LEAVING, 'NoSchedule');
    events.event(marked, 'Normal', 'ScaleDown', 'marked the node as toBeDeleted/unschedulable');
    memory.set(DRAIN + node.metadata.name, { since: now, group: group.name } satisfies Leaving);
    memory.delete(UNNEEDED + node.metadata.name);
    context.enqueue(DRAIN + node.metadata.name, AFTER_TAINT);
  }
  if (next !== Infinity) context.enqueue(SHRINK, roundUp(next) - now, { background: true });
}
const SOFT = 'PreferNoSchedule';
const roundUp = (time: number): number => Math.ceil(time / LOOK_EVERY) * LOOK_EVERY;

/** Moves the pods of a node away, and takes it down when they are gone. */
export function drain(key: string, context: ActorContext): void {
  const { read, memory, now, api, events } = context;
  const name = key.slice(DRAIN.length);
  const node = read.get('nodes', name);
  const leaving = memory.get<Leaving>(key);
  if (!node || !leaving) {
    memory.delete(key);
    return;
  }
  const budgets = read.list(BUDGETS);
  const pods = read.indexed('podsByNode', name).filter((it) => standingOf(it, budgets, now) !== 'goes');
  const stuck = pods.filter((pod) => !pod.metadata.deletionTimestamp && !evict(context, pod));
  const spent = now - leaving.since - AFTER_TAINT;
  const failure =
    stuck.length && spent >= MOST_TRIES
      ? `Failed to evict pod ${keyOf(stuck[0]!)} within allowed timeout`
      : pods.length && isReady(node) && spent >= MOST_GRACE
        ? `Failed to drain node ${name}: pods remaining after timeout`
        : undefined;
  if (failure !== undefined) {
    events.event(node, 'Warning', 'ScaleDownFailed', `failed to drain and delete node: ${failure}`);
    mark(context, mark(context, node, LEAVING), CANDIDATE);
    memory.delete(key);
    shrinkSoon(context);
    return;
  }
  if (pods.length) {
    context.enqueue(key, POLL);
    return;
  }
  events.event(node, 'Normal', 'ScaleDown', 'nodes removed by cluster autoscaler');
  memory.delete(key);
  api.delete('nodes', '', name);
  shrinkSoon(context);
}

/** Whether a pod may be moved, and is. */
function evict({ api, events }: ActorContext, pod: KubeObject): boolean {
  const { namespace, name } = pod.metadata;
  try {
    api.createSubresource('pods', namespace!, name!, 'eviction', {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name: name!, namespace: namespace! },
    });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'StatusError') throw error;
    return false;
  }
  events.event(pod, 'Normal', 'ScaleDown', 'deleting pod for node scale down');
  return true;
}
