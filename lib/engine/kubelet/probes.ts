// When a container's probes first succeed or give up, worked out from the program's own time to answer instead of asking again and
// again. Follows kubernetes/pkg/kubelet/prober.

import type { Program } from '../../api/simulation/simulation.ts';
import type { Container } from './life.ts';

export interface Probe {
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly successThreshold?: number;
  readonly failureThreshold?: number;
  readonly httpGet?: { readonly path?: string; readonly port?: string | number; readonly scheme?: string };
  readonly tcpSocket?: { readonly port?: string | number };
  readonly grpc?: { readonly port?: number };
  readonly exec?: { readonly command?: readonly string[] };
  readonly timeoutSeconds?: number;
}

/** What a probe is answered by a program that is known, so many seconds after its start. */
export interface Answers {
  isGood(seconds: number): boolean;
  /** When the last answer changes. */
  readonly settled: number;
  /** What is said of an answer that is not good, where that is not the usual. */
  says?(seconds: number): string;
}

/** What is known of a container's probes. */
export type Known = { readonly [probe in 'startup' | 'liveness' | 'readiness']?: Answers };

/** What probes make of a container, in milliseconds after it started; Infinity for never. */
export interface Probing {
  /** When its startup probe succeeds; 0 without one. */
  readonly startedAt: number;
  readonly readyAt: number;
  /** When it is killed, and for which probe. */
  readonly killedAt: number;
  readonly killedBy: 'startup' | 'liveness';
  /** When a readiness probe first fails; Infinity when it does not. */
  readonly unreadyAt: number;
}

const NEVER_ASKED: Probing = {
  startedAt: 0,
  readyAt: 0,
  killedAt: Infinity,
  killedBy: 'liveness',
  unreadyAt: Infinity,
};
const NEVER = { startedAt: Infinity, readyAt: Infinity, unreadyAt: Infinity };
/** How long a program takes to answer when nothing is said of it, in seconds. */
const USUAL = 1;

/** When a probe has been answered the same way often enough; Infinity for never. */
function turnsAt(probe: Probe, begins: number, { isGood, settled }: Answers, wanted: boolean): number {
  const { initialDelaySeconds = 0, periodSeconds = 10, successThreshold = 1, failureThreshold = 3 } = probe;
  const enough = wanted ? successThreshold : failureThreshold;
  let count = 0;
  for (let at = Math.max(begins, initialDelaySeconds); ; at += periodSeconds) {
    count = isGood(at) === wanted ? count + 1 : 0;
    if (count >= enough) return at;
    if (at > settled && count === 0) return Infinity;
  }
}

/** The first time a probe is asked at or after `answers` (seconds after `begins`), and has succeeded often enough. */
function succeedsAt(probe: Probe, begins: number, answers: number | Answers): number {
  const { initialDelaySeconds = 0, periodSeconds = 10, successThreshold = 1 } = probe;
  if (typeof answers === 'object') return turnsAt(probe, begins, answers, true);
  const first = Math.max(begins, initialDelaySeconds);
  const misses = answers <= first ? 0 : Math.ceil((answers - first) / periodSeconds);
  return first + (misses + successThreshold - 1) * periodSeconds;
}

/** When a probe has failed often enough, if the program answers only later. */
function givesUpAt(probe: Probe, begins: number, answers: number | Answers): number {
  const { initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3 } = probe;
  if (typeof answers === 'object') return turnsAt(probe, begins, answers, false);
  const last = Math.max(begins, initialDelaySeconds) + (failureThreshold - 1) * periodSeconds;
  return last < answers ? last : Infinity;
}

/** The port a probe names that its container does not have: asking fails before anybody is asked, and counts as no answer. */
function missingPort(container: Container, probe: Probe | undefined): string | undefined {
  const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port;
  return typeof port === 'string' && !container.ports?.some((it) => it.name === port) ? port : undefined;
}

export function probing(container: Container, program: Program, known: Known = {}): Probing {
  const { readinessProbe, livenessProbe, startupProbe } = container;
  if (!readinessProbe && !livenessProbe && !startupProbe)
    return program.neverReady ? { ...NEVER_ASKED, readyAt: Infinity } : NEVER_ASKED;
  const answers = program.readySeconds ?? USUAL;
  let begins = 0;
  if (missingPort(container, startupProbe) !== undefined) return { ...NEVER, killedAt: Infinity, killedBy: 'startup' };
  if (startupProbe) {
    const succeeds = succeedsAt(startupProbe, 0, known.startup ?? answers);
    const killed = givesUpAt(startupProbe, 0, known.startup ?? answers);
    if (killed < succeeds) return { ...NEVER, killedAt: killed * 1000, killedBy: 'startup' };
    begins = succeeds;
  }
  const asksAlive = livenessProbe && missingPort(container, livenessProbe) === undefined;
  const killed = asksAlive ? givesUpAt(livenessProbe, begins, known.liveness ?? answers) : Infinity;
  const ready = program.neverReady
    ? Infinity
    : readinessProbe
      ? succeedsAt(readinessProbe, begins, known.readiness ?? answers)
      : begins;
  const asked = readinessProbe ? Math.max(begins, readinessProbe.initialDelaySeconds ?? 0) : Infinity;
  const alive = { startedAt: begins * 1000, killedAt: killed * 1000, killedBy: 'liveness' } as const;
  if (missingPort(container, readinessProbe) !== undefined)
    return { ...alive, readyAt: Infinity, unreadyAt: asked * 1000 };
  const isLate = known.readiness ? !known.readiness.isGood(asked) : answers > asked;
  return {
    ...alive,
    readyAt: ready * 1000,
    unreadyAt: readinessProbe && (program.neverReady || isLate) ? asked * 1000 : Infinity,
  };
}

/** What is told of a readiness probe that fails. */
export function readinessText(container: Container, podIP: string, isAnswering: boolean, said?: string): string {
  const { readinessProbe } = container;
  const port = missingPort(container, readinessProbe);
  return port === undefined
    ? `Readiness probe failed: ${failureText(readinessProbe, podIP, isAnswering, said)}`
    : `Readiness probe errored and resulted in unknown state: port ${port} not found`;
}

/** What a failed probe says. */
export function failureText(probe: Probe | undefined, podIP: string, isAnswering: boolean, said?: string): string {
  if (said !== undefined) return said;
  const { httpGet, tcpSocket, grpc } = probe ?? {};
  const port = httpGet?.port ?? tcpSocket?.port ?? grpc?.port;
  if (httpGet && isAnswering) return 'HTTP probe failed with statuscode: 503';
  const refused = `dial tcp ${podIP}:${port}: connect: connection refused`;
  if (httpGet)
    return `Get "${(httpGet.scheme ?? 'HTTP').toLowerCase()}://${podIP}:${port}${httpGet.path ?? '/'}": ${refused}`;
  if (tcpSocket) return refused;
  return grpc ? `timeout: failed to connect service "${podIP}:${port}" within 1s: context deadline exceeded` : '';
}
