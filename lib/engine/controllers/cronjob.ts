// Makes Jobs when their time comes. Follows kubernetes/pkg/controller/cronjob (version 2).

import { keyOf, type KubeObject } from '../../api/object.ts';
import { isStatus } from '../../api/status-errors.ts';
import { formatTime } from '../../api/time.ts';
import type { Actor, ActorContext } from '../interface.ts';
import {
  controllerUser,
  isTerminatingNamespace,
  managedBy,
  managedObjects,
  ownerKeys,
  writeStatus,
} from './controller.ts';
import { formatInZone, parseSchedule, type Schedule } from '../../api/cron.ts';
import { finishOf } from './job/spec.ts';

const RESOURCE = 'cronjobs.batch';
const JOBS = 'jobs.batch';
const SCHEDULED = 'batch.kubernetes.io/cronjob-scheduled-timestamp';
/** A start comes this much after its minute, in milliseconds: room for clocks that differ. */
const SLACK = 100;
/** More missed starts than this are warned of. */
const MANY = 100;

interface Reference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly resourceVersion?: string;
}

interface Status {
  active?: readonly Reference[];
  lastScheduleTime?: string;
  lastSuccessfulTime?: string;
}

interface Spec {
  readonly schedule: string;
  readonly timeZone?: string;
  readonly suspend?: boolean;
  readonly concurrencyPolicy?: string;
  readonly startingDeadlineSeconds?: number;
  readonly successfulJobsHistoryLimit?: number;
  readonly failedJobsHistoryLimit?: number;
  readonly jobTemplate: KubeObject;
}

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

function scheduleOf({ schedule, timeZone }: Spec): Schedule {
  const id = `${timeZone ?? ''} ${schedule}`;
  let found = schedules.get(id);
  if (!found) schedules.set(id, (found = parseSchedule(schedule, timeZone ?? 'UTC')));
  return found;
}

/** One look at a CronJob: its status as it will be written. */
interface Sync {
  readonly key: string;
  readonly context: ActorContext;
  readonly cron: KubeObject;
  readonly spec: Spec;
  readonly status: Status;
}

function sync(key: string, context: ActorContext): void {
  const cron = context.read.get(RESOURCE, key);
  if (!cron) return;
  const one: Sync = { key, context, cron, spec: cron['spec'] as Spec, status: { ...(cron['status'] as Status) } };
  const jobs = managedObjects(context, cron, 'Job');
  clean(one, jobs);
  let refusal: unknown;
  try {
    follow(one, jobs);
    if (!cron.metadata.deletionTimestamp) schedule(one);
  } catch (error) {
    if (!isStatus(error)) throw error;
    refusal = error;
  }
  const { active, lastScheduleTime, lastSuccessfulTime } = one.status;
  const live = context.read.get(RESOURCE, key);
  if (live?.metadata.uid === cron.metadata.uid)
    writeStatus(context, RESOURCE, live!, {
      ...(active?.length ? { active } : {}),
      ...(lastScheduleTime ? { lastScheduleTime } : {}),
      ...(lastSuccessfulTime ? { lastSuccessfulTime } : {}),
    });
  if (refusal && !isTerminatingNamespace(refusal)) throw refusal as Error;
}

/** Finished Jobs beyond the history limits go, those that started first in front. */
function clean(one: Sync, jobs: readonly KubeObject[]): void {
  const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = one.spec;
  for (const [type, limit] of [
    ['Complete', successfulJobsHistoryLimit],
    ['Failed', failedJobsHistoryLimit],
  ] as const) {
    if (limit === undefined) continue;
    const startOf = (job: KubeObject): string => (job['status']?.startTime as string | undefined) ?? '~';
    const done = jobs.filter((job) => finishOf(job)?.type === type);
    done.sort((a, b) => {
      const [left, right] = [startOf(a), startOf(b)];
      return left === right ? (a.metadata.name! < b.metadata.name! ? -1 : 1) : left < right ? -1 : 1;
    });
    for (const job of done.slice(0, Math.max(0, done.length - limit))) reap(one, job);
  }
}

/** Deletes a Job and takes it off the list of active ones. */
function reap({ context, cron, status }: Sync, job: KubeObject): void {
  if (!context.read.get(JOBS, keyOf(job)) || job.metadata.deletionTimestamp) return;
  context.api.delete(JOBS, job.metadata.namespace!, job.metadata.name!, { propagation: 'Background' });
  status.active = status.active?.filter((it) => it.uid !== job.metadata.uid);
  context.events.event(cron, 'Normal', 'SuccessfulDelete', `Deleted job ${job.metadata.name}`);
}

/** Takes note of Jobs that finished or are no longer there. */
function follow({ context, cron, status }: Sync, jobs: readonly KubeObject[]): void {
  for (const job of jobs) {
    const { uid, name } = job.metadata;
    const isListed = status.active?.some((it) => it.uid === uid) ?? false;
    const finish = finishOf(job);
    if (!finish) {
      if (!isListed)
        context.events.event(
          cron,
          'Warning',
          'UnexpectedJob',
          `Saw a job that the controller did not create or forgot: ${name}`,
        );
      continue;
    }
    if (isListed) {
      status.active = status.active!.filter((it) => it.uid !== uid);
      context.events.event(cron, 'Normal', 'SawCompletedJob', `Saw completed job: ${name}, condition: ${finish.type}`);
    }
    const at = finish.type === 'Complete' ? (job['status'].completionTime as string | undefined) : undefined;
    if (at && (!status.lastSuccessfulTime || at > status.lastSuccessfulTime)) status.lastSuccessfulTime = at;
  }
  const known = new Set(jobs.map((job) => job.metadata.uid));
  for (const { uid, name, namespace } of status.active ?? []) {
    if (known.has(uid) || context.read.get(JOBS, `${namespace}/${name}`)) continue;
    context.events.event(cron, 'Normal', 'MissingJob', `Active job went missing: ${name}`);
    status.active = status.active!.filter((it) => it.uid !== uid);
  }
}

/** Starts the Job that is due, and comes back for the next one. */
function schedule(one: Sync): void {
  const { context, cron, spec, status, key } = one;
  if (spec.suspend) return;
  if (spec.schedule.includes('TZ'))
    context.events.event(
      cron,
      'Warning',
      'UnsupportedSchedule',
      `CRON_TZ or TZ used in schedule "${spec.schedule}" is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details`,
    );
  let times: Schedule;
  try {
    times = scheduleOf(spec);
  } catch (error) {
    const message = `unparseable schedule: "${spec.schedule}" : ${(error as Error).message}`;
    context.events.event(cron, 'Warning', 'UnparseableSchedule', message);
    return;
  }
  const again = (): void => {
    const next = times.next(dueTime(times, sinceOf(one), context.now).due ?? context.now);
    if (next !== undefined)
      context.enqueue(key, Math.max(next + SLACK - context.now, 1), { background: true, replace: true });
  };
  const deadline =
    spec.startingDeadlineSeconds === undefined ? -Infinity : context.now - spec.startingDeadlineSeconds * 1000;
  const { due, missed } = dueTime(times, Math.max(sinceOf(one), deadline), context.now);
  if (due === undefined) {
    again();
    return;
  }
  if (missed > MANY)
    context.events.event(
      cron,
      'Warning',
      'TooManyMissedTimes',
      'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
    );
  const name = `${cron.metadata.name}-${Math.floor(due / 60_000)}`;
  if (due < deadline)
    context.events.event(cron, 'Warning', 'MissSchedule', `Missed scheduled time to start a job: ${rfc1123(due)}`);
  else if (status.active?.some((it) => it.name === name) || status.lastScheduleTime === formatTime(due)) {
    // Already made.
  } else if (spec.concurrencyPolicy === 'Forbid' && status.active?.length)
    context.events.event(
      cron,
      'Normal',
      'JobAlreadyActive',
      'Not starting job because prior execution is running and concurrency policy is Forbid',
    );
  else start(one, name, due);
  again();
}

/** From when on starts are looked for. */
function sinceOf({ cron, status }: Sync): number {
  return Date.parse(status.lastScheduleTime ?? cron.metadata.creationTimestamp ?? '');
}

/** The newest start that is due, and about how many were. */
function dueTime(times: Schedule, since: number, now: number): { due?: number; missed: number } {
  const first = times.next(since);
  if (first === undefined || first > now) return { missed: 0 };
  const second = times.next(first);
  if (second === undefined || second > now) return { due: first, missed: 0 };
  const gap = second - first;
  const missed = Math.floor((now - first) / gap) + 1;
  let due: number | undefined;
  for (let at = times.next(first + (missed - 2) * gap); at !== undefined && at <= now; at = times.next(at)) due = at;
  return { due, missed };
}

function start(one: Sync, name: string, due: number): void {
  const { context, cron, spec, status } = one;
  if (spec.concurrencyPolicy === 'Replace')
    for (const active of status.active ?? []) {
      const job = context.read.get(JOBS, `${active.namespace}/${active.name}`);
      if (job) reap(one, job);
    }
  const { jobTemplate } = spec;
  let job: KubeObject;
  try {
    job = context.api.create(JOBS, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name,
        namespace: cron.metadata.namespace,
        labels: jobTemplate.metadata?.labels,
        annotations: { ...jobTemplate.metadata?.annotations, [SCHEDULED]: formatInZone(due, spec.timeZone ?? 'UTC') },
        ownerReferences: [managedBy(cron)],
      },
      spec: jobTemplate['spec'],
    });
    context.events.event(cron, 'Normal', 'SuccessfulCreate', `Created job ${name}`);
  } catch (error) {
    if (isTerminatingNamespace(error)) throw error;
    if (!isStatus(error, 'AlreadyExists')) {
      context.events.event(cron, 'Warning', 'FailedCreate', `Error creating job: ${(error as Error).message}`);
      throw error;
    }
    const there = context.read.get(JOBS, `${cron.metadata.namespace}/${name}`);
    const isOwn = there?.metadata.ownerReferences?.some((it) => it.controller && it.uid === cron.metadata.uid);
    if (!there || !isOwn) return;
    job = there;
  }
  const { namespace, uid, resourceVersion } = job.metadata;
  const reference: Reference = { apiVersion: 'batch/v1', kind: 'Job', name, namespace, uid: uid!, resourceVersion };
  status.active = [...(status.active ?? []), reference];
  status.lastScheduleTime = formatTime(due);
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function rfc1123(time: number): string {
  const at = new Date(time);
  const day = String(at.getUTCDate()).padStart(2, '0');
  return `${DAYS[at.getUTCDay()]}, ${day} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()} ${at.toISOString().slice(11, 19)} +0000`;
}
