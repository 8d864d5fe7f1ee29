// Node pools that grow for pods that fit nowhere, and shrink when nodes are not needed. Follows the cluster autoscaler's default behaviour
// and words (kubernetes/autoscaler, cluster-autoscaler/core): a look every ten seconds. Among pools that would do the cheapest grows,
// where all of them have a price; otherwise the one of whose node the pod leaves least unused (expanders price and least-waste).

import { findCondition, type Condition } from '../../api/conditions.ts';
import type { KubeObject } from '../../api/object.ts';
import type { NodePool } from '../../api/simulation/simulation.ts';
import type { PodSpec } from '../../api/schema/types/core-v1.ts';
import type { Actor, ActorContext, Change } from '../interface.ts';
import { schedulerOver } from '../scheduler/over.ts';
import { isFinished } from '../scheduler/pods.ts';
import { amountOf, requestsOf } from '../scheduler/requests.ts';
import { added, groupsOf, membersOf, settle, type Group } from './groups.ts';
import { anotherNode, register } from './nodes.ts';
import { drain, DRAIN, GROWN, shrink, SHRINK, shrinkSoon } from './scale-down.ts';

const LOOK_EVERY = 10_000;
/** Pods of less priority wait for room that is there anyway. */
const LEAST_PRIORITY = -10;
/** From ordering a machine to its registering, where the pool does not say. */
const BOOT = 60_000;

const LOOK = 'look';
const BOOTING = 'boot ';

/** A node that was ordered. */
interface Ordered {
  readonly pool: string;
  readonly zone: string;
  readonly due: number;
}

export function clusterAutoscaler(): Actor {
  return {
    name: 'cluster-autoscaler',
    user: { name: 'system:cluster-autoscaler', groups: ['system:masters', 'system:authenticated'] },
    watches: ['pods', 'nodes', 'poddisruptionbudgets.policy'],
    changed(change, context) {
      if (!groupsOf(context).length) return;
      const { type, resource, object } = change;
      if (resource === 'pods' && type !== 'DELETED' && waits(object)) lookSoon(context);
      if (matters(change)) shrinkSoon(context);
    },
    sync(key, context) {
      if (key === LOOK) grow(context);
      else if (key === SHRINK) shrink(context);
      else if (key.startsWith(DRAIN)) drain(key, context);
      else if (key.startsWith(BOOTING)) boot(key, context);
    },
  };
}

/** Whether a change may make a node needed, or not needed any more. */
function matters({ type, resource, object, old }: Change): boolean {
  if (resource === 'nodes')
    return (
      type === 'ADDED' || object['spec'] !== old?.['spec'] || object.metadata.annotations !== old?.metadata.annotations
    );
  if (resource !== 'pods') return object['status']?.disruptionsAllowed !== old?.['status']?.disruptionsAllowed;
  if (type === 'DELETED') return object['spec'].nodeName !== undefined;
  return (
    object['spec'].nodeName !== old?.['spec'].nodeName || (old !== undefined && isFinished(object) !== isFinished(old))
  );
}

/** Groups in the order in which they are tried for a pod. */
function inOrder(groups: readonly Group[], pod: KubeObject): readonly Group[] {
  if (groups.length < 2) return groups;
  const asked = requestsOf(pod['spec'] as PodSpec);
  const wasted = ({ pool }: Group): number => {
    const cpu = amountOf('cpu', pool.cpu ?? 4);
    const memory = amountOf('memory', pool.memory ?? '16Gi');
    return (cpu - asked.cpu) / cpu + (memory - asked.memory) / memory;
  };
  const isPriced = groups.every((it) => it.pool.price !== undefined);
  const score = isPriced ? (it: Group): number => it.pool.price! : wasted;
  return [...groups].sort((a, b) => score(a) - score(b));
}

function waits(pod: KubeObject): boolean {
  if (pod['spec']?.nodeName || pod.metadata.deletionTimestamp) return false;
  if (((pod['spec']?.priority as number | undefined) ?? 0) < LEAST_PRIORITY) return false;
  const said = findCondition(pod['status']?.conditions as Condition[] | undefined, 'PodScheduled');
  return said?.status === 'False' && said.reason === 'Unschedulable';
}

function lookSoon(context: ActorContext): void {
  context.enqueue(LOOK, LOOK_EVERY - (context.now % LOOK_EVERY));
}

function grow(context: ActorContext): void {
  const { read, memory, now, chance } = context;
  const pending: KubeObject[] = [];
  read.walk('pods', {}, (pod) => {
    if (waits(pod)) pending.push(pod);
  });
  if (!pending.length) return;
  const all = groupsOf(context);
  const ordered = memory.entries<Ordered>(BOOTING).map(([, it]) => it);
  const size = new Map(
    all.map((group) => [
      group,
      membersOf(group, read.list('nodes')).length +
        ordered.filter((it) => it.pool === group.pool.name && it.zone === group.zone).length,
    ]),
  );
  const before = new Map(size);
  // Those on their way take pods, too.
  const view = schedulerOver(read, chance);
  const nodes = [...read.list('nodes')];
  const join = (pool: NodePool, zone: string): KubeObject => {
    const made = anotherNode(pool, zone, nodes, now);
    nodes.push(made);
    view.changed(added('nodes', made));
    return made;
  };
  for (const it of ordered) {
    const pool = context.simulation.pools.find((one) => one.name === it.pool);
    if (pool) join(pool, it.zone);
  }
  const helped = new Map<KubeObject, Group | undefined>();
  const refused: [KubeObject, string][] = [];
  for (const pod of pending) {
    if (settle(view, pod)) {
      helped.set(pod, undefined);
      continue;
    }
    const reasons = new Map<string, number>();
    const note = (reason: string): void => void reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    const choice = inOrder(all, pod).find((group) => {
      if (size.get(group)! >= group.most) {
        note('max node group size reached');
        return false;
      }
      const node = join(group.pool, group.zone);
      if (settle(view, pod)) return true;
      const answer = view.explain(pod).nodes.find((it) => it.node === node.metadata.name);
      for (const reason of answer?.refused?.reasons ?? []) note(reason);
      nodes.pop();
      view.changed({ ...added('nodes', node), type: 'DELETED' });
      return false;
    });
    if (choice) {
      size.set(choice, size.get(choice)! + 1);
      helped.set(pod, choice);
    } else
      refused.push([
        pod,
        [...reasons]
          .map(([reason, count]) => `${count} ${reason}`)
          .sort()
          .join(', '),
      ]);
  }
  for (const group of all)
    for (let i = before.get(group)!; i < size.get(group)!; i++) {
      const due = now + (group.pool.bootSeconds === undefined ? BOOT : group.pool.bootSeconds * 1000);
      const key = `${BOOTING}${group.name} ${now} ${i}`;
      memory.set(key, { pool: group.pool.name, zone: group.zone, due } satisfies Ordered);
      context.enqueue(key, due - now);
    }
  const isGrowing = all.some((group) => size.get(group)! > before.get(group)!);
  if (isGrowing) memory.set(GROWN, now);
  for (const [pod, group] of helped)
    if (group) {
      const sizes = `${group.name} ${before.get(group)}->${size.get(group)} (max: ${group.most})`;
      context.events.event(pod, 'Normal', 'TriggeredScaleUp', `pod triggered scale-up: [{${sizes}}]`);
    }
  // Where something grows nobody is told that it does not.
  for (const [pod, why] of isGrowing ? [] : refused)
    context.events.event(pod, 'Normal', 'NotTriggerScaleUp', `pod didn't trigger scale-up: ${why}`);
}

function boot(key: string, context: ActorContext): void {
  const ordered = context.memory.get<Ordered>(key);
  if (!ordered) return;
  const pool = context.simulation.pools.find((it) => it.name === ordered.pool);
  context.memory.delete(key);
  if (pool) register(context.api, anotherNode(pool, ordered.zone, context.read.list('nodes'), context.now));
}
