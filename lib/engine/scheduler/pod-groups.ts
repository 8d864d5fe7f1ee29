// Pods on nodes, grouped so that no selector can tell two of a group apart, and the counters over these groups. Which labels matter
// is learnt from the selectors that come: a label nobody asks for splits no group.

import type { LabelSelector } from '../../api/selectors.ts';
import { Counter, type PodGroup } from './counts.ts';
import type { PodFacts } from './pods.ts';
import { selectorKeys } from './terms.ts';

/** Counters cost an array of all nodes each: so many numbers are kept at most, … */
const KEPT_NUMBERS = 4_000_000;
/** … but always those of so many counters. The others are made anew from the groups. */
const KEPT_COUNTERS = 64;

interface Grouped extends PodGroup {
  readonly key: string;
  /** The labels that selectors look at, as `namespace/label=value`. */
  readonly pairs: readonly string[];
}

function addTo<T>(lists: Map<string, Set<T>>, key: string, one: T): void {
  const list = lists.get(key);
  if (list) list.add(one);
  else lists.set(key, new Set([one]));
}

export class PodGroups {
  /** Room in arrays by slot. */
  capacity = 64;
  private groups = new Map<string, Grouped>();
  private groupsByPair = new Map<string, Set<Grouped>>();
  private readonly groupOf = new Map<string, Grouped>();
  private readonly labelKeys = new Set<string>();
  private sortedKeys: string[] = [];
  private labelTexts = new WeakMap<object, string>();
  private counters = new Map<string, Counter>();
  /** The counters that count only groups with a certain label, by that; under '' all others. */
  private countersByPair = new Map<string, Set<Counter>>();
  /** Topology keys of required anti-affinity rules of pods on nodes. */
  private readonly antiKeys = new Set<string>();
  /** Topology keys of those rules of pods on nodes that take part in scores. */
  private readonly scoreKeys = new Set<string>();
  private readonly pods: () => Iterable<readonly [PodFacts, number]>;
  private readonly forgotten: () => void;

  /** `pods` are those on nodes with the slot of their node; `forgotten` is told when what plugins remember no longer holds. */
  constructor(pods: () => Iterable<readonly [PodFacts, number]>, forgotten: () => void) {
    this.pods = pods;
    this.forgotten = forgotten;
  }

  get requiredAntiKeys(): ReadonlySet<string> {
    return this.antiKeys;
  }

  get scoringKeys(): ReadonlySet<string> {
    return this.scoreKeys;
  }

  /** Says which labels selectors look at. Must precede a counter that uses them. */
  ask(...selectors: (LabelSelector | undefined)[]): void {
    const known = this.labelKeys.size;
    for (const selector of selectors) for (const key of selectorKeys(selector)) this.labelKeys.add(key);
    if (this.labelKeys.size !== known) this.regroup();
  }

  /**
   * A counter by name, made at the first question. One that counts only groups of one namespace that have a certain label says so
   * (`pair`): then it costs no look at the others.
   */
  counter(
    name: string,
    weigh: (group: PodGroup) => number,
    pair?: { namespace: string; label: string; value: string },
  ): Counter {
    let found = this.counters.get(name);
    if (!found) {
      if (this.counters.size >= Math.max(KEPT_NUMBERS / this.capacity, KEPT_COUNTERS)) this.forget();
      const under = pair ? `${pair.namespace}/${pair.label}=${pair.value}` : '';
      const groups = pair ? (this.groupsByPair.get(under) ?? []) : this.groups.values();
      this.counters.set(name, (found = new Counter(weigh, groups, this.capacity)));
      addTo(this.countersByPair, under, found);
    }
    return found;
  }

  /** Counts a pod in or out. */
  count(pod: PodFacts, slot: number, sign: 1 | -1): void {
    // A pod leaves the group it was counted in, whatever its labels are now.
    const group = (sign < 0 ? this.groupOf.get(pod.key) : undefined) ?? this.find(pod);
    // Learning the pod's rules may have counted all pods anew, this one with them.
    if (sign > 0 && this.groupOf.has(pod.key)) return;
    const pods = (group.perNode.get(slot) ?? 0) + sign;
    if (pods) group.perNode.set(slot, pods);
    else group.perNode.delete(slot);
    if (sign > 0) this.groupOf.set(pod.key, group);
    else this.groupOf.delete(pod.key);
    for (const { counter, weight } of group.counters) counter.add(slot, sign * weight);
    if (!group.perNode.size) {
      this.groups.delete(group.key);
      for (const pair of group.pairs) this.groupsByPair.get(pair)!.delete(group);
    }
  }

  /** Takes note of the labels and topology keys that a pod's affinity rules ask for. */
  noteRules(pod: PodFacts): void {
    const { requiredAffinity, requiredAnti, preferredAffinity, preferredAnti } = pod.shape.affinity;
    const known = this.antiKeys.size + this.scoreKeys.size;
    for (const { topologyKey } of requiredAnti) this.antiKeys.add(topologyKey);
    for (const terms of [requiredAffinity, preferredAffinity, preferredAnti])
      for (const { topologyKey } of terms) this.scoreKeys.add(topologyKey);
    // What plugins remembered did not reckon with these keys.
    if (this.antiKeys.size + this.scoreKeys.size !== known) this.forgotten();
    this.ask(
      ...[...requiredAffinity, ...requiredAnti, ...preferredAffinity, ...preferredAnti].map((term) => term.selector),
    );
  }

  /** The values of those labels that selectors look at, as text: equal for pods that no selector tells apart. */
  labelText(labels: { readonly [key: string]: string }): string {
    let text = this.labelTexts.get(labels);
    if (text === undefined) {
      text = '';
      for (const key of this.sortedKeys) if (labels[key] !== undefined) text += `${key}=${labels[key]},`;
      this.labelTexts.set(labels, text);
    }
    return text;
  }

  /** Forgets all counts; they are taken again when asked for. With `slots`, arrays get room for so many. */
  forget(slots = 0): void {
    while (this.capacity < slots) this.capacity *= 2;
    this.counters = new Map();
    this.countersByPair = new Map();
    for (const group of this.groups.values()) group.counters.length = 0;
    this.forgotten();
  }

  private find(pod: PodFacts): Grouped {
    const { affinityId, affinity } = pod.shape;
    if (affinityId) this.noteRules(pod);
    const key = `${pod.namespace}|${this.labelText(pod.labels)}|${pod.terminating ? 1 : 0}|${affinityId}`;
    let group = this.groups.get(key);
    if (!group) {
      const { namespace, labels, terminating } = pod;
      const pairs = this.sortedKeys
        .filter((label) => labels[label] !== undefined)
        .map((label) => `${namespace}/${label}=${labels[label]}`);
      group = { key, namespace, labels, affinity, terminating, pairs, perNode: new Map(), counters: [] };
      this.groups.set(key, group);
      for (const pair of pairs) addTo(this.groupsByPair, pair, group);
      for (const pair of ['', ...pairs])
        for (const counter of this.countersByPair.get(pair) ?? []) counter.enroll(group);
    }
    return group;
  }

  /** Groups all pods anew, after a label came into question that nobody asked for before. */
  private regroup(): void {
    this.sortedKeys = [...this.labelKeys].sort();
    this.labelTexts = new WeakMap();
    this.groups = new Map();
    this.groupsByPair = new Map();
    this.groupOf.clear();
    this.forget();
    // A pod's rules may ask for more labels still: then an inner round counts all pods, and the rest of this one finds them counted.
    for (const [pod, slot] of this.pods()) this.count(pod, slot, 1);
  }
}
