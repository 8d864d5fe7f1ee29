// Node pools that grow for pods that fit nowhere, and shrink when nodes have been empty for long. Follows the cluster autoscaler's
// default behaviour and words (kubernetes/autoscaler, cluster-autoscaler/core): a look every ten seconds, nodes empty for ten minutes
// go. Simplified: nodes that are used little are not emptied, and among pools that would do the cheapest grows.

import { findCondition, type Condition } from '../../api/conditions.ts';
import { controllerOf, keyOf, type KubeObject } from '../../api/object.ts';
import { POOL, type NodePool } from '../../api/simulation/simulation.ts';
import { ZONE } from '../../api/well-known-labels.ts';
import type { Actor, ActorContext, Change } from '../interface.ts';
import { schedulerOver, type SchedulerView } from '../scheduler/over.ts';
import { isFinished } from '../scheduler/pods.ts';
import { anotherNode, register } from './nodes.ts';

const LOOK_EVERY = 10_000;
const EMPTY_FOR = 600_000;
/** From ordering a machine to its registering, where the pool does not say. */
const BOOT = 60_000;

const LOOK = 'look';
const SHRINK = 'shrink';
const BOOTING = 'boot ';

/** A node that was ordered. */
interface Ordered {
  readonly pool: string;
  readonly zone: string;
  readonly due: number;
}

/** One zone of a pool: what upstream calls a node group. */
interface Group {
  readonly pool: NodePool;
  readonly zone: string;
  readonly name: string;
  readonly least: number;
  readonly most: number;
}

export function clusterAutoscaler(): Actor {
  return {
    name: 'cluster-autoscaler',
    user: { name: 'system:cluster-autoscaler', groups: ['system:masters', 'system:authenticated'] },
    watches: ['pods'],
    start(context) {
      if (groupsOf(context).length) context.enqueue(SHRINK, LOOK_EVERY, { background: true });
    },
    changed({ type, object }, context) {
      if (type !== 'DELETED' && groupsOf(context).length && waits(object)) lookSoon(context);
    },
    sync(key, context) {
      if (key === LOOK) grow(context);
      else if (key === SHRINK) shrink(context);
      else if (key.startsWith(BOOTING)) boot(key, context);
    },
  };
}

const groups = new WeakMap<object, readonly Group[]>();

/** The groups that may grow. */
function groupsOf({ simulation }: ActorContext): readonly Group[] {
  let found = groups.get(simulation);
  if (!found) {
    found = simulation.pools
      .filter((pool) => pool.maxNodes !== undefined)
      .flatMap((pool) =>
        (pool.zones ?? ['zone-a']).map((zone) => ({
          pool,
          zone,
          name: `${pool.name}-${zone.replace(/^zone-/, '')}`,
          least: pool.minNodes ?? pool.nodes ?? 1,
          most: pool.maxNodes!,
        })),
      )
      .sort((a, b) => (a.pool.price ?? 0) - (b.pool.price ?? 0));
    groups.set(simulation, found);
  }
  return found;
}

function waits(pod: KubeObject): boolean {
  if (pod['spec']?.nodeName || pod.metadata.deletionTimestamp) return false;
  const said = findCondition(pod['status']?.conditions as Condition[] | undefined, 'PodScheduled');
  return said?.status === 'False' && said.reason === 'Unschedulable';
}

function lookSoon(context: ActorContext): void {
  context.enqueue(LOOK, LOOK_EVERY - (context.now % LOOK_EVERY));
}

const membersOf = ({ pool, zone }: Group, nodes: readonly KubeObject[]): KubeObject[] =>
  nodes.filter((it) => it.metadata.annotations?.[POOL] === pool.name && it.metadata.labels?.[ZONE] === zone);

const added = (resource: string, object: KubeObject): Change => ({
  type: 'ADDED',
  revision: 0,
  resource,
  key: keyOf(object),
  object,
  time: 0,
});

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
    const choice = all.find((group) => {
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
  for (const [pod, group] of helped)
    if (group) {
      const sizes = `${group.name} ${before.get(group)}->${size.get(group)} (max: ${group.most})`;
      context.events.event(pod, 'Normal', 'TriggeredScaleUp', `pod triggered scale-up: [{${sizes}}]`);
    }
  for (const [pod, why] of refused)
    context.events.event(pod, 'Normal', 'NotTriggerScaleUp', `pod didn't trigger scale-up: ${why}`);
}

/** Whether the pod finds a place in the view; it takes it. */
function settle(view: SchedulerView, pod: KubeObject): boolean {
  const nodeName = view.fits(pod);
  if (nodeName === undefined) return false;
  view.changed(added('pods', { ...pod, spec: { ...pod['spec'], nodeName } }));
  return true;
}

function boot(key: string, context: ActorContext): void {
  const ordered = context.memory.get<Ordered>(key);
  if (!ordered) return;
  const pool = context.simulation.pools.find((it) => it.name === ordered.pool);
  context.memory.delete(key);
  if (pool) register(context.api, anotherNode(pool, ordered.zone, context.read.list('nodes'), context.now));
}

function shrink(context: ActorContext): void {
  const { read, memory, now } = context;
  const known = new Map(memory.entries<number>('empty '));
  for (const group of groupsOf(context)) {
    const members = membersOf(group, read.list('nodes'));
    let size = members.length;
    for (const node of members) {
      const key = `empty ${node.metadata.name}`;
      const since = known.get(key);
      known.delete(key);
      if (!isEmpty(context, node)) {
        if (since !== undefined) memory.delete(key);
        continue;
      }
      if (since === undefined) memory.set(key, now);
      else if (now - since >= EMPTY_FOR && size > group.least) {
        context.events.event(node, 'Normal', 'ScaleDown', 'node removed by cluster autoscaler');
        context.api.delete('nodes', '', node.metadata.name!);
        memory.delete(key);
        size--;
      }
    }
  }
  for (const key of known.keys()) memory.delete(key);
  context.enqueue(SHRINK, LOOK_EVERY, { background: true });
}

/** Nothing runs there but what runs on every node. */
function isEmpty({ read }: ActorContext, node: KubeObject): boolean {
  return read
    .indexed('podsByNode', node.metadata.name!)
    .every((pod) => controllerOf(pod)?.kind === 'DaemonSet' || isFinished(pod));
}
