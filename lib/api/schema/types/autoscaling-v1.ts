// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/ */
export interface CrossVersionObjectReference {
  readonly apiVersion?: string;
  /** required */
  readonly kind: string;
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/ */
export interface HorizontalPodAutoscaler {
  readonly apiVersion?: 'autoscaling/v1';
  readonly kind?: 'HorizontalPodAutoscaler';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: HorizontalPodAutoscalerSpec;
  readonly status?: HorizontalPodAutoscalerStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/ */
export interface HorizontalPodAutoscalerList {
  readonly apiVersion?: 'autoscaling/v1';
  /** required */
  readonly items: readonly HorizontalPodAutoscaler[];
  readonly kind?: 'HorizontalPodAutoscalerList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/ */
export interface HorizontalPodAutoscalerSpec {
  /** 32-bit integer · required */
  readonly maxReplicas: number;
  /** 32-bit integer */
  readonly minReplicas?: number;
  /** required */
  readonly scaleTargetRef: CrossVersionObjectReference;
  /** 32-bit integer */
  readonly targetCPUUtilizationPercentage?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/ */
export interface HorizontalPodAutoscalerStatus {
  /** 32-bit integer */
  readonly currentCPUUtilizationPercentage?: number;
  /** 32-bit integer · required */
  readonly currentReplicas: number;
  /** 32-bit integer · required */
  readonly desiredReplicas: number;
  /** time, RFC 3339 in UTC */
  readonly lastScaleTime?: string;
  /** 64-bit integer */
  readonly observedGeneration?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/scale-v1-autoscaling/#Scale */
export interface Scale {
  readonly apiVersion?: 'autoscaling/v1';
  readonly kind?: 'Scale';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: ScaleSpec;
  readonly status?: ScaleStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/ */
export interface ScaleSpec {
  /** 32-bit integer */
  readonly replicas?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/ */
export interface ScaleStatus {
  /** 32-bit integer · required */
  readonly replicas: number;
  readonly selector?: string;
}
