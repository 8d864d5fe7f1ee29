// Why a pod has no node, node by node, and the smallest changes that would give it one. Each is tried on the scheduler before it is told.

import type { KubeObject } from '../../api/object.ts';
import { milliValue, wholeValue } from '../../api/quantity.ts';
import type { Chance, Reader } from '../../engine/interface.ts';
import { schedulerOver, type SchedulerView } from '../../engine/scheduler/over.ts';
import { overlay } from './overlay.ts';
import { poolOf, zoneOf } from './room.ts';

/** Why pods of a workload wait, by the example of one. */
export interface Blocked {
  readonly pod: string;
  /** The scheduler's words. */
  readonly message: string;
  readonly nodes: readonly { readonly node: string; readonly pool: string; readonly reasons: readonly string[] }[];
  /** Changes that would place all that wait, any one of them. */
  readonly remedies: readonly string[];
}

/** Nodes that are tried on top of what is there. */
const MOST_NODES = 8;
/** A request that would have to shrink below this share of itself is no request any more. */
const LEAST_SHARE = 0.2;

interface PodSpec {
  readonly containers: readonly { readonly name: string; readonly resources?: { requests?: Requests } }[];
  readonly nodeSelector?: { readonly [key: string]: string };
  readonly affinity?: { readonly nodeAffinity?: object; readonly podAntiAffinity?: object };
  readonly tolerations?: readonly object[];
  readonly topologySpreadConstraints?: readonly { readonly whenUnsatisfiable: string }[];
}
type Requests = { readonly [name: string]: string | number };

/** Explains the pods of a workload that wait; `count` is how many they are. */
export function blocked(read: Reader, chance: Chance, pod: KubeObject, count: number): Blocked {
  const view = schedulerOver(read, chance);
  const told = view.explain(pod);
  const pools = new Map(read.list('nodes').map((node) => [node.metadata.name!, poolOf(node)]));
  const nodes = told.nodes.map(({ node, refused, allRefusals }) => ({
    node,
    pool: pools.get(node) ?? '',
    reasons: (allRefusals.length ? allRefusals : refused ? [refused] : []).flatMap((it) => [...it.reasons]),
  }));
  return {
    pod: pod.metadata.name!,
    message: told.message ?? '',
    nodes,
    remedies: told.gated
      ? []
      : [
          ...(/unbound immediate PersistentVolumeClaims/.test(told.message ?? '') ? classesWanted(read, pod) : []),
          ...remedies(
            read,
            chance,
            view,
            pod,
            count,
            nodes.flatMap((it) => it.reasons),
          ),
        ],
  };
}

/** What the claims of a pod that no volume is found for are missing. */
function classesWanted(read: Reader, pod: KubeObject): string[] {
  const volumes = (pod['spec'].volumes ?? []) as { persistentVolumeClaim?: { claimName: string } }[];
  return volumes.flatMap(({ persistentVolumeClaim }) => {
    const name = persistentVolumeClaim?.claimName;
    const claim = name && read.get('persistentvolumeclaims', `${pod.metadata.namespace}/${name}`);
    if (!claim || claim['spec'].volumeName) return [];
    const wanted = claim['spec'].storageClassName as string | undefined;
    if (!wanted)
      return [
        `a storage class for claim ${name}: it names none${wanted === undefined ? ', and none is the default' : ''}`,
      ];
    return read.get('storageclasses.storage.k8s.io', wanted) ? [] : [`a StorageClass ${wanted}: there is none`];
  });
}

function remedies(
  read: Reader,
  chance: Chance,
  view: SchedulerView,
  pod: KubeObject,
  count: number,
  reasons: readonly string[],
): string[] {
  const spec = pod['spec'] as PodSpec;
  const changed = (more: object): KubeObject => ({ ...pod, spec: { ...spec, ...more } });
  const room = (candidate: KubeObject): number => view.room(candidate, count).length;
  const found: string[] = [];
  const said = (what: RegExp): boolean => reasons.some((it) => what.test(it));

  found.push(...moreNodes(read, chance, pod, count));
  for (const [resource, step, show] of RESOURCES) {
    if (!said(new RegExp(`Insufficient ${resource}`))) continue;
    const most = largest(spec, resource, step, (containers) => room(changed({ containers })) >= count);
    if (most) found.push(`${most.several ? `${most.container}: ` : ''}requests.${resource} ≤ ${show(most.amount)}`);
  }
  if (said(/untolerated taint/)) {
    const taints = new Map<string, { key: string; value?: string; effect: string }>();
    for (const node of read.list('nodes'))
      for (const taint of (node['spec']?.taints ?? []) as { key: string; value?: string; effect: string }[])
        taints.set(`${taint.key}${taint.value ? `=${taint.value}` : ''}:${taint.effect}`, taint);
    for (const [text, { key, value, effect }] of taints) {
      const toleration = value ? { key, operator: 'Equal', value, effect } : { key, operator: 'Exists', effect };
      if (room(changed({ tolerations: [...(spec.tolerations ?? []), toleration] })) >= count)
        found.push(`a toleration of ${text}`);
    }
  }
  if (said(/node affinity\/selector/)) {
    const { nodeAffinity: _, ...affinity } = spec.affinity ?? {};
    const free = room(changed({ nodeSelector: {}, affinity })) >= count;
    const wanted = Object.entries(spec.nodeSelector ?? {}).map(([key, value]) => `${key}=${value}`);
    if (wanted.length) {
      const there = read
        .list('nodes')
        .some((node) =>
          Object.entries(spec.nodeSelector!).every(([key, value]) => node.metadata.labels?.[key] === value),
        );
      if (!there) found.push(`a node labelled ${wanted.join(', ')}: there is none`);
    }
    if (free) found.push(wanted.length ? `no node selector ${wanted.join(', ')}` : 'no node affinity');
  }
  if (said(/topology spread constraints/)) {
    const topologySpreadConstraints = spec.topologySpreadConstraints?.map((it) => ({
      ...it,
      whenUnsatisfiable: 'ScheduleAnyway',
    }));
    if (room(changed({ topologySpreadConstraints })) >= count)
      found.push('spreading that may be uneven (ScheduleAnyway)');
  }
  // Pods that are there keep this one away as much as it them: without a node more, only being fewer helps.
  if (said(/anti-affinity rules/)) found.push(count === 1 ? 'one replica less' : `${count} replicas less`);
  return found;
}

/** The fewest nodes more of each pool that take all waiting pods. */
function moreNodes(read: Reader, chance: Chance, pod: KubeObject, count: number): string[] {
  const nodes = read.list('nodes');
  const pools = new Map<string, Map<string, KubeObject>>();
  for (const node of nodes) {
    const zones = pools.get(poolOf(node)) ?? new Map<string, KubeObject>();
    zones.set(zoneOf(node), node);
    pools.set(poolOf(node), zones);
  }
  const found: { pool: string; more: number; zone: string }[] = [];
  const tried = (pool: string, models: readonly KubeObject[], more: number): boolean => {
    const added = Array.from({ length: more }, (_, i) => copyOf(models[i % models.length]!, `${pool}-more-${i + 1}`));
    const view = schedulerOver(overlay(read, new Map([['nodes', [...nodes, ...added]]])), chance);
    return view.room(pod, count).length >= count;
  };
  for (const [pool, zones] of pools) {
    const models = [...zones.values()];
    // A shape that does not take one pod takes none in any number.
    for (let more = 1; more <= Math.min(count, MOST_NODES); more++) {
      if (tried(pool, models, more)) found.push({ pool, more, zone: '' });
      else {
        const only = models.find((model) => models.length > 1 && tried(pool, [model], more));
        if (!only) continue;
        found.push({ pool, more, zone: zoneOf(only) });
      }
      break;
    }
  }
  const fewest = Math.min(...found.map((it) => it.more));
  return found
    .filter((it) => it.more === fewest)
    .map(
      ({ pool, more, zone }) =>
        `${more === 1 ? 'one node' : `${more} nodes`} more in pool ${pool}${zone ? ` (${zone})` : ''}`,
    );
}

function copyOf(model: KubeObject, name: string): KubeObject {
  const { uid: _, ...metadata } = model.metadata;
  const { unschedulable: __, ...spec } = (model['spec'] ?? {}) as { unschedulable?: boolean };
  return {
    ...model,
    metadata: { ...metadata, name, labels: { ...metadata.labels, 'kubernetes.io/hostname': name } },
    spec,
  };
}

const MEBI = 1024 * 1024;
const RESOURCES: readonly [string, number, (amount: number) => string][] = [
  ['cpu', 10, (milli) => (milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`)],
  ['memory', 16 * MEBI, (bytes) => (bytes % (1024 * MEBI) === 0 ? `${bytes / (1024 * MEBI)}Gi` : `${bytes / MEBI}Mi`)],
];

/** The most that the hungriest container may ask for; undefined when even next to nothing is too much. */
function largest(
  spec: PodSpec,
  resource: string,
  step: number,
  fits: (containers: PodSpec['containers']) => boolean,
): { container: string; amount: number; several: boolean } | undefined {
  const amount = (it: PodSpec['containers'][number]): number => {
    const value = it.resources?.requests?.[resource];
    return value === undefined ? 0 : resource === 'cpu' ? milliValue(value) : wholeValue(value);
  };
  const hungry = [...spec.containers].sort((a, b) => amount(b) - amount(a))[0]!;
  const asked = amount(hungry);
  const tried = (value: number): boolean =>
    fits(
      spec.containers.map((it) =>
        it === hungry
          ? {
              ...it,
              resources: {
                ...it.resources,
                requests: { ...it.resources?.requests, [resource]: resource === 'cpu' ? `${value}m` : String(value) },
              },
            }
          : it,
      ),
    );
  let low = 1;
  let high = Math.ceil(asked / step) - 1;
  if (high < 1 || !tried(step)) return undefined;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (tried(middle * step)) low = middle;
    else high = middle - 1;
  }
  if (low * step < asked * LEAST_SHARE) return undefined;
  return { container: hungry.name, amount: low * step, several: spec.containers.length > 1 };
}
