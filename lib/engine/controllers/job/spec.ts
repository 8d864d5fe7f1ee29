// The parts of a Job that its controller reads and writes, and simple questions about them.

import type { Condition } from '../../../api/conditions.ts';
import type { KubeObject } from '../../../api/object.ts';

export const TRACKING = 'batch.kubernetes.io/job-tracking';

export interface Spec {
  readonly parallelism?: number;
  readonly completions?: number;
  readonly backoffLimit?: number;
  readonly backoffLimitPerIndex?: number;
  readonly maxFailedIndexes?: number;
  readonly suspend?: boolean;
  readonly completionMode?: string;
  readonly activeDeadlineSeconds?: number;
  readonly podReplacementPolicy?: string;
  readonly managedBy?: string;
  readonly podFailurePolicy?: {
    readonly rules?: readonly {
      readonly action: 'Ignore' | 'FailIndex' | 'Count' | 'FailJob';
      readonly onExitCodes?: { readonly containerName?: string; readonly operator: string; readonly values: number[] };
      readonly onPodConditions?: readonly { readonly type: string; readonly status?: string }[];
    }[];
  };
  readonly successPolicy?: {
    readonly rules?: readonly { readonly succeededIndexes?: string; readonly succeededCount?: number }[];
  };
  readonly template: KubeObject;
}

export interface Status {
  conditions?: readonly Condition[];
  startTime?: string;
  completionTime?: string;
  active?: number;
  ready?: number;
  terminating?: number;
  succeeded?: number;
  failed?: number;
  completedIndexes?: string;
  failedIndexes?: string;
  uncountedTerminatedPods?: { succeeded?: readonly string[]; failed?: readonly string[] };
}

export const isIndexed = (spec: Spec): boolean => spec.completionMode === 'Indexed';

export const limitsEachIndex = (spec: Spec): boolean => isIndexed(spec) && spec.backoffLimitPerIndex !== undefined;

/** Whether a pod on its way out is waited for before another takes its place. */
export const replacesFailedOnly = (spec: Spec): boolean =>
  spec.podReplacementPolicy === 'Failed' || spec.podFailurePolicy !== undefined;

export const phaseOf = (pod: KubeObject): string => (pod['status']?.phase as string | undefined) ?? 'Pending';

export const isTracked = (pod: KubeObject): boolean => pod.metadata.finalizers?.includes(TRACKING) ?? false;

/** Whether the pod is a failure: it failed, or it goes away before it was done (unless only failed pods are replaced). */
export function isFailure(pod: KubeObject, spec: Spec): boolean {
  if (phaseOf(pod) === 'Failed') return true;
  return !replacesFailedOnly(spec) && pod.metadata.deletionTimestamp !== undefined && phaseOf(pod) !== 'Succeeded';
}

/** Whether a Job has reached its end, and which. */
export function finishOf(job: KubeObject): Condition | undefined {
  const conditions = (job['status']?.conditions ?? []) as Condition[];
  return conditions.find((it) => (it.type === 'Complete' || it.type === 'Failed') && it.status === 'True');
}
