// A container that runs: how its program and its probes end it, how it is stopped, and whether it starts again.
// Follows kubernetes/pkg/kubelet/kuberuntime and pkg/kubelet/prober.

import { controllerOf } from '../../api/object.ts';
import { wholeValue } from '../../api/quantity.ts';
import type { Program } from '../../api/simulation/simulation.ts';
import { tell } from './container-events.ts';
import { due, remember, start, type Look, type Part } from './look.ts';
import { fetch } from './images.ts';
import { backoff, type Container, type ContainerLife, type Ending, type Kill } from './life.ts';
import { probed } from './probed.ts';
import { probing } from './probes.ts';
import { programOf } from './programs.ts';
import { outcomeOf } from './restarts.ts';
import { knownProbes, share } from './scripts.ts';
import { killAt } from './stopping.ts';

/** How long a Job's program runs, and an init container's, unless the simulation says otherwise, in milliseconds. */
const WORK = 5_000;
const INIT_WORK = 1_000;
/** A program that outgrows its limit does so after this. */
const GROWTH = 1_000;
/** A container that ran for this long starts its back-off anew. */
const HEALED = 600_000;

/** Takes one container to where it is now. */
export function step(look: Look, container: Container, part: Part): void {
  const { context, pod } = look;
  let now = look.lives[container.name];
  if (now?.state !== 'running') return;
  const program = programOf(context.simulation, pod, container);
  // What ends at once and starts again at once is looked at once more.
  for (let turns = 0; now.state === 'running' && turns < 2; turns++) {
    if (!now.kill) now = changed(look, container, part, now);
    let end = endOf(look, container, program, part, now);
    if (end.at > context.now) {
      const asked = probing(container, program, knownProbes(look, container, program, now));
      const next = probed(look, container, program, part, asked, now);
      if (next.kill !== now.kill) end = endOf(look, container, program, part, next);
      now = next;
      due(look, end.at, now);
      share(look, container, now);
      if (end.at > context.now) break;
    } else share(look, container, now);
    now = finish(look, container, part, now, end);
  }
  look.lives[container.name] = now;
}

interface End {
  readonly at: number;
  readonly exitCode: number;
  readonly reason: string;
  readonly message?: string;
  readonly kill?: Kill;
}

/** A container whose image is another by now is stopped, and starts anew under that one. */
function changed(look: Look, container: Container, part: Part, now: ContainerLife): ContainerLife {
  if ((part !== 'main' && part !== 'sidecar') || now.image === undefined || now.image === container.image) return now;
  const what = `${part === 'main' ? 'Container' : 'Init container'} ${container.name} definition changed`;
  return stopToRestart(look, container, now, part === 'main' ? `${what}, will be restarted` : what);
}

/** Asks a container to end, so that it starts anew. */
function stopToRestart(look: Look, container: Container, now: ContainerLife, why: string): ContainerLife {
  const { context, pod } = look;
  const grace = ((pod['spec'].terminationGracePeriodSeconds as number | undefined) ?? 30) * 1000;
  tell(context, pod, container, 'Normal', 'Killing', why);
  look.moved = true;
  return { ...now, kill: killAt(container, context.now, context.now, grace, 'again') };
}

/** When and how a running container ends. */
function endOf(look: Look, container: Container, program: Program, part: Part, now: ContainerLife): End {
  const own = ownEndOf(look, container, program, part, now);
  const { kill } = now;
  return kill && kill.at <= own.at ? { ...kill, kill } : own;
}

function ownEndOf(look: Look, container: Container, program: Program, part: Part, now: ContainerLife): End {
  const since = now.since!;
  const { name } = container;
  const given = look.had && name in look.had ? look.had[name] : (now.resources ?? container.resources);
  const limit = wholeValue(given?.limits?.['memory']);
  if (program.memory !== undefined && limit > 0 && wholeValue(program.memory) > limit)
    return { at: since + GROWTH, exitCode: 137, reason: 'OOMKilled' };
  const { told } = now;
  const exitCode = program.exitCode ?? told?.exitCode ?? 0;
  const isJob = part === 'main' && controllerOf(look.pod)?.kind === 'Job';
  const lasts =
    program.exitSeconds !== undefined
      ? program.exitSeconds * 1000
      : told
        ? (told.ends ?? Infinity)
        : part === 'init'
          ? INIT_WORK
          : isJob
            ? WORK
            : Infinity;
  const message = told?.message ? { message: told.message } : {};
  return { at: since + lasts, exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', ...message };
}

function finish(look: Look, container: Container, part: Part, now: ContainerLife, how: End): ContainerLife {
  const { context, pod, spec } = look;
  const { exitCode, reason, kill } = how;
  const said = how.message ? { message: how.message } : {};
  const shared = now.shared ? { shared: now.shared } : {};
  const end: Ending = { exitCode, reason, ...said, since: now.since!, until: how.at, ...shared };
  if (kill?.then === 'again') return restarted(look, container, part, now, end);
  const isInit = part === 'init' || part === 'sidecar';
  const outcome =
    kill?.then === 'over' || part === 'ephemeral'
      ? 'over'
      : kill?.then === 'probe'
        ? afterProbe(look, container)
        : outcomeOf(container, spec, exitCode, isInit);
  if (outcome === 'all') look.restartsAll = true;
  if (outcome !== 'again') {
    const last = now.last ? { last: now.last } : {};
    const { image, resources, restarts } = now;
    return remember(look, container, { state: 'ended', ...end, restarts, ...last, ready: false, image, resources });
  }
  const failures = (context.now - now.since! >= HEALED ? 0 : (now.failures ?? 0)) + 1;
  const { image, restarts, resources } = now;
  const next: ContainerLife = { state: 'waiting', image, resources, restarts, last: end, failures, ready: false };
  // The first restart comes at once.
  if (failures === 1) return again(look, container, part, next);
  const delay = backoff(failures - 1);
  const { name, namespace, uid } = pod.metadata;
  const who = `${name}_${namespace}(${uid})`;
  const text = `Back-off restarting failed container ${container.name} in pod ${who}`;
  tell(context, pod, container, 'Warning', 'BackOff', text);
  const message = `back-off ${formatBackoff(delay)} restarting failed container=${container.name} pod=${who}`;
  const until = context.now + delay;
  const waits = remember(look, container, { ...next, reason: 'CrashLoopBackOff', message, until });
  due(look, until, waits);
  return waits;
}

/** What failed its probes was killed, not ended: rules by exit code are not asked. */
function afterProbe({ spec }: Look, { restartPolicy }: Container): 'again' | 'over' {
  return (restartPolicy ?? spec.restartPolicy) === 'Never' ? 'over' : 'again';
}

/** Starts a container once more, if its image can be had at once; otherwise it waits for it. */
function again(look: Look, container: Container, part: Part, next: ContainerLife): ContainerLife {
  const { context, pod, node } = look;
  const got = fetch(context, pod, node, container, next);
  if (!('state' in got) && got.at <= context.now) return start(look, container, next, part);
  const waits = remember(
    look,
    container,
    'state' in got ? got : { ...next, image: container.image, pulled: true, until: got.at },
  );
  if (waits.until !== undefined) due(look, waits.until, waits);
  return waits;
}

/** The old one has ended; what is told of it stays until the new one's image is there. */
function restarted(look: Look, container: Container, part: Part, now: ContainerLife, end: Ending): ContainerLife {
  const { context, pod, node } = look;
  const { kill, pulled } = now;
  const last = pulled ? { ...end, until: now.until! } : end;
  const { restarts, resources } = now;
  const next: ContainerLife = { state: 'waiting', image: container.image, resources, restarts, last, ready: false };
  if (pulled && kill!.image === container.image) return start(look, container, next, part);
  const got = fetch(context, pod, node, container, next);
  if ('state' in got) {
    if (got.until !== undefined) due(look, got.until, got);
    return remember(look, container, got);
  }
  if (got.at <= context.now) return start(look, container, next, part);
  look.moved = true;
  const other = { ...kill!, at: got.at, image: container.image };
  const waits = { ...now, pulled: true, until: last.until, kill: other };
  due(look, got.at, waits);
  return waits;
}

/** As Go prints a duration: `40s`, `1m20s`. */
function formatBackoff(delay: number): string {
  const seconds = delay / 1000;
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
