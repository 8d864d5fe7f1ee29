// The lives of a pod's containers: init containers in order, then all others; ends, restarts and their back-off, probes, memory.
// Follows kubernetes/pkg/kubelet/kuberuntime/kuberuntime_manager.go.

import { controllerOf, keyOf, type KubeObject } from '../../api/object.ts';
import { wholeValue } from '../../api/quantity.ts';
import type { Program } from '../../api/simulation/simulation.ts';
import type { ActorContext } from '../interface.ts';
import { tell } from './container-events.ts';
import { backoff, type Container, type Life } from './life.ts';
import { failureText, probing, readinessText } from './probes.ts';
import { programOf } from './programs.ts';
import type { ContainerLife } from './status.ts';

/** How long a Job's program runs, and an init container's, unless the simulation says otherwise, in milliseconds. */
const WORK = 5_000;
const INIT_WORK = 1_000;
/** A program that outgrows its limit does so after this. */
const GROWTH = 1_000;
/** A container that ran for this long starts its back-off anew. */
const HEALED = 600_000;

interface Spec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly restartPolicy?: string;
}

/** One look at a pod's containers. */
interface Look {
  readonly context: ActorContext;
  readonly pod: KubeObject;
  readonly spec: Spec;
  readonly podIP: string;
  readonly lives: Record<string, ContainerLife>;
  changed: boolean;
  /** When something happens next, and whether that is nothing to wait for. */
  wake: number;
  background: boolean;
}

/** The pod's life after this instant; queues it for when something happens next. */
export function run(context: ActorContext, pod: KubeObject, life: Life, spec: Spec): Life {
  const look: Look = {
    context,
    pod,
    spec,
    podIP: life.podIP,
    lives: { ...life.lives },
    changed: false,
    wake: Infinity,
    background: true,
  };
  let isInitialized = true;
  for (const container of spec.initContainers ?? []) {
    const now = step(look, container, true);
    const isSidecar = container.restartPolicy === 'Always';
    if (
      isSidecar
        ? !(now.state === 'running' && isStarted(look, container, now))
        : !(now.state === 'ended' && now.exitCode === 0)
    ) {
      isInitialized = false;
      break;
    }
  }
  if (isInitialized) for (const container of spec.containers) step(look, container, false);
  else
    for (const container of [...(spec.initContainers ?? []), ...spec.containers])
      look.lives[container.name] ??= { state: 'waiting', reason: 'PodInitializing', restarts: 0 };
  if (look.wake !== Infinity) context.enqueue(keyOf(pod), look.wake - context.now, { background: look.background });
  return look.changed ? { ...life, lives: look.lives } : life;
}

function due(look: Look, time: number, isQuiet: boolean): void {
  if (time <= look.context.now) return;
  if (time < look.wake) look.wake = time;
  if (!isQuiet) look.background = false;
}

/** A sidecar lets the next container start once its startup probe has succeeded; without one, once it runs. */
function isStarted(look: Look, container: Container, now: ContainerLife): boolean {
  if (!container.startupProbe) return true;
  const { name, ports, startupProbe } = container;
  const { readyAt } = probing(
    { name, startupProbe, ...(ports ? { ports } : {}) },
    programOf(look.context.simulation, look.pod, container),
  );
  return look.context.now >= now.since! + readyAt;
}

/** Takes one container to where it is now. */
function step(look: Look, container: Container, isInit: boolean): ContainerLife {
  const { context, pod, lives } = look;
  const program = programOf(context.simulation, pod, container);
  let now = lives[container.name];
  const isDue = now?.reason === 'CrashLoopBackOff' ? context.now >= now.until! : true;
  if (!now || (now.state === 'waiting' && isDue)) now = start(look, container, now);
  // What ends at once and starts again at once is looked at once more.
  for (let turns = 0; now.state === 'running' && turns < 2; turns++) {
    const end = endOf(look, container, program, isInit, now);
    if (end.at > context.now) {
      due(look, end.at, now.restarts > 2);
      now = probe(look, container, program, now);
      break;
    }
    now = finish(look, container, isInit, now, end);
    look.changed = true;
  }
  if (now.state === 'waiting' && now.reason === 'CrashLoopBackOff') due(look, now.until!, now.restarts > 2);
  lives[container.name] = now;
  return now;
}

function start(look: Look, container: Container, before: ContainerLife | undefined): ContainerLife {
  const { context, pod } = look;
  if (before?.reason === 'CrashLoopBackOff') {
    const message = `Container image "${container.image}" already present on machine and can be accessed by the pod`;
    tell(context, pod, container, 'Normal', 'Pulled', message);
  }
  tell(context, pod, container, 'Normal', 'Created', 'Container created');
  tell(context, pod, container, 'Normal', 'Started', 'Container started');
  look.changed = true;
  return {
    state: 'running',
    since: context.now,
    restarts: before?.restarts ?? 0,
    ...(before?.last ? { last: before.last } : {}),
    ready: false,
  };
}

interface End {
  readonly at: number;
  readonly exitCode: number;
  readonly reason: string;
  /** The probe that ends it. */
  readonly probe?: 'startup' | 'liveness';
}

/** When and how a running container ends. */
function endOf(look: Look, container: Container, program: Program, isInit: boolean, now: ContainerLife): End {
  const since = now.since!;
  const isSidecar = isInit && container.restartPolicy === 'Always';
  const limit = wholeValue(container.resources?.limits?.memory);
  if (program.memory !== undefined && limit > 0 && wholeValue(program.memory) > limit)
    return { at: since + GROWTH, exitCode: 137, reason: 'OOMKilled' };
  const { killedAt, killedBy } = probing(container, program);
  const exitCode = program.exitCode ?? 0;
  const isJob = controllerOf(look.pod)?.kind === 'Job' && !isSidecar;
  const lasts =
    program.exitSeconds !== undefined
      ? program.exitSeconds * 1000
      : isInit && !isSidecar
        ? INIT_WORK
        : isJob
          ? WORK
          : Infinity;
  if (killedAt < lasts) return { at: since + killedAt, exitCode: 137, reason: 'Error', probe: killedBy };
  return { at: since + lasts, exitCode, reason: exitCode === 0 ? 'Completed' : 'Error' };
}

function finish(look: Look, container: Container, isInit: boolean, now: ContainerLife, how: End): ContainerLife {
  const { context, pod, spec } = look;
  const { name, namespace, uid } = pod.metadata;
  const end = { exitCode: how.exitCode, reason: how.reason, since: now.since!, until: context.now };
  if (how.probe) {
    const asked = how.probe === 'startup' ? container.startupProbe : container.livenessProbe;
    const said = how.probe === 'startup' ? 'Startup' : 'Liveness';
    tell(
      context,
      pod,
      container,
      'Warning',
      'Unhealthy',
      `${said} probe failed: ${failureText(asked, look.podIP, false)}`,
    );
    const message = `Container ${container.name} failed ${how.probe} probe, will be restarted`;
    tell(context, pod, container, 'Normal', 'Killing', message);
  }
  const isSidecar = isInit && container.restartPolicy === 'Always';
  const policy = isSidecar ? 'Always' : (spec.restartPolicy ?? 'Always');
  const restarts =
    isInit && !isSidecar
      ? how.exitCode !== 0 && policy !== 'Never'
      : policy === 'Always' || (policy === 'OnFailure' && how.exitCode !== 0);
  if (!restarts)
    return { state: 'ended', ...end, restarts: now.restarts, ...(now.last ? { last: now.last } : {}), ready: false };
  const count = now.restarts + 1;
  const isHealed = context.now - now.since! >= HEALED;
  // The first restart comes at once.
  if (count === 1 || isHealed)
    return start(look, container, { ...now, restarts: count, last: end, reason: 'CrashLoopBackOff' });
  const delay = backoff(count - 1);
  const who = `${name}_${namespace}(${uid})`;
  tell(
    context,
    pod,
    container,
    'Warning',
    'BackOff',
    `Back-off restarting failed container ${container.name} in pod ${who}`,
  );
  return {
    state: 'waiting',
    reason: 'CrashLoopBackOff',
    message: `back-off ${formatBackoff(delay)} restarting failed container=${container.name} pod=${who}`,
    until: context.now + delay,
    restarts: count,
    last: end,
    ready: false,
  };
}

/** As Go prints a duration: `40s`, `1m20s`. */
function formatBackoff(delay: number): string {
  const seconds = delay / 1000;
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

/** What the probes say of a running container now. */
function probe(look: Look, container: Container, program: Program, now: ContainerLife): ContainerLife {
  if (now.ready) return now;
  const { context, pod } = look;
  const isQuiet = now.restarts > 2;
  const { readyAt, unreadyAt } = probing(container, program);
  const ready = now.since! + readyAt;
  if (context.now >= ready) {
    look.changed = true;
    return { ...now, ready: true };
  }
  if (ready !== Infinity) due(look, ready, isQuiet);
  if (unreadyAt === Infinity || now.unhealthy) return now;
  const failing = now.since! + unreadyAt;
  if (context.now < failing) {
    due(look, failing, isQuiet);
    return now;
  }
  const text = readinessText(container, look.podIP, program.neverReady === true);
  tell(context, pod, container, 'Warning', 'Unhealthy', text);
  look.changed = true;
  return { ...now, unhealthy: true };
}
