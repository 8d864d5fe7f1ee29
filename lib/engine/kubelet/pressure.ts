// How short a node is of memory and disk, which of its pods use more than they may, and who would go first. A pure reading.
// Follows kubernetes/pkg/kubelet/eviction/helpers.go: the default hard thresholds, and pods in order of whether they use more than they
// asked for, their priority, and by how much. A node has one disk, so that the threshold for images (imagefs.available) is met first.
// There is no default threshold for process ids.

import type { KubeObject } from '../../api/object.ts';
import { quantityOfWhole, wholeValue } from '../../api/quantity.ts';
import type { Program, SimulationSpec } from '../../api/simulation/simulation.ts';
import type { Reader } from '../interface.ts';
import { HEALTHY } from './node-conditions.ts';
import { programOf } from './programs.ts';
import { containerUsage, workloadOf } from './usage.ts';

/** What can run short, its condition, and the words for it. */
export const SHORTAGES = [
  {
    resource: 'memory',
    type: 'MemoryPressure',
    bad: ['KubeletHasInsufficientMemory', 'kubelet has insufficient memory available', 'NodeHasInsufficientMemory'],
    good: [HEALTHY.MemoryPressure[1], HEALTHY.MemoryPressure[2], 'NodeHasSufficientMemory'],
    /** Less than this is too little. */
    least: (): number => 100 * 1024 ** 2,
  },
  {
    resource: 'ephemeral-storage',
    type: 'DiskPressure',
    bad: ['KubeletHasDiskPressure', 'kubelet has disk pressure', 'NodeHasDiskPressure'],
    good: [HEALTHY.DiskPressure[1], HEALTHY.DiskPressure[2], 'NodeHasNoDiskPressure'],
    least: (capacity: number): number => Math.floor(capacity * 0.15),
  },
] as const;

export type Shortage = (typeof SHORTAGES)[number];
type Resource = Shortage['resource'];

/** A program that lets nodes run short is a rare thing to say: most simulations need not be looked at. */
const told = new WeakMap<SimulationSpec, boolean>();

/** Whether anything is said of what programs use. */
export function tellsUse(simulation: SimulationSpec): boolean {
  let known = told.get(simulation);
  if (known === undefined) {
    known =
      simulation.programs?.some((it) => it.memory !== undefined || it.storage !== undefined || it.volumes) === true ||
      simulation.images?.some((it) => it.size !== undefined) === true ||
      simulation.loads?.some((it) => it.memory !== undefined) === true;
    told.set(simulation, known);
  }
  return known;
}

interface ContainerUse {
  readonly name: string;
  readonly used: number;
  readonly requested: string;
}

/** A running pod and what it uses of both. */
export interface PodUse {
  readonly pod: KubeObject;
  /** What is written to its `emptyDir` volumes on disk, by name. */
  readonly volumes: { readonly [name: string]: number };
  readonly of: {
    readonly [resource in Resource]: { readonly used: number; readonly containers: readonly ContainerUse[] };
  };
}

interface Container {
  readonly name: string;
  readonly image?: string;
  readonly resources?: {
    readonly requests?: { readonly [name: string]: string };
    readonly limits?: { readonly [name: string]: string };
  };
}

/** How many ready pods share the load of a workload; counted once, and only where it is asked. */
function sharing(read: Reader): (pod: KubeObject) => number {
  let counts: Map<string, number> | undefined;
  return (pod) => {
    if (!counts) {
      counts = new Map();
      read.walk('pods', {}, (it) => {
        const conditions = (it['status']?.conditions ?? []) as { type: string; status: string }[];
        if (it.metadata.deletionTimestamp || !conditions.some((one) => one.type === 'Ready' && one.status === 'True'))
          return;
        counts!.set(workloadOf(it), (counts!.get(workloadOf(it)) ?? 0) + 1);
      });
    }
    return counts.get(workloadOf(pod)) ?? 0;
  };
}

/** What the running pods of a node use; `seconds` after the cluster began. */
export function usesOf(read: Reader, simulation: SimulationSpec, node: string, seconds: number): PodUse[] {
  const share = sharing(read);
  const isLoaded = simulation.loads?.some((it) => it.memory !== undefined) === true;
  const found: PodUse[] = [];
  for (const pod of read.indexed('podsByNode', node)) {
    if (pod['status']?.phase !== 'Running') continue;
    const statuses = (pod['status'].containerStatuses ?? []) as { name: string; state?: { running?: object } }[];
    const running = new Set(statuses.filter((it) => it.state?.running).map((it) => it.name));
    const memory: ContainerUse[] = [];
    const storage: ContainerUse[] = [];
    const volumes: Record<string, number> = {};
    for (const container of pod['spec'].containers as Container[]) {
      if (!running.has(container.name)) continue;
      const asked = container.resources?.requests;
      const used = containerUsage(simulation, pod, container, 'memory', seconds, isLoaded ? share(pod) : 1) ?? 0;
      const program = programOf(simulation, pod, container);
      const inMemory = writeVolumes(pod, program, volumes);
      memory.push({
        name: container.name,
        used: Math.ceil(used / 1000) + inMemory,
        requested: asked?.['memory'] ?? '0',
      });
      const written = wholeValue(program.storage);
      storage.push({ name: container.name, used: written, requested: asked?.['ephemeral-storage'] ?? '0' });
    }
    const sum = (of: readonly ContainerUse[]) => ({ used: of.reduce((all, it) => all + it.used, 0), containers: of });
    const disk = sum(storage);
    const used = disk.used + Object.values(volumes).reduce((all, it) => all + it, 0);
    found.push({ pod, volumes, of: { memory: sum(memory), 'ephemeral-storage': { ...disk, used } } });
  }
  return found;
}

interface Volume {
  readonly name: string;
  readonly emptyDir?: { readonly medium?: string; readonly sizeLimit?: string };
}

/** Adds what a program writes to its pod's `emptyDir` volumes; what goes to those in memory is given back, at most their size. */
function writeVolumes(pod: KubeObject, program: Program, volumes: Record<string, number>): number {
  let inMemory = 0;
  for (const [name, quantity] of Object.entries(program.volumes ?? {})) {
    const { emptyDir } = ((pod['spec'].volumes ?? []) as Volume[]).find((it) => it.name === name) ?? {};
    if (!emptyDir) continue;
    const written = wholeValue(quantity);
    const limit = emptyDir.sizeLimit === undefined ? Infinity : wholeValue(emptyDir.sizeLimit);
    if (emptyDir.medium === 'Memory') inMemory += Math.min(written, limit);
    else volumes[name] = (volumes[name] ?? 0) + written;
  }
  return inMemory;
}

/** A resource a node runs short of. */
export interface Short {
  readonly shortage: Shortage;
  readonly least: number;
  readonly left: number;
}

/** What a node runs short of, the most pressing first; `images` is what its images take of its disk. */
export function shortOf(node: KubeObject, uses: readonly PodUse[], images: number): Short[] {
  return SHORTAGES.flatMap((shortage) => {
    const { resource } = shortage;
    const capacity = wholeValue(node['status']?.capacity?.[resource] as string | undefined);
    const other = resource === 'memory' ? 0 : images;
    const left = Math.max(0, capacity - other - uses.reduce((sum, it) => sum + it.of[resource].used, 0));
    const least = shortage.least(capacity);
    return capacity > 0 && left < least ? [{ shortage, least, left }] : [];
  });
}

const requestOf = ({ of }: PodUse, resource: Resource): number =>
  of[resource].containers.reduce((sum, it) => sum + wholeValue(it.requested), 0);
const priorityOf = ({ pod }: PodUse): number => (pod['spec'].priority as number | undefined) ?? 0;

/** Pods that the node may not end, whatever they use. */
export function isCritical(pod: KubeObject): boolean {
  return ((pod['spec'].priority as number | undefined) ?? 0) >= 2_000_000_000;
}

/** Pods in the order in which they go. */
export function ranked(uses: readonly PodUse[], resource: Resource): PodUse[] {
  const over = (it: PodUse): number => it.of[resource].used - requestOf(it, resource);
  return [...uses].sort(
    (a, b) => Number(over(b) > 0) - Number(over(a) > 0) || priorityOf(a) - priorityOf(b) || over(b) - over(a),
  );
}

/** Why a pod goes for the sake of its node. */
export function lowMessage(use: PodUse, { shortage: { resource }, least, left }: Short): string {
  const text = (bytes: number): string => quantityOfWhole(bytes, 'BinarySI');
  return [
    `The node was low on resource: ${resource}. `,
    `Threshold quantity: ${text(least)}, available: ${text(left)}. `,
    ...use.of[resource].containers
      .filter((it) => it.used > wholeValue(it.requested))
      .map(
        (it) =>
          `Container ${it.name} was using ${text(it.used)}, request is ${it.requested}, has larger consumption of ${resource}. `,
      ),
  ].join('');
}

/** Why a pod goes for writing more than it may; undefined when it does not. */
export function overLimit({ pod, of, volumes }: PodUse): string | undefined {
  for (const { name, emptyDir } of (pod['spec'].volumes ?? []) as Volume[]) {
    const limit = wholeValue(emptyDir?.sizeLimit);
    if (limit > 0 && (volumes[name] ?? 0) > limit)
      return `Usage of EmptyDir volume "${name}" exceeds the limit "${emptyDir!.sizeLimit}". `;
  }
  const limits = (pod['spec'].containers as Container[]).flatMap(
    (it) => it.resources?.limits?.['ephemeral-storage'] ?? [],
  );
  if (!limits.length) return undefined;
  const { used, containers } = of['ephemeral-storage'];
  const total = limits.reduce((sum, it) => sum + wholeValue(it), 0);
  if (used > total) {
    const text = limits.length === 1 ? limits[0]! : quantityOfWhole(total, 'BinarySI');
    return `Pod ephemeral local storage usage exceeds the total limit of containers ${text}. `;
  }
  for (const it of containers) {
    const own = (pod['spec'].containers as Container[]).find((one) => one.name === it.name);
    const limit = own?.resources?.limits?.['ephemeral-storage'];
    if (limit !== undefined && it.used > wholeValue(limit))
      return `Container ${it.name} exceeded its local ephemeral storage limit "${limit}". `;
  }
  return undefined;
}
