// Runs pods to completion. Follows kubernetes/pkg/controller/job/job_controller.go: pods that ended are first named in the status,
// then lose their finalizer, and only then are they numbers, so that no end is counted twice or lost.

import { type Condition, findCondition } from '../../../api/conditions.ts';
import { controllerOf, keyOf, type KubeObject } from '../../../api/object.ts';
import { selectorMatcher } from '../../../api/selectors.ts';
import { formatTime } from '../../../api/time.ts';
import type { Actor, ActorContext, Change } from '../../interface.ts';
import { claimPods, podKeys } from '../claim.ts';
import { controllerUser, isActive, isEnded, isReady } from '../controller.ts';
import { finishedAt, NO_FAILURES, type Record as Failures, recordWith } from './backoff.ts';
import { indexOf, parseIndexes } from './indexes.ts';
import { BATCH, condition, countOf, FAILURES, failuresOf, RESOURCE, type Sync } from './look.ts';
import { deletePod, manage, untrack } from './pods.ts';
import { judgeFailure, metSuccessRule } from './policies.ts';
import {
  finishOf,
  isFailure,
  isIndexed,
  isTracked,
  limitsEachIndex,
  phaseOf,
  type Spec,
  type Status,
  TRACKING,
} from './spec.ts';
import { track } from './tracking.ts';

const ORPHAN = 'orphan ';
const matcherOf = (job: KubeObject): ReturnType<typeof selectorMatcher> => selectorMatcher(job['spec'].selector);

export function jobController(): Actor {
  return {
    name: 'job-controller',
    user: controllerUser('job-controller'),
    watches: [RESOURCE, 'pods'],
    changed(change, context) {
      if (change.resource === RESOURCE) jobChanged(change, context);
      else podChanged(change, context);
    },
    sync(key, context) {
      if (key.startsWith(ORPHAN)) freeOrphan(key.slice(ORPHAN.length), context);
      else sync(key, context);
    },
  };
}

function jobChanged(change: Change, context: ActorContext): void {
  const { object, old, key } = change;
  if (change.type === 'DELETED') {
    context.memory.delete(key);
    for (const pod of context.read.indexed('dependents', object.metadata.uid!))
      if (pod.kind === 'Pod' && isTracked(pod)) context.enqueue(ORPHAN + keyOf(pod));
  } else if (finishOf(object)) {
    if (old && !finishOf(old))
      for (const pod of context.read.indexed('dependents', object.metadata.uid!))
        if (pod.kind === 'Pod' && isTracked(pod)) context.enqueue(ORPHAN + keyOf(pod));
  } else if (!old || old['spec'] !== object['spec']) context.enqueue(key);
  else context.enqueue(key, BATCH);
}

function podChanged(change: Change, context: ActorContext): void {
  for (const key of podKeys(change, context, 'Job', RESOURCE, matcherOf)) context.enqueue(key, BATCH);
  const { object } = change;
  if (change.type === 'DELETED' || !isTracked(object)) return;
  const owner = controllerOf(object);
  const job = owner?.kind === 'Job' && context.read.get(RESOURCE, `${object.metadata.namespace}/${owner.name}`);
  if (!job || job.metadata.uid !== owner.uid || finishOf(job)) context.enqueue(ORPHAN + change.key);
}

/** A tracked pod whose Job is gone or finished is held by nobody. */
function freeOrphan(key: string, context: ActorContext): void {
  const pod = context.read.get('pods', key);
  if (!pod || !isTracked(pod)) return;
  const owner = controllerOf(pod);
  const job = owner?.kind === 'Job' ? context.read.get(RESOURCE, `${pod.metadata.namespace}/${owner.name}`) : undefined;
  if (job && job.metadata.uid === owner?.uid && (!finishOf(job) || isManagedElsewhere(job))) return;
  untrack(context, pod);
}

function isManagedElsewhere(job: KubeObject): boolean {
  return (
    ((job['spec'].managedBy as string | undefined) ?? 'kubernetes.io/job-controller') !== 'kubernetes.io/job-controller'
  );
}

function sync(key: string, context: ActorContext): void {
  const job = context.read.get(RESOURCE, key);
  if (!job || isManagedElsewhere(job) || finishOf(job)) return;
  const spec = job['spec'] as Spec;
  const status: Status = { ...(job['status'] as Status | undefined) };
  const now = formatTime(context.now);
  const pods = claimPods(context, job, matcherOf(job), { finalizer: TRACKING });
  const active = pods.filter(isActive);
  const uncounted = {
    succeeded: new Set(status.uncountedTerminatedPods?.succeeded),
    failed: new Set(status.uncountedTerminatedPods?.failed),
  };
  const completions = spec.completions ?? 0;
  const before = parseIndexes(isIndexed(spec) ? status.completedIndexes : '', completions);

  const isNew = (pod: KubeObject, counted: ReadonlySet<string>): boolean =>
    isTracked(pod) && !counted.has(pod.metadata.uid!) && (!isIndexed(spec) || isInRange(pod, completions));
  const newSucceeded = pods.filter((pod) => phaseOf(pod) === 'Succeeded' && isNew(pod, uncounted.succeeded));
  const newFailed = pods.filter((pod) => isFailure(pod, spec) && isNew(pod, uncounted.failed));
  const failed =
    (status.failed ?? 0) + uncounted.failed.size + newFailed.filter((pod) => judgeFailure(spec, pod).counts).length;

  if (!status.startTime && !spec.suspend) status.startTime = now;
  const one: Sync = {
    key,
    context,
    job,
    spec,
    status,
    pods,
    active,
    uncounted,
    failures: recordWith(context.memory.get<Failures>(key) ?? NO_FAILURES, newSucceeded, newFailed),
    before,
    succeededIndexes: new Set(before),
    lastFailed: new Map(),
    succeeded: (status.succeeded ?? 0) + newSucceeded.length + uncounted.succeeded.size,
    activeCount: active.length,
    ready: active.filter(isReady).length,
    terminating: pods.filter((pod) => pod.metadata.deletionTimestamp && !isEnded(pod)).length,
  };

  one.finish = decideFailure(one, failed);
  if (isIndexed(spec)) {
    for (const pod of pods)
      if (phaseOf(pod) === 'Succeeded' && isTracked(pod) && isInRange(pod, completions))
        one.succeededIndexes.add(indexOf(pod)!);
    one.succeeded = one.succeededIndexes.size;
    if (limitsEachIndex(spec)) judgeIndexes(one);
    if (!one.finish) {
      const met = metSuccessRule(spec, one.succeededIndexes);
      if (met) one.finish = condition('SuccessCriteriaMet', 'SuccessPolicy', met, now);
    }
  }

  let refusal: unknown;
  if (one.finish) {
    for (const pod of active) deletePod(one, pod);
    one.ready = 0;
    one.terminating += one.activeCount;
    one.activeCount = 0;
  } else {
    const managed = !job.metadata.deletionTimestamp;
    if (managed) refusal = manage(one);
    const complete =
      one.activeCount === 0 && (spec.completions === undefined ? one.succeeded > 0 : one.succeeded >= spec.completions);
    if (complete)
      one.finish = condition(
        'SuccessCriteriaMet',
        'CompletionsReached',
        'Reached expected number of succeeded pods',
        now,
      );
    else if (managed) suspension(one);
  }
  track(one);
  if (refusal) throw refusal as Error;
}

export function isInRange(pod: KubeObject, completions: number): boolean {
  const index = indexOf(pod);
  return index !== undefined && index < completions;
}

/** Whether the Job fails, or has already been found done or failed. */
function decideFailure({ spec, status, context, pods, key }: Sync, failed: number): Condition | undefined {
  const now = formatTime(context.now);
  const met = findCondition(status.conditions, 'SuccessCriteriaMet');
  if (met?.status === 'True') return met;
  const target = findCondition(status.conditions, 'FailureTarget');
  if (target?.status === 'True') return condition('Failed', target.reason!, target.message!, now);
  for (const pod of pods) {
    const verdict = isFailure(pod, spec) ? judgeFailure(spec, pod).failsJob : undefined;
    if (verdict) return condition('FailureTarget', 'PodFailurePolicy', verdict, now);
  }
  const limit = spec.backoffLimit ?? 6;
  if (failed > limit || isPastRestarts(spec, pods, limit))
    return condition('FailureTarget', 'BackoffLimitExceeded', 'Job has reached the specified backoff limit', now);
  if (spec.activeDeadlineSeconds !== undefined && status.startTime && !spec.suspend) {
    const left = Date.parse(status.startTime) + spec.activeDeadlineSeconds * 1000 - context.now;
    if (left <= 0)
      return condition('FailureTarget', 'DeadlineExceeded', 'Job was active longer than specified deadline', now);
    context.enqueue(key, left, { background: true });
  }
  return undefined;
}

/** With restartPolicy OnFailure restarts of containers count against the limit. */
function isPastRestarts(spec: Spec, pods: readonly KubeObject[], limit: number): boolean {
  if (spec.template['spec'].restartPolicy !== 'OnFailure') return false;
  let restarts = 0;
  for (const pod of pods) {
    if (isEnded(pod)) continue;
    const status = (pod['status'] ?? {}) as Record<string, readonly { restartCount?: number }[] | undefined>;
    for (const it of [...(status['initContainerStatuses'] ?? []), ...(status['containerStatuses'] ?? [])])
      restarts += it.restartCount ?? 0;
  }
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

/** With a limit for each index: which have failed for good, and whether that ends the Job. */
function judgeIndexes(one: Sync): void {
  const { spec, status, pods, context } = one;
  const completions = spec.completions ?? 0;
  const failed = parseIndexes(status.failedIndexes, completions);
  const activeIndexes = new Set(one.active.map(indexOf));
  for (const pod of pods) {
    if (!isTracked(pod) || !isInRange(pod, completions) || !isFailure(pod, spec)) continue;
    const index = indexOf(pod)!;
    if (one.succeededIndexes.has(index)) continue;
    const verdict = judgeFailure(spec, pod);
    if (verdict.action === 'FailIndex') failed.add(index);
    else if (verdict.counts && countOf(pod, FAILURES) >= spec.backoffLimitPerIndex!) failed.add(index);
  }
  one.failedIndexes = failed;
  for (const pod of pods) {
    if (!isTracked(pod) || !isInRange(pod, completions) || !isFailure(pod, spec)) continue;
    const index = indexOf(pod)!;
    if (one.succeededIndexes.has(index) || failed.has(index) || activeIndexes.has(index)) continue;
    const other = one.lastFailed.get(index);
    if (!other || (failuresOf(other) <= failuresOf(pod) && finishedAt(pod) >= finishedAt(other)))
      one.lastFailed.set(index, pod);
  }
  if (one.finish) return;
  const now = formatTime(context.now);
  if (spec.maxFailedIndexes !== undefined && failed.size > spec.maxFailedIndexes)
    one.finish = condition(
      'FailureTarget',
      'MaxFailedIndexesExceeded',
      'Job has exceeded the specified maximal number of failed indexes',
      now,
    );
  else if (failed.size > 0 && failed.size + one.succeededIndexes.size >= completions)
    one.finish = condition('FailureTarget', 'FailedIndexes', 'Job has failed indexes', now);
}

/** Says that the Job is suspended or goes on. */
function suspension({ spec, status, context, job }: Sync): void {
  const now = formatTime(context.now);
  const before = findCondition(status.conditions, 'Suspended');
  const is = spec.suspend === true;
  if (is ? before?.status === 'True' : before?.status !== 'True') return;
  const [reason, message] = is ? ['JobSuspended', 'Job suspended'] : ['JobResumed', 'Job resumed'];
  const next = { ...condition('Suspended', reason, message, now), status: is ? 'True' : 'False' };
  status.conditions = before
    ? status.conditions!.map((it) => (it === before ? next : it))
    : [...(status.conditions ?? []), next];
  context.events.event(job, 'Normal', is ? 'Suspended' : 'Resumed', message);
  if (is) delete status.startTime;
  else status.startTime = now;
}
