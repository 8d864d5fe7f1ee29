// Runs pods to completion. Follows kubernetes/pkg/controller/job.

import { findCondition, type Condition } from '../../api/conditions.ts';
import { keyOf, type KubeObject } from '../../api/object.ts';
import { formatTime } from '../../api/time.ts';
import type { Actor, ActorContext } from '../interface.ts';
import {
  controllerUser,
  isReady,
  managedBy,
  managedObjects,
  ownerKeys,
  patchMetadata,
  writeStatus,
} from './controller.ts';

const RESOURCE = 'jobs.batch';
const TRACKING = 'batch.kubernetes.io/job-tracking';
const INDEX = 'batch.kubernetes.io/job-completion-index';
const BACKOFF_FIRST = 10_000;
const BACKOFF_LONGEST = 600_000;

interface Spec {
  readonly parallelism?: number;
  readonly completions?: number;
  readonly backoffLimit?: number;
  readonly suspend?: boolean;
  readonly completionMode?: string;
  readonly activeDeadlineSeconds?: number;
  readonly ttlSecondsAfterFinished?: number;
  readonly template: KubeObject;
}

export function jobController(): Actor {
  return {
    name: 'job-controller',
    user: controllerUser('job-controller'),
    watches: [RESOURCE, 'pods'],
    changed(change, context) {
      if (change.resource === RESOURCE) context.enqueue(change.key);
      else for (const key of ownerKeys(change, 'Job')) context.enqueue(key);
    },
    sync,
  };
}

const phase = (pod: KubeObject): string => (pod['status']?.phase as string | undefined) ?? 'Pending';

/** A range list of numbers: `0-2,5`. */
export function formatIndexes(numbers: readonly number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length;) {
    let end = i;
    while (end + 1 < sorted.length && sorted[end + 1] === sorted[end]! + 1) end++;
    parts.push(
      end === i ? String(sorted[i]) : end === i + 1 ? `${sorted[i]},${sorted[end]}` : `${sorted[i]}-${sorted[end]}`,
    );
    i = end + 1;
  }
  return parts.join(',');
}

function parseIndexes(text: string | undefined): number[] {
  return (text ?? '')
    .split(',')
    .filter(Boolean)
    .flatMap((part) => {
      const [from, to] = part.split('-').map(Number) as [number, number?];
      return Array.from({ length: (to ?? from) - from + 1 }, (_, i) => from + i);
    });
}

function sync(key: string, context: ActorContext): void {
  const job = context.read.get(RESOURCE, key);
  // Another controller has taken this one over.
  if (!job || (job['spec'].managedBy ?? 'kubernetes.io/job-controller') !== 'kubernetes.io/job-controller') return;
  const spec = job['spec'] as Spec;
  const before = (job['status'] ?? {}) as {
    conditions?: readonly Condition[];
    succeeded?: number;
    failed?: number;
    startTime?: string;
    completedIndexes?: string;
    completionTime?: string;
  };
  const done = ['Complete', 'Failed'].find((type) => findCondition(before.conditions, type)?.status === 'True');
  const pods = managedObjects(context, job, 'Pod');
  if (done) {
    for (const pod of pods) untrack(context, pod);
    expire(context, job, spec, before);
    return;
  }
  if (job.metadata.deletionTimestamp) {
    for (const pod of pods) untrack(context, pod);
    return;
  }
  const now = formatTime(context.now);
  const indexed = spec.completionMode === 'Indexed';
  let conditions = before.conditions;
  const add = (type: string, reason?: string, message?: string, status = 'True'): void => {
    conditions = [
      ...(conditions ?? []).filter((it) => it.type !== type),
      {
        type,
        status,
        lastProbeTime: now,
        lastTransitionTime: now,
        ...(reason ? { reason } : {}),
        ...(message ? { message } : {}),
      },
    ];
  };

  // Pods that ended are counted once: the finalizer comes off when they are.
  let succeeded = before.succeeded ?? 0;
  let failed = before.failed ?? 0;
  const completed = new Set(parseIndexes(before.completedIndexes));
  const counted: KubeObject[] = [];
  for (const pod of pods) {
    if (!pod.metadata.finalizers?.includes(TRACKING)) continue;
    if (phase(pod) === 'Succeeded') {
      if (!indexed) succeeded++;
      else completed.add(Number(pod.metadata.annotations?.[INDEX]));
      counted.push(pod);
    } else if (phase(pod) === 'Failed' || pod.metadata.deletionTimestamp) {
      failed++;
      counted.push(pod);
      context.memory.set(`failed ${key}`, {
        last: context.now,
        count: (context.memory.get<{ count: number }>(`failed ${key}`)?.count ?? 0) + 1,
      });
    }
  }
  if (indexed) succeeded = completed.size;
  const active = pods.filter(
    (pod) => phase(pod) !== 'Succeeded' && phase(pod) !== 'Failed' && !pod.metadata.deletionTimestamp,
  );
  let { startTime } = before;
  if (!startTime && !spec.suspend) startTime = now;
  if (spec.suspend) {
    startTime = undefined;
    for (const pod of active) context.api.delete('pods', pod.metadata.namespace!, pod.metadata.name!);
    if (findCondition(conditions, 'Suspended')?.status !== 'True') {
      add('Suspended', 'JobSuspended', 'Job suspended');
      context.events.event(job, 'Normal', 'Suspended', 'Job suspended');
    }
  } else if (findCondition(conditions, 'Suspended')?.status === 'True') {
    add('Suspended', 'JobResumed', 'Job resumed', 'False');
    context.events.event(job, 'Normal', 'Resumed', 'Job resumed');
  }

  const parallelism = spec.parallelism ?? 1;
  const want = spec.completions;
  const deadline =
    spec.activeDeadlineSeconds !== undefined && startTime
      ? Date.parse(startTime) + spec.activeDeadlineSeconds * 1000
      : Infinity;
  const restarts =
    spec.template['spec'].restartPolicy === 'OnFailure'
      ? active.reduce(
          (sum, pod) =>
            sum +
            ((pod['status']?.containerStatuses ?? []) as { restartCount: number }[]).reduce(
              (most, it) => most + it.restartCount,
              0,
            ),
          0,
        )
      : 0;
  let target = findCondition(conditions, 'FailureTarget') ?? findCondition(conditions, 'SuccessCriteriaMet');
  if (!target) {
    if (
      failed > (spec.backoffLimit ?? 6) ||
      restarts > (spec.backoffLimit ?? 6) ||
      (restarts > 0 && spec.backoffLimit === 0)
    )
      add('FailureTarget', 'BackoffLimitExceeded', 'Job has reached the specified backoff limit');
    else if (context.now >= deadline)
      add('FailureTarget', 'DeadlineExceeded', 'Job was active longer than specified deadline');
    else if (want !== undefined ? succeeded >= want : succeeded > 0 && active.length === 0)
      add('SuccessCriteriaMet', 'CompletionsReached', 'Reached expected number of succeeded pods');
    target = findCondition(conditions, 'FailureTarget') ?? findCondition(conditions, 'SuccessCriteriaMet');
  }
  let alive = active.length;
  if (target) {
    for (const pod of active) context.api.delete('pods', pod.metadata.namespace!, pod.metadata.name!);
    if (target.type === 'FailureTarget')
      failed += active.filter((pod) => pod.metadata.finalizers?.includes(TRACKING)).length;
    for (const pod of active) untrack(context, pod);
    alive = 0;
  } else if (!spec.suspend) {
    const left =
      want === undefined ? (succeeded > 0 ? active.length : parallelism) : Math.min(parallelism, want - succeeded);
    const waits = context.memory.get<{ last: number; count: number }>(`failed ${key}`);
    const retryAt = waits ? waits.last + Math.min(BACKOFF_FIRST * 2 ** (waits.count - 1), BACKOFF_LONGEST) : 0;
    if (active.length > left) {
      for (const pod of [...active].slice(left))
        context.api.delete('pods', pod.metadata.namespace!, pod.metadata.name!);
      alive = left;
    } else if (active.length < left && context.now < retryAt) context.enqueue(key, retryAt - context.now);
    else if (active.length < left) {
      const used = new Set(active.map((pod) => Number(pod.metadata.annotations?.[INDEX])));
      let index = 0;
      for (let i = active.length; i < left; i++) {
        if (indexed) while (used.has(index) || completed.has(index)) index++;
        used.add(index);
        create(context, job, spec, indexed ? index : undefined);
        alive++;
      }
    }
  }
  for (const pod of counted) untrack(context, pod);
  if (deadline !== Infinity && !target) context.enqueue(key, deadline - context.now, { background: true });

  const finishedNow =
    target &&
    managedObjects(context, job, 'Pod').every(
      (pod) => phase(pod) === 'Succeeded' || phase(pod) === 'Failed' || !context.read.get('pods', keyOf(pod)),
    );
  if (finishedNow && target) {
    const type = target.type === 'FailureTarget' ? 'Failed' : 'Complete';
    add(type, target.reason, target.message);
    if (type === 'Complete') context.events.event(job, 'Normal', 'Completed', 'Job completed');
    else context.events.event(job, 'Warning', target.reason ?? 'Failed', target.message ?? '');
    context.memory.delete(`failed ${key}`);
  }
  const ready = managedObjects(context, job, 'Pod').filter(
    (pod) => isReady(pod) && !pod.metadata.deletionTimestamp,
  ).length;
  const terminating = managedObjects(context, job, 'Pod').filter(
    (pod) => pod.metadata.deletionTimestamp && phase(pod) !== 'Succeeded' && phase(pod) !== 'Failed',
  ).length;
  const isComplete = findCondition(conditions, 'Complete')?.status === 'True';
  writeStatus(context, RESOURCE, context.read.get(RESOURCE, key)!, {
    ...(conditions ? { conditions } : {}),
    ...(startTime ? { startTime } : {}),
    ...(isComplete ? { completionTime: now } : {}),
    ...(alive ? { active: alive } : {}),
    ...(succeeded ? { succeeded } : {}),
    ...(failed ? { failed } : {}),
    ...(completed.size ? { completedIndexes: formatIndexes([...completed]) } : {}),
    uncountedTerminatedPods: {},
    ready: target ? 0 : ready,
    terminating,
  });
}

function untrack(context: ActorContext, pod: KubeObject): void {
  const live = context.read.get('pods', keyOf(pod));
  if (!live?.metadata.finalizers?.includes(TRACKING)) return;
  const finalizers = live.metadata.finalizers.filter((it) => it !== TRACKING);
  patchMetadata(context, 'pods', live, { finalizers: finalizers.length ? finalizers : null });
}

function create(context: ActorContext, job: KubeObject, spec: Spec, index: number | undefined): void {
  const { template } = spec;
  const pod = context.api.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: index === undefined ? `${job.metadata.name}-` : `${job.metadata.name}-${index}-`,
      namespace: job.metadata.namespace,
      labels:
        index === undefined ? template.metadata?.labels : { ...template.metadata?.labels, [INDEX]: String(index) },
      annotations:
        index === undefined
          ? template.metadata?.annotations
          : { ...template.metadata?.annotations, [INDEX]: String(index) },
      finalizers: [TRACKING],
      ownerReferences: [managedBy(job)],
    },
    spec: index === undefined ? template['spec'] : { ...template['spec'], hostname: `${job.metadata.name}-${index}` },
  });
  context.events.event(job, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
}

/** A finished Job with a time to live goes when that is over. */
function expire(
  context: ActorContext,
  job: KubeObject,
  spec: Spec,
  status: { conditions?: readonly Condition[] },
): void {
  if (spec.ttlSecondsAfterFinished === undefined || job.metadata.deletionTimestamp) return;
  const end = status.conditions?.find((it) => (it.type === 'Complete' || it.type === 'Failed') && it.status === 'True');
  const left = Date.parse(end?.lastTransitionTime ?? '') + spec.ttlSecondsAfterFinished * 1000 - context.now;
  if (left > 0) context.enqueue(keyOf(job), left, { background: true });
  else context.api.delete(RESOURCE, job.metadata.namespace!, job.metadata.name!, { propagation: 'Foreground' });
}
