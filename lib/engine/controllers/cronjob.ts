// Makes Jobs when their time comes. Follows kubernetes/pkg/controller/cronjob (version 2).

import { findCondition } from '../../api/conditions.ts';
import { keyOf, type KubeObject } from '../../api/object.ts';
import { formatTime } from '../../api/time.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { controllerUser, managedBy, managedObjects, ownerKeys, writeStatus } from './controller.ts';
import { parseSchedule, type Schedule } from './cron.ts';

const RESOURCE = 'cronjobs.batch';
const JOBS = 'jobs.batch';
/** A start may be this late and still count as on time. */
const SLACK = 100;

export function cronJobController(): Actor {
  return {
    name: 'cronjob-controller',
    user: controllerUser('cronjob-controller'),
    watches: [RESOURCE, JOBS],
    changed(change, context) {
      if (change.resource === RESOURCE) context.enqueue(change.key);
      else for (const key of ownerKeys(change, 'CronJob')) context.enqueue(key);
    },
    sync,
  };
}

const schedules = new Map<string, Schedule>();

function scheduleOf(cron: KubeObject): Schedule {
  const { schedule, timeZone } = cron['spec'] as { schedule: string; timeZone?: string };
  const id = `${timeZone ?? ''} ${schedule}`;
  let found = schedules.get(id);
  if (!found) schedules.set(id, (found = parseSchedule(schedule, timeZone ?? 'UTC')));
  return found;
}

const ended = (job: KubeObject): string | undefined =>
  ['Complete', 'Failed'].find((type) => findCondition(job['status']?.conditions, type)?.status === 'True');

function sync(key: string, context: ActorContext): void {
  let cron = context.read.get(RESOURCE, key);
  if (!cron || cron.metadata.deletionTimestamp) return;
  const jobs = managedObjects(context, cron, 'Job');
  const before = (cron['status'] ?? {}) as {
    active?: { name: string; uid: string }[];
    lastScheduleTime?: string;
    lastSuccessfulTime?: string;
  };
  let active = (before.active ?? []).filter((it) => {
    const job = jobs.find((one) => one.metadata.uid === it.uid);
    if (job && !ended(job)) return true;
    if (job)
      context.events.event(
        cron!,
        'Normal',
        'SawCompletedJob',
        `Saw completed job: ${job.metadata.name}, condition: ${ended(job)}`,
      );
    else context.events.event(cron!, 'Normal', 'MissingJob', `Active job went missing: ${it.name}`);
    return false;
  });
  let { lastScheduleTime, lastSuccessfulTime } = before;
  for (const job of jobs) {
    const at = job['status']?.completionTime as string | undefined;
    if (at && (!lastSuccessfulTime || at > lastSuccessfulTime)) lastSuccessfulTime = at;
  }
  const spec = cron['spec'] as {
    suspend?: boolean;
    concurrencyPolicy?: string;
    startingDeadlineSeconds?: number;
    jobTemplate: KubeObject;
    successfulJobsHistoryLimit?: number;
    failedJobsHistoryLimit?: number;
    schedule: string;
    timeZone?: string;
  };
  clean(context, jobs, spec);
  if (!spec.suspend) {
    const schedule = scheduleOf(cron);
    const since = Date.parse(lastScheduleTime ?? cron.metadata.creationTimestamp ?? '');
    const earliest =
      spec.startingDeadlineSeconds === undefined
        ? since
        : Math.max(since, context.now - spec.startingDeadlineSeconds * 1000);
    let due: number | undefined;
    for (let at = schedule.next(earliest); at !== undefined && at <= context.now; at = schedule.next(at)) due = at;
    if (due !== undefined) {
      const blocked = spec.concurrencyPolicy === 'Forbid' && active.length > 0;
      if (blocked)
        context.events.event(
          cron,
          'Normal',
          'JobAlreadyActive',
          'Not starting job because prior execution is running and concurrency policy is Forbid',
        );
      else {
        if (spec.concurrencyPolicy === 'Replace')
          for (const { name } of active) {
            context.api.delete(JOBS, cron.metadata.namespace!, name, { propagation: 'Background' });
            context.events.event(cron, 'Normal', 'SuccessfulDelete', `Deleted job ${name}`);
          }
        if (spec.concurrencyPolicy === 'Replace') active = [];
        const job = start(context, cron, spec.jobTemplate, due);
        active = [...active, reference(job)];
        lastScheduleTime = formatTime(due);
      }
    }
    const next = schedule.next(context.now);
    if (next !== undefined) context.enqueue(key, next - context.now + SLACK, { background: true, replace: true });
  }
  cron = context.read.get(RESOURCE, key)!;
  writeStatus(context, RESOURCE, cron, {
    ...(active.length ? { active } : {}),
    ...(lastScheduleTime ? { lastScheduleTime } : {}),
    ...(lastSuccessfulTime ? { lastSuccessfulTime } : {}),
  });
}

function reference(job: KubeObject): {
  kind: string;
  namespace?: string;
  name: string;
  uid: string;
  apiVersion: string;
  resourceVersion?: string;
} {
  const { namespace, name, uid, resourceVersion } = job.metadata;
  return { kind: 'Job', namespace, name: name!, uid: uid!, apiVersion: 'batch/v1', resourceVersion };
}

function start(context: ActorContext, cron: KubeObject, template: KubeObject, due: number): KubeObject {
  const job = context.api.create(JOBS, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: `${cron.metadata.name}-${Math.floor(due / 60_000)}`,
      namespace: cron.metadata.namespace,
      labels: template.metadata?.labels,
      annotations: {
        ...template.metadata?.annotations,
        'batch.kubernetes.io/cronjob-scheduled-timestamp': formatTime(due),
      },
      ownerReferences: [managedBy(cron)],
    },
    spec: template['spec'],
  });
  context.events.event(cron, 'Normal', 'SuccessfulCreate', `Created job ${job.metadata.name}`);
  return job;
}

/** Finished Jobs beyond the history limits go, oldest first. */
function clean(
  context: ActorContext,
  jobs: readonly KubeObject[],
  spec: { successfulJobsHistoryLimit?: number; failedJobsHistoryLimit?: number },
): void {
  for (const [state, limit] of [
    ['Complete', spec.successfulJobsHistoryLimit ?? 3],
    ['Failed', spec.failedJobsHistoryLimit ?? 1],
  ] as const) {
    const done = jobs
      .filter((job) => ended(job) === state && !job.metadata.deletionTimestamp)
      .sort((a, b) => ((a['status'].startTime ?? '') < (b['status'].startTime ?? '') ? -1 : 1));
    for (const job of done.slice(0, Math.max(0, done.length - limit))) {
      if (context.read.get(JOBS, keyOf(job)))
        context.api.delete(JOBS, job.metadata.namespace!, job.metadata.name!, { propagation: 'Background' });
    }
  }
}
