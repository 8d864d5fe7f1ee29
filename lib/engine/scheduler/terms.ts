// The parts of a pod's rules that are matched again and again: node selectors, tolerations, affinity terms; read once a template.
// Follows component-helpers/scheduling/corev1 (nodeaffinity, toleration) and kube-scheduler/framework (AffinityTerm).

import type { Affinity, NodeSelectorTerm, PodAffinityTerm, Taint, Toleration } from '../../api/schema/types/core-v1.ts';
import {
  matchesRequirement,
  selectorMatcher,
  type LabelSelector,
  type Labels,
  type Matcher,
} from '../../api/selectors.ts';

/** What of a node a selector looks at. */
export interface NodeIdentity {
  readonly name: string;
  readonly labels: { readonly [key: string]: string };
}

/** Whether one node selector term holds; an empty term matches nothing. */
export function termMatches(term: NodeSelectorTerm, node: NodeIdentity): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (!expressions.length && !fields.length) return false;
  for (const requirement of expressions) if (!matchesRequirement(requirement, node.labels)) return false;
  for (const requirement of fields) {
    if (requirement.key !== 'metadata.name') return false;
    if (!matchesRequirement(requirement, { 'metadata.name': node.name })) return false;
  }
  return true;
}

/** Whether any of the terms holds. */
export function anyTermMatches(terms: readonly NodeSelectorTerm[] | undefined, node: NodeIdentity): boolean {
  return terms?.some((term) => termMatches(term, node)) ?? false;
}

/** Whether a pod tolerates a taint. */
export function tolerates(tolerations: readonly Toleration[], taint: Taint): boolean {
  return tolerations.some(
    (toleration) =>
      (!toleration.effect || toleration.effect === taint.effect) &&
      (!toleration.key || toleration.key === taint.key) &&
      (toleration.operator === 'Exists'
        ? true
        : (!toleration.operator || toleration.operator === 'Equal') &&
          (toleration.value ?? '') === (taint.value ?? '')),
  );
}

/** Whether a taint keeps pods away, not only makes a node less liked. */
export function keepsAway(taint: Taint): boolean {
  return taint.effect === 'NoSchedule' || taint.effect === 'NoExecute';
}

/** A pod affinity term with its defaults filled in. */
export interface AffinityTerm {
  readonly topologyKey: string;
  /** 1 for a required term; the weight of a preferred one. */
  readonly weight: number;
  readonly selector: LabelSelector | undefined;
  readonly matches: Matcher;
  readonly namespaces: readonly string[];
  /** Matches the labels of namespaces; undefined when the term names none. */
  readonly namespaceMatches?: Matcher;
}

/** The pod affinity rules of one template in one namespace. */
export interface AffinityTerms {
  readonly requiredAffinity: readonly AffinityTerm[];
  readonly requiredAnti: readonly AffinityTerm[];
  readonly preferredAffinity: readonly AffinityTerm[];
  readonly preferredAnti: readonly AffinityTerm[];
}

const NO_TERMS: readonly AffinityTerm[] = [];
/** No rules at all. */
export const NO_AFFINITY: AffinityTerms = {
  requiredAffinity: NO_TERMS,
  requiredAnti: NO_TERMS,
  preferredAffinity: NO_TERMS,
  preferredAnti: NO_TERMS,
};

/** Reads the pod affinity rules of a spec. matchLabelKeys are in the selector already: admission of the API server put them there. */
export function affinityTerms(affinity: Affinity | undefined, namespace: string): AffinityTerms {
  if (!affinity?.podAffinity && !affinity?.podAntiAffinity) return NO_AFFINITY;
  const term = (weight: number, one: PodAffinityTerm): AffinityTerm => ({
    topologyKey: one.topologyKey,
    weight,
    selector: one.labelSelector as LabelSelector | undefined,
    matches: selectorMatcher(one.labelSelector as LabelSelector | undefined),
    namespaces: one.namespaces?.length || one.namespaceSelector ? (one.namespaces ?? []) : [namespace],
    ...(one.namespaceSelector ? { namespaceMatches: selectorMatcher(one.namespaceSelector as LabelSelector) } : {}),
  });
  const { podAffinity, podAntiAffinity } = affinity;
  return {
    requiredAffinity: (podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((it) => term(1, it)),
    requiredAnti: (podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((it) => term(1, it)),
    preferredAffinity: (podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((it) =>
      term(it.weight, it.podAffinityTerm),
    ),
    preferredAnti: (podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((it) =>
      term(it.weight, it.podAffinityTerm),
    ),
  };
}

/** Whether a term selects a pod of these labels in this namespace. */
export function selects(term: AffinityTerm, namespace: string, labels: Labels, namespaceLabels: () => Labels): boolean {
  if (!term.namespaces.includes(namespace) && !term.namespaceMatches?.(namespaceLabels())) return false;
  return term.matches(labels);
}

/** The label keys a selector looks at. */
export function selectorKeys(selector: LabelSelector | undefined): string[] {
  return [
    ...Object.keys(selector?.matchLabels ?? {}),
    ...(selector?.matchExpressions ?? []).map((requirement) => requirement.key),
  ];
}
