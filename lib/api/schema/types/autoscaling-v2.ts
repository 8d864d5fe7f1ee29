// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { LabelSelector as MetaV1LabelSelector, ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';
import type { Quantity } from './scalars.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#ContainerResourceMetricSource */
export interface ContainerResourceMetricSource {
  /** required */
  readonly container: string;
  /** required */
  readonly name: string;
  /** required */
  readonly target: MetricTarget;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#ContainerResourceMetricStatus */
export interface ContainerResourceMetricStatus {
  /** required */
  readonly container: string;
  /** required */
  readonly current: MetricValueStatus;
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#CrossVersionObjectReference */
export interface CrossVersionObjectReference {
  readonly apiVersion?: string;
  /** required */
  readonly kind: string;
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#ExternalMetricSource */
export interface ExternalMetricSource {
  /** required */
  readonly metric: MetricIdentifier;
  /** required */
  readonly target: MetricTarget;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#ExternalMetricStatus */
export interface ExternalMetricStatus {
  /** required */
  readonly current: MetricValueStatus;
  /** required */
  readonly metric: MetricIdentifier;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#HPAScalingPolicy */
export interface HPAScalingPolicy {
  /** 32-bit integer · seconds · required */
  readonly periodSeconds: number;
  /** required */
  readonly type: string;
  /** 32-bit integer · required */
  readonly value: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#HPAScalingRules */
export interface HPAScalingRules {
  readonly policies?: readonly HPAScalingPolicy[];
  readonly selectPolicy?: string;
  /** 32-bit integer · seconds */
  readonly stabilizationWindowSeconds?: number;
  /** quantity, such as 500m or 2Gi */
  readonly tolerance?: Quantity;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#HorizontalPodAutoscaler */
export interface HorizontalPodAutoscaler {
  readonly apiVersion?: 'autoscaling/v2';
  readonly kind?: 'HorizontalPodAutoscaler';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: HorizontalPodAutoscalerSpec;
  readonly status?: HorizontalPodAutoscalerStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#HorizontalPodAutoscalerBehavior */
export interface HorizontalPodAutoscalerBehavior {
  readonly scaleDown?: HPAScalingRules;
  readonly scaleUp?: HPAScalingRules;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#HorizontalPodAutoscalerCondition */
export interface HorizontalPodAutoscalerCondition {
  /** time, RFC 3339 in UTC */
  readonly lastTransitionTime?: string;
  readonly message?: string;
  readonly reason?: string;
  /** required */
  readonly status: string;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#HorizontalPodAutoscalerList */
export interface HorizontalPodAutoscalerList {
  readonly apiVersion?: 'autoscaling/v2';
  /** required */
  readonly items: readonly HorizontalPodAutoscaler[];
  readonly kind?: 'HorizontalPodAutoscalerList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#HorizontalPodAutoscalerSpec */
export interface HorizontalPodAutoscalerSpec {
  readonly behavior?: HorizontalPodAutoscalerBehavior;
  /** 32-bit integer · required */
  readonly maxReplicas: number;
  readonly metrics?: readonly MetricSpec[];
  /** 32-bit integer */
  readonly minReplicas?: number;
  /** required */
  readonly scaleTargetRef: CrossVersionObjectReference;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#HorizontalPodAutoscalerStatus */
export interface HorizontalPodAutoscalerStatus {
  /** list by type */
  readonly conditions?: readonly HorizontalPodAutoscalerCondition[];
  readonly currentMetrics?: readonly MetricStatus[];
  /** 32-bit integer */
  readonly currentReplicas?: number;
  /** 32-bit integer · required */
  readonly desiredReplicas: number;
  /** time, RFC 3339 in UTC */
  readonly lastScaleTime?: string;
  /** 64-bit integer */
  readonly observedGeneration?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#MetricIdentifier */
export interface MetricIdentifier {
  /** required */
  readonly name: string;
  readonly selector?: MetaV1LabelSelector;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#MetricSpec */
export interface MetricSpec {
  readonly containerResource?: ContainerResourceMetricSource;
  readonly external?: ExternalMetricSource;
  readonly object?: ObjectMetricSource;
  readonly pods?: PodsMetricSource;
  readonly resource?: ResourceMetricSource;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#MetricStatus */
export interface MetricStatus {
  readonly containerResource?: ContainerResourceMetricStatus;
  readonly external?: ExternalMetricStatus;
  readonly object?: ObjectMetricStatus;
  readonly pods?: PodsMetricStatus;
  readonly resource?: ResourceMetricStatus;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#MetricTarget */
export interface MetricTarget {
  /** 32-bit integer */
  readonly averageUtilization?: number;
  /** quantity, such as 500m or 2Gi */
  readonly averageValue?: Quantity;
  /** required */
  readonly type: string;
  /** quantity, such as 500m or 2Gi */
  readonly value?: Quantity;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#MetricValueStatus */
export interface MetricValueStatus {
  /** 32-bit integer */
  readonly averageUtilization?: number;
  /** quantity, such as 500m or 2Gi */
  readonly averageValue?: Quantity;
  /** quantity, such as 500m or 2Gi */
  readonly value?: Quantity;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#ObjectMetricSource */
export interface ObjectMetricSource {
  /** required */
  readonly describedObject: CrossVersionObjectReference;
  /** required */
  readonly metric: MetricIdentifier;
  /** required */
  readonly target: MetricTarget;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#ObjectMetricStatus */
export interface ObjectMetricStatus {
  /** required */
  readonly current: MetricValueStatus;
  /** required */
  readonly describedObject: CrossVersionObjectReference;
  /** required */
  readonly metric: MetricIdentifier;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#PodsMetricSource */
export interface PodsMetricSource {
  /** required */
  readonly metric: MetricIdentifier;
  /** required */
  readonly target: MetricTarget;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#PodsMetricStatus */
export interface PodsMetricStatus {
  /** required */
  readonly current: MetricValueStatus;
  /** required */
  readonly metric: MetricIdentifier;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#ResourceMetricSource */
export interface ResourceMetricSource {
  /** required */
  readonly name: string;
  /** required */
  readonly target: MetricTarget;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/horizontal-pod-autoscaler-v2/#ResourceMetricStatus */
export interface ResourceMetricStatus {
  /** required */
  readonly current: MetricValueStatus;
  /** required */
  readonly name: string;
}
