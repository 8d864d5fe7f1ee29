// Where pods are, why there, why others are not, and what room is left.

import { eventsAbout } from '../../engine/sim/events.ts';
import { findCondition, type Condition } from '../../api/conditions.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Chance, Reader } from '../../engine/interface.ts';
import { isFinished } from '../../engine/scheduler/pods.ts';
import { workloadName, workloadOf, type WorkloadId } from '../workload.ts';
import { autoscalers, type AutoscalerOutcome } from './autoscalers.ts';
import { budgets, type BudgetOutcome } from './budgets.ts';
import { blocked, type Blocked } from './pending.ts';
import { placedWhy, shortReason, type PlacedWhy } from './reasons.ts';
import { nodeRooms, poolOf, poolRooms, zoneOf, type NodeRoom, type PoolRoom } from './room.ts';
import { zoneLosses, type ZoneLoss } from './zone-loss.ts';

/** A pod that has no node, and the scheduler's words. */
export interface PendingPod {
  readonly name: string;
  readonly message: string;
}

/** A pod that has a node but does not run, and why. */
export interface TroubledPod {
  readonly name: string;
  readonly reason: string;
}

export interface PlacedPod {
  readonly name: string;
  readonly node: string;
  readonly zone: string;
  readonly ready: boolean;
  /** The scheduler's view of it, where that was asked for and there are not too many. */
  readonly why?: PlacedWhy;
}

export interface WorkloadPlacement extends WorkloadId {
  readonly desired: number;
  readonly ready: number;
  /** Finished pods, of Jobs. */
  readonly completed: number;
  /** Pods by zone. */
  readonly zones: { readonly [zone: string]: number };
  readonly pools: readonly string[];
  /** Why there, in a few words. */
  readonly reason: string;
  readonly pods: readonly PlacedPod[];
  readonly pending: readonly PendingPod[];
  readonly troubled: readonly TroubledPod[];
  /** Pods that are wanted and were refused before they came to be. */
  readonly missing?: { readonly pods: number; readonly reason: string };
  /** Why its waiting pods wait, and what would place them. */
  readonly blocked?: Blocked;
  /** The scheduler's view of its first placed pod, where it was asked for. */
  readonly why?: PlacedWhy;
}

export interface Placement {
  readonly zones: readonly string[];
  readonly pods: number;
  readonly workloads: readonly WorkloadPlacement[];
  readonly nodes: readonly NodeRoom[];
  readonly pools: readonly PoolRoom[];
  readonly loss: readonly ZoneLoss[];
  readonly budgets: readonly BudgetOutcome[];
  readonly autoscalers: readonly AutoscalerOutcome[];
}

export interface PlacementOptions {
  readonly chance: Chance;
  /** Ask the scheduler about a placed pod of each workload, too. */
  readonly explain?: boolean;
}

/** Pods times nodes up to which every placed pod is explained, and not one of each workload only. */
const EXPLAINED_PLACES = 20_000;

/** Workloads whose waiting pods are explained; a cluster that takes nothing has the same answer for all. */
const EXPLAINED = 20;

export function placement(read: Reader, { chance, explain = false }: PlacementOptions): Placement {
  const nodes = read.list('nodes');
  const byName = new Map(nodes.map((node) => [node.metadata.name!, node]));
  const pods = read.list('pods').filter((pod) => !pod.metadata.deletionTimestamp);
  const groups = grouped(read, pods);
  const why = placedWhy(read, chance);
  const all = explain && pods.length * nodes.length <= EXPLAINED_PLACES;
  let explained = 0;
  const workloads = groups.map(({ id, pods: own }): WorkloadPlacement => {
    const zones: Record<string, number> = {};
    const pools = new Set<string>();
    const waiting: KubeObject[] = [];
    const troubled: TroubledPod[] = [];
    const placed: PlacedPod[] = [];
    let completed = 0;
    for (const pod of own) {
      const name = pod.metadata.name!;
      if (pod['status']?.phase === 'Succeeded') completed++;
      const node = byName.get((pod['spec'].nodeName as string | undefined) ?? '');
      if (!node) {
        if (isFinished(pod)) continue;
        if (!pod['spec'].nodeName) waiting.push(pod);
        else troubled.push({ name, reason: `its node ${pod['spec'].nodeName} is gone` });
        continue;
      }
      const ready = findCondition(pod['status']?.conditions as Condition[] | undefined, 'Ready')?.status === 'True';
      if (!ready && pod['status']?.phase !== 'Succeeded') troubled.push({ name, reason: reasonOf(pod) });
      zones[zoneOf(node)] = (zones[zoneOf(node)] ?? 0) + 1;
      pools.add(poolOf(node));
      const told = all && !isFinished(pod) ? why(pod) : undefined;
      placed.push({ name, node: node.metadata.name!, zone: zoneOf(node), ready, ...(told ? { why: told } : {}) });
    }
    const example = own.find((it) => byName.has((it['spec'].nodeName as string | undefined) ?? ''));
    const desired = desiredOf(read, id, own.length);
    const missing = desired > own.length ? refusalOf(read, id) : undefined;
    return {
      ...id,
      desired,
      ready: placed.filter((it) => it.ready).length,
      completed,
      zones,
      pools: [...pools].sort(),
      reason: shortReason(read, id.kind, own, nodes),
      pods: placed,
      pending: waiting.map((pod) => ({ name: pod.metadata.name!, message: waitingFor(pod) })),
      troubled,
      ...(missing ? { missing: { pods: desired - own.length, reason: missing } } : {}),
      ...(waiting[0] && explained++ < EXPLAINED ? { blocked: blocked(read, chance, waiting[0], waiting.length) } : {}),
      ...(explain && example ? { why: why(example)! } : {}),
    };
  });
  const rooms = nodeRooms(read);
  return {
    zones: [...new Set(nodes.map(zoneOf))].filter(Boolean).sort(),
    pods: pods.length,
    workloads,
    nodes: rooms,
    pools: poolRooms(rooms),
    loss: zoneLosses(read, chance),
    budgets: budgets(read),
    autoscalers: autoscalers(read),
  };
}

/** Pods by workload, in order of names. A workload without a single pod is worth telling, too. */
function grouped(read: Reader, pods: readonly KubeObject[]): { id: WorkloadId; pods: KubeObject[] }[] {
  const groups = new Map<string, { id: WorkloadId; pods: KubeObject[] }>();
  const group = (id: WorkloadId): { id: WorkloadId; pods: KubeObject[] } => {
    const key = `${id.kind} ${workloadName(id)}`;
    let found = groups.get(key);
    if (!found) groups.set(key, (found = { id, pods: [] }));
    return found;
  };
  for (const pod of pods) group(workloadOf(read, pod)).pods.push(pod);
  for (const [resource, kind] of WORKLOADS)
    for (const { metadata } of read.list(resource))
      group({ kind, namespace: metadata.namespace!, name: metadata.name! });
  return [...groups.values()].sort((a, b) => (workloadName(a.id) < workloadName(b.id) ? -1 : 1));
}

const WORKLOADS = [
  ['deployments.apps', 'Deployment'],
  ['statefulsets.apps', 'StatefulSet'],
  ['daemonsets.apps', 'DaemonSet'],
] as const;

/** Why pods of a workload were not made: the last refusal its controller met. */
function refusalOf(read: Reader, { kind, namespace, name }: WorkloadId): string | undefined {
  const resource = WORKLOADS.find(([, it]) => it === kind)?.[0];
  const object = resource && read.get(resource, `${namespace}/${name}`);
  if (!object) return undefined;
  const failure = findCondition(object['status']?.conditions as Condition[] | undefined, 'ReplicaFailure');
  if (failure?.status === 'True') return failure.message;
  const events = eventsAbout(read, object);
  return events.reverse().find((it) => it['reason'] === 'FailedCreate')?.['message'] as string | undefined;
}

function waitingFor(pod: KubeObject): string {
  const condition = findCondition(pod['status']?.conditions as Condition[] | undefined, 'PodScheduled');
  return condition?.message ?? 'not scheduled yet';
}

function desiredOf(read: Reader, id: { kind: string; namespace: string; name: string }, there: number): number {
  const key = workloadName(id);
  if (id.kind === 'Deployment')
    return (read.get('deployments.apps', key)?.['spec'].replicas as number | undefined) ?? 1;
  if (id.kind === 'StatefulSet')
    return (read.get('statefulsets.apps', key)?.['spec'].replicas as number | undefined) ?? 1;
  if (id.kind === 'DaemonSet')
    return (read.get('daemonsets.apps', key)?.['status']?.desiredNumberScheduled as number | undefined) ?? there;
  return there;
}

function reasonOf(pod: KubeObject): string {
  const statuses = [...(pod['status']?.initContainerStatuses ?? []), ...(pod['status']?.containerStatuses ?? [])] as {
    name: string;
    ready: boolean;
    state?: { waiting?: { reason?: string; message?: string }; terminated?: { reason?: string; exitCode?: number } };
  }[];
  for (const { name, state } of statuses) {
    if (state?.waiting?.reason)
      return `${state.waiting.reason}${state.waiting.message ? `: ${state.waiting.message}` : ''}`;
    if (state?.terminated?.exitCode)
      return `container ${name} ended with ${state.terminated.exitCode} (${state.terminated.reason})`;
  }
  const unready = statuses.filter((it) => !it.ready).map((it) => it.name);
  return unready.length ? `not ready: ${unready.join(', ')}` : 'starting';
}
