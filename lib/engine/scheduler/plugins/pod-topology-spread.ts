// PodTopologySpread: keeps pods that a constraint selects evenly spread over zones, nodes or other domains; without
// constraints of its own a pod of a workload is spread softly.
// Follows kubernetes/pkg/scheduler/framework/plugins/podtopologyspread (filtering, scoring).

import type { KubeObject } from '../../../api/object.ts';
import { selectorMatcher } from '../../../api/selectors.ts';
import { refusal, SKIP, type Attempt, type Plugin } from '../interface.ts';
import type { NodeFacts } from '../nodes.ts';
import { factsOf, type PodFacts } from '../pods.ts';
import { constraintsOf, HOSTNAME, inDomain, withKeys, type Constraint } from '../spread-constraints.ts';

const name = 'PodTopologySpread';
const UNEVEN = refusal(name, 'Unschedulable', "node(s) didn't match pod topology spread constraints");
const UNLABELLED = refusal(
  name,
  'UnschedulableAndUnresolvable',
  "node(s) didn't match pod topology spread constraints (missing required label)",
);
interface Filtering {
  readonly constraints: readonly Constraint[];
  /** Pods added or taken away on trial, by domain, a constraint each. */
  readonly trial?: Map<number, number>[];
  /** The lowest count over the domains, a constraint each; undefined once on trial. */
  readonly lowest?: readonly number[];
}

interface Scoring {
  readonly constraints: readonly Constraint[];
  readonly weights: readonly number[];
  /** Nodes that lack a key get nothing. */
  readonly needsAllKeys: boolean;
}

function lowestOf(constraint: Constraint, trial: Map<number, number> | undefined): number {
  const { sums } = constraint.sums;
  if (sums.length < constraint.minDomains) return 0;
  let lowest = Infinity;
  for (let domain = 0; domain < sums.length; domain++) {
    const count = sums[domain]! + (trial?.get(domain) ?? 0);
    if (count < lowest) lowest = count;
  }
  return lowest;
}

function move(state: Filtering, moved: PodFacts, node: NodeFacts, { pod }: Attempt, by: 1 | -1): void {
  if (moved.namespace !== pod.namespace) return;
  state.constraints.forEach((constraint, i) => {
    const domain = constraint.domains.domainOf[node.slot]!;
    // As upstream, a pod that is terminating is taken off here though it was not counted before.
    if (domain < 0 || !constraint.matches(moved.labels)) return;
    const trial = state.trial![i]!;
    trial.set(domain, (trial.get(domain) ?? 0) + by);
  });
}

export const podTopologySpread: Plugin<Filtering, Scoring> = {
  name,
  weight: 2,
  preFilter(attempt) {
    const { hard } = constraintsOf(attempt);
    if (!hard.length) return SKIP;
    return { state: { constraints: hard, lowest: hard.map((one) => lowestOf(one, undefined)) } };
  },
  clone: (state) => ({
    constraints: state.constraints,
    trial: state.constraints.map((_, i) => new Map(state.trial?.[i])),
  }),
  addPod: (state, pod, node, attempt) => move(state, pod, node, attempt, 1),
  removePod: (state, pod, node, attempt) => move(state, pod, node, attempt, -1),
  filter(state, node) {
    for (let i = 0; i < state.constraints.length; i++) {
      const constraint = state.constraints[i]!;
      if (constraint.labelled.domainOf[node.slot]! < 0) return UNLABELLED;
      const trial = state.trial?.[i];
      const domain = constraint.domains.domainOf[node.slot]!;
      let count = domain >= 0 ? constraint.sums.sums[domain]! + (trial?.get(domain) ?? 0) : 0;
      if (domain < 0) count = inDomain(constraint, node);
      const lowest = state.lowest?.[i] ?? lowestOf(constraint, trial);
      if (count + constraint.self - lowest > constraint.maxSkew) return UNEVEN;
    }
    return undefined;
  },
  preScore(attempt, feasible) {
    const { soft, needsAllKeys } = constraintsOf(attempt);
    if (!soft.length) return SKIP;
    let counted = feasible.length;
    if (needsAllKeys) for (const node of feasible) if (lacksKey(soft, node)) counted--;
    const weights = soft.map((one) => {
      if (one.key === HOSTNAME) return Math.log(counted + 2);
      const { domainOf, values } = one.labelled;
      // Nodes without the key make one domain of their own.
      const seen = new Uint8Array(values.length + 1);
      let domains = 0;
      for (let i = 0; i < feasible.length && domains <= values.length; i++) {
        const node = feasible[i]!;
        const domain = domainOf[node.slot]! + 1;
        if (seen[domain] || (needsAllKeys && lacksKey(soft, node))) continue;
        seen[domain] = 1;
        domains++;
      }
      return Math.log(domains + 2);
    });
    return { state: { constraints: soft, weights, needsAllKeys } };
  },
  score(state, node) {
    const into = new Float64Array(1);
    scoreAll(state, [node], Int32Array.of(node.slot), into);
    return into[0]!;
  },
  scoreAll,
  normalise(scores) {
    let lowest = Infinity;
    let highest = 0;
    for (let i = 0; i < scores.length; i++) {
      const score = scores[i]!;
      if (score < 0) continue;
      if (score < lowest) lowest = score;
      if (score > highest) highest = score;
    }
    for (let i = 0; i < scores.length; i++) {
      if (scores[i]! < 0) scores[i] = 0;
      else scores[i] = highest === 0 ? 100 : Math.floor((100 * (highest + lowest - scores[i]!)) / highest);
    }
  },
  hints: [
    {
      resource: 'pods',
      pods: 'assigned',
      on: ['ADDED', 'MODIFIED', 'DELETED'],
      helps(pod, { type, object, old }) {
        if (object.metadata.namespace !== pod.namespace) return false;
        const concerns = (it: KubeObject | undefined): boolean =>
          Boolean(it) &&
          pod.shape.spread.some((one) => selectorMatcher(withKeys(one, pod.labels))(factsOf(it!).labels));
        if (type === 'MODIFIED' && old?.spec?.nodeName) return concerns(old) !== concerns(object);
        return concerns(object);
      },
    },
    {
      resource: 'nodes',
      on: ['ADDED', 'MODIFIED', 'DELETED'],
      helps(pod, { type, object, old }) {
        const has = (it: KubeObject): boolean =>
          pod.shape.spread.every((one) => it.metadata.labels?.[one.topologyKey] !== undefined);
        if (type === 'MODIFIED' && old) {
          const differs = pod.shape.spread.some(
            (one) => old.metadata.labels?.[one.topologyKey] !== object.metadata.labels?.[one.topologyKey],
          );
          const taints = JSON.stringify(old.spec?.taints) !== JSON.stringify(object.spec?.taints);
          return (has(old) || has(object)) && (differs || taints);
        }
        return has(object);
      },
    },
    { resource: 'pods', pods: 'own', on: ['MODIFIED'] },
  ],
};

function lacksKey(constraints: readonly Constraint[], node: NodeFacts): boolean {
  for (const { labelled } of constraints) if (labelled.domainOf[node.slot]! < 0) return true;
  return false;
}

/** Counts of the node's domains, weighted; -1 for a node that is ignored. */
function scoreAll(
  { constraints, weights, needsAllKeys }: Scoring,
  nodes: readonly NodeFacts[],
  slots: Int32Array,
  into: Float64Array,
): void {
  into.fill(0);
  for (let c = 0; c < constraints.length; c++) {
    const one = constraints[c]!;
    const weight = weights[c]!;
    const base = one.maxSkew - 1;
    const byNode = one.key === HOSTNAME;
    const { perNode } = one.counter;
    const sums = byNode ? perNode : one.sums.sums;
    const labelled = one.labelled.domainOf;
    const { domainOf } = one.domains;
    for (let i = 0; i < nodes.length; i++) {
      const slot = slots[i]!;
      if (labelled[slot]! < 0) continue;
      const domain = domainOf[slot]!;
      const count = byNode ? perNode[slot]! : domain >= 0 ? sums[domain]! : inDomain(one, nodes[i]!);
      into[i]! += count * weight + base;
    }
  }
  for (let i = 0; i < nodes.length; i++)
    into[i] = needsAllKeys && lacksKey(constraints, nodes[i]!) ? -1 : Math.round(into[i]!);
}
