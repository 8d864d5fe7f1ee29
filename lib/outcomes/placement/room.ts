// What nodes and pools have, and what pods have asked for of it.

import { POOL, PRICE } from '../../api/simulation/simulation.ts';
import { ZONE } from '../../api/well-known-labels.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Reader } from '../../engine/interface.ts';
import { factsOf, isFinished } from '../../engine/scheduler/pods.ts';
import { amountsOf, type Amounts } from '../../engine/scheduler/requests.ts';

/** The label, or a name for nodes of no pool. */
export const poolOf = (node: KubeObject | undefined): string => node?.metadata.labels?.[POOL] ?? 'nodes';
export const zoneOf = (node: KubeObject | undefined): string => node?.metadata.labels?.[ZONE] ?? '';

/** What there is and what is asked for. cpu in thousandths of a core, memory in bytes. */
export interface Room {
  readonly cpu: number;
  readonly cpuRequested: number;
  readonly memory: number;
  readonly memoryRequested: number;
  readonly pods: number;
  readonly podsPlaced: number;
  /** Extended resources, by name: there, asked for. */
  readonly others: { readonly [name: string]: readonly [there: number, requested: number] };
  /** What an hour costs, where that is said. */
  readonly price?: number;
}

export interface NodeRoom extends Room {
  readonly node: string;
  readonly zone: string;
  readonly pool: string;
  readonly ready: boolean;
}

export interface PoolRoom extends Room {
  readonly pool: string;
  readonly nodes: number;
}

interface Sum {
  cpu: number;
  memory: number;
  pods: number;
  scalars: Map<string, number>;
}

const EMPTY: Sum = { cpu: 0, memory: 0, pods: 0, scalars: new Map() };

/** The room of every node, in order of names. */
export function nodeRooms(read: Reader): NodeRoom[] {
  const used = new Map<string, Sum>();
  read.walk('pods', {}, (pod) => {
    const node = pod['spec'].nodeName as string | undefined;
    if (!node || isFinished(pod)) return;
    let sum = used.get(node);
    if (!sum) used.set(node, (sum = { cpu: 0, memory: 0, pods: 0, scalars: new Map() }));
    const asks: Amounts = factsOf(pod).shape.requests;
    sum.cpu += asks.cpu;
    sum.memory += asks.memory;
    sum.pods++;
    for (const [name, value] of asks.scalars ?? []) sum.scalars.set(name, (sum.scalars.get(name) ?? 0) + value);
  });
  return read.list('nodes').map((node): NodeRoom => {
    const { pods = 0, ...allocatable } = (node['status']?.allocatable ?? {}) as Record<string, string>;
    const there = amountsOf(allocatable);
    const taken = used.get(node.metadata.name!) ?? EMPTY;
    const price = node.metadata.annotations?.[PRICE];
    return {
      ...(price === undefined ? {} : { price: Number(price) }),
      node: node.metadata.name!,
      zone: zoneOf(node),
      pool: poolOf(node),
      ready: ((node['status']?.conditions ?? []) as { type: string; status: string }[]).some(
        (it) => it.type === 'Ready' && it.status === 'True',
      ),
      cpu: there.cpu,
      cpuRequested: taken.cpu,
      memory: there.memory,
      memoryRequested: taken.memory,
      pods: Number(pods),
      podsPlaced: taken.pods,
      others: Object.fromEntries(
        [...(there.scalars ?? [])]
          .filter(([name]) => !name.startsWith('hugepages-') || taken.scalars.has(name))
          .map(([name, value]) => [name, [value, taken.scalars.get(name) ?? 0]]),
      ),
    };
  });
}

/** Nodes summed by pool. */
export function poolRooms(nodes: readonly NodeRoom[]): PoolRoom[] {
  const pools = new Map<string, PoolRoom>();
  for (const node of nodes) {
    const before = pools.get(node.pool);
    const others: Record<string, readonly [number, number]> = { ...before?.others };
    for (const [name, [there, asked]] of Object.entries(node.others))
      others[name] = [(others[name]?.[0] ?? 0) + there, (others[name]?.[1] ?? 0) + asked];
    const price =
      node.price === undefined && before?.price === undefined
        ? {}
        : { price: (before?.price ?? 0) + (node.price ?? 0) };
    pools.set(node.pool, {
      ...price,
      pool: node.pool,
      nodes: (before?.nodes ?? 0) + 1,
      cpu: (before?.cpu ?? 0) + node.cpu,
      cpuRequested: (before?.cpuRequested ?? 0) + node.cpuRequested,
      memory: (before?.memory ?? 0) + node.memory,
      memoryRequested: (before?.memoryRequested ?? 0) + node.memoryRequested,
      pods: (before?.pods ?? 0) + node.pods,
      podsPlaced: (before?.podsPlaced ?? 0) + node.podsPlaced,
      others,
    });
  }
  return [...pools.values()];
}
