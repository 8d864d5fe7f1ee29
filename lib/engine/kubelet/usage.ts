// What pods use of CPU, memory and whatever else is measured, as the simulation says: each program's own use, and loads on whole
// workloads shared out to their ready pods. This is what a metrics API reads.

import { controllerOf, type KubeObject } from '../../api/object.ts';
import { parseQuantity } from '../../api/quantity.ts';
import type { Load, SimulationSpec } from '../../api/simulation/simulation.ts';
import { programOf } from './programs.ts';

/** Thousandths of the unit, as metrics APIs count. */
export function milliOf(quantity: string | number): number {
  return Number((parseQuantity(quantity)?.nano ?? 0n) / 1_000_000n);
}

/** The load on a workload at a time; `since` is when the cluster began. */
export function loadAt(simulation: SimulationSpec, workload: string, seconds: number): Load | undefined {
  let found: Load | undefined;
  for (const load of simulation.loads ?? [])
    if (load.workload === workload && (load.atSeconds ?? 0) <= seconds) {
      if (!found || (load.atSeconds ?? 0) >= (found.atSeconds ?? 0)) found = load;
    }
  return found;
}

/** `namespace/name` of the workload a pod belongs to: a Deployment rather than its ReplicaSet. */
export function workloadOf(pod: KubeObject): string {
  const owner = controllerOf(pod);
  const hash = pod.metadata.labels?.['pod-template-hash'];
  const name = owner?.name ?? pod.metadata.name!;
  const isMade = owner?.kind === 'ReplicaSet' && hash !== undefined && name.endsWith(`-${hash}`);
  return `${pod.metadata.namespace}/${isMade ? name.slice(0, -hash.length - 1) : name}`;
}

/** What one container uses, in thousandths; undefined when nothing is said of it. `sharing` pods share the workload's load. */
export function containerUsage(
  simulation: SimulationSpec,
  pod: KubeObject,
  container: { name: string; image?: string },
  resource: 'cpu' | 'memory',
  seconds: number,
  sharing: number,
): number | undefined {
  const own = programOf(simulation, pod, container)[resource];
  const load = loadAt(simulation, workloadOf(pod), seconds);
  const loaded = load?.[resource];
  const [first] = pod['spec'].containers as readonly { name: string }[];
  // A load is on the workload's first container unless it names another.
  const isLoaded = loaded !== undefined && container.name === (load!.container ?? first?.name);
  if (own === undefined && loaded === undefined) return undefined;
  return (own === undefined ? 0 : milliOf(own)) + (isLoaded ? Math.floor(milliOf(loaded) / Math.max(1, sharing)) : 0);
}
