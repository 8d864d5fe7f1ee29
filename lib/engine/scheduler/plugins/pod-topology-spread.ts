// PodTopologySpread: keeps pods that a constraint selects evenly spread over zones, nodes or other domains; without
// constraints of its own a pod of a workload is spread softly.
// Follows kubernetes/pkg/scheduler/framework/plugins/podtopologyspread and plugins/helper (spread).

import type { KubeObject } from '../../../api/object.ts';
import { controllerOf } from '../../../api/object.ts';
import { mapMatcher, selectorMatcher, type LabelSelector } from '../../../api/selectors.ts';
import type { TopologySpreadConstraint } from '../../../api/schema/types/core-v1.ts';
import type { Cluster } from '../cluster.ts';
import type { Counter, DomainMap, DomainSums } from '../counts.ts';
import { refusal, SKIP, type Attempt, type Plugin } from '../interface.ts';
import type { NodeFacts } from '../nodes.ts';
import { factsOf, nodeWanted, type PodFacts, type Shape } from '../pods.ts';
import { keepsAway, tolerates } from '../terms.ts';

const name = 'PodTopologySpread';
const UNEVEN = refusal(name, 'Unschedulable', "node(s) didn't match pod topology spread constraints");
const UNLABELLED = refusal(
  name,
  'UnschedulableAndUnresolvable',
  "node(s) didn't match pod topology spread constraints (missing required label)",
);
const HOSTNAME = 'kubernetes.io/hostname';
/** How pods of a workload are spread that say nothing themselves. */
const DEFAULTS: readonly TopologySpreadConstraint[] = [
  { maxSkew: 3, topologyKey: HOSTNAME, whenUnsatisfiable: 'ScheduleAnyway' },
  { maxSkew: 5, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' },
];

/** One constraint with what it counts. */
interface Constraint {
  readonly key: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly counter: Counter;
  readonly domains: DomainMap;
  readonly sums: DomainSums;
  /** Domains of all nodes that have the key, counted or not. */
  readonly labelled: DomainMap;
  /** Whether a pod of these labels counts. */
  readonly matches: (labels: PodFacts['labels']) => boolean;
  /** 1 when the pod itself will count. */
  readonly self: 0 | 1;
}

interface Constraints {
  readonly hard: readonly Constraint[];
  readonly soft: readonly Constraint[];
  /** Nodes that lack one of the topology keys do not count at all. */
  readonly needsAllKeys: boolean;
}

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

/** The selector of the services and the controller of a pod, for the default constraints; undefined when there are none. */
function workloadSelector(pod: PodFacts, cluster: Cluster): LabelSelector | undefined {
  const matchLabels: Record<string, string> = {};
  cluster.read.walk('services', { namespace: pod.namespace }, (service) => {
    const selector = service.spec?.selector as { [key: string]: string } | undefined;
    if (!selector) return;
    if (Object.keys(selector).length && mapMatcher(selector)(pod.labels)) Object.assign(matchLabels, selector);
  });
  const owner = controllerOf(pod.object);
  let matchExpressions: LabelSelector['matchExpressions'];
  if (owner) {
    const kind = `${owner.apiVersion}/${owner.kind}`;
    const resource =
      kind === 'apps/v1/ReplicaSet'
        ? 'replicasets.apps'
        : kind === 'apps/v1/StatefulSet'
          ? 'statefulsets.apps'
          : kind === 'v1/ReplicationController'
            ? 'replicationcontrollers'
            : undefined;
    const object = resource && cluster.read.get(resource, `${pod.namespace}/${owner.name}`);
    const selector = (object as KubeObject | undefined)?.spec?.selector;
    if (resource === 'replicationcontrollers') Object.assign(matchLabels, selector);
    else if (selector) {
      Object.assign(matchLabels, (selector as LabelSelector).matchLabels);
      matchExpressions = (selector as LabelSelector).matchExpressions;
    }
  }
  if (!Object.keys(matchLabels).length && !matchExpressions?.length) return undefined;
  return { matchLabels, matchExpressions };
}

/** The selector with the pod's own values of the keys a constraint names. */
function withKeys(constraint: TopologySpreadConstraint, labels: PodFacts['labels']): LabelSelector | undefined {
  const selector = constraint.labelSelector as LabelSelector | undefined;
  const more = (constraint.matchLabelKeys ?? []).filter((key) => labels[key] !== undefined);
  if (!more.length || !selector) return selector;
  return {
    ...selector,
    matchExpressions: [
      ...(selector.matchExpressions ?? []),
      ...more.map((key) => ({ key, operator: 'In', values: [labels[key]!] })),
    ],
  };
}

function build(
  pod: PodFacts,
  cluster: Cluster,
  given: readonly TopologySpreadConstraint[],
  selectors: readonly (LabelSelector | undefined)[],
  needsAllKeys: boolean,
): Constraint[] {
  const keys = given.map((one) => one.topologyKey);
  return given.map((one, i) => {
    const selector = selectors[i];
    const matches = selectorMatcher(selector);
    const empty = selector && !Object.keys(selector.matchLabels ?? {}).length && !selector.matchExpressions?.length;
    const counter = cluster.counter(`spread ${pod.namespace} ${JSON.stringify(selector ?? null)}`, (group) =>
      // Upstream counts nothing for an empty selector, though it selects all.
      !empty && group.namespace === pod.namespace && !group.terminating && matches(group.labels) ? 1 : 0,
    );
    const domains = domainsOf(cluster, pod.shape, one, needsAllKeys ? keys : []);
    return {
      key: one.topologyKey,
      maxSkew: one.maxSkew,
      minDomains: one.minDomains ?? 1,
      counter,
      domains,
      labelled: cluster.domains('all', one.topologyKey, () => true),
      sums: counter.over(domains),
      matches,
      self: matches(pod.labels) ? 1 : 0,
    };
  });
}

/** The domains of a constraint: of the nodes that have all keys and that the constraint's inclusion policies admit. */
function domainsOf(
  cluster: Cluster,
  shape: Shape,
  constraint: TopologySpreadConstraint,
  keys: readonly string[],
): DomainMap {
  const honorsAffinity =
    (constraint.nodeAffinityPolicy ?? 'Honor') === 'Honor' && Boolean(shape.nodeSelector || shape.nodeTerms);
  const honorsTaints = constraint.nodeTaintsPolicy === 'Honor';
  const id = `spread ${keys.join()} ${honorsAffinity ? `a${shape.id}` : ''} ${honorsTaints ? `t${shape.id}` : ''}`;
  return cluster.domains(
    id,
    constraint.topologyKey,
    (node) =>
      keys.every((key) => node.labels[key] !== undefined) &&
      (!honorsAffinity || nodeWanted(shape, node)) &&
      (!honorsTaints || !node.taints.some((taint) => keepsAway(taint) && !tolerates(shape.tolerations, taint))),
    keys.length === 0,
  );
}

function constraintsOf({ pod, cluster, podClass }: Attempt): Constraints {
  const known = podClass.memo.get(name) as Constraints | undefined;
  if (known) return known;
  let constraints: Constraints;
  const own = pod.shape.spread;
  if (own.length) {
    const selectors = own.map((one) => withKeys(one, pod.labels));
    cluster.ask(...selectors);
    const pick = (when: string): Constraint[] => {
      const at = own.map((_, i) => i).filter((i) => own[i]!.whenUnsatisfiable === when);
      return build(
        pod,
        cluster,
        at.map((i) => own[i]!),
        at.map((i) => selectors[i]),
        true,
      );
    };
    constraints = { hard: pick('DoNotSchedule'), soft: pick('ScheduleAnyway'), needsAllKeys: true };
  } else {
    const selector = workloadSelector(pod, cluster);
    if (selector) cluster.ask(selector);
    const soft = selector ? build(pod, cluster, DEFAULTS, [selector, selector], false) : [];
    constraints = { hard: [], soft, needsAllKeys: false };
  }
  podClass.memo.set(name, constraints);
  return constraints;
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
    const { sums } = one.sums;
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

/** The count of the domain a node is in by its label, where the node itself is not among those that count. */
function inDomain(constraint: Constraint, node: NodeFacts): number {
  const domain = constraint.domains.values.indexOf(node.labels[constraint.key]!);
  return domain < 0 ? 0 : constraint.sums.sums[domain]!;
}
