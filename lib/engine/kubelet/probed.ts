// What probes make of a running container at one look: started, ready and ready no more, to be stopped; each failure is told of, but
// not more of them than a node says of one pod. Follows kubernetes/pkg/kubelet/prober and, for how often is told,
// client-go/tools/record (EventSourceObjectSpamFilter).

import type { Program } from '../../api/simulation/simulation.ts';
import { tell } from './container-events.ts';
import type { Container, ContainerLife } from './life.ts';
import { due, type Look, type Part } from './look.ts';
import { failsAfter, failsAt, failureText, hasTurned, PROBES, turnsAt, type Probing } from './probes.ts';
import { killAt } from './stopping.ts';

/** How many failures of a container's probes are told of at once, and how long it takes until one more may be, in seconds. Of the 25
 * events of a pod some have been about its start. */
const TOLD = 20;
const AGAIN = 300;
/** What a probe ends later than this after the container's start is nothing to wait for, in seconds. */
const LATE = 600;

/** How much has been told of failing probes. */
export interface Heard {
  /** Up to when, seconds after the container's start. */
  readonly at: number;
  /** How many failures more may be told of. */
  readonly left: number;
}

/** A running container after this look; queues its pod for when its probes next say something new. */
export function probed(
  look: Look,
  container: Container,
  program: Program,
  part: Part,
  asked: Probing | undefined,
  now: ContainerLife,
): ContainerLife {
  if (part === 'init' || part === 'ephemeral') return now;
  if (!asked) {
    if (now.ready || program.neverReady) return now;
    look.changed = true;
    return { ...now, ready: true };
  }
  const seconds = (look.context.now - now.since!) / 1000;
  let next = now;
  const begun = asked.startedAt <= seconds;
  if (now.starting) {
    if (begun) next = { ...next, starting: false };
    else wake(look, now, asked.startedAt);
  }
  const isReady = readyAt(look, program, asked, now, seconds);
  if (isReady !== (now.ready ?? false)) next = { ...next, ready: isReady };
  if (next !== now) look.changed = true;
  next = sayFailures(look, container, asked, next, seconds);
  if (asked.killedAt > seconds) wake(look, next, asked.killedAt, asked.killedAt > LATE);
  else if (!next.kill) next = stop(look, container, part, asked, next, seconds);
  return next;
}

function wake(look: Look, life: ContainerLife, seconds: number, background = false): void {
  if (seconds !== Infinity) due(look, life.since! + seconds * 1000, life, background);
}

/** Whether it is ready now; queues its pod for when that changes. */
function readyAt(
  look: Look,
  program: Program,
  { readiness, startedAt }: Probing,
  now: ContainerLife,
  seconds: number,
): boolean {
  const was = now.ready ?? false;
  if (!readiness) {
    if (program.neverReady) return false;
    if (seconds < startedAt) wake(look, now, startedAt);
    return seconds >= startedAt;
  }
  const is = hasTurned(readiness, seconds, !was) ? !was : was;
  // Becoming ready is progress; being so no more is not.
  wake(look, now, turnsAt(readiness, seconds + readiness.period, !is), is);
  return is;
}

/** Says which probes fail now. */
function sayFailures(
  look: Look,
  container: Container,
  asked: Probing,
  now: ContainerLife,
  seconds: number,
): ContainerLife {
  const { context, pod, podIP } = look;
  let { at, left } = now.heard ?? { at: -1, left: TOLD };
  left = Math.min(TOLD, left + (seconds - Math.max(at, 0)) / AGAIN);
  let isTold = false;
  let next = Infinity;
  for (const name of PROBES) {
    const probe = asked[name];
    if (!probe) continue;
    if (seconds > at && failsAt(probe, seconds) && left >= 1) {
      tell(context, pod, container, 'Warning', 'Unhealthy', failureText(name, probe, podIP, seconds));
      isTold = true;
      left--;
    }
    next = Math.min(next, failsAfter(probe, left >= 1 ? seconds : seconds + (1 - left) * AGAIN));
  }
  wake(look, now, next, true);
  if (!isTold) return now;
  look.moved = true;
  return { ...now, heard: { at: seconds, left } };
}

/** Asks a container to end that failed a probe for good; one that answers nobody does not hear that either. */
function stop(
  look: Look,
  container: Container,
  part: Part,
  asked: Probing,
  now: ContainerLife,
  seconds: number,
): ContainerLife {
  const { context, pod, spec } = look;
  const { killedBy } = asked;
  const probe = asked[killedBy]!;
  const given = probe.probe.terminationGracePeriodSeconds ?? pod['spec'].terminationGracePeriodSeconds;
  const grace = ((given as number | undefined) ?? 30) * 1000;
  const starts = part === 'main' && (container.restartPolicy ?? spec.restartPolicy) !== 'Never';
  const what = `${part === 'main' ? 'Container' : 'Init container'} ${container.name} failed ${killedBy} probe`;
  tell(context, pod, container, 'Normal', 'Killing', starts ? `${what}, will be restarted` : what);
  look.moved = true;
  const isDeaf = probe.answers.how?.(seconds) === 'silent';
  const kill = isDeaf
    ? ({ at: context.now + grace, exitCode: 137, reason: 'Error', then: 'probe' } as const)
    : killAt(container, context.now, context.now, grace, 'probe');
  return { ...now, kill };
}
