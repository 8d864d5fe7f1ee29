// Pods that are to end: because they are deleted, or because they have been active for longer than they may. Their containers are told
// to stop, sidecars end last. Follows kubernetes/pkg/kubelet (SyncTerminatingPod, active_deadline.go).

import { keyOf, type KubeObject } from '../../api/object.ts';
import type { ActorContext } from '../interface.ts';
import { tell } from './container-events.ts';
import { initOf, isSidecar, type ContainerLife, type Life, type Spec } from './life.ts';
import { killsOf, stopTime } from './stopping.ts';

/** Why a pod fails that has been active for too long. */
export const LATE = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
} as const;

/** Whether a pod has been active for as long as it may; queues it for when it will have been. */
export function isLate(context: ActorContext, pod: KubeObject, life: Life): boolean {
  const seconds = pod['spec'].activeDeadlineSeconds as number | undefined;
  if (seconds === undefined) return false;
  const left = life.started + seconds * 1000 - context.now;
  if (left <= 0) return true;
  context.enqueue(keyOf(pod), left, { background: true });
  return false;
}

/** Where a pod that is to end is by now: whether something changed, and when the next of its containers ends. */
export interface Stopped {
  readonly life: Life;
  readonly changed: boolean;
  /** Absent when nothing runs any more. */
  readonly next?: number;
}

/** Tells the containers of a pod to stop, and ends those whose time has come. `grace` is what is left to all of them, milliseconds. */
export function stopped(context: ActorContext, pod: KubeObject, life: Life, grace: number): Stopped {
  const spec = pod['spec'] as Spec;
  const { now } = context;
  const lives: Record<string, ContainerLife> = { ...life.lives };
  let changed = false;
  if (!life.stopping)
    for (const [container, kill] of killsOf(spec, lives, now, grace)) {
      tell(context, pod, container, 'Normal', 'Killing', `Stopping container ${container.name}`);
      lives[container.name] = { ...lives[container.name]!, kill };
    }
  let next: number | undefined;
  for (const [name, it] of Object.entries(lives)) {
    if (it.state !== 'running') continue;
    // A later word may have shortened the time.
    const at = Math.min(it.kill?.at ?? now, now + grace);
    if (at > now) {
      next = Math.min(next ?? at, at);
      continue;
    }
    const { exitCode, reason } = it.kill?.at === at ? it.kill : { exitCode: 137, reason: 'Error' };
    const { since, restarts, last, image, resources } = it;
    const end = { exitCode, reason, since, until: now, restarts, ready: false, image, resources };
    lives[name] = { state: 'ended', ...end, ...(last ? { last } : {}) };
    changed = true;
  }
  return { life: { ...life, stopping: true, lives }, changed, ...(next === undefined ? {} : { next }) };
}

/**
 * Whether a deleted pod has ended; says of its containers that they are being stopped. What it does until then is of interest only
 * where some containers end before others.
 */
export function ended(
  context: ActorContext,
  pod: KubeObject,
  isFinished: boolean,
  write: (life: Life) => void,
): boolean {
  const id = `pod ${keyOf(pod)}`;
  const grace = (pod.metadata.deletionGracePeriodSeconds ?? 30) * 1000;
  const asked = Date.parse(pod.metadata.deletionTimestamp!) - grace;
  if (isFinished) return true;
  const life = context.memory.get<Life>(id);
  const spec = pod['spec'] as Spec;
  if (life && initOf(spec).some(isSidecar)) {
    const done = stopped(context, pod, life, asked + grace - context.now);
    context.memory.set(id, done.life);
    if (done.next === undefined) return true;
    if (done.changed) write(done.life);
    context.enqueue(keyOf(pod), done.next - context.now, { replace: true });
    return false;
  }
  const left = asked + Math.min(stopTime(spec), grace) - context.now;
  if (left <= 0) return true;
  if (life && !life.stopping) {
    context.memory.set(id, { ...life, stopping: true });
    for (const list of [spec.containers, initOf(spec), spec.ephemeralContainers ?? []])
      for (const it of list)
        if (life.lives[it.name]?.state === 'running')
          tell(context, pod, it, 'Normal', 'Killing', `Stopping container ${it.name}`);
  }
  context.enqueue(keyOf(pod), left);
  return false;
}

const LOST = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
};

/**
 * The last that is seen of a deleted pod which finalizers hold: its containers have ended, of themselves when they were asked to, or killed
 * when their time was up. Follows TerminatePod of kubernetes/pkg/kubelet/status/status_manager.go.
 */
export function concluded(pod: KubeObject, life: Life, now: number): Life {
  const spec = pod['spec'] as Spec;
  const wasKilled = stopTime(spec) >= (pod.metadata.deletionGracePeriodSeconds ?? 30) * 1000;
  const lives: Record<string, ContainerLife> = { ...life.lives };
  for (const { name } of spec.containers) {
    const it = lives[name];
    if (it?.state === 'ended') continue;
    const { restarts = 0, last, image, resources } = it ?? {};
    const kept = {
      state: 'ended',
      until: now,
      restarts,
      ...(last ? { last } : {}),
      ready: false,
      image,
      resources,
    } as const;
    const how = { since: it?.since, exitCode: wasKilled ? 137 : 143, reason: 'Error' };
    lives[name] = it?.state === 'running' ? { ...kept, ...how } : { ...kept, ...LOST };
  }
  return { ...life, lives };
}
