// One look at a pod's containers: those that are put in to look around, init containers in order with those that go on beside the others,
// then all others. Images are pulled when it is a container's turn; what ended, was changed or asks for it is started anew.
// Follows kubernetes/pkg/kubelet/kuberuntime/kuberuntime_manager.go (computePodActions, SyncPod).

import { keyOf, type KubeObject } from '../../api/object.ts';
import type { ActorContext } from '../interface.ts';
import { tell } from './container-events.ts';
import { keepHostFiles, withHostFiles } from './host-files.ts';
import { due, remember, start, type Look, type Part } from './look.ts';
import { fetch } from './images.ts';
import { ephemeralOf, initOf, isSidecar, type Container, type ContainerLife, type Life, type Spec } from './life.ts';
import { missingOf } from './needs.ts';
import { hasBegun, hasFailedInit, isThrough, RESTARTING_ALL } from './phase.ts';
import { programOf } from './programs.ts';
import { step } from './running.ts';
import { unmountable } from './scripts.ts';
import { killsOf } from './stopping.ts';

/** The pod's life after this instant; queues it for when something happens next. */
export function run(
  context: ActorContext,
  pod: KubeObject,
  node: KubeObject,
  life: Life,
): { readonly life: Life; readonly changed: boolean } {
  const spec = pod['spec'] as Spec;
  const had = withHostFiles(context, pod, life.shared);
  const look: Look = {
    context,
    pod,
    node,
    spec,
    podIP: life.podIP,
    lives: { ...life.lives },
    shared: had,
    had: life.resize?.before,
    isFirst: !Object.values(life.lives).some(hasBegun),
    changed: false,
    moved: false,
    restartsAll: false,
    isMissing: false,
    wake: Infinity,
    background: true,
  };
  for (const it of ephemeralOf(spec)) visit(look, [it], 'ephemeral');
  const isOver = isDone(look);
  const wasBegun = spec.containers.some((it) => hasBegun(life.lives[it.name]));
  let isInitialized = true;
  for (const it of initOf(spec)) {
    const isBeside = isSidecar(it);
    // What is there beside the others is kept there; what did its work is done with.
    if (wasBegun && !isBeside) continue;
    if (isOver && look.lives[it.name]?.state !== 'running') continue;
    visit(look, [it], isBeside ? 'sidecar' : 'init');
    if (wasBegun || isThrough(isBeside, look.lives[it.name])) continue;
    isInitialized = false;
    break;
  }
  if (isInitialized && !hasFailedInit(spec, look.lives)) visit(look, spec.containers, 'main');
  if (look.restartsAll) beginAnew(look);
  else if (isDone(look)) stopRest(look);
  if (look.isMissing) context.memory.set(`waits ${keyOf(pod)}`, true);
  if (look.wake !== Infinity) context.enqueue(keyOf(pod), look.wake - context.now, { background: look.background });
  const { moved, changed } = look;
  if (!moved && !changed && look.shared === had) return { life, changed };
  const shared = look.shared === had ? life.shared : keepHostFiles(context, pod, look.shared);
  // Few pods have files: the others' lives keep one shape.
  const next = { ...life, lives: look.lives };
  return { life: shared ? { ...next, shared } : next, changed };
}

/** Nothing is left to do: all containers ended for good, or one that had to go before them failed. */
function isDone({ spec, lives }: Look): boolean {
  return spec.containers.every((it) => lives[it.name]?.state === 'ended') || hasFailedInit(spec, lives);
}

function visit(look: Look, batch: readonly Container[], part: Part): void {
  bring(look, batch, part);
  for (const it of batch) step(look, it, part);
}

/** Whether a container starts, or tries to, at this look. */
function isDue(look: Look, container: Container, life: ContainerLife | undefined): boolean {
  if (!life) return true;
  if (life.state !== 'waiting') return false;
  // Another image is another container: what was tried before does not count.
  if (life.image !== undefined && life.image !== container.image) return true;
  return life.until === undefined || look.context.now >= life.until;
}

/** Pulls what those that are to start need, one after the other, and starts them when all of it is there. */
function bring(look: Look, batch: readonly Container[], part: Part): void {
  const { context, pod, node, lives } = look;
  let pulling: Container[] | undefined;
  let at = context.now;
  let slow = 0;
  for (const it of batch) {
    const before = lives[it.name];
    if (!isDue(look, it, before)) {
      if (before?.state === 'waiting' && before.until !== undefined) due(look, before.until, before);
      continue;
    }
    if (before?.pulled && before.image === it.image) {
      start(look, it, before, part);
      continue;
    }
    const got = fetch(context, pod, node, it, before);
    if ('state' in got) {
      remember(look, it, got);
      if (got.until !== undefined) due(look, got.until, got);
      continue;
    }
    const missing = missingOf(context.read, pod, it.name) ?? unmountable(look, it);
    if (missing) {
      const { reason, message } = missing;
      look.isMissing = true;
      if (before?.message !== message) tell(context, pod, it, 'Warning', 'Failed', `Error: ${message}`);
      remember(look, it, { ...held(before, it), reason, message });
      continue;
    }
    at = Math.max(at, got.at);
    // A program that starts slowly does so the first time; it is known then.
    if (!before?.last) slow = Math.max(slow, programOf(context.simulation, pod, it).startSeconds ?? 0);
    (pulling ??= []).push(it);
  }
  if (!pulling) return;
  const pace = look.isFirst ? (context.simulation.pace?.startSeconds ?? 1) : 0;
  at += Math.max(pace, slow) * 1000;
  look.isFirst = false;
  for (const it of pulling) {
    const before = lives[it.name];
    if (at <= context.now) {
      start(look, it, before, part);
      continue;
    }
    const next: ContainerLife = before
      ? { ...held(before, it), pulled: true, until: at }
      : { state: 'waiting', image: it.image, restarts: 0, ready: false, pulled: true, until: at };
    lives[it.name] = next;
    look.moved = true;
    due(look, at, next);
  }
}

/** Waits for its image, for which nobody is told more than before. */
function held(before: ContainerLife | undefined, container: Container): ContainerLife {
  const isTold = before?.reason !== undefined && !before.pulls;
  return {
    state: 'waiting',
    ...(isTold ? { reason: before.reason, message: before.message } : {}),
    image: container.image,
    restarts: before?.restarts ?? 0,
    ...(before?.resources ? { resources: before.resources } : {}),
    ...(before?.last ? { last: before.last } : {}),
    ...(before?.failures ? { failures: before.failures } : {}),
    ready: false,
  };
}

const REMOVED = 'The container is removed because RestartAllContainers in place';
/** From removing containers to beginning anew: the kubelet looks again. */
const AGAIN = 1_000;

/** A rule says so: all containers go, and the pod begins anew where it is. */
function beginAnew(look: Look): void {
  const { context, pod, spec, lives } = look;
  const until = context.now + AGAIN;
  for (const it of [...spec.containers, ...initOf(spec)]) {
    const life = lives[it.name];
    if (!life || (life.state === 'waiting' && !life.last)) continue;
    if (life.state === 'running') tell(context, pod, it, 'Normal', 'Killing', 'killing');
    lives[it.name] = {
      state: 'waiting',
      reason: RESTARTING_ALL,
      message: REMOVED,
      until,
      image: it.image,
      resources: life.resources,
      restarts: life.restarts + 1,
      last: { exitCode: 137, reason: RESTARTING_ALL, message: REMOVED },
      ready: false,
    };
  }
  look.changed = true;
  look.wake = Math.min(look.wake, until);
  look.background = false;
}

/** What went on beside the others is stopped when they are done. */
function stopRest(look: Look): void {
  const { context, pod, spec, lives } = look;
  const grace = ((pod['spec'].terminationGracePeriodSeconds as number | undefined) ?? 30) * 1000;
  for (const [container, kill] of killsOf(spec, lives, context.now, grace)) {
    const life = lives[container.name]!;
    if (life.kill) continue;
    tell(context, pod, container, 'Normal', 'Killing', `Stopping container ${container.name}`);
    lives[container.name] = { ...life, kill };
    look.moved = true;
    due(look, kill.at, life);
  }
}
