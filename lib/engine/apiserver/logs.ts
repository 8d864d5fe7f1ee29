// What containers print: the output of their programs where that follows from the manifest. Elsewhere the lines are what the cluster
// itself knows of a container's life: that it started, became ready, ended and how, each at its time; the first of them says so.
// Follows kubernetes/pkg/kubelet/kubelet_pods.go (validateContainerLogStatus) and pkg/apis/core/validation (ValidatePodLogOptions).

import { findCondition, type Condition } from '../../api/conditions.ts';
import { forbidden, invalid as wrong, type FieldError } from '../../api/field-errors.ts';
import type { KubeObject } from '../../api/object.ts';
import { badRequest, invalid } from '../../api/status-errors.ts';
import type { Change } from '../interface.ts';
import type { Call } from './call.ts';
import { text, type ApiAnswer } from './http.ts';
import { outputOf, type Line } from './program-output.ts';

interface Terminated {
  readonly exitCode?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}
interface ContainerStatus {
  readonly name: string;
  readonly image?: string;
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly state?: {
    readonly running?: { readonly startedAt?: string };
    readonly waiting?: { readonly reason?: string };
    readonly terminated?: Terminated;
  };
  readonly lastState?: { readonly terminated?: Terminated };
}

export interface LogOptions {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly tailLines: number | undefined;
  readonly limitBytes: number | undefined;
  /** Lines of before are left out, milliseconds since the epoch. */
  readonly since: number;
}

/** Output that goes on: what is new is asked for when it is said that there is some. */
export interface LogStream {
  /** What was printed since it was asked last. */
  take(): string;
  /** Whether nothing more comes. */
  readonly over: boolean;
  ready(listener: () => void): void;
  stop(): void;
}

export interface LogAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | readonly string[] };
  readonly log: LogStream;
}

/** The output of a container. Throws `StatusError` where there is none yet. */
export function answerLog(call: Call, pod: KubeObject, container: string, options: LogOptions): ApiAnswer | LogAnswer {
  const lines = linesOf(call, pod, container, options.previous);
  const shown = cut(lines, options);
  if (!options.follow || options.previous || isOver(pod, container)) return text(200, shown);
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    log: followed(call, pod, container, options, shown, lines),
  };
}

/** What is asked of a log. Throws `StatusError` for what makes no sense, whether there is such a pod or not. */
export function logOptions(query: URLSearchParams, pod: string, now: number): LogOptions {
  const errors: FieldError[] = [];
  const flag = (name: string): boolean => /^(1|t|true)$/i.test(query.get(name) ?? '');
  const number = (name: string): number | undefined => {
    const given = query.get(name);
    if (given === null || given === '') return undefined;
    const value = Number(given);
    if (!Number.isInteger(value)) throw badRequest(`strconv.ParseInt: parsing "${given}": invalid syntax`);
    return value;
  };
  const tailLines = number('tailLines');
  const limitBytes = number('limitBytes');
  const sinceSeconds = number('sinceSeconds');
  const sinceTime = query.get('sinceTime');
  if (tailLines !== undefined && tailLines < 0)
    errors.push(wrong('tailLines', tailLines, 'must be greater than or equal to 0'));
  if (limitBytes !== undefined && limitBytes < 1)
    errors.push(wrong('limitBytes', limitBytes, 'must be greater than 0'));
  if (sinceSeconds !== undefined && sinceTime)
    errors.push(forbidden('[]', 'at most one of `sinceTime` or `sinceSeconds` may be specified'));
  else if (sinceSeconds !== undefined && sinceSeconds < 1)
    errors.push(wrong('sinceSeconds', sinceSeconds, 'must be greater than 0'));
  if (query.has('stream')) errors.push(forbidden('stream', 'may not be specified'));
  if (sinceTime && Number.isNaN(Date.parse(sinceTime)))
    throw badRequest(
      `parsing time ${JSON.stringify(sinceTime)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(sinceTime)} as "2006"`,
    );
  if (errors.length) throw invalid('PodLogOptions', pod, errors);
  const since = sinceSeconds !== undefined ? now - sinceSeconds * 1000 : sinceTime ? Date.parse(sinceTime) : -Infinity;
  return {
    follow: flag('follow'),
    previous: flag('previous'),
    timestamps: flag('timestamps'),
    tailLines,
    limitBytes,
    since,
  };
}

function statusOf(pod: KubeObject, container: string): ContainerStatus | undefined {
  const { containerStatuses, initContainerStatuses, ephemeralContainerStatuses } = (pod['status'] ?? {}) as {
    [list: string]: readonly ContainerStatus[] | undefined;
  };
  const all = [...(containerStatuses ?? []), ...(initContainerStatuses ?? []), ...(ephemeralContainerStatuses ?? [])];
  return all.find((it) => it.name === container);
}

/** Whether nothing more will be printed by the container as it is. */
function isOver(pod: KubeObject, container: string): boolean {
  return statusOf(pod, container)?.state?.running === undefined;
}

/** The lines of the container that runs or ran last; of the one before, when that is asked for. */
function linesOf(call: Call, pod: KubeObject, container: string, previous: boolean): readonly Line[] {
  const { name } = pod.metadata;
  const status = statusOf(pod, container);
  const last = status?.lastState?.terminated;
  const image = status?.image ?? '';
  if (!status) throw badRequest(`container "${container}" in pod "${name}" is not available`);
  if (previous) {
    if (!last) throw badRequest(`previous terminated container "${container}" in pod "${name}" not found`);
    return outputOf(call, pod, container, true) ?? life(image, last.startedAt, undefined, last);
  }
  const said = outputOf(call, pod, container, false);
  if (said) return said;
  const { running, terminated, waiting } = status.state ?? {};
  if (running)
    return life(image, running.startedAt, status.ready ? readySince(pod, running.startedAt) : undefined, undefined);
  if (terminated) return life(image, terminated.startedAt, undefined, terminated);
  if (last) return life(image, last.startedAt, undefined, last);
  const waits = `container "${container}" in pod "${name}" is waiting to start: `;
  if (!waiting) throw badRequest(`container "${container}" in pod "${name}" is not available`);
  if (waiting.reason === 'ErrImagePull') throw badRequest(`${waits}image can't be pulled`);
  if (waiting.reason === 'ImagePullBackOff') throw badRequest(`${waits}trying and failing to pull image`);
  throw badRequest(`${waits}${waiting.reason}`);
}

/** The pod's containers became ready one after the other; of this one it is known that it is, and when the last was. */
function readySince(pod: KubeObject, startedAt: string | undefined): string | undefined {
  const condition = findCondition(pod['status']?.conditions as Condition[] | undefined, 'ContainersReady');
  if (condition?.status !== 'True') return startedAt;
  const at = condition.lastTransitionTime ?? undefined;
  return at && startedAt && at < startedAt ? startedAt : at;
}

function life(
  image: string,
  started: string | undefined,
  ready: string | undefined,
  end: Terminated | undefined,
): Line[] {
  const from = started ? Date.parse(started) : 0;
  const lines = [
    { at: from, text: `slipway: ${image} is simulated and prints nothing; this is what is known of its life` },
    { at: from, text: 'slipway: started' },
  ];
  if (ready !== undefined) lines.push({ at: Date.parse(ready), text: 'slipway: ready' });
  if (end) {
    const why = [end.reason, end.message].filter(Boolean).join(': ');
    lines.push({
      at: end.finishedAt ? Date.parse(end.finishedAt) : from,
      text: `slipway: ended with exit code ${end.exitCode ?? 0}${why ? ` (${why})` : ''}`,
    });
  }
  return lines;
}

function printed(line: Line, { timestamps }: LogOptions): string {
  const stamp = timestamps ? `${new Date(line.at).toISOString().replace('Z', '000000Z')} ` : '';
  return `${stamp}${line.text}${line.isOpen ? '' : '\n'}`;
}

function cut(lines: readonly Line[], options: LogOptions): string {
  const { since, tailLines, limitBytes } = options;
  const recent = lines.filter((it) => it.at >= since);
  const some = tailLines === undefined ? recent : tailLines === 0 ? [] : recent.slice(-tailLines);
  const whole = some.map((it) => printed(it, options)).join('');
  return limitBytes === undefined ? whole : Buffer.from(whole).subarray(0, limitBytes).toString();
}

/** Listens for what becomes of the container. */
function followed(
  call: Call,
  pod: KubeObject,
  container: string,
  options: LogOptions,
  shown: string,
  first: readonly Line[],
): LogStream {
  let waiting = shown;
  let known = first.length;
  let tell = (): void => undefined;
  let over = false;
  const key = `${pod.metadata.namespace}/${pod.metadata.name}`;
  // What a program printed meanwhile is no change of its pod.
  const more = (): void => {
    const now = over ? undefined : outputOf(call, pod, container, false);
    for (const line of now?.slice(known) ?? []) waiting += printed(line, options);
    known = Math.max(known, now?.length ?? 0);
  };
  const stop = call.machine.store.subscribe((change: Change) => {
    if (over || change.resource !== 'pods' || change.key !== key) return;
    const gone = change.type === 'DELETED' || change.object.metadata.uid !== pod.metadata.uid;
    if (!gone) {
      const status = statusOf(change.object, container);
      // A container that was started again is another; its end is in the last state of the new one.
      const again = status?.restartCount !== statusOf(pod, container)?.restartCount;
      const now = again && !status?.lastState?.terminated ? [] : linesOf(call, change.object, container, again);
      for (const line of now.slice(known)) waiting += printed(line, options);
      // What ended without having been seen ready has one line less than was known.
      const isTold = outputOf(call, change.object, container, again) !== undefined;
      if (!isTold && now.length <= known && (again || status?.state?.terminated) && now.length)
        waiting += printed(now.at(-1)!, options);
      known = Math.max(known, now.length);
    }
    over =
      gone ||
      isOver(change.object, container) ||
      statusOf(change.object, container)?.restartCount !== statusOf(pod, container)?.restartCount;
    tell();
  });
  return {
    take() {
      more();
      const text = waiting;
      waiting = '';
      return text;
    },
    get over() {
      return over;
    },
    ready(listener) {
      tell = listener;
    },
    stop,
  };
}
