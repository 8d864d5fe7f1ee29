// A pod's requests and limits in all, as quantities: sums over containers, the peak of its init phase, pod-level figures, overhead.
// Follows component-helpers/resource.

import { addQuantities, compareQuantities } from '../../api/quantity.ts';

export type Quantities = { readonly [name: string]: string | number };
type Sums = Record<string, string>;

interface Container {
  readonly restartPolicy?: string;
  readonly resources?: { readonly requests?: Quantities; readonly limits?: Quantities };
}

interface Spec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly resources?: { readonly requests?: Quantities; readonly limits?: Quantities };
  readonly overhead?: Quantities;
}

/** Whether quotas count a resource as an extended one: with a domain of its own, not Kubernetes's. */
export function isQuotaResource(name: string): boolean {
  if (name.startsWith('deviceclass.resource.kubernetes.io/')) return true;
  return name.includes('/') && !/^([^/]*\.)?kubernetes\.io\//.test(name) && !name.startsWith('requests.');
}

function add(to: Sums, more: Quantities | undefined): Sums {
  for (const [name, amount] of Object.entries(more ?? {}))
    to[name] = to[name] === undefined ? String(amount) : addQuantities(to[name], amount);
  return to;
}

function raise(to: Sums, floor: Quantities): void {
  for (const [name, amount] of Object.entries(floor))
    if (to[name] === undefined || compareQuantities(amount, to[name]) > 0) to[name] = String(amount);
}

function total(spec: Spec, which: 'requests' | 'limits'): Sums {
  const sum: Sums = {};
  for (const container of spec.containers ?? []) add(sum, container.resources?.[which]);
  const sidecars: Sums = {};
  const peak: Sums = {};
  for (const container of spec.initContainers ?? []) {
    const own = container.resources?.[which] ?? {};
    if (container.restartPolicy === 'Always') {
      add(sum, own);
      add(sidecars, own);
      raise(peak, sidecars);
    } else raise(peak, add(add({}, own), sidecars));
  }
  raise(sum, peak);
  for (const [name, amount] of Object.entries(spec.resources?.[which] ?? {}))
    if (name === 'cpu' || name === 'memory' || name.startsWith('hugepages-')) sum[name] = String(amount);
  return sum;
}

/** What a pod requests in all. */
export function requestsOf(spec: Spec): Quantities {
  return add(total(spec, 'requests'), spec.overhead);
}

/** What a pod may use in all; overhead counts only where something is limited. */
export function limitsOf(spec: Spec): Quantities {
  const limits = total(spec, 'limits');
  for (const [name, amount] of Object.entries(spec.overhead ?? {}))
    if (limits[name] !== undefined && compareQuantities(limits[name], 0) > 0) add(limits, { [name]: amount });
  return limits;
}
