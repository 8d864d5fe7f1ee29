// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { Condition as MetaV1Condition, ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/scheduling/pod-group-v1alpha2/#BasicSchedulingPolicy */
export interface BasicSchedulingPolicy {
}

/** https://kubernetes.io/docs/reference/kubernetes-api/scheduling/pod-group-v1alpha2/#GangSchedulingPolicy */
export interface GangSchedulingPolicy {
  /** 32-bit integer · required */
  readonly minCount: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/scheduling/pod-group-v1alpha2/#PodGroup */
export interface PodGroup {
  readonly apiVersion?: 'scheduling.k8s.io/v1alpha2';
  readonly kind?: 'PodGroup';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: PodGroupSpec;
  readonly status?: PodGroupStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/scheduling/pod-group-v1alpha2/#PodGroupList */
export interface PodGroupList {
  readonly apiVersion?: 'scheduling.k8s.io/v1alpha2';
  /** required */
  readonly items: readonly PodGroup[];
  readonly kind?: 'PodGroupList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/scheduling/pod-group-v1alpha2/#PodGroupResourceClaim */
export interface PodGroupResourceClaim {
  /** required */
  readonly name: string;
  readonly resourceClaimName?: string;
  readonly resourceClaimTemplateName?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/scheduling/pod-group-v1alpha2/#PodGroupResourceClaimStatus */
export interface PodGroupResourceClaimStatus {
  /** required */
  readonly name: string;
  readonly resourceClaimName?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/scheduling/pod-group-v1alpha2/#PodGroupSchedulingConstraints */
export interface PodGroupSchedulingConstraints {
  readonly topology?: readonly TopologyConstraint[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/scheduling/pod-group-v1alpha2/#PodGroupSchedulingPolicy */
export interface PodGroupSchedulingPolicy {
  readonly basic?: BasicSchedulingPolicy;
  readonly gang?: GangSchedulingPolicy;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/scheduling/pod-group-v1alpha2/#PodGroupSpec */
export interface PodGroupSpec {
  /** default "Pod" */
  readonly disruptionMode?: string;
  readonly podGroupTemplateRef?: PodGroupTemplateReference;
  /** 32-bit integer */
  readonly priority?: number;
  readonly priorityClassName?: string;
  /** list by name */
  readonly resourceClaims?: readonly PodGroupResourceClaim[];
  readonly schedulingConstraints?: PodGroupSchedulingConstraints;
  /** required */
  readonly schedulingPolicy: PodGroupSchedulingPolicy;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/scheduling/pod-group-v1alpha2/#PodGroupStatus */
export interface PodGroupStatus {
  /** list by type */
  readonly conditions?: readonly MetaV1Condition[];
  /** list by name */
  readonly resourceClaimStatuses?: readonly PodGroupResourceClaimStatus[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/scheduling/workload-v1alpha2/#PodGroupTemplate */
export interface PodGroupTemplate {
  readonly disruptionMode?: string;
  /** required */
  readonly name: string;
  /** 32-bit integer */
  readonly priority?: number;
  readonly priorityClassName?: string;
  /** list by name */
  readonly resourceClaims?: readonly PodGroupResourceClaim[];
  readonly schedulingConstraints?: PodGroupSchedulingConstraints;
  /** required */
  readonly schedulingPolicy: PodGroupSchedulingPolicy;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/scheduling/pod-group-v1alpha2/#PodGroupTemplateReference */
export interface PodGroupTemplateReference {
  readonly workload?: WorkloadPodGroupTemplateReference;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/scheduling/pod-group-v1alpha2/#TopologyConstraint */
export interface TopologyConstraint {
  /** required */
  readonly key: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/typed-local-object-reference-v1alpha2-scheduling/#TypedLocalObjectReference */
export interface TypedLocalObjectReference {
  readonly apiGroup?: string;
  /** required */
  readonly kind: string;
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/scheduling/workload-v1alpha2/#Workload */
export interface Workload {
  readonly apiVersion?: 'scheduling.k8s.io/v1alpha2';
  readonly kind?: 'Workload';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: WorkloadSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/scheduling/workload-v1alpha2/#WorkloadList */
export interface WorkloadList {
  readonly apiVersion?: 'scheduling.k8s.io/v1alpha2';
  /** required */
  readonly items: readonly Workload[];
  readonly kind?: 'WorkloadList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/scheduling/pod-group-v1alpha2/#WorkloadPodGroupTemplateReference */
export interface WorkloadPodGroupTemplateReference {
  /** required */
  readonly podGroupTemplateName: string;
  /** required */
  readonly workloadName: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/scheduling/workload-v1alpha2/#WorkloadSpec */
export interface WorkloadSpec {
  readonly controllerRef?: TypedLocalObjectReference;
  /** required · list by name */
  readonly podGroupTemplates: readonly PodGroupTemplate[];
}
