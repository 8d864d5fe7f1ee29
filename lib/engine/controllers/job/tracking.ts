// How the ends of pods become numbers: named in the status first, then let go, then counted.
// Follows kubernetes/pkg/controller/job/job_controller.go (trackJobStatusAndRemoveFinalizers).

import { type Condition, findCondition } from '../../../api/conditions.ts';
import { keyOf, type KubeObject } from '../../../api/object.ts';
import { formatTime } from '../../../api/time.ts';
import type { ActorContext } from '../../interface.ts';
import { writeStatus } from '../controller.ts';
import { NO_FAILURES } from './backoff.ts';
import { formatIndexes, indexOf } from './indexes.ts';
import { isInRange } from './job.ts';
import { condition, MOST_AT_ONCE, RESOURCE, type Sync } from './look.ts';
import { untrack } from './pods.ts';
import { judgeFailure } from './policies.ts';
import { isFailure, isIndexed, isTracked, phaseOf, type Status } from './spec.ts';

/** Counts what ended: into the list of uncounted pods, off with their finalizers, into the numbers; then ends the Job if it is over. */
export function track(one: Sync): void {
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
