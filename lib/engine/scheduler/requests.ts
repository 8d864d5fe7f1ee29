// What a pod asks of a node: sums of its containers, the peak of its init phase, sidecars, pod-level requests and overhead.
// Follows component-helpers/resource and kubernetes/pkg/scheduler/framework (Resource).

import { milliValue, wholeValue } from '../../api/quantity.ts';
import type { Container, PodSpec } from '../../api/schema/types/core-v1.ts';

/** Amounts of resources: CPU in thousandths of a core, all else in whole units (bytes, pieces). */
export interface Amounts {
  readonly cpu: number;
  readonly memory: number;
  readonly ephemeral: number;
  /** Extended resources, huge pages and attachable volumes; absent when there are none. */
  readonly scalars?: ReadonlyMap<string, number>;
}

type Quantities = { readonly [name: string]: string | number } | undefined;
type Sums = Map<string, number>;

/** What the scheduler counts for a container that requests nothing, when it spreads load: 100m and 200 MiB. */
const NON_ZERO: ReadonlyMap<string, number> = new Map([
  ['cpu', 100],
  ['memory', 200 * 1024 * 1024],
]);
const NONE: ReadonlyMap<string, number> = new Map();

/**
 * How containers without a request for CPU or memory are counted: as nothing; as a little, unless the pod as a whole requests it
 * (for pods on nodes); as a little, the pod as a whole being ignored (upstream's slip, for the pod that is being scored).
 */
export type Counting = 'exact' | 'assumed' | 'assumed without pod level';

/** The amount of a named resource in the unit it is counted in. */
export function amountOf(name: string, quantity: string | number): number {
  return name === 'cpu' ? milliValue(quantity) : wholeValue(quantity);
}

/** Whether the resource is counted by name: not CPU, memory, ephemeral storage or pods. */
function isScalar(name: string): boolean {
  return name !== 'cpu' && name !== 'memory' && name !== 'ephemeral-storage' && name !== 'pods' && name !== 'storage';
}

/** Amounts from a list of quantities, as a node's allocatable. */
export function amountsOf(quantities: Quantities): Amounts {
  const sums: Sums = new Map();
  for (const name in quantities) sums.set(name, amountOf(name, quantities[name]!));
  return amounts(sums);
}

/** What a pod requests. */
export function requestsOf(spec: PodSpec, counting: Counting = 'exact'): Amounts {
  if (counting === 'exact') return summed(spec, NONE, true);
  if (counting === 'assumed without pod level') return summed(spec, NON_ZERO, false);
  if (!podLevel(spec).size) return summed(spec, NON_ZERO, true);
  const exact = summed(spec, NONE, true);
  const missing = [...NON_ZERO].filter(([name]) => !(name === 'cpu' ? exact.cpu : exact.memory));
  return summed(spec, new Map(missing), true);
}

function podLevel(spec: PodSpec): Sums {
  const sums: Sums = new Map();
  const requests = spec.resources?.requests as Quantities;
  for (const name in requests)
    if (name === 'cpu' || name === 'memory' || name.startsWith('hugepages-'))
      sums.set(name, amountOf(name, requests[name]!));
  return sums;
}

function summed(spec: PodSpec, missing: ReadonlyMap<string, number>, withPodLevel: boolean): Amounts {
  const total: Sums = new Map();
  for (const container of spec.containers) add(total, containerRequests(container, missing));
  const sidecars: Sums = new Map();
  const peak: Sums = new Map();
  for (const container of spec.initContainers ?? []) {
    const own = containerRequests(container, missing);
    if (container.restartPolicy === 'Always') {
      add(total, own);
      add(sidecars, own);
      raise(peak, sidecars);
    } else {
      const together = new Map(own);
      add(together, sidecars);
      raise(peak, together);
    }
  }
  raise(total, peak);
  if (withPodLevel) for (const [name, amount] of podLevel(spec)) total.set(name, amount);
  const overhead = spec.overhead as Quantities;
  for (const name in overhead) total.set(name, (total.get(name) ?? 0) + amountOf(name, overhead[name]!));
  return amounts(total);
}

function containerRequests(container: Container, missing: ReadonlyMap<string, number>): Sums {
  const sums: Sums = new Map(missing);
  const requests = container.resources?.requests as Quantities;
  for (const name in requests) sums.set(name, amountOf(name, requests[name]!));
  return sums;
}

function add(to: Sums, more: ReadonlyMap<string, number>): void {
  for (const [name, amount] of more) to.set(name, (to.get(name) ?? 0) + amount);
}

function raise(to: Sums, floor: ReadonlyMap<string, number>): void {
  for (const [name, amount] of floor) if (amount > (to.get(name) ?? 0)) to.set(name, amount);
}

function amounts(sums: ReadonlyMap<string, number>): Amounts {
  let scalars: Map<string, number> | undefined;
  // By name, so that reasons come in one order.
  for (const name of [...sums.keys()].sort()) if (isScalar(name)) (scalars ??= new Map()).set(name, sums.get(name)!);
  return {
    cpu: sums.get('cpu') ?? 0,
    memory: sums.get('memory') ?? 0,
    ephemeral: sums.get('ephemeral-storage') ?? 0,
    scalars,
  };
}
