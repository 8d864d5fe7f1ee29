// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { ObjectReference as CoreV1ObjectReference, PodTemplateSpec as CoreV1PodTemplateSpec } from './core-v1.ts';
import type { LabelSelector as MetaV1LabelSelector, ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/batch/cron-job-v1/#CronJob */
export interface CronJob {
  readonly apiVersion?: 'batch/v1';
  readonly kind?: 'CronJob';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: CronJobSpec;
  readonly status?: CronJobStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/batch/cron-job-v1/#CronJobList */
export interface CronJobList {
  readonly apiVersion?: 'batch/v1';
  /** required */
  readonly items: readonly CronJob[];
  readonly kind?: 'CronJobList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/batch/cron-job-v1/#CronJobSpec */
export interface CronJobSpec {
  readonly concurrencyPolicy?: string;
  /** 32-bit integer */
  readonly failedJobsHistoryLimit?: number;
  /** required */
  readonly jobTemplate: JobTemplateSpec;
  /** required */
  readonly schedule: string;
  /** 64-bit integer · seconds */
  readonly startingDeadlineSeconds?: number;
  /** 32-bit integer */
  readonly successfulJobsHistoryLimit?: number;
  readonly suspend?: boolean;
  readonly timeZone?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/batch/cron-job-v1/#CronJobStatus */
export interface CronJobStatus {
  readonly active?: readonly CoreV1ObjectReference[];
  /** time, RFC 3339 in UTC */
  readonly lastScheduleTime?: string;
  /** time, RFC 3339 in UTC */
  readonly lastSuccessfulTime?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/batch/job-v1/#Job */
export interface Job {
  readonly apiVersion?: 'batch/v1';
  readonly kind?: 'Job';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: JobSpec;
  readonly status?: JobStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/batch/job-v1/#JobCondition */
export interface JobCondition {
  /** time, RFC 3339 in UTC */
  readonly lastProbeTime?: string;
  /** time, RFC 3339 in UTC */
  readonly lastTransitionTime?: string;
  readonly message?: string;
  readonly reason?: string;
  /** required */
  readonly status: string;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/batch/job-v1/#JobList */
export interface JobList {
  readonly apiVersion?: 'batch/v1';
  /** required */
  readonly items: readonly Job[];
  readonly kind?: 'JobList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/batch/job-v1/#JobSpec */
export interface JobSpec {
  /** 64-bit integer · seconds */
  readonly activeDeadlineSeconds?: number;
  /** 32-bit integer */
  readonly backoffLimit?: number;
  /** 32-bit integer */
  readonly backoffLimitPerIndex?: number;
  /** immutable */
  readonly completionMode?: string;
  /** 32-bit integer */
  readonly completions?: number;
  readonly managedBy?: string;
  /** immutable */
  readonly manualSelector?: boolean;
  /** 32-bit integer */
  readonly maxFailedIndexes?: number;
  /** 32-bit integer */
  readonly parallelism?: number;
  readonly podFailurePolicy?: PodFailurePolicy;
  readonly podReplacementPolicy?: string;
  /** immutable */
  readonly selector?: MetaV1LabelSelector;
  readonly successPolicy?: SuccessPolicy;
  readonly suspend?: boolean;
  /** required · immutable */
  readonly template: CoreV1PodTemplateSpec;
  /** 32-bit integer */
  readonly ttlSecondsAfterFinished?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/batch/job-v1/#JobStatus */
export interface JobStatus {
  /** 32-bit integer */
  readonly active?: number;
  readonly completedIndexes?: string;
  /** time, RFC 3339 in UTC */
  readonly completionTime?: string;
  readonly conditions?: readonly JobCondition[];
  /** 32-bit integer */
  readonly failed?: number;
  readonly failedIndexes?: string;
  /** 32-bit integer */
  readonly ready?: number;
  /** time, RFC 3339 in UTC */
  readonly startTime?: string;
  /** 32-bit integer */
  readonly succeeded?: number;
  /** 32-bit integer */
  readonly terminating?: number;
  readonly uncountedTerminatedPods?: UncountedTerminatedPods;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/batch/cron-job-v1/#JobTemplateSpec */
export interface JobTemplateSpec {
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: JobSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/batch/job-v1/#PodFailurePolicy */
export interface PodFailurePolicy {
  /** required */
  readonly rules: readonly PodFailurePolicyRule[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/batch/job-v1/#PodFailurePolicyOnExitCodesRequirement */
export interface PodFailurePolicyOnExitCodesRequirement {
  readonly containerName?: string;
  /** required */
  readonly operator: string;
  /** 32-bit integer · required · set */
  readonly values: readonly number[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/batch/job-v1/#PodFailurePolicyOnPodConditionsPattern */
export interface PodFailurePolicyOnPodConditionsPattern {
  readonly status?: string;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/batch/job-v1/#PodFailurePolicyRule */
export interface PodFailurePolicyRule {
  /** required */
  readonly action: string;
  readonly onExitCodes?: PodFailurePolicyOnExitCodesRequirement;
  readonly onPodConditions?: readonly PodFailurePolicyOnPodConditionsPattern[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/batch/job-v1/#SuccessPolicy */
export interface SuccessPolicy {
  /** required */
  readonly rules: readonly SuccessPolicyRule[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/batch/job-v1/#SuccessPolicyRule */
export interface SuccessPolicyRule {
  /** 32-bit integer */
  readonly succeededCount?: number;
  readonly succeededIndexes?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/batch/job-v1/#UncountedTerminatedPods */
export interface UncountedTerminatedPods {
  /** set */
  readonly failed?: readonly string[];
  /** set */
  readonly succeeded?: readonly string[];
}
