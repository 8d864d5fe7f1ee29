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
  readonly exec?: object;
}

/** What probes make of a container, in milliseconds after it started; Infinity for never. */
export interface Probing {
  readonly readyAt: number;
  /** When it is killed, and for which probe. */
  readonly killedAt: number;
  readonly killedBy: 'startup' | 'liveness';
  /** When a readiness probe first fails; Infinity when it does not. */
  readonly unreadyAt: number;
}

const NEVER_ASKED: Probing = { readyAt: 0, killedAt: Infinity, killedBy: 'liveness', unreadyAt: Infinity };
/** How long a program takes to answer when nothing is said of it, in seconds. */
const USUAL = 1;

/** The first time a probe is asked at or after `answers` (seconds after `begins`), and has succeeded often enough. */
function succeedsAt(probe: Probe, begins: number, answers: number): number {
  const { initialDelaySeconds = 0, periodSeconds = 10, successThreshold = 1 } = probe;
  const first = Math.max(begins, initialDelaySeconds);
  const misses = answers <= first ? 0 : Math.ceil((answers - first) / periodSeconds);
  return first + (misses + successThreshold - 1) * periodSeconds;
}

/** When a probe has failed often enough, if the program answers only later. */
function givesUpAt(probe: Probe, begins: number, answers: number): number {
  const { initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3 } = probe;
  const last = Math.max(begins, initialDelaySeconds) + (failureThreshold - 1) * periodSeconds;
  return last < answers ? last : Infinity;
}

/** The port a probe names that its container does not have: asking fails before anybody is asked, and counts as no answer. */
function missingPort(container: Container, probe: Probe | undefined): string | undefined {
  const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port;
  return typeof port === 'string' && !container.ports?.some((it) => it.name === port) ? port : undefined;
}

export function probing(container: Container, program: Program): Probing {
  const { readinessProbe, livenessProbe, startupProbe } = container;
  if (!readinessProbe && !livenessProbe && !startupProbe)
    return program.neverReady ? { ...NEVER_ASKED, readyAt: Infinity } : NEVER_ASKED;
  const answers = program.readySeconds ?? USUAL;
  let begins = 0;
  if (missingPort(container, startupProbe) !== undefined) return { ...NEVER_ASKED, readyAt: Infinity };
  if (startupProbe) {
    const killed = givesUpAt(startupProbe, 0, answers);
    if (killed !== Infinity)
      return { readyAt: Infinity, killedAt: killed * 1000, killedBy: 'startup', unreadyAt: Infinity };
    begins = succeedsAt(startupProbe, 0, answers);
  }
  const asksAlive = livenessProbe && missingPort(container, livenessProbe) === undefined;
  const killed = asksAlive ? givesUpAt(livenessProbe, begins, answers) : Infinity;
  const ready = program.neverReady ? Infinity : readinessProbe ? succeedsAt(readinessProbe, begins, answers) : begins;
  const asked = readinessProbe ? Math.max(begins, readinessProbe.initialDelaySeconds ?? 0) : Infinity;
  if (missingPort(container, readinessProbe) !== undefined)
    return { readyAt: Infinity, killedAt: killed * 1000, killedBy: 'liveness', unreadyAt: asked * 1000 };
  return {
    readyAt: ready * 1000,
    killedAt: killed * 1000,
    killedBy: 'liveness',
    unreadyAt: readinessProbe && (program.neverReady || answers > asked) ? asked * 1000 : Infinity,
  };
}

/** What is told of a readiness probe that fails. */
export function readinessText(container: Container, podIP: string, isAnswering: boolean): string {
  const { readinessProbe } = container;
  const port = missingPort(container, readinessProbe);
  return port === undefined
    ? `Readiness probe failed: ${failureText(readinessProbe, podIP, isAnswering)}`
    : `Readiness probe errored and resulted in unknown state: port ${port} not found`;
}

/** What a failed probe says. */
export function failureText(probe: Probe | undefined, podIP: string, isAnswering: boolean): string {
  const { httpGet, tcpSocket, grpc } = probe ?? {};
  const port = httpGet?.port ?? tcpSocket?.port ?? grpc?.port;
  if (httpGet && isAnswering) return 'HTTP probe failed with statuscode: 503';
  const refused = `dial tcp ${podIP}:${port}: connect: connection refused`;
  if (httpGet)
    return `Get "${(httpGet.scheme ?? 'HTTP').toLowerCase()}://${podIP}:${port}${httpGet.path ?? '/'}": ${refused}`;
  if (tcpSocket) return refused;
  return grpc ? `timeout: failed to connect service "${podIP}:${port}" within 1s: context deadline exceeded` : '';
}
