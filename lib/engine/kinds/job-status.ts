// What a Job's status may say: a Job ends once, in one way, with nothing running. Follows ValidateJobStatusUpdate of
// kubernetes/pkg/apis/batch/validation, and the choice of checks in kubernetes/pkg/registry/batch/job/strategy.go.

import { hasCondition, type Condition } from '../../api/conditions.ts';
import { duplicate, invalid, invalidOmitted, quote, required, type FieldError } from '../../api/field-errors.ts';
import type { KubeObject } from '../../api/object.ts';
import { equal } from '../apiserver/equality.ts';
import type { Draft } from './interface.ts';

interface Status {
  readonly active?: number;
  readonly succeeded?: number;
  readonly failed?: number;
  readonly ready?: number;
  readonly terminating?: number;
  readonly startTime?: string;
  readonly completionTime?: string;
  readonly completedIndexes?: string;
  readonly failedIndexes?: string;
  readonly uncountedTerminatedPods?: { readonly succeeded?: readonly string[]; readonly failed?: readonly string[] };
  readonly conditions?: readonly Condition[];
}

interface Spec {
  readonly completions?: number;
  readonly parallelism?: number;
  readonly completionMode?: string;
  readonly backoffLimitPerIndex?: number;
  readonly successPolicy?: object;
  readonly suspend?: boolean;
}

/** An interval of indexes, or what is wrong with its text. */
type Interval = readonly [from: number, to: number] | string;

function intervalOf(text: string, completions: number): Interval {
  const parts = text.split('-');
  if (parts.length > 2)
    return `the fragment ${quote(text)} violates the requirement that an index interval can have at most two parts separated by '-'`;
  const ends: number[] = [];
  for (const part of parts) {
    if (!/^[+-]?\d+$/.test(part)) return `cannot convert string to integer for index: ${quote(part)}`;
    if (Number(part) >= completions) return `too large index: ${quote(part)}`;
    ends.push(Number(part));
  }
  const [from, to = from] = ends as [number, number?];
  if (ends.length > 1 && from >= to) return notRising(from, to);
  return [from, to];
}

const notRising = (before: number, now: number): string => `non-increasing order, previous: ${before}, current: ${now}`;

function indexProblem(text: string, completions: number): string | undefined {
  if (text === '') return undefined;
  let last: number | undefined;
  for (const part of text.split(',')) {
    const interval = intervalOf(part, completions);
    if (typeof interval === 'string') return interval;
    if (last !== undefined && last >= interval[0]) return notRising(last, interval[0]);
    last = interval[1];
  }
  return undefined;
}

/** The first index that is in both; intervals that do not read are passed over. */
function shared(completed: string, failed: string, completions: number): number | undefined {
  if (!completed || !failed) return undefined;
  const read = (text: string): (readonly [number, number])[] =>
    text.split(',').flatMap((it) => {
      const interval = intervalOf(it, completions);
      return typeof interval === 'string' ? [] : [interval];
    });
  const [done, broken] = [read(completed), read(failed)];
  for (let c = 0, f = 0; c < done.length && f < broken.length;) {
    const [one, other] = [done[c]!, broken[f]!];
    if (one[0] <= other[1] && other[0] <= one[1]) return Math.max(one[0], other[0]);
    if (one[0] <= other[0]) c++;
    else f++;
  }
  return undefined;
}

function uncountedErrors(uncounted: Status['uncountedTerminatedPods']): FieldError[] {
  const seen = new Set<string>();
  return (['succeeded', 'failed'] as const).flatMap((end) =>
    (uncounted?.[end] ?? []).flatMap((uid, i) => {
      const path = `status.uncountedTerminatedPods.${end}[${i}]`;
      if (uid === '') return [invalid(path, uid, 'must not be empty')];
      if (seen.has(uid)) return [duplicate(path, uid)];
      seen.add(uid);
      return [];
    }),
  );
}

const conditions = (detail: string): FieldError => invalidOmitted('status.conditions', detail);

/** A check that runs only where what it is about has changed. */
type Step = readonly [due: boolean, wrong: () => boolean, error: () => FieldError];

export function jobStatusErrors(object: Draft, before: KubeObject): FieldError[] {
  const spec = (object.spec ?? {}) as Spec;
  const now = (object.status ?? {}) as Status;
  const old = ((before as Draft).status ?? {}) as Status;
  const is = (type: string): boolean => hasCondition(now.conditions, type);
  const was = (type: string): boolean => hasCondition(old.conditions, type);
  const turned = (type: string): boolean => is(type) !== was(type);
  const changed = (field: keyof Status, blank: unknown = undefined): boolean =>
    !equal((now[field] ?? blank) as never, (old[field] ?? blank) as never);

  const errors: FieldError[] = [];
  for (const count of ['active', 'succeeded', 'failed', 'ready', 'terminating'] as const)
    if ((now[count] ?? 0) < 0)
      errors.push(invalid(`status.${count}`, now[count], 'must be greater than or equal to 0'));
  errors.push(...uncountedErrors(now.uncountedTerminatedPods));

  const { completions } = spec;
  const completed = now.completedIndexes ?? '';
  const failed = now.failedIndexes ?? '';
  const done = is('Complete');
  const finished = done || is('Failed');
  const ended = finished !== (was('Complete') || was('Failed'));
  const isIndexed = spec.completionMode === 'Indexed';
  const times = turned('Complete') || changed('completionTime');
  const indexes = changed('completedIndexes', '');
  const broken = changed('failedIndexes');
  const resumes = was('Suspended') && hasCondition(now.conditions, 'Suspended', 'False');
  const uncounted = now.uncountedTerminatedPods;
  const left = (uncounted?.succeeded?.length ?? 0) + (uncounted?.failed?.length ?? 0);
  const completedProblem = completions === undefined ? undefined : indexProblem(completed, completions);
  const failedProblem =
    completions === undefined || spec.backoffLimitPerIndex === undefined
      ? undefined
      : indexProblem(failed, completions);
  const both = completions === undefined ? undefined : shared(completed, failed, completions);

  const steps: Step[] = [
    [
      turned('Complete') || turned('Failed'),
      () => done && is('Failed'),
      () => conditions('cannot set Complete=True and Failed=true conditions'),
    ],
    [
      turned('Complete') || turned('FailureTarget'),
      () => done && is('FailureTarget'),
      () => conditions('cannot set Complete=True and FailureTarget=true conditions'),
    ],
    [
      times,
      () => now.completionTime !== undefined && !done,
      () =>
        invalid(
          'status.completionTime',
          now.completionTime,
          'cannot set completionTime when there is no Complete=True condition',
        ),
    ],
    [
      times,
      () => now.completionTime === undefined && done,
      () => required('status.completionTime', 'completionTime is required for Complete jobs'),
    ],
    [
      changed('startTime') || changed('completionTime'),
      () =>
        now.startTime !== undefined &&
        now.completionTime !== undefined &&
        Date.parse(now.completionTime) < Date.parse(now.startTime),
      () => invalid('status.completionTime', now.completionTime, 'must be equal to or after `startTime`'),
    ],
    [
      turned('Failed') || broken,
      () => is('Failed') && !is('FailureTarget'),
      () => conditions('cannot set Failed=True condition without the FailureTarget=true condition'),
    ],
    [
      turned('Complete') || turned('SuccessCriteriaMet'),
      () => done && !is('SuccessCriteriaMet'),
      () => conditions('cannot set Complete=True condition without the SuccessCriteriaMet=true condition'),
    ],
    [
      ended || changed('active', 0),
      () => (now.active ?? 0) > 0 && finished,
      () => invalid('status.active', now.active, 'active>0 is invalid for finished job'),
    ],
    [
      (ended || changed('startTime')) && !(spec.suspend === true && completions === 0),
      () => now.startTime === undefined && finished,
      () => required('status.startTime', 'startTime is required for finished job'),
    ],
    [
      ended || changed('uncountedTerminatedPods'),
      () => finished && left > 0,
      () =>
        invalid(
          'status.uncountedTerminatedPods',
          { Succeeded: uncounted?.succeeded ?? null, Failed: uncounted?.failed ?? null },
          'must be empty for finished job',
        ),
    ],
    [
      indexes,
      () => completedProblem !== undefined,
      () => invalid('status.completedIndexes', completed, `error parsing completedIndexes: ${completedProblem}`),
    ],
    [
      broken,
      () => failedProblem !== undefined,
      () => invalid('status.failedIndexes', failed, `error parsing failedIndexes: ${failedProblem}`),
    ],
    [
      indexes,
      () => completed !== '' && !isIndexed,
      () =>
        invalid(
          'status.completedIndexes',
          completed,
          'cannot set non-empty completedIndexes when non-indexed completion mode',
        ),
    ],
    [
      broken,
      () => spec.backoffLimitPerIndex === undefined && now.failedIndexes !== undefined,
      () =>
        invalid('status.failedIndexes', failed, 'cannot set non-null failedIndexes when backoffLimitPerIndex is null'),
    ],
    [
      broken || indexes,
      () => both !== undefined,
      () => invalid('status.failedIndexes', failed, `failedIndexes and completedIndexes overlap at index: ${both}`),
    ],
    [
      ended || changed('terminating'),
      () => (now.terminating ?? 0) > 0 && finished,
      () => invalid('status.terminating', now.terminating, 'terminating>0 is invalid for finished job'),
    ],
    [
      changed('ready') || changed('active', 0),
      () => now.ready !== undefined && now.ready > (now.active ?? 0),
      () => invalid('status.ready', now.ready, 'cannot set more ready pods than active'),
    ],
    [
      true,
      () => is('SuccessCriteriaMet') && is('Failed'),
      () => conditions('cannot set SuccessCriteriaMet=True and Failed=true conditions'),
    ],
    [
      true,
      () => is('SuccessCriteriaMet') && is('FailureTarget'),
      () => conditions('cannot set SuccessCriteriaMet=True and FailureTarget=true conditions'),
    ],
    [
      true,
      () => spec.successPolicy !== undefined && !is('SuccessCriteriaMet') && done,
      () => conditions('cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True'),
    ],
    ...['Failed', 'Complete', 'FailureTarget'].map((type): Step => [
      was(type),
      () => !is(type),
      () => conditions(`cannot disable the terminal ${type}=True condition`),
    ]),
    [
      true,
      () => (now.failed ?? 0) < (old.failed ?? 0),
      () => invalid('status.failed', now.failed ?? 0, 'cannot decrease the failed counter'),
    ],
    [
      !isIndexed || spec.completions !== spec.parallelism,
      () => (now.succeeded ?? 0) < (old.succeeded ?? 0),
      () => invalid('status.succeeded', now.succeeded ?? 0, 'cannot decrease the succeeded counter'),
    ],
    [
      now.completionTime !== undefined && old.completionTime !== undefined,
      () => changed('completionTime'),
      () => invalid('status.completionTime', now.completionTime, 'field is immutable'),
    ],
    [
      changed('startTime') && !resumes,
      () => old.startTime !== undefined && !spec.suspend,
      () => invalid('status.startTime', now.startTime ?? null, 'field is immutable for unsuspended job once set'),
    ],
    [
      was('SuccessCriteriaMet'),
      () => !is('SuccessCriteriaMet'),
      () => conditions('cannot disable the SuccessCriteriaMet=True condition'),
    ],
    [
      was('Complete') && !was('SuccessCriteriaMet'),
      () => is('SuccessCriteriaMet'),
      () => conditions('cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions'),
    ],
  ];
  for (const [due, wrong, error] of steps) if (due && wrong()) errors.push(error());
  return errors;
}
