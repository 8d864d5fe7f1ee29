// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { Condition as MetaV1Condition, ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#basicschedulingpolicy-v1alpha2-scheduling */
export interface BasicSchedulingPolicy {
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#gangschedulingpolicy-v1alpha2-scheduling */
export interface GangSchedulingPolicy {
  /** 32-bit integer · required */
  readonly minCount: number;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#podgroup-v1alpha2-scheduling */
export interface PodGroup {
  readonly apiVersion?: 'scheduling.k8s.io/v1alpha2';
  readonly kind?: 'PodGroup';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: PodGroupSpec;
  readonly status?: PodGroupStatus;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#podgrouplist-v1alpha2-scheduling */
export interface PodGroupList {
  readonly apiVersion?: 'scheduling.k8s.io/v1alpha2';
  /** required */
  readonly items: readonly PodGroup[];
  readonly kind?: 'PodGroupList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#podgroupresourceclaim-v1alpha2-scheduling */
export interface PodGroupResourceClaim {
  /** required */
  readonly name: string;
  readonly resourceClaimName?: string;
  readonly resourceClaimTemplateName?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#podgroupresourceclaimstatus-v1alpha2-scheduling */
export interface PodGroupResourceClaimStatus {
  /** required */
  readonly name: string;
  readonly resourceClaimName?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#podgroupschedulingconstraints-v1alpha2-scheduling */
export interface PodGroupSchedulingConstraints {
  readonly topology?: readonly TopologyConstraint[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#podgroupschedulingpolicy-v1alpha2-scheduling */
export interface PodGroupSchedulingPolicy {
  readonly basic?: BasicSchedulingPolicy;
  readonly gang?: GangSchedulingPolicy;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#podgroupspec-v1alpha2-scheduling */
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

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#podgroupstatus-v1alpha2-scheduling */
export interface PodGroupStatus {
  /** list by type */
  readonly conditions?: readonly MetaV1Condition[];
  /** list by name */
  readonly resourceClaimStatuses?: readonly PodGroupResourceClaimStatus[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#podgrouptemplate-v1alpha2-scheduling */
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

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#podgrouptemplatereference-v1alpha2-scheduling */
export interface PodGroupTemplateReference {
  readonly workload?: WorkloadPodGroupTemplateReference;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#topologyconstraint-v1alpha2-scheduling */
export interface TopologyConstraint {
  /** required */
  readonly key: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#typedlocalobjectreference-v1alpha2-scheduling */
export interface TypedLocalObjectReference {
  readonly apiGroup?: string;
  /** required */
  readonly kind: string;
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#workload-v1alpha2-scheduling */
export interface Workload {
  readonly apiVersion?: 'scheduling.k8s.io/v1alpha2';
  readonly kind?: 'Workload';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: WorkloadSpec;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#workloadlist-v1alpha2-scheduling */
export interface WorkloadList {
  readonly apiVersion?: 'scheduling.k8s.io/v1alpha2';
  /** required */
  readonly items: readonly Workload[];
  readonly kind?: 'WorkloadList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#workloadpodgrouptemplatereference-v1alpha2-scheduling */
export interface WorkloadPodGroupTemplateReference {
  /** required */
  readonly podGroupTemplateName: string;
  /** required */
  readonly workloadName: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#workloadspec-v1alpha2-scheduling */
export interface WorkloadSpec {
  readonly controllerRef?: TypedLocalObjectReference;
  /** required · list by name */
  readonly podGroupTemplates: readonly PodGroupTemplate[];
}
