// Counting pods of a kind by node and by topology domain, kept up to date pod by pod. Topology spread and pod affinity ask
// only "how many pods like this are in that zone"; with these counts the answer does not cost a look at every pod.

import type { AffinityTerms } from './terms.ts';
import type { NodeFacts } from './nodes.ts';

/** Pods that no selector can tell apart: same namespace, same values of the labels anybody asks for, same affinity rules. */
export interface PodGroup {
  readonly namespace: string;
  readonly labels: { readonly [key: string]: string };
  readonly affinity: AffinityTerms;
  readonly terminating: boolean;
  /** How many of them are on each node, by slot. */
  readonly perNode: Map<number, number>;
  /** The counters that count them, with the weight each gives one pod. */
  readonly counters: { readonly counter: Counter; readonly weight: number }[];
}

/** Which topology domain each node is in, for one topology key and one choice of nodes that count. */
export interface DomainMap {
  /** By slot: the number of the domain, or -1 for a node that does not count. */
  readonly domainOf: Int32Array;
  /** The label value of each domain. */
  readonly values: readonly string[];
}

/** The sum of a counter over each domain. */
export interface DomainSums {
  readonly map: DomainMap;
  readonly sums: Int32Array;
}

/** A weighted count of pods by node. */
export class Counter {
  /** The weight of one pod of a group; 0 when it is not counted. */
  readonly weigh: (group: PodGroup) => number;
  perNode: Int32Array;
  private byDomain = new Map<DomainMap, DomainSums>();
  private readonly domains: DomainSums[] = [];
  /** Whether anything was ever counted. */
  private begun = false;

  constructor(weigh: (group: PodGroup) => number, groups: Iterable<PodGroup>, capacity: number) {
    this.weigh = weigh;
    this.perNode = new Int32Array(capacity);
    for (const group of groups) this.enroll(group);
  }

  /** Begins to count a group, with the pods it has. */
  enroll(group: PodGroup): void {
    const weight = this.weigh(group);
    if (!weight) return;
    group.counters.push({ counter: this, weight });
    for (const [slot, pods] of group.perNode) this.add(slot, pods * weight);
  }

  add(slot: number, amount: number): void {
    this.begun = true;
    this.perNode[slot]! += amount;
    for (const { map, sums } of this.domains) {
      const domain = map.domainOf[slot]!;
      if (domain >= 0) sums[domain]! += amount;
    }
  }

  /** The sums over the domains of a map; summed up at the first question. */
  over(map: DomainMap): DomainSums {
    let found = this.byDomain.get(map);
    if (!found) {
      const sums = new Int32Array(map.values.length);
      const { perNode } = this;
      for (let slot = 0; this.begun && slot < perNode.length; slot++) {
        const domain = map.domainOf[slot]!;
        if (domain >= 0) sums[domain]! += perNode[slot]!;
      }
      found = { map, sums };
      this.byDomain.set(map, found);
      this.domains.push(found);
    }
    return found;
  }
}

/** Works out the domains of a topology key. Nodes without the key are left out, or form a domain '' of their own. */
export function domainMap(
  key: string,
  nodes: Iterable<NodeFacts>,
  capacity: number,
  counts: (node: NodeFacts) => boolean,
  keepMissing: boolean,
): DomainMap {
  const domainOf = new Int32Array(capacity).fill(-1);
  const numbers = new Map<string, number>();
  const values: string[] = [];
  for (const node of nodes) {
    const value = node.labels[key] ?? (keepMissing ? '' : undefined);
    if (value === undefined || !counts(node)) continue;
    let number = numbers.get(value);
    if (number === undefined) {
      numbers.set(value, (number = values.length));
      values.push(value);
    }
    domainOf[node.slot] = number;
  }
  return { domainOf, values };
}
