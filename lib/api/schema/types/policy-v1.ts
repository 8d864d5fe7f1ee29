// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { Condition as MetaV1Condition, DeleteOptions as MetaV1DeleteOptions, LabelSelector as MetaV1LabelSelector, ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';
import type { IntOrString } from './scalars.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/eviction-v1-policy/#Eviction */
export interface Eviction {
  readonly apiVersion?: 'policy/v1';
  readonly deleteOptions?: MetaV1DeleteOptions;
  readonly kind?: 'Eviction';
  readonly metadata?: MetaV1ObjectMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/policy/pod-disruption-budget-v1/#PodDisruptionBudget */
export interface PodDisruptionBudget {
  readonly apiVersion?: 'policy/v1';
  readonly kind?: 'PodDisruptionBudget';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: PodDisruptionBudgetSpec;
  readonly status?: PodDisruptionBudgetStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/policy/pod-disruption-budget-v1/#PodDisruptionBudgetList */
export interface PodDisruptionBudgetList {
  readonly apiVersion?: 'policy/v1';
  /** required */
  readonly items: readonly PodDisruptionBudget[];
  readonly kind?: 'PodDisruptionBudgetList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/policy/pod-disruption-budget-v1/#PodDisruptionBudgetSpec */
export interface PodDisruptionBudgetSpec {
  /** number, or a percentage or name */
  readonly maxUnavailable?: IntOrString;
  /** number, or a percentage or name */
  readonly minAvailable?: IntOrString;
  readonly selector?: MetaV1LabelSelector;
  readonly unhealthyPodEvictionPolicy?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/policy/pod-disruption-budget-v1/#PodDisruptionBudgetStatus */
export interface PodDisruptionBudgetStatus {
  /** list by type */
  readonly conditions?: readonly MetaV1Condition[];
  /** 32-bit integer */
  readonly currentHealthy?: number;
  /** 32-bit integer */
  readonly desiredHealthy?: number;
  /** time, RFC 3339 in UTC */
  readonly disruptedPods?: { readonly [key: string]: string };
  /** 32-bit integer */
  readonly disruptionsAllowed?: number;
  /** 32-bit integer */
  readonly expectedPods?: number;
  /** 64-bit integer */
  readonly observedGeneration?: number;
}
