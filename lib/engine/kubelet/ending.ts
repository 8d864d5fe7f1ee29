// The last that is seen of a pod which is deleted and held by finalizers: its containers have ended. Follows TerminatePod of
// kubernetes/pkg/kubelet/status/status_manager.go.

import type { ContainerLife, Lives } from './status.ts';

const LOST = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
};

/** The lives of containers that were stopped: of themselves when they were asked to, or killed when their time was up. */
export function stopped(lives: Lives, names: readonly string[], now: number, wasKilled: boolean): Lives {
  const exitCode = wasKilled ? 137 : 143;
  const after: Record<string, ContainerLife> = { ...lives };
  for (const name of names) {
    const life = lives[name];
    if (life?.state === 'ended') continue;
    const { restarts = 0, last } = life ?? {};
    const kept = { state: 'ended', until: now, restarts, ...(last ? { last } : {}), ready: false } as const;
    after[name] =
      life?.state === 'running' ? { ...kept, since: life.since!, exitCode, reason: 'Error' } : { ...kept, ...LOST };
  }
  return after;
}
