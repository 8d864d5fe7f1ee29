// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { Condition as MetaV1Condition, ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/ */
export interface DeviceTaint {
  /** required */
  readonly effect: string;
  /** required */
  readonly key: string;
  /** time, RFC 3339 in UTC */
  readonly timeAdded?: string;
  readonly value?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/ */
export interface DeviceTaintRule {
  readonly apiVersion?: 'resource.k8s.io/v1alpha3';
  readonly kind?: 'DeviceTaintRule';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: DeviceTaintRuleSpec;
  readonly status?: DeviceTaintRuleStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/ */
export interface DeviceTaintRuleList {
  readonly apiVersion?: 'resource.k8s.io/v1alpha3';
  /** required */
  readonly items: readonly DeviceTaintRule[];
  readonly kind?: 'DeviceTaintRuleList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/ */
export interface DeviceTaintRuleSpec {
  readonly deviceSelector?: DeviceTaintSelector;
  /** required */
  readonly taint: DeviceTaint;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/ */
export interface DeviceTaintRuleStatus {
  /** list by type */
  readonly conditions?: readonly MetaV1Condition[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/ */
export interface DeviceTaintSelector {
  readonly device?: string;
  readonly driver?: string;
  readonly pool?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-pool-status-request-v1alpha3/#PoolStatus */
export interface PoolStatus {
  /** 32-bit integer */
  readonly allocatedDevices?: number;
  /** 32-bit integer */
  readonly availableDevices?: number;
  /** required */
  readonly driver: string;
  /** 64-bit integer · required */
  readonly generation: number;
  readonly nodeName?: string;
  /** required */
  readonly poolName: string;
  /** 32-bit integer */
  readonly resourceSliceCount?: number;
  /** 32-bit integer */
  readonly totalDevices?: number;
  /** 32-bit integer */
  readonly unavailableDevices?: number;
  readonly validationError?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-pool-status-request-v1alpha3/#ResourcePoolStatusRequest */
export interface ResourcePoolStatusRequest {
  readonly apiVersion?: 'resource.k8s.io/v1alpha3';
  readonly kind?: 'ResourcePoolStatusRequest';
  /** required */
  readonly metadata: MetaV1ObjectMeta;
  /** required */
  readonly spec: ResourcePoolStatusRequestSpec;
  readonly status?: ResourcePoolStatusRequestStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-pool-status-request-v1alpha3/#ResourcePoolStatusRequestList */
export interface ResourcePoolStatusRequestList {
  readonly apiVersion?: 'resource.k8s.io/v1alpha3';
  /** required */
  readonly items: readonly ResourcePoolStatusRequest[];
  readonly kind?: 'ResourcePoolStatusRequestList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-pool-status-request-v1alpha3/#ResourcePoolStatusRequestSpec */
export interface ResourcePoolStatusRequestSpec {
  /** required */
  readonly driver: string;
  /** 32-bit integer · default 100 */
  readonly limit?: number;
  readonly poolName?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-pool-status-request-v1alpha3/#ResourcePoolStatusRequestStatus */
export interface ResourcePoolStatusRequestStatus {
  /** list by type */
  readonly conditions?: readonly MetaV1Condition[];
  /** 32-bit integer · required */
  readonly poolCount: number;
  readonly pools?: readonly PoolStatus[];
}
