// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { LabelSelector as MetaV1LabelSelector, ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';
import type { Quantity } from './scalars.ts';

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#containerresourcemetricsource-v2-autoscaling */
export interface ContainerResourceMetricSource {
  /** required */
  readonly container: string;
  /** required */
  readonly name: string;
  /** required */
  readonly target: MetricTarget;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#containerresourcemetricstatus-v2-autoscaling */
export interface ContainerResourceMetricStatus {
  /** required */
  readonly container: string;
  /** required */
  readonly current: MetricValueStatus;
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#crossversionobjectreference-v2-autoscaling */
export interface CrossVersionObjectReference {
  readonly apiVersion?: string;
  /** required */
  readonly kind: string;
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#externalmetricsource-v2-autoscaling */
export interface ExternalMetricSource {
  /** required */
  readonly metric: MetricIdentifier;
  /** required */
  readonly target: MetricTarget;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#externalmetricstatus-v2-autoscaling */
export interface ExternalMetricStatus {
  /** required */
  readonly current: MetricValueStatus;
  /** required */
  readonly metric: MetricIdentifier;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#hpascalingpolicy-v2-autoscaling */
export interface HPAScalingPolicy {
  /** 32-bit integer · seconds · required */
  readonly periodSeconds: number;
  /** required */
  readonly type: string;
  /** 32-bit integer · required */
  readonly value: number;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#hpascalingrules-v2-autoscaling */
export interface HPAScalingRules {
  readonly policies?: readonly HPAScalingPolicy[];
  readonly selectPolicy?: string;
  /** 32-bit integer · seconds */
  readonly stabilizationWindowSeconds?: number;
  /** quantity, such as 500m or 2Gi */
  readonly tolerance?: Quantity;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#horizontalpodautoscaler-v2-autoscaling */
export interface HorizontalPodAutoscaler {
  readonly apiVersion?: 'autoscaling/v2';
  readonly kind?: 'HorizontalPodAutoscaler';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: HorizontalPodAutoscalerSpec;
  readonly status?: HorizontalPodAutoscalerStatus;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#horizontalpodautoscalerbehavior-v2-autoscaling */
export interface HorizontalPodAutoscalerBehavior {
  readonly scaleDown?: HPAScalingRules;
  readonly scaleUp?: HPAScalingRules;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#horizontalpodautoscalercondition-v2-autoscaling */
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

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#horizontalpodautoscalerlist-v2-autoscaling */
export interface HorizontalPodAutoscalerList {
  readonly apiVersion?: 'autoscaling/v2';
  /** required */
  readonly items: readonly HorizontalPodAutoscaler[];
  readonly kind?: 'HorizontalPodAutoscalerList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#horizontalpodautoscalerspec-v2-autoscaling */
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

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#horizontalpodautoscalerstatus-v2-autoscaling */
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

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#metricidentifier-v2-autoscaling */
export interface MetricIdentifier {
  /** required */
  readonly name: string;
  readonly selector?: MetaV1LabelSelector;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#metricspec-v2-autoscaling */
export interface MetricSpec {
  readonly containerResource?: ContainerResourceMetricSource;
  readonly external?: ExternalMetricSource;
  readonly object?: ObjectMetricSource;
  readonly pods?: PodsMetricSource;
  readonly resource?: ResourceMetricSource;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#metricstatus-v2-autoscaling */
export interface MetricStatus {
  readonly containerResource?: ContainerResourceMetricStatus;
  readonly external?: ExternalMetricStatus;
  readonly object?: ObjectMetricStatus;
  readonly pods?: PodsMetricStatus;
  readonly resource?: ResourceMetricStatus;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#metrictarget-v2-autoscaling */
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

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#metricvaluestatus-v2-autoscaling */
export interface MetricValueStatus {
  /** 32-bit integer */
  readonly averageUtilization?: number;
  /** quantity, such as 500m or 2Gi */
  readonly averageValue?: Quantity;
  /** quantity, such as 500m or 2Gi */
  readonly value?: Quantity;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#objectmetricsource-v2-autoscaling */
export interface ObjectMetricSource {
  /** required */
  readonly describedObject: CrossVersionObjectReference;
  /** required */
  readonly metric: MetricIdentifier;
  /** required */
  readonly target: MetricTarget;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#objectmetricstatus-v2-autoscaling */
export interface ObjectMetricStatus {
  /** required */
  readonly current: MetricValueStatus;
  /** required */
  readonly describedObject: CrossVersionObjectReference;
  /** required */
  readonly metric: MetricIdentifier;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#podsmetricsource-v2-autoscaling */
export interface PodsMetricSource {
  /** required */
  readonly metric: MetricIdentifier;
  /** required */
  readonly target: MetricTarget;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#podsmetricstatus-v2-autoscaling */
export interface PodsMetricStatus {
  /** required */
  readonly current: MetricValueStatus;
  /** required */
  readonly metric: MetricIdentifier;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#resourcemetricsource-v2-autoscaling */
export interface ResourceMetricSource {
  /** required */
  readonly name: string;
  /** required */
  readonly target: MetricTarget;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#resourcemetricstatus-v2-autoscaling */
export interface ResourceMetricStatus {
  /** required */
  readonly current: MetricValueStatus;
  /** required */
  readonly name: string;
}
