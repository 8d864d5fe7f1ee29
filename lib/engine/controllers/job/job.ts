// Runs pods to completion. Follows kubernetes/pkg/controller/job/job_controller.go: pods that ended are first named in the status,
// then lose their finalizer, and only then are they numbers, so that no end is counted twice or lost.

import { findCondition, type Condition } from '../../../api/conditions.ts';
import { controllerOf, keyOf, type KubeObject } from '../../../api/object.ts';
import { selectorMatcher } from '../../../api/selectors.ts';
import { formatTime } from '../../../api/time.ts';
import type { Actor, ActorContext, Change } from '../../interface.ts';
import { inDeletionOrder } from '../active-pods.ts';
import { claimPods, podKeys } from '../claim.ts';
import {
  controllerUser,
  deleteIfThere,
  isActive,
  isEnded,
  isReady,
  isTerminatingNamespace,
  managedBy,
  patchMetadata,
  writeStatus,
} from '../controller.ts';
import { finishedAt, NO_FAILURES, recordWith, remaining, type Record as Failures } from './backoff.ts';
import { firstFree, formatIndexes, INDEX, indexOf, parseIndexes } from './indexes.ts';
import { judgeFailure, metSuccessRule } from './policies.ts';
import {
  finishOf,
  isFailure,
  isIndexed,
  isTracked,
  limitsEachIndex,
  phaseOf,
  replacesFailedOnly,
  TRACKING,
  type Spec,
  type Status,
} from './spec.ts';

const RESOURCE = 'jobs.batch';
const FAILURES = 'batch.kubernetes.io/job-index-failure-count';
const IGNORED_FAILURES = 'batch.kubernetes.io/job-index-ignored-failure-count';
const INDEX_VARIABLE = 'JOB_COMPLETION_INDEX';
/** Changes of pods are looked at together, a second after the first, in milliseconds. */
const BATCH = 1000;
/** The most pods made or deleted, and the most ends counted, in one go. */
const MOST_AT_ONCE = 500;
/** The longest prefix a generated name may have. */
const LONGEST_PREFIX = 58;
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

/** One look at a Job: what it found and what it decided so far. */
interface Sync {
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

function condition(type: string, reason: string, message: string, now: string): Condition {
  return { type, status: 'True', lastProbeTime: now, lastTransitionTime: now, reason, message };
}

function isInRange(pod: KubeObject, completions: number): boolean {
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

const countOf = (pod: KubeObject, annotation: string): number =>
  Number(pod.metadata.annotations?.[annotation] ?? 0) || 0;
const failuresOf = (pod: KubeObject): number => countOf(pod, FAILURES) + countOf(pod, IGNORED_FAILURES);

/** Makes or deletes pods; gives back the refusal that stopped it. */
function manage(one: Sync): unknown {
  const { spec, context, active, key } = one;
  const parallelism = spec.parallelism ?? 1;
  if (spec.suspend) {
    discard(one, forRemoval(one, active.length));
    return undefined;
  }
  const want =
    spec.completions === undefined
      ? one.succeeded > 0
        ? active.length
        : parallelism
      : Math.max(0, Math.min(parallelism, spec.completions - one.succeeded));
  const surplus = forRemoval(one, Math.max(0, active.length - want)).slice(0, MOST_AT_ONCE);
  if (surplus.length) {
    discard(one, surplus);
    return undefined;
  }
  const missing = want - active.length - (replacesFailedOnly(spec) ? one.terminating : 0);
  if (missing <= 0) return undefined;
  const wait = limitsEachIndex(spec) ? 0 : remaining(one.failures, context.now);
  if (wait > 0) {
    context.enqueue(key, Math.max(wait, BATCH));
    return undefined;
  }
  let indexes: (number | undefined)[] = Array.from<undefined>({ length: Math.min(missing, MOST_AT_ONCE) });
  if (isIndexed(spec)) {
    const free = firstFree(takenIndexes(one), indexes.length, spec.completions ?? 0);
    indexes = free;
    if (limitsEachIndex(spec)) {
      const waits = new Map(free.map((index) => [index, waitOfIndex(one, index)]));
      indexes = free.filter((index) => waits.get(index) === 0);
      if (indexes.length === 0) {
        if (waits.size) context.enqueue(key, Math.max(Math.min(...waits.values()), BATCH));
        return undefined;
      }
    }
  }
  for (const index of indexes)
    try {
      createPod(one, index);
      one.activeCount++;
    } catch (error) {
      // Nothing comes into a namespace that goes away, and no retry would change that.
      if (isTerminatingNamespace(error)) continue;
      context.events.event(one.job, 'Warning', 'FailedCreate', `Error creating: ${(error as Error).message}`);
      return error;
    }
  return undefined;
}

function takenIndexes(one: Sync): Set<number> {
  const taken = new Set([...one.succeededIndexes, ...(one.failedIndexes ?? [])]);
  for (const pod of one.pods)
    if (isActive(pod) || (replacesFailedOnly(one.spec) && pod.metadata.deletionTimestamp && !isEnded(pod)))
      taken.add(indexOf(pod) ?? -1);
  return taken;
}

function waitOfIndex({ lastFailed, context }: Sync, index: number): number {
  const pod = lastFailed.get(index);
  return pod ? remaining({ failures: failuresOf(pod) + 1, last: finishedAt(pod) }, context.now) : 0;
}

/** At least so many active pods to delete: doubles of an index and those out of range first. */
function forRemoval({ spec, active, context }: Sync, count: number): KubeObject[] {
  if (!isIndexed(spec)) return count ? inDeletionOrder(active, context.now).slice(0, count) : [];
  const groups = new Map<number, KubeObject[]>();
  const surplus: KubeObject[] = [];
  for (const pod of active) {
    const index = indexOf(pod);
    if (index === undefined || index >= (spec.completions ?? 0)) surplus.push(pod);
    else groups.set(index, [...(groups.get(index) ?? []), pod]);
  }
  const left: KubeObject[] = [];
  for (const group of groups.values()) {
    const ordered = group.length > 1 ? inDeletionOrder(group, context.now) : group;
    surplus.push(...ordered.slice(0, -1));
    left.push(ordered.at(-1)!);
  }
  if (surplus.length < count) surplus.push(...inDeletionOrder(left, context.now).slice(0, count - surplus.length));
  return surplus;
}

/** Deletes active pods that are not failures: they are no longer counted. */
function discard(one: Sync, pods: readonly KubeObject[]): void {
  for (const pod of pods) {
    untrack(one.context, pod);
    deletePod(one, pod);
    one.activeCount--;
    one.terminating++;
    if (isReady(pod)) one.ready--;
  }
}

function deletePod({ context, job }: Sync, pod: KubeObject): void {
  deleteIfThere(context, 'pods', pod);
  context.events.event(job, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
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

/** Counts what ended: into the list of uncounted pods, off with their finalizers, into the numbers; then ends the Job if it is over. */
function track(one: Sync): void {
  const { context, spec, status, pods, uncounted, job } = one;
  const now = formatTime(context.now);
  const completions = spec.completions ?? 0;
  const indexed = isIndexed(spec);
  const waiting = { succeeded: new Set(uncounted.succeeded), failed: new Set(uncounted.failed) };
  const counted = (set: Set<string>): number => {
    let gone = 0;
    for (const uid of set) if (!tracked.has(uid)) gone += Number(set.delete(uid));
    return gone;
  };
  const tracked = new Set(pods.filter(isTracked).map((pod) => pod.metadata.uid!));
  for (const pod of one.pods) if (!isStillTracked(context, pod)) tracked.delete(pod.metadata.uid!);
  const settle = (): void => {
    const succeeded = counted(waiting.succeeded);
    const failed = counted(waiting.failed);
    if (succeeded && !indexed) status.succeeded = (status.succeeded ?? 0) + succeeded;
    if (failed) status.failed = (status.failed ?? 0) + failed;
  };
  settle();

  const toFree: KubeObject[] = [];
  const done = new Set(one.before);
  let full = false;
  for (const pod of pods) {
    const uid = pod.metadata.uid!;
    if (!tracked.has(uid)) continue;
    const failure = isFailure(pod, spec);
    const index = indexOf(pod);
    const isHeld = index !== undefined && one.lastFailed.get(index)?.metadata.uid === uid;
    const over = job.metadata.deletionTimestamp !== undefined || one.finish !== undefined;
    if (!over && phaseOf(pod) !== 'Succeeded' && (!failure || isHeld)) continue;
    toFree.push(pod);
    const inRange = !indexed || isInRange(pod, completions);
    if (phaseOf(pod) === 'Succeeded' && !waiting.failed.has(uid)) {
      if (!indexed) waiting.succeeded.add(uid);
      else if (inRange) done.add(index!);
    } else if (failure || (one.finish && one.finish.type !== 'SuccessCriteriaMet')) {
      if (inRange && !waiting.failed.has(uid) && judgeFailure(spec, pod).counts) waiting.failed.add(uid);
    }
    full = done.size - one.before.size + waiting.succeeded.size + waiting.failed.size >= MOST_AT_ONCE;
    if (full) break;
  }
  status.active = one.activeCount;
  status.ready = one.ready;
  status.terminating = one.terminating;
  if (indexed) {
    status.succeeded = done.size;
    status.completedIndexes = formatIndexes(done);
    if (one.failedIndexes) status.failedIndexes = formatIndexes(one.failedIndexes);
  }
  let { finish } = one;
  if (finish?.type === 'FailureTarget' || finish?.type === 'SuccessCriteriaMet') {
    if (!findCondition(status.conditions, finish.type)) status.conditions = [...(status.conditions ?? []), finish];
    const type = finish.type === 'FailureTarget' ? 'Failed' : 'Complete';
    finish = condition(type, finish.reason!, finish.message!, now);
  }
  flush(one, waiting);
  if (one.failures === NO_FAILURES) context.memory.delete(one.key);
  else context.memory.set(one.key, one.failures);
  for (const pod of toFree) {
    untrack(context, pod);
    tracked.delete(pod.metadata.uid!);
  }
  settle();
  const isOver = finish && !full && waiting.succeeded.size + waiting.failed.size === 0 && one.terminating === 0;
  if (isOver && finish) {
    status.conditions = [...(status.conditions ?? []), finish];
    if (finish.type === 'Complete') status.completionTime = now;
  }
  flush(one, waiting);
  if (isOver && finish) announce(one, finish);
}

function isStillTracked(context: ActorContext, pod: KubeObject): boolean {
  const live = context.read.get('pods', keyOf(pod));
  return live?.metadata.uid === pod.metadata.uid && isTracked(live!);
}

function announce({ context, job, spec, status, key }: Sync, finish: Condition): void {
  context.memory.delete(key);
  if (finish.type === 'Failed') {
    context.events.event(job, 'Warning', finish.reason!, finish.message!);
    return;
  }
  if (spec.completions !== undefined && (status.succeeded ?? 0) > spec.completions)
    context.events.event(
      job,
      'Warning',
      'TooManySucceededPods',
      'Too many succeeded pods running after completion count reached',
    );
  context.events.event(job, 'Normal', 'Completed', 'Job completed');
}

/** Writes the status as it stands now. */
function flush(
  { context, key, job, status }: Sync,
  waiting: { succeeded: ReadonlySet<string>; failed: ReadonlySet<string> },
): void {
  const live = context.read.get(RESOURCE, key);
  if (live?.metadata.uid !== job.metadata.uid) return;
  const some = (value: number | undefined): number | undefined => value || undefined;
  const next: Status = {
    conditions: status.conditions?.length ? status.conditions : undefined,
    startTime: status.startTime,
    completionTime: status.completionTime,
    active: some(status.active),
    succeeded: some(status.succeeded),
    failed: some(status.failed),
    completedIndexes: status.completedIndexes || undefined,
    failedIndexes: status.failedIndexes,
    uncountedTerminatedPods: {
      ...(waiting.succeeded.size ? { succeeded: [...waiting.succeeded] } : {}),
      ...(waiting.failed.size ? { failed: [...waiting.failed] } : {}),
    },
    ready: status.ready,
    terminating: status.terminating,
  };
  const present = Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined));
  writeStatus(context, RESOURCE, live!, present);
}

function untrack(context: ActorContext, pod: KubeObject): void {
  const live = context.read.get('pods', keyOf(pod));
  if (!live || live.metadata.uid !== pod.metadata.uid || !isTracked(live)) return;
  const finalizers = live.metadata.finalizers!.filter((it) => it !== TRACKING);
  patchMetadata(context, 'pods', live, { finalizers: finalizers.length ? finalizers : null });
}

interface Container {
  readonly env?: readonly { readonly name: string }[];
}

/** The template's spec with the index in every container's environment; made once for a template, so that pods share it. */
function specWithIndex(template: KubeObject): Record<string, unknown> {
  const known = INDEXED_SPECS.get(template);
  if (known) return known;
  const withIndex = (container: Container): Container =>
    container.env?.some((it) => it.name === INDEX_VARIABLE)
      ? container
      : {
          ...container,
          env: [
            ...(container.env ?? []),
            {
              name: INDEX_VARIABLE,
              valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: `metadata.labels['${INDEX}']` } },
            } as { name: string },
          ],
        };
  const spec = template['spec'] as { containers: Container[]; initContainers?: Container[] };
  const made: Record<string, unknown> = {
    ...spec,
    containers: spec.containers.map(withIndex),
    ...(spec.initContainers ? { initContainers: spec.initContainers.map(withIndex) } : {}),
  };
  INDEXED_SPECS.set(template, made);
  return made;
}
const INDEXED_SPECS = new WeakMap<KubeObject, Record<string, unknown>>();

function createPod(one: Sync, index: number | undefined): void {
  const { context, job, spec } = one;
  const { template } = spec;
  const { name, namespace } = job.metadata as { name: string; namespace: string };
  const suffix = index === undefined ? '-' : `-${index}-`;
  const finalizers = template.metadata?.finalizers ?? [];
  const pod = context.api.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: name.slice(0, LONGEST_PREFIX - suffix.length) + suffix,
      namespace,
      labels: { ...template.metadata?.labels, ...(index === undefined ? {} : { [INDEX]: String(index) }) },
      annotations: index === undefined ? template.metadata?.annotations : annotationsOf(one, index),
      finalizers: finalizers.includes(TRACKING) ? finalizers : [...finalizers, TRACKING],
      ownerReferences: [managedBy(job)],
    },
    spec: index === undefined ? template['spec'] : { ...specWithIndex(template), hostname: `${name}-${index}` },
  });
  context.events.event(job, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
}

/** The index, and with a limit for each one how often it failed before. */
function annotationsOf({ spec, lastFailed }: Sync, index: number): Record<string, string> {
  const annotations: Record<string, string> = { ...spec.template.metadata?.annotations, [INDEX]: String(index) };
  if (!limitsEachIndex(spec)) return annotations;
  const last = lastFailed.get(index);
  const counts = !last || judgeFailure(spec, last).counts;
  const failures = last ? countOf(last, FAILURES) + Number(counts) : 0;
  const ignored = last ? countOf(last, IGNORED_FAILURES) + Number(!counts) : 0;
  annotations[FAILURES] = String(failures);
  if (ignored) annotations[IGNORED_FAILURES] = String(ignored);
  return annotations;
}
