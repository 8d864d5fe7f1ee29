// InterPodAffinity: pods that want to be near other pods, or away from them; and those that the others want near or away.
// Follows kubernetes/pkg/scheduler/framework/plugins/interpodaffinity.

import type { KubeObject } from '../../../api/object.ts';
import type { Cluster } from '../cluster.ts';
import type { DomainMap, DomainSums, PodGroup } from '../counts.ts';
import { refusal, SKIP, type Attempt, type Plugin } from '../interface.ts';
import type { NodeFacts } from '../nodes.ts';
import { factsOf, type PodFacts } from '../pods.ts';
import { selects, type AffinityTerm } from '../terms.ts';

const name = 'InterPodAffinity';
const NOT_NEAR = refusal(name, 'UnschedulableAndUnresolvable', "node(s) didn't match pod affinity rules");
const TOO_NEAR = refusal(name, 'Unschedulable', "node(s) didn't match pod anti-affinity rules");
const UNWANTED = refusal(name, 'Unschedulable', "node(s) didn't satisfy existing pods anti-affinity rules");
/** What a required affinity term of a pod that is there counts in the score of one that comes. */
const HARD_WEIGHT = 1;

/** Something counted over the domains of a topology key, with pods added or taken away on trial. */
interface Tally {
  readonly key: string;
  readonly sums: DomainSums;
  /** What a pod would count, for trials. */
  readonly weigh: (pod: Pick<PodFacts, 'namespace' | 'labels' | 'shape'>) => number;
}

interface Known {
  /** Pods that all required affinity terms select, over the key of each term. */
  readonly near: readonly Tally[];
  /** Pods that a required anti-affinity term selects. */
  readonly away: readonly Tally[];
  /** Required anti-affinity terms of pods on nodes that select this pod, by topology key. */
  readonly unwanted: readonly Tally[];
  /** Whether the pod's own labels meet all its required affinity terms. */
  readonly selfNear: boolean;
  /** Weights for the score, by topology key, and how many terms spoke. */
  readonly scores: readonly { readonly key: string; readonly sums: DomainSums; readonly spoken: DomainSums }[];
}

interface Filtering {
  readonly known: Known;
  /** Nobody it wants to be near is anywhere, and it is of the kind itself. */
  readonly first: boolean;
  readonly trial?: Map<Tally, Map<number, number>>;
}

type Subject = Pick<PodFacts, 'namespace' | 'labels'>;

function selectsPod(cluster: Cluster, term: AffinityTerm, pod: Subject): boolean {
  return selects(term, pod.namespace, pod.labels, () => cluster.namespaceLabels(pod.namespace));
}

function allDomains(cluster: Cluster, key: string): DomainMap {
  return cluster.domains('all', key, () => true);
}

function knownOf({ pod, cluster, podClass }: Attempt): Known {
  const known = podClass.memo.get(name) as Known | undefined;
  if (known) return known;
  const { requiredAffinity, requiredAnti, preferredAffinity, preferredAnti } = pod.shape.affinity;
  cluster.groups.ask(
    ...[...requiredAffinity, ...requiredAnti, ...preferredAffinity, ...preferredAnti].map((term) => term.selector),
  );
  const mine = pod.shape.affinityId;
  const subject = `${pod.namespace} ${cluster.groups.labelText(pod.labels)}`;
  const tally = (what: string, key: string, weigh: Tally['weigh']): Tally => {
    const counter = cluster.groups.counter(what, (group) =>
      weigh({ namespace: group.namespace, labels: group.labels, shape: { affinity: group.affinity } } as PodFacts),
    );
    return { key, weigh, sums: counter.over(allDomains(cluster, key)) };
  };
  const all = (other: Subject): number => (requiredAffinity.every((term) => selectsPod(cluster, term, other)) ? 1 : 0);
  const made: Known = {
    near: requiredAffinity.map((term) => tally(`near ${mine}`, term.topologyKey, all)),
    away: requiredAnti.map((term, i) =>
      tally(`away ${mine} ${i}`, term.topologyKey, (other) => (selectsPod(cluster, term, other) ? 1 : 0)),
    ),
    unwanted: [...cluster.groups.requiredAntiKeys]
      .sort()
      .map((key) =>
        tally(
          `unwanted ${subject} ${key}`,
          key,
          (other) =>
            other.shape.affinity.requiredAnti.filter(
              (term) => term.topologyKey === key && selectsPod(cluster, term, pod),
            ).length,
        ),
      ),
    selfNear: requiredAffinity.length > 0 && all(pod) === 1,
    scores: scoresOf(pod, cluster, `${mine} ${subject}`),
  };
  podClass.memo.set(name, made);
  return made;
}

function scoresOf(pod: PodFacts, cluster: Cluster, subject: string): Known['scores'] {
  const { preferredAffinity, preferredAnti } = pod.shape.affinity;
  const keys = new Set(cluster.groups.scoringKeys);
  for (const term of [...preferredAffinity, ...preferredAnti]) keys.add(term.topologyKey);
  return [...keys].sort().map((key) => {
    // All terms of the pair that speak for or against this topology key.
    const speak = (group: PodGroup, say: (weight: number) => void): void => {
      for (const term of preferredAffinity)
        if (term.topologyKey === key && selectsPod(cluster, term, group)) say(term.weight);
      for (const term of preferredAnti)
        if (term.topologyKey === key && selectsPod(cluster, term, group)) say(-term.weight);
      for (const term of group.affinity.requiredAffinity)
        if (term.topologyKey === key && selectsPod(cluster, term, pod)) say(HARD_WEIGHT);
      for (const term of group.affinity.preferredAffinity)
        if (term.topologyKey === key && selectsPod(cluster, term, pod)) say(term.weight);
      for (const term of group.affinity.preferredAnti)
        if (term.topologyKey === key && selectsPod(cluster, term, pod)) say(-term.weight);
    };
    const map = allDomains(cluster, key);
    const weights = cluster.groups.counter(`score ${subject} ${key}`, (group) => {
      let sum = 0;
      speak(group, (weight) => (sum += weight));
      return sum;
    });
    const spoken = cluster.groups.counter(`spoken ${subject} ${key}`, (group) => {
      let count = 0;
      speak(group, () => count++);
      return count;
    });
    return { key, sums: weights.over(map), spoken: spoken.over(map) };
  });
}

function count({ sums }: Tally, domain: number, trial: Map<number, number> | undefined): number {
  return sums.sums[domain]! + (trial?.get(domain) ?? 0);
}

function total(tally: Tally, trial: Map<number, number> | undefined): number {
  let sum = 0;
  for (const one of tally.sums.sums) sum += one;
  for (const one of trial?.values() ?? []) sum += one;
  return sum;
}

function isFirst(known: Known, trial: Map<Tally, Map<number, number>> | undefined): boolean {
  return known.selfNear && known.near.every((tally) => total(tally, trial?.get(tally)) === 0);
}

function move({ known, trial }: Filtering, moved: PodFacts, node: NodeFacts, by: 1 | -1): void {
  for (const tallies of [known.near, known.away, known.unwanted])
    for (const tally of tallies) {
      const domain = tally.sums.map.domainOf[node.slot]!;
      if (domain < 0) continue;
      const weight = tally.weigh(moved);
      if (!weight) continue;
      let of = trial!.get(tally);
      if (!of) trial!.set(tally, (of = new Map()));
      of.set(domain, (of.get(domain) ?? 0) + by * weight);
    }
}

export const interPodAffinity: Plugin<Filtering, Known['scores']> = {
  name,
  weight: 2,
  preFilter(attempt) {
    const known = knownOf(attempt);
    // A key in use somewhere says nothing about this pod: only domains where it is unwanted do.
    if (!known.near.length && !known.away.length && known.unwanted.every((tally) => total(tally, undefined) === 0))
      return SKIP;
    return { state: { known, first: isFirst(known, undefined) } };
  },
  clone: ({ known, first, trial }) => ({
    known,
    first,
    trial: new Map([...(trial ?? [])].map(([tally, of]) => [tally, new Map(of)])),
  }),
  addPod: (state, pod, node) => move(state, pod, node, 1),
  removePod: (state, pod, node) => move(state, pod, node, -1),
  filter({ known, first, trial }, node) {
    let near = true;
    for (const tally of known.near) {
      const domain = tally.sums.map.domainOf[node.slot]!;
      if (domain < 0) return NOT_NEAR;
      if (count(tally, domain, trial?.get(tally)) <= 0) near = false;
    }
    // The first of a group that wants to be together may go anywhere.
    if (!near && !(trial ? isFirst(known, trial) : first)) return NOT_NEAR;
    for (const tally of known.away) {
      const domain = tally.sums.map.domainOf[node.slot]!;
      if (domain >= 0 && count(tally, domain, trial?.get(tally)) > 0) return TOO_NEAR;
    }
    for (const tally of known.unwanted) {
      const domain = tally.sums.map.domainOf[node.slot]!;
      if (domain >= 0 && count(tally, domain, trial?.get(tally)) > 0) return UNWANTED;
    }
    return undefined;
  },
  preScore(attempt) {
    const { scores } = knownOf(attempt);
    const speaking = scores.filter(({ spoken }) => spoken.sums.some((one) => one > 0));
    return speaking.length ? { state: speaking } : SKIP;
  },
  score(scores, node) {
    let score = 0;
    for (const { sums } of scores) {
      const domain = sums.map.domainOf[node.slot]!;
      if (domain >= 0) score += sums.sums[domain]!;
    }
    return score;
  },
  normalise(scores) {
    let lowest = Infinity;
    let highest = -Infinity;
    for (let i = 0; i < scores.length; i++) {
      const score = scores[i]!;
      if (score < lowest) lowest = score;
      if (score > highest) highest = score;
    }
    for (let i = 0; i < scores.length; i++)
      scores[i] = highest > lowest ? Math.trunc(100 * ((scores[i]! - lowest) / (highest - lowest))) : 0;
  },
  hints: [
    {
      resource: 'pods',
      pods: 'assigned',
      on: ['ADDED', 'MODIFIED', 'DELETED'],
      helps(pod, { type, object, old }, cluster) {
        const { requiredAffinity, requiredAnti } = pod.shape.affinity;
        const other = factsOf(object);
        const any = (terms: readonly AffinityTerm[], one: Subject): boolean =>
          terms.some((term) => selectsPod(cluster, term, one));
        if (type === 'DELETED') return any(requiredAnti, other) || any(other.shape.affinity.requiredAnti, pod) || false;
        const before: KubeObject | undefined = type === 'MODIFIED' && old?.spec?.nodeName ? old : undefined;
        if (before) {
          const was = factsOf(before);
          return (
            (!any(requiredAffinity, was) && any(requiredAffinity, other)) ||
            (any(requiredAnti, was) && !any(requiredAnti, other))
          );
        }
        return any(requiredAffinity, other);
      },
    },
    {
      resource: 'nodes',
      on: ['ADDED', 'MODIFIED'],
      helps(pod, { object, old }) {
        const { requiredAffinity, requiredAnti } = pod.shape.affinity;
        const labels = object.metadata.labels ?? {};
        const differs = (term: AffinityTerm): boolean =>
          labels[term.topologyKey] !== old?.metadata.labels?.[term.topologyKey];
        if (requiredAffinity.some((term) => labels[term.topologyKey] !== undefined && differs(term))) return true;
        if (!old) return true;
        return requiredAnti.some(differs);
      },
    },
    { resource: 'pods', pods: 'own', on: ['MODIFIED'] },
  ],
};
