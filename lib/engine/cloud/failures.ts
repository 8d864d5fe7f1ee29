// Machines that fail: those that are gone for good, and those that answer nobody for a while. A machine that does not answer keeps its
// Node, says nothing and does nothing; what follows from that is for others to find out, as on a real cluster.

import { findCondition, type Condition } from '../../api/conditions.ts';
import type { KubeObject } from '../../api/object.ts';
import { DOWN, POOL, type Failure } from '../../api/simulation/simulation.ts';
import { formatTime } from '../../api/time.ts';
import { ZONE } from '../../api/well-known-labels.ts';
import type { Actor, ActorContext, Verbs } from '../interface.ts';
import { HEALTHY } from '../kubelet/node-conditions.ts';

const FAILURE = 'failure ';

export function failures(): Actor {
  return {
    name: 'cloud-failures',
    user: { name: 'system:cloud-controller-manager', groups: ['system:masters', 'system:authenticated'] },
    watches: ['nodes'],
    start(context) {
      context.simulation.failures?.forEach((it, i) =>
        context.enqueue(`${FAILURE}${i}`, (it.atSeconds ?? 0) * 1000, { background: true }),
      );
    },
    changed({ type, key, object, old }, context) {
      if (type === 'DELETED') context.memory.delete(`down ${key}`);
      else if (object.metadata.annotations?.[DOWN] !== old?.metadata.annotations?.[DOWN]) context.enqueue(key);
    },
    sync(key, context) {
      if (!key.startsWith(FAILURE)) {
        follow(key, context);
        return;
      }
      const failure = context.simulation.failures?.[Number(key.slice(FAILURE.length))];
      if (failure)
        fail(context.api, nodesHit(context.read.list('nodes'), failure), {
          now: context.now,
          seconds: failure.forSeconds,
        });
    },
  };
}

/** The nodes that a failure is about. */
export function nodesHit(
  nodes: readonly KubeObject[],
  { zone, pool, node }: Pick<Failure, 'zone' | 'pool' | 'node'>,
): KubeObject[] {
  return nodes.filter(({ metadata: { name, labels, annotations } }) => {
    const at = labels?.[ZONE];
    return (
      (node === undefined || name === node) &&
      (pool === undefined || annotations?.[POOL] === pool) &&
      (zone === undefined || at === zone || at === `zone-${zone}`)
    );
  });
}

/** Takes machines away for good, or lets them answer nobody for so many seconds. */
export function fail(api: Verbs, nodes: readonly KubeObject[], how: { now: number; seconds?: number }): void {
  for (const node of nodes)
    if (how.seconds === undefined) api.delete('nodes', '', node.metadata.name!);
    else {
      const annotations = { ...node.metadata.annotations, [DOWN]: formatTime(how.now + how.seconds * 1000) };
      api.update('nodes', { ...node, metadata: { ...node.metadata, annotations } });
    }
}

/** The last thing a node says, and the first when it is back. */
function follow(name: string, context: ActorContext): void {
  const { api, memory, now } = context;
  const node = context.read.get('nodes', name);
  if (!node) return;
  const until = node.metadata.annotations?.[DOWN];
  const known = memory.get(`down ${name}`) !== undefined;
  if (until === undefined) {
    if (!known) return;
    memory.delete(`down ${name}`);
    post(context, node, true);
    return;
  }
  if (!known) {
    memory.set(`down ${name}`, true);
    post(context, node, false);
  }
  const back = Date.parse(until);
  // Anything else than a time: until somebody takes the annotation off.
  if (Number.isNaN(back)) return;
  if (back > now) {
    context.enqueue(name, back - now, { background: true, replace: true });
    return;
  }
  const { [DOWN]: _, ...annotations } = node.metadata.annotations!;
  const current = context.read.get('nodes', name)!;
  api.update('nodes', { ...current, metadata: { ...current.metadata, annotations } });
}

function post({ api, now }: ActorContext, node: KubeObject, isBack: boolean): void {
  const time = formatTime(now);
  const conditions = ((node['status']?.conditions ?? []) as (Condition & { lastHeartbeatTime?: string })[]).map(
    (it) => {
      if (!(it.type in HEALTHY)) return it;
      if (!isBack || it.status !== 'Unknown') return { ...it, lastHeartbeatTime: time };
      const [status, reason, message] = HEALTHY[it.type as keyof typeof HEALTHY];
      return { ...it, status, reason, message, lastHeartbeatTime: time, lastTransitionTime: time };
    },
  );
  if (findCondition(conditions as Condition[], 'Ready'))
    api.update('nodes', { ...node, status: { ...node['status'], conditions } }, { subresource: 'status' });
}
