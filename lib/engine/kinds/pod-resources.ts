// What a pod asks for as a whole: its class of service, and the amounts said of the pod rather than of its containers.
// Follows kubernetes/pkg/apis/core/helper/qos and the defaulting of pod-level resources in pkg/apis/core/v1/defaults.go.

import { addQuantities, compareQuantities } from '../../api/quantity.ts';

export type Amounts = Readonly<Record<string, string>>;

export interface Resources {
  readonly requests?: Amounts;
  readonly limits?: Amounts;
}

interface Container {
  readonly resources?: Resources;
  readonly restartPolicy?: string;
}

export interface PodParts {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly resources?: Resources;
}

/** Whether a resource may be said of a pod as a whole. */
export function isPodLevel(name: string): boolean {
  return name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');
}

function add(to: Record<string, string>, amounts: Amounts | undefined): void {
  for (const name in amounts)
    to[name] = to[name] === undefined ? amounts[name]! : addQuantities(to[name]!, amounts[name]!);
}

function most(to: Record<string, string>, amounts: Amounts): void {
  for (const name in amounts)
    if (to[name] === undefined || compareQuantities(amounts[name]!, to[name]!) > 0) to[name] = amounts[name]!;
}

/** What a pod's containers ask for together: init containers run one after another, beside the sidecars started before them. */
export function ofContainers(spec: PodParts, kind: 'requests' | 'limits'): Amounts {
  const all: Record<string, string> = {};
  for (const container of spec.containers ?? []) add(all, container.resources?.[kind]);
  const sidecars: Record<string, string> = {};
  const starting: Record<string, string> = {};
  for (const { restartPolicy, resources } of spec.initContainers ?? []) {
    const own = resources?.[kind];
    if (restartPolicy === 'Always') {
      add(all, own);
      add(sidecars, own);
      most(starting, sidecars);
    } else {
      const during = { ...own } as Record<string, string>;
      add(during, sidecars);
      most(starting, during);
    }
  }
  most(all, starting);
  return all;
}

/** A pod's own amounts, with what follows from its containers' and from its limits filled in. */
export function podResources(spec: PodParts): Resources {
  const given = spec.resources!;
  const said = (amounts: Amounts | undefined): boolean => Object.keys(amounts ?? {}).length > 0;
  let limits = given.limits;
  if (said(given.limits) || said(given.requests)) {
    const filled: Record<string, string> = { ...given.limits };
    const below = ofContainers(spec, 'limits');
    for (const name in below)
      if (name.startsWith('hugepages-') && given.requests?.[name] === undefined) filled[name] ??= below[name]!;
    if (said(filled)) limits = filled;
  }
  let requests = given.requests;
  if (said(limits)) {
    const filled: Record<string, string> = { ...given.requests };
    const below = ofContainers(spec, 'requests');
    // Huge pages cannot be overcommitted: what containers ask for of them is what the limit says.
    for (const name in below) if (name === 'cpu' || name === 'memory') filled[name] ??= below[name]!;
    for (const name in limits) if (isPodLevel(name)) filled[name] ??= limits[name]!;
    if (said(filled)) requests = filled;
  }
  return { ...given, ...(limits ? { limits } : {}), ...(requests ? { requests } : {}) };
}

/** Guaranteed, Burstable or BestEffort, by the cpu and memory of the pod, or where it says none of all its containers. */
export function qosClass(spec: PodParts): string {
  let any = false;
  let equal = true;
  const look = ({ requests, limits }: Resources): void => {
    for (const name of ['cpu', 'memory']) {
      const request = above(requests?.[name]);
      const limit = above(limits?.[name]);
      if (request || limit) any = true;
      if (!limit || !request || compareQuantities(limit, request) !== 0) equal = false;
    }
  };
  if (spec.resources) look(spec.resources);
  else for (const { resources } of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) look(resources ?? {});
  return !any ? 'BestEffort' : equal ? 'Guaranteed' : 'Burstable';
}

/** An amount of nothing is none. */
function above(amount: string | undefined): string | undefined {
  return amount !== undefined && compareQuantities(amount, 0) > 0 ? amount : undefined;
}
