// One look at a Job, and what all that act on it share.

import type { Condition } from '../../../api/conditions.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { ActorContext } from '../../interface.ts';
import type { Record as Failures } from './backoff.ts';
import type { Spec, Status } from './spec.ts';

export const RESOURCE = 'jobs.batch';
export const FAILURES = 'batch.kubernetes.io/job-index-failure-count';
export const IGNORED_FAILURES = 'batch.kubernetes.io/job-index-ignored-failure-count';

/** Changes of pods are looked at together, a second after the first, in milliseconds. */
export const BATCH = 1000;

/** The most pods made or deleted, and the most ends counted, in one go. */
export const MOST_AT_ONCE = 500;

/** One look at a Job: what it found and what it decided so far. */
export interface Sync {
  readonly key: string;
  readonly context: ActorContext;
  readonly job: KubeObject;
  readonly spec: Spec;
  readonly status: Status;
  readonly pods: readonly KubeObject[];
  readonly active: readonly KubeObject[];
  readonly uncounted: { readonly succeeded: ReadonlySet<string>; readonly failed: ReadonlySet<string> };
  readonly failures: Failures;
  readonly before: ReadonlySet<number>;
  succeededIndexes: Set<number>;
  failedIndexes?: Set<number>;
  /** Of each index without an active pod, the failed pod its replacement takes the count of failures from. */
  lastFailed: Map<number, KubeObject>;
  succeeded: number;
  activeCount: number;
  ready: number;
  terminating: number;
  finish?: Condition;
}

export function condition(type: string, reason: string, message: string, now: string): Condition {
  return { type, status: 'True', lastProbeTime: now, lastTransitionTime: now, reason, message };
}

export const countOf = (pod: KubeObject, annotation: string): number =>
  Number(pod.metadata.annotations?.[annotation] ?? 0) || 0;

export const failuresOf = (pod: KubeObject): number => countOf(pod, FAILURES) + countOf(pod, IGNORED_FAILURES);
