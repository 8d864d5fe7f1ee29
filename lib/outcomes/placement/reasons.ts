// Why pods are where they are: in a few words from what their template asks for, and in full from the scheduler.

import type { KubeObject } from '../../api/object.ts';
import type { Chance, Reader } from '../../engine/interface.ts';
import { schedulerOver, type SchedulerView } from '../../engine/scheduler/over.ts';

/** The scheduler's view of one placed pod, as of now: what was left, and why this node of those. */
export interface PlacedWhy {
  readonly pod: string;
  readonly node: string;
  /** Nodes the filters left. */
  readonly feasible: number;
  /** What refused the others: reason, and on how many nodes. */
  readonly refused: readonly { readonly reason: string; readonly nodes: number }[];
  /** Scores of its node by plugin, and their sum; absent where only one node was left. */
  readonly scores?: { readonly [plugin: string]: number };
  readonly total?: number;
  /** The best of the other nodes. */
  readonly next?: { readonly node: string; readonly total: number };
  /** Where it would go if it were placed now, when that is another node. */
  readonly now?: string;
}

/** Answers about placed pods of a cluster. */
export function placedWhy(read: Reader, chance: Chance): (pod: KubeObject) => PlacedWhy | undefined {
  let view: SchedulerView | undefined;
  return (pod) => {
    const node = pod['spec'].nodeName as string | undefined;
    if (!node) return undefined;
    const told = (view ??= schedulerOver(read, chance)).explain(pod);
    const counts = new Map<string, number>();
    for (const { refused } of told.nodes)
      for (const reason of refused?.reasons ?? []) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    const own = told.nodes.find((it) => it.node === node);
    const next = told.nodes
      .filter((it) => it.node !== node && it.total !== undefined)
      .sort((a, b) => b.total! - a.total!)[0];
    return {
      pod: pod.metadata.name!,
      node,
      feasible: told.feasible.length,
      refused: [...counts].sort(([, a], [, b]) => b - a).map(([reason, nodes]) => ({ reason, nodes })),
      ...(own?.scores ? { scores: own.scores, total: own.total! } : {}),
      ...(next ? { next: { node: next.node, total: next.total! } } : {}),
      ...(told.chosen && told.chosen !== node && !told.best.includes(node) ? { now: told.chosen } : {}),
    };
  };
}

interface Spec {
  readonly containers?: readonly { readonly resources?: { readonly requests?: object } }[];
  readonly nodeSelector?: { readonly [key: string]: string };
  readonly topologySpreadConstraints?: readonly { readonly topologyKey: string }[];
  readonly affinity?: {
    readonly nodeAffinity?: { readonly requiredDuringSchedulingIgnoredDuringExecution?: object };
    readonly podAntiAffinity?: { readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly Term[] };
    readonly podAffinity?: { readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly Term[] };
  };
  readonly volumes?: readonly { readonly persistentVolumeClaim?: { readonly claimName: string } }[];
}
interface Term {
  readonly topologyKey: string;
}

const TOPOLOGY: { readonly [key: string]: string } = {
  'topology.kubernetes.io/zone': 'zone',
  'topology.kubernetes.io/region': 'region',
  'kubernetes.io/hostname': 'node',
};
const place = (key: string): string => TOPOLOGY[key] ?? key;
const COMMON = new Set(['cpu', 'memory', 'ephemeral-storage', 'pods']);

/** A few words on what bound pods to their nodes: `spread over zones`, `the only node with nvidia.com/gpu`. */
export function shortReason(
  read: Reader,
  kind: string,
  pods: readonly KubeObject[],
  nodes: readonly KubeObject[],
): string {
  const [pod] = pods;
  if (!pod) return '';
  const spec = pod['spec'] as Spec;
  const words: string[] = [];
  const placed = new Set(pods.map((it) => it['spec'].nodeName as string).filter(Boolean));
  if (kind === 'DaemonSet')
    words.push(placed.size === nodes.length ? 'every node' : `${placed.size} of ${nodes.length} nodes`);
  for (const { topologyKey } of spec.topologySpreadConstraints ?? []) words.push(`spread over ${place(topologyKey)}s`);
  for (const { topologyKey } of spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [])
    words.push(`each in a ${place(topologyKey)} of its own`);
  if (spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.length)
    words.push('beside the pods it needs');
  const asked = new Set(
    (spec.containers ?? []).flatMap((it) => Object.keys(it.resources?.requests ?? {})).filter((it) => !COMMON.has(it)),
  );
  for (const name of asked) {
    const having = nodes.filter((it) => Number(it['status']?.allocatable?.[name] ?? 0) > 0).length;
    words.push(having === 1 ? `the only node with ${name}` : `${having} nodes have ${name}`);
  }
  if (asked.size === 0 && spec.nodeSelector)
    words.push(
      `nodes with ${Object.entries(spec.nodeSelector)
        .map(([key, value]) => `${key}=${value}`)
        .join(', ')}`,
    );
  // A DaemonSet's pods are tied to their nodes by an affinity that its controller writes.
  if (kind !== 'DaemonSet' && spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution)
    words.push('its node affinity');
  words.push(...storage(read, pods));
  return [...new Set(words)].join(' · ');
}

/** `fast-ssd, 3 × 100Gi, bound to their zones`. */
function storage(read: Reader, pods: readonly KubeObject[]): string[] {
  const sums = new Map<string, { claims: Set<string>; zonal: boolean }>();
  for (const pod of pods)
    for (const { persistentVolumeClaim } of (pod['spec'] as Spec).volumes ?? []) {
      if (!persistentVolumeClaim) continue;
      const key = `${pod.metadata.namespace}/${persistentVolumeClaim.claimName}`;
      const claim = read.get('persistentvolumeclaims', key);
      if (!claim) continue;
      const volume = read.get('persistentvolumes', (claim['spec'].volumeName as string | undefined) ?? '');
      const text = `${claim['spec'].storageClassName || 'no class'}, /${claim['spec'].resources?.requests?.storage ?? ''}`;
      const sum = sums.get(text) ?? { claims: new Set(), zonal: false };
      sum.claims.add(key);
      sums.set(text, { ...sum, zonal: sum.zonal || volume?.['spec'].nodeAffinity !== undefined });
    }
  return [...sums].map(([text, { claims, zonal }]) => {
    const [name, size] = text.split('/');
    return `${name}${claims.size > 1 ? `${claims.size} × ` : ''}${size}${zonal ? `, bound to ${claims.size > 1 ? 'their zones' : 'its zone'}` : ''}`;
  });
}
