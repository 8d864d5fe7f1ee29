// Topology spread constraints ready for use: their selectors, the nodes that count, and the counts, made once for pods of a kind.
// Follows kubernetes/pkg/scheduler/framework/plugins/podtopologyspread (common) and plugins/helper (spread).

import { controllerOf, type KubeObject } from '../../api/object.ts';
import type { TopologySpreadConstraint } from '../../api/schema/types/core-v1.ts';
import { mapMatcher, selectorMatcher, type LabelSelector } from '../../api/selectors.ts';
import type { Cluster } from './cluster.ts';
import type { Counter, DomainMap, DomainSums } from './counts.ts';
import type { Attempt } from './interface.ts';
import type { NodeFacts } from './nodes.ts';
import { nodeWanted, type PodFacts, type Shape } from './pods.ts';
import { keepsAway, tolerates } from './terms.ts';

export const HOSTNAME = 'kubernetes.io/hostname';
const MEMO = 'PodTopologySpread';
/** How pods of a workload are spread that say nothing themselves. */
const DEFAULTS: readonly TopologySpreadConstraint[] = [
  { maxSkew: 3, topologyKey: HOSTNAME, whenUnsatisfiable: 'ScheduleAnyway' },
  { maxSkew: 5, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' },
];

/** One constraint with what it counts. */
export interface Constraint {
  readonly key: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly counter: Counter;
  readonly domains: DomainMap;
  /** Summed up at the first look: scores of single nodes need none. */
  readonly sums: DomainSums;
  /** Domains of all nodes that have the key, counted or not. */
  readonly labelled: DomainMap;
  /** Whether a pod of these labels counts. */
  readonly matches: (labels: PodFacts['labels']) => boolean;
  /** 1 when the pod itself will count. */
  readonly self: 0 | 1;
}

/** The constraints of a pod by what happens when they cannot be met. */
export interface Constraints {
  readonly hard: readonly Constraint[];
  readonly soft: readonly Constraint[];
  /** Nodes that lack one of the topology keys do not count at all. */
  readonly needsAllKeys: boolean;
}

/** The selector of the services and the controller of a pod, for the default constraints; undefined when there are none. */
function workloadSelector(pod: PodFacts, cluster: Cluster): LabelSelector | undefined {
  const matchLabels: Record<string, string> = {};
  cluster.read.walk('services', { namespace: pod.namespace }, (service) => {
    const selector = service.spec?.selector as { [key: string]: string } | undefined;
    if (!selector) return;
    // Pods that differ in a label some service asks for are not alike, whether it selects this one or not.
    cluster.groups.ask({ matchLabels: selector });
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
export function withKeys(constraint: TopologySpreadConstraint, labels: PodFacts['labels']): LabelSelector | undefined {
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
    const label = Object.entries(selector?.matchLabels ?? {})[0];
    const counter = cluster.groups.counter(
      `spread ${pod.namespace} ${JSON.stringify(selector ?? null)}`,
      (group) =>
        // Upstream counts nothing for an empty selector, though it selects all.
        !empty && group.namespace === pod.namespace && !group.terminating && matches(group.labels) ? 1 : 0,
      label && { namespace: pod.namespace, label: label[0], value: label[1] },
    );
    const domains = domainsOf(cluster, pod.shape, one, needsAllKeys ? keys : []);
    let sums: DomainSums | undefined;
    return {
      key: one.topologyKey,
      maxSkew: one.maxSkew,
      minDomains: one.minDomains ?? 1,
      counter,
      domains,
      labelled: cluster.domains('all', one.topologyKey, () => true),
      get sums() {
        return (sums ??= counter.over(domains));
      },
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

/** The constraints of a pod, or those it has by default. */
export function constraintsOf({ pod, cluster, podClass }: Attempt): Constraints {
  const known = podClass.memo.get(MEMO) as Constraints | undefined;
  if (known) return known;
  let constraints: Constraints;
  const own = pod.shape.spread;
  if (own.length) {
    const selectors = own.map((one) => withKeys(one, pod.labels));
    const keys = own.flatMap((one) => one.matchLabelKeys ?? []);
    cluster.groups.ask(...selectors, { matchExpressions: keys.map((key) => ({ key, operator: 'Exists' })) });
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
    if (selector) cluster.groups.ask(selector);
    const soft = selector ? build(pod, cluster, DEFAULTS, [selector, selector], false) : [];
    constraints = { hard: [], soft, needsAllKeys: false };
  }
  podClass.memo.set(MEMO, constraints);
  return constraints;
}

/** The count of the domain a node is in by its label, where the node itself is not among those that count. */
export function inDomain(constraint: Constraint, node: NodeFacts): number {
  const domain = constraint.domains.values.indexOf(node.labels[constraint.key]!);
  return domain < 0 ? 0 : constraint.sums.sums[domain]!;
}
