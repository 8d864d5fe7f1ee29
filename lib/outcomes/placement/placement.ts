// Where pods are, why others are not, and what room is left.

import { findCondition, type Condition } from '../../api/conditions.ts';
import type { KubeObject } from '../../api/object.ts';
import { milliValue, wholeValue } from '../../api/quantity.ts';
import type { Reader } from '../../engine/interface.ts';
import { workloadName, workloadOf } from '../workload.ts';

const ZONE = 'topology.kubernetes.io/zone';
const POOL = 'slipway.dev/pool';

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

export interface WorkloadPlacement {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly desired: number;
  readonly ready: number;
  /** Finished pods, of Jobs. */
  readonly completed: number;
  /** Pods by zone. */
  readonly zones: { readonly [zone: string]: number };
  readonly pools: readonly string[];
  readonly pending: readonly PendingPod[];
  readonly troubled: readonly TroubledPod[];
  /** Pods by name with their node. */
  readonly pods: readonly {
    readonly name: string;
    readonly node: string;
    readonly zone: string;
    readonly ready: boolean;
  }[];
}

export interface PoolRoom {
  readonly pool: string;
  readonly nodes: number;
  /** Thousandths of a core. */
  readonly cpu: number;
  readonly cpuRequested: number;
  /** Bytes. */
  readonly memory: number;
  readonly memoryRequested: number;
}

/** Whether the pods of a zone would fit elsewhere, by requests, selectors and taints; with the workloads that would wait. */
export interface ZoneLoss {
  readonly zone: string;
  readonly survives: boolean;
  readonly waiting: readonly string[];
}

export interface Placement {
  readonly nodes: number;
  readonly zones: readonly string[];
  readonly pods: number;
  readonly workloads: readonly WorkloadPlacement[];
  readonly pools: readonly PoolRoom[];
  readonly loss: readonly ZoneLoss[];
}

interface Resources {
  readonly cpu: number;
  readonly memory: number;
  readonly others: { readonly [name: string]: number };
}

/** What a pod asks for: the sum of its containers, or its largest init container. */
function requestsOf(pod: KubeObject): Resources {
  const sum = { cpu: 0, memory: 0, others: {} as Record<string, number> };
  for (const container of pod['spec'].containers as { resources?: { requests?: Record<string, string> } }[])
    for (const [name, value] of Object.entries(container.resources?.requests ?? {})) {
      if (name === 'cpu') sum.cpu += milliValue(value);
      else if (name === 'memory') sum.memory += wholeValue(value);
      else sum.others[name] = (sum.others[name] ?? 0) + wholeValue(value);
    }
  return sum;
}

const done = (pod: KubeObject): boolean => pod['status']?.phase === 'Succeeded' || pod['status']?.phase === 'Failed';

export function placement(read: Reader): Placement {
  const nodes = read.list('nodes');
  const zoneOf = (node: KubeObject | undefined): string => node?.metadata.labels?.[ZONE] ?? '';
  const byName = new Map(nodes.map((node) => [node.metadata.name!, node]));
  const groups = new Map<string, { id: ReturnType<typeof workloadOf>; pods: KubeObject[] }>();
  const pods = read.list('pods').filter((pod) => !pod.metadata.deletionTimestamp);
  for (const pod of pods) {
    const id = workloadOf(read, pod);
    const key = `${id.kind} ${workloadName(id)}`;
    if (!groups.has(key)) groups.set(key, { id, pods: [] });
    groups.get(key)!.pods.push(pod);
  }
  // A workload without a single pod is worth telling, too.
  for (const [resource, kind] of [
    ['deployments.apps', 'Deployment'],
    ['statefulsets.apps', 'StatefulSet'],
    ['daemonsets.apps', 'DaemonSet'],
  ] as const)
    for (const object of read.list(resource)) {
      const id = { kind, namespace: object.metadata.namespace!, name: object.metadata.name! };
      const key = `${kind} ${workloadName(id)}`;
      if (!groups.has(key)) groups.set(key, { id, pods: [] });
    }

  const workloads = [...groups.values()]
    .map(({ id, pods: own }): WorkloadPlacement => {
      const zones: Record<string, number> = {};
      const pools = new Set<string>();
      const pending: PendingPod[] = [];
      const troubled: TroubledPod[] = [];
      const placed: { name: string; node: string; zone: string; ready: boolean }[] = [];
      let ready = 0;
      let completed = 0;
      for (const pod of own) {
        if (pod['status']?.phase === 'Succeeded') {
          completed++;
        }
        const node = byName.get((pod['spec'].nodeName as string | undefined) ?? '');
        const conditions = pod['status']?.conditions as Condition[] | undefined;
        if (!node) {
          pending.push({
            name: pod.metadata.name!,
            message: findCondition(conditions, 'PodScheduled')?.message ?? 'not scheduled yet',
          });
          continue;
        }
        const isReady = findCondition(conditions, 'Ready')?.status === 'True';
        if (isReady) ready++;
        else if (pod['status']?.phase !== 'Succeeded')
          troubled.push({ name: pod.metadata.name!, reason: reasonOf(pod) });
        zones[zoneOf(node)] = (zones[zoneOf(node)] ?? 0) + 1;
        pools.add(node.metadata.labels?.[POOL] ?? '');
        placed.push({ name: pod.metadata.name!, node: node.metadata.name!, zone: zoneOf(node), ready: isReady });
      }
      return {
        ...id,
        desired: desiredOf(read, id, own.length),
        ready,
        completed,
        zones,
        pools: [...pools].filter(Boolean).sort(),
        pending,
        troubled,
        pods: placed,
      };
    })
    .sort((a, b) => (workloadName(a) < workloadName(b) ? -1 : 1));

  const used = new Map<string, Resources>();
  for (const pod of pods) {
    const node = pod['spec'].nodeName as string | undefined;
    if (!node || done(pod)) continue;
    const before = used.get(node) ?? { cpu: 0, memory: 0, others: {} };
    const asks = requestsOf(pod);
    const others = { ...before.others };
    for (const [name, value] of Object.entries(asks.others)) others[name] = (others[name] ?? 0) + value;
    used.set(node, { cpu: before.cpu + asks.cpu, memory: before.memory + asks.memory, others });
  }
  const pools = new Map<
    string,
    { nodes: number; cpu: number; cpuRequested: number; memory: number; memoryRequested: number }
  >();
  for (const node of nodes) {
    const pool = node.metadata.labels?.[POOL] ?? 'nodes';
    const room = pools.get(pool) ?? { nodes: 0, cpu: 0, cpuRequested: 0, memory: 0, memoryRequested: 0 };
    const { cpu, memory } = (node['status']?.allocatable ?? {}) as Record<string, string>;
    const taken = used.get(node.metadata.name!);
    pools.set(pool, {
      nodes: room.nodes + 1,
      cpu: room.cpu + milliValue(cpu),
      cpuRequested: room.cpuRequested + (taken?.cpu ?? 0),
      memory: room.memory + wholeValue(memory),
      memoryRequested: room.memoryRequested + (taken?.memory ?? 0),
    });
  }
  const zones = [...new Set(nodes.map(zoneOf))].filter(Boolean).sort();
  return {
    nodes: nodes.length,
    zones,
    pods: pods.length,
    workloads,
    pools: [...pools].map(([pool, room]) => ({ pool, ...room })),
    loss: zones.length > 1 ? zones.map((zone) => zoneLoss(read, zone, nodes, used, byName)) : [],
  };
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

/** Places the zone's pods anew on what is left, largest first. Arithmetic of requests, selectors and taints; daemon pods go with their nodes. */
function zoneLoss(
  read: Reader,
  zone: string,
  nodes: readonly KubeObject[],
  used: ReadonlyMap<string, Resources>,
  byName: ReadonlyMap<string, KubeObject>,
): ZoneLoss {
  const left = nodes
    .filter((node) => node.metadata.labels?.[ZONE] !== zone)
    .map((node) => {
      const allocatable = (node['status']?.allocatable ?? {}) as Record<string, string>;
      const taken = used.get(node.metadata.name!) ?? { cpu: 0, memory: 0, others: {} };
      const others: Record<string, number> = {};
      for (const [name, value] of Object.entries(allocatable))
        if (name !== 'cpu' && name !== 'memory') others[name] = wholeValue(value) - (taken.others[name] ?? 0);
      return {
        node,
        cpu: milliValue(allocatable['cpu']) - taken.cpu,
        memory: wholeValue(allocatable['memory']) - taken.memory,
        others,
      };
    });
  const homeless = read
    .list('pods')
    .filter(
      (pod) =>
        !done(pod) && byName.get((pod['spec'].nodeName as string | undefined) ?? '')?.metadata.labels?.[ZONE] === zone,
    )
    .filter((pod) => !pod.metadata.ownerReferences?.some((owner) => owner.kind === 'DaemonSet'))
    .map((pod) => ({ pod, asks: requestsOf(pod) }))
    .sort((a, b) => b.asks.cpu - a.asks.cpu);
  const waiting = new Set<string>();
  for (const { pod, asks } of homeless) {
    const place = boundToZone(read, pod, zone)
      ? undefined
      : left.find(
          (it) =>
            it.cpu >= asks.cpu &&
            it.memory >= asks.memory &&
            Object.entries(asks.others).every(([name, value]) => (it.others[name] ?? 0) >= value) &&
            takes(it.node, pod),
        );
    if (!place) {
      waiting.add(workloadOf(read, pod).name);
      continue;
    }
    place.cpu -= asks.cpu;
    place.memory -= asks.memory;
    for (const [name, value] of Object.entries(asks.others)) place.others[name]! -= value;
  }
  return { zone, survives: waiting.size === 0, waiting: [...waiting].sort() };
}

/** Whether one of the pod's volumes can only be reached in this zone. */
function boundToZone(read: Reader, pod: KubeObject, zone: string): boolean {
  return ((pod['spec'].volumes ?? []) as { persistentVolumeClaim?: { claimName: string } }[]).some(
    ({ persistentVolumeClaim }) => {
      if (!persistentVolumeClaim) return false;
      const claim = read.get('persistentvolumeclaims', `${pod.metadata.namespace}/${persistentVolumeClaim.claimName}`);
      const volume = read.get('persistentvolumes', (claim?.['spec'].volumeName as string | undefined) ?? '');
      return JSON.stringify(volume?.['spec'].nodeAffinity ?? {}).includes(`"${zone}"`);
    },
  );
}

function takes(node: KubeObject, pod: KubeObject): boolean {
  const labels = node.metadata.labels ?? {};
  for (const [key, value] of Object.entries((pod['spec'].nodeSelector ?? {}) as Record<string, string>))
    if (labels[key] !== value) return false;
  const tolerations = (pod['spec'].tolerations ?? []) as {
    key?: string;
    operator?: string;
    value?: string;
    effect?: string;
  }[];
  return ((node['spec']?.taints ?? []) as { key: string; value?: string; effect: string }[]).every(
    (taint) =>
      taint.effect === 'PreferNoSchedule' ||
      tolerations.some(
        (it) =>
          (!it.key || it.key === taint.key) &&
          (!it.effect || it.effect === taint.effect) &&
          (it.operator === 'Exists' || (it.value ?? '') === (taint.value ?? '')),
      ),
  );
}
