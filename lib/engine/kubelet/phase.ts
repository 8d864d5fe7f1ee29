// How far a pod is, from what its containers do. Follows kubernetes/pkg/kubelet/kubelet_pods.go (getPhase).

import { initOf, isSidecar, type ContainerLife, type Lives, type Spec } from './life.ts';

export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

/** Whether a container runs or ran: one that was to be begun with the whole pod has not yet. */
export function hasBegun(life: ContainerLife | undefined): boolean {
  if (!life) return false;
  return life.state !== 'waiting' || (life.last !== undefined && life.reason !== RESTARTING_ALL);
}

/** Why containers wait that a rule of one of them makes begin anew. */
export const RESTARTING_ALL = 'RestartingAllContainers';

/** Whether an init container lets the next one start. */
export function isThrough(isBeside: boolean, life: ContainerLife | undefined): boolean {
  if (isBeside) return life?.state === 'running' && !life.starting;
  return life?.state === 'ended' && life.exitCode === 0;
}

/** Whether an init container failed for good. */
export function hasFailedInit(spec: Spec, lives: Lives): boolean {
  return initOf(spec).some((it) => {
    const life = lives[it.name];
    return !isSidecar(it) && life?.state === 'ended' && life.exitCode !== 0;
  });
}

export function phaseOf(spec: Spec, lives: Lives): Phase {
  if (hasFailedInit(spec, lives)) {
    // What goes on beside it is stopped first.
    const isOn = initOf(spec).some((it) => lives[it.name]?.state === 'running');
    if (!isOn) return 'Failed';
  }
  let isRunning = false;
  let isWaiting = false;
  let isOver = true;
  let isGood = true;
  for (const { name } of spec.containers) {
    const life = lives[name];
    if (life?.state === 'running') isRunning = true;
    else if (life?.state === 'ended') isGood &&= life.exitCode === 0;
    else if (life?.last) isOver = false;
    else isWaiting = true;
  }
  const hasMain = isRunning || spec.containers.some((it) => hasBegun(lives[it.name]));
  for (const it of initOf(spec)) {
    const life = lives[it.name];
    if (!isSidecar(it)) {
      if (life?.state !== 'ended' && !(life?.state === 'waiting' && life.last)) isWaiting = true;
    } else if (life?.state === 'running') {
      isRunning = true;
      if (life.starting && !hasMain) isWaiting = true;
    } else if (!hasMain && !life?.last && life?.state !== 'ended') isWaiting = true;
  }
  if (isWaiting) return 'Pending';
  if (isRunning || !isOver) return 'Running';
  return isGood ? 'Succeeded' : 'Failed';
}
