// When a container's probes are asked, what they are answered and what that makes of the container: worked out from what is known of
// its program instead of asking again and again. Follows kubernetes/pkg/kubelet/prober/worker.go.

import type { Outage, Program } from '../../api/simulation/simulation.ts';
import type { Container } from './life.ts';

export interface Probe {
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly successThreshold?: number;
  readonly failureThreshold?: number;
  readonly terminationGracePeriodSeconds?: number;
  readonly httpGet?: { readonly path?: string; readonly port?: string | number; readonly scheme?: string };
  readonly tcpSocket?: { readonly port?: string | number };
  readonly grpc?: { readonly port?: number };
  readonly exec?: { readonly command?: readonly string[] };
  readonly timeoutSeconds?: number;
}

/** How a program answers that does not answer well: nobody listens, it says that it is not ready, or it says nothing. */
export type Refusal = 'refused' | 'unready' | 'silent';

/** What a probe is answered, so many seconds after the program's start. */
export interface Answers {
  isGood(seconds: number): boolean;
  /** When the answer may change, seconds after the start, in order. */
  readonly turns: readonly number[];
  /** What is said of an answer that is not good, where that is known word for word. */
  says?(seconds: number): string;
  /** What sort of an answer it is otherwise; refused when not said. */
  how?(seconds: number): Refusal;
}

export const PROBES = ['startup', 'liveness', 'readiness'] as const;
export type ProbeName = (typeof PROBES)[number];

/** What is known of a container's probes. */
export type Known = { readonly [probe in ProbeName]?: Answers };

/** One probe as it goes on being asked. Seconds after the container's start. */
export interface Asked {
  readonly probe: Probe;
  readonly first: number;
  readonly period: number;
  readonly answers: Answers;
  /** The last time it is asked, where there is one. */
  readonly until: number;
  /** The port it names that its container does not have: asking fails before anybody is asked, and counts as no answer. */
  readonly missing?: string;
}

/** What probes make of a container. Seconds after it started; Infinity for never. */
export interface Probing {
  readonly startup?: Asked;
  readonly liveness?: Asked;
  readonly readiness?: Asked;
  /** When its startup probe succeeds; 0 without one. */
  readonly startedAt: number;
  /** When it is to be stopped, and for which probe. */
  readonly killedAt: number;
  readonly killedBy: 'startup' | 'liveness';
}

/** How long a program takes to answer when nothing is said of it, in seconds. */
const USUAL = 1;
const NEVER: Answers = { isGood: () => false, turns: [], how: () => 'unready' };

const known = new WeakMap<Program, { readonly [probe in 'alive' | 'ready']: Answers }>();

/** What a program answers by what the simulation says of it, to who asks whether it lives, and whether it is ready. */
function answersOf(program: Program): { readonly [probe in 'alive' | 'ready']: Answers } {
  let found = known.get(program);
  if (!found) {
    const { outages = [], neverReady } = program;
    const silences = outages.filter((it) => !it.alive);
    found = { alive: during(program, silences), ready: neverReady ? NEVER : during(program, outages) };
    known.set(program, found);
  }
  return found;
}

function during({ readySeconds = USUAL }: Program, outages: readonly Outage[]): Answers {
  const spanOf = ({ atSeconds = 0, forSeconds = Infinity }: Outage): [number, number] => [
    atSeconds,
    atSeconds + forSeconds,
  ];
  const at = (seconds: number): Outage | undefined =>
    outages.find((it) => seconds >= spanOf(it)[0] && seconds < spanOf(it)[1]);
  const turns = [readySeconds, ...outages.flatMap(spanOf)].filter((it) => it !== Infinity);
  return {
    isGood: outages.length
      ? (seconds) => seconds >= readySeconds && !at(seconds)
      : (seconds) => seconds >= readySeconds,
    turns: turns.sort((a, b) => a - b),
    how(seconds) {
      if (seconds < readySeconds) return 'refused';
      return at(seconds)?.alive ? 'unready' : 'silent';
    },
  };
}

/** The first time at or after another at which a probe is asked. */
function tickFrom({ first, period }: Asked, at: number): number {
  return at <= first ? first : first + Math.ceil((at - first) / period) * period;
}

/** The first turn after a time. */
function turnAfter(turns: readonly number[], at: number): number {
  let [low, high] = [0, turns.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (turns[middle]! > at) high = middle;
    else low = middle + 1;
  }
  return turns[low] ?? Infinity;
}

/** The first time from another on at which a probe is asked and answered so; Infinity for never. */
function nextAnswer(asked: Asked, from: number, wanted: boolean): number {
  const { answers, until } = asked;
  for (let at = tickFrom(asked, from); at <= until;) {
    if (answers.isGood(at) === wanted) return at;
    const turn = turnAfter(answers.turns, at);
    if (turn === Infinity) return Infinity;
    at = tickFrom(asked, turn);
  }
  return Infinity;
}

/** How often in a row it takes to change what is thought of a container. */
const enough = ({ probe }: Asked, wanted: boolean): number =>
  (wanted ? probe.successThreshold : probe.failureThreshold) ?? (wanted ? 1 : 3);

/** When a probe has been answered so often enough in a row, if it has not been before `from`; Infinity for never. */
export function turnsAt(asked: Asked, from: number, wanted: boolean): number {
  if (asked.missing !== undefined) return Infinity;
  const span = (enough(asked, wanted) - 1) * asked.period;
  for (let at = Math.max(asked.first, from - span); ;) {
    const begins = nextAnswer(asked, at, wanted);
    if (begins === Infinity) return Infinity;
    const breaks = span ? nextAnswer(asked, begins, !wanted) : Infinity;
    if (breaks > begins + span) return Math.max(begins + span, from);
    at = breaks;
  }
}

/** Whether a probe's last answers at a time were all so, and enough of them. */
export function hasTurned(asked: Asked, at: number, wanted: boolean): boolean {
  if (asked.missing !== undefined || at < asked.first) return false;
  const last = asked.first + Math.floor((at - asked.first) / asked.period) * asked.period;
  for (let i = enough(asked, wanted) - 1; i >= 0; i--) {
    const tick = last - i * asked.period;
    if (tick < asked.first || asked.answers.isGood(tick) !== wanted) return false;
  }
  return true;
}

/** When a probe next fails after a time; Infinity for never. */
export function failsAfter(asked: Asked, at: number): number {
  const next = tickFrom(asked, Math.floor(at * 1000 + 1) / 1000);
  if (asked.missing !== undefined) return next <= asked.until ? next : Infinity;
  return nextAnswer(asked, next, false);
}

/** Whether a probe is asked at a time and fails. */
export function failsAt(asked: Asked, at: number): boolean {
  if (at > asked.until || tickFrom(asked, at) !== at) return false;
  return asked.missing !== undefined || !asked.answers.isGood(at);
}

function asking(container: Container, probe: Probe, begins: number, answers: Answers): Asked {
  const { initialDelaySeconds = 0, periodSeconds = 10, httpGet, tcpSocket } = probe;
  const port = httpGet?.port ?? tcpSocket?.port;
  const isMissing = typeof port === 'string' && !container.ports?.some((it) => it.name === port);
  const first = Math.max(begins, initialDelaySeconds);
  const asked = { probe, first, period: periodSeconds, answers, until: Infinity };
  return isMissing ? { ...asked, missing: port } : asked;
}

/** What a container's probes make of it; undefined where it has none. */
export function probing(container: Container, program: Program, told: Known = {}): Probing | undefined {
  const { readinessProbe, livenessProbe, startupProbe } = container;
  if (!readinessProbe && !livenessProbe && !startupProbe) return undefined;
  const { alive, ready } = answersOf(program);
  let startup: Asked | undefined;
  let startedAt = 0;
  if (startupProbe) {
    startup = asking(container, startupProbe, 0, told.startup ?? alive);
    startedAt = turnsAt(startup, 0, true);
    const givenUp = turnsAt(startup, 0, false);
    // Nobody asks on once it is known.
    startup = { ...startup, until: Math.min(startedAt, givenUp) };
    if (givenUp < startedAt) return { startup, startedAt: Infinity, killedAt: givenUp, killedBy: 'startup' };
    if (startedAt === Infinity) return { startup, startedAt, killedAt: Infinity, killedBy: 'startup' };
  }
  let liveness = livenessProbe && asking(container, livenessProbe, startedAt, told.liveness ?? alive);
  const killedAt = liveness ? turnsAt(liveness, 0, false) : Infinity;
  if (liveness && killedAt !== Infinity) liveness = { ...liveness, until: killedAt };
  return {
    startup,
    liveness,
    readiness: readinessProbe && asking(container, readinessProbe, startedAt, told.readiness ?? ready),
    startedAt,
    killedAt,
    killedBy: 'liveness',
  };
}

/** What is told of a probe that fails at a time. */
export function failureText(name: ProbeName, asked: Asked, podIP: string, at: number): string {
  const what = name[0]!.toUpperCase() + name.slice(1);
  if (asked.missing !== undefined)
    return `${what} probe errored and resulted in unknown state: port ${asked.missing} not found`;
  const { answers, probe } = asked;
  return `${what} probe failed: ${answers.says?.(at) ?? saidOf(probe, podIP, answers.how?.(at) ?? 'refused')}`;
}

function saidOf({ httpGet, tcpSocket, grpc, exec, timeoutSeconds = 1 }: Probe, podIP: string, how: Refusal): string {
  const port = httpGet?.port ?? tcpSocket?.port ?? grpc?.port;
  const refused = `dial tcp ${podIP}:${port}: connect: connection refused`;
  if (httpGet) {
    if (how === 'unready') return 'HTTP probe failed with statuscode: 503';
    const silent = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
    const url = `${(httpGet.scheme ?? 'HTTP').toLowerCase()}://${podIP}:${port}${httpGet.path ?? '/'}`;
    return `Get "${url}": ${how === 'silent' ? silent : refused}`;
  }
  if (tcpSocket) return how === 'silent' ? `dial tcp ${podIP}:${port}: i/o timeout` : refused;
  if (grpc) {
    if (how === 'unready') return 'service unhealthy (responded with "NOT_SERVING")';
    return how === 'silent'
      ? `timeout: health rpc did not complete within ${timeoutSeconds}s`
      : `timeout: failed to connect service "${podIP}:${port}" within ${timeoutSeconds}s: context deadline exceeded`;
  }
  const command = JSON.stringify((exec?.command ?? []).join(' '));
  return how === 'silent' ? `command timed out: ${command} timed out after ${timeoutSeconds}s` : '';
}
