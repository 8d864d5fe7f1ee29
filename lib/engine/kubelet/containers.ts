// The lives of a pod's containers: init containers in order, then all others; ends, restarts and their back-off, probes, memory.
// Follows kubernetes/pkg/kubelet/kuberuntime/kuberuntime_manager.go.

import { controllerOf, keyOf, type KubeObject } from '../../api/object.ts';
import { wholeValue } from '../../api/quantity.ts';
import type { Program } from '../../api/simulation/simulation.ts';
import type { ActorContext } from '../interface.ts';
import { tell } from './container-events.ts';
import { keepHostFiles, withHostFiles } from './host-files.ts';
import { backoff, type Container, type Life } from './life.ts';
import { knownOf } from './probe-answers.ts';
import { failureText, probing, type Known } from './probes.ts';
import { programOf } from './programs.ts';
import { startedBy, type Shared } from './course.ts';
import type { ContainerLife } from './status.ts';
import { sharedBy, toldOf } from './told.ts';

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
  /** What is in the pod's own volumes. */
  shared: Shared | undefined;
  changed: boolean;
  /** When something happens next, and whether that is nothing to wait for. */
  wake: number;
  background: boolean;
}

/** The pod's life after this instant; queues it for when something happens next. */
export function run(context: ActorContext, pod: KubeObject, life: Life, spec: Spec): Life {
  const shared = withHostFiles(context, pod, life.shared);
  const look: Look = {
    context,
    pod,
    spec,
    podIP: life.podIP,
    lives: { ...life.lives },
    shared,
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
  if (!look.changed && look.shared === shared) return life;
  const kept = look.shared === shared ? life.shared : keepHostFiles(context, pod, look.shared);
  return { ...life, ...(look.changed ? { lives: look.lives } : {}), ...(kept ? { shared: kept } : {}) };
}

// Scripts are told of the addresses that the status will have.
function withAddresses({ pod, podIP, context }: Look): KubeObject {
  const node = context.read.get('nodes', pod['spec'].nodeName as string);
  const addresses = (node?.['status']?.addresses ?? []) as { type: string; address: string }[];
  const hostIP = addresses.find((it) => it.type === 'InternalIP')?.address;
  const ip = pod['spec'].hostNetwork ? hostIP : podIP;
  return { ...pod, status: { ...pod['status'], podIP: ip, podIPs: [{ ip }], hostIP, hostIPs: [{ ip: hostIP }] } };
}

/** What the volumes hold by now. */
function share(look: Look, container: Container, now: ContainerLife): void {
  if (!now.told?.writes) return;
  const beginning = { since: now.since!, ...(now.shared ? { shared: now.shared } : {}) };
  const { context, shared } = look;
  look.shared = sharedBy(context.read, withAddresses(look), container, beginning, shared, context.now);
}

function probed(look: Look, container: Container, program: Program, now: ContainerLife): Known | undefined {
  const { read } = look.context;
  const beginning = { since: now.since!, ...(now.shared ? { shared: now.shared } : {}) };
  return knownOf({ read, pod: look.pod, container, beginning }, program);
}

function due(look: Look, time: number, isQuiet: boolean): void {
  if (time <= look.context.now) return;
  if (time < look.wake) look.wake = time;
  if (!isQuiet) look.background = false;
}

/** A sidecar lets the next container start once its startup probe has succeeded; without one, once it runs. */
function isStarted(look: Look, container: Container, now: ContainerLife): boolean {
  if (!container.startupProbe) return true;
  const { startupProbe } = container;
  const { readyAt } = probing(
    { name: container.name, startupProbe },
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
      share(look, container, now);
      break;
    }
    share(look, container, now);
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
  const { shared } = look;
  const beginning = { since: context.now, ...(shared ? { shared } : {}) };
  const program = programOf(context.simulation, pod, container);
  const told = startedBy(container) && toldOf(context.read, withAddresses(look), container, program, beginning);
  return {
    state: 'running',
    since: context.now,
    restarts: before?.restarts ?? 0,
    ...(before?.last ? { last: before.last } : {}),
    ready: false,
    ...(told ? { told } : {}),
    ...(told && shared ? { shared } : {}),
  };
}

interface End {
  readonly at: number;
  readonly exitCode: number;
  readonly reason: string;
  readonly message?: string;
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
  const { killedAt, killedBy } = probing(container, program, probed(look, container, program, now));
  const { told } = now;
  const exitCode = program.exitCode ?? told?.exitCode ?? 0;
  const isJob = controllerOf(look.pod)?.kind === 'Job' && !isSidecar;
  const lasts =
    program.exitSeconds !== undefined
      ? program.exitSeconds * 1000
      : told
        ? (told.ends ?? Infinity)
        : isInit && !isSidecar
          ? INIT_WORK
          : isJob
            ? WORK
            : Infinity;
  if (killedAt < lasts) return { at: since + killedAt, exitCode: 137, reason: 'Error', probe: killedBy };
  const message = told?.message ? { message: told.message } : {};
  return { at: since + lasts, exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', ...message };
}

function finish(look: Look, container: Container, isInit: boolean, now: ContainerLife, how: End): ContainerLife {
  const { context, pod, spec } = look;
  const { name, namespace, uid } = pod.metadata;
  const end = {
    exitCode: how.exitCode,
    reason: how.reason,
    ...(how.message ? { message: how.message } : {}),
    since: now.since!,
    until: context.now,
    ...(now.shared ? { shared: now.shared } : {}),
  };
  if (how.probe) {
    const asked = how.probe === 'startup' ? container.startupProbe : container.livenessProbe;
    const said = how.probe === 'startup' ? 'Startup' : 'Liveness';
    const answers = probed(look, container, programOf(context.simulation, pod, container), now)?.[how.probe];
    tell(
      context,
      pod,
      container,
      'Warning',
      'Unhealthy',
      `${said} probe failed: ${failureText(asked, look.podIP, false, answers?.says?.((context.now - now.since!) / 1000))}`,
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
  const known = probed(look, container, program, now);
  const { readyAt, unreadyAt } = probing(container, program, known);
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
  const said = known?.readiness?.says?.((context.now - now.since!) / 1000);
  const text = failureText(container.readinessProbe, look.podIP, program.neverReady === true, said);
  tell(context, pod, container, 'Warning', 'Unhealthy', `Readiness probe failed: ${text}`);
  look.changed = true;
  return { ...now, unhealthy: true };
}
