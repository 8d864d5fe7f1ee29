// Containers that are told to stop: how long each takes, and in which order. Follows kubernetes/pkg/kubelet/kuberuntime
// (kuberuntime_container.go, kuberuntime_termination_order.go): all are told at once and run their preStop hooks; sidecars are
// stopped when the others have ended, the last one first.

import { initOf, isSidecar, type Container, type ContainerLife, type Kill, type Lives, type Spec } from './life.ts';

/** How long a program takes to end when it is asked to. */
const STOP = 1_000;

/** A container that is asked to end at a time, with so long to do so in all; programs end well when they are given the time. */
export function killAt(container: Container, from: number, now: number, grace: number, then: Kill['then']): Kill {
  const hook = (container.lifecycle?.preStop?.sleep?.seconds ?? 0) * 1000;
  const at = Math.max(from, now + hook) + STOP;
  if (at <= now + grace) return { at, exitCode: 0, reason: 'Completed', then };
  return { at: now + grace, exitCode: 137, reason: 'Error', then };
}

const isOn = (life: ContainerLife | undefined): boolean => life?.state === 'running';

/** How and when each of the running containers of a pod ends that is to end as a whole; in the order in which they are told. */
export function killsOf(
  spec: Spec,
  lives: Lives,
  now: number,
  grace: number,
): readonly (readonly [container: Container, kill: Kill])[] {
  const found: (readonly [Container, Kill])[] = [];
  const stop = (container: Container, from: number): number => {
    if (!isOn(lives[container.name])) return from;
    const kill = killAt(container, from, now, grace, 'over');
    found.push([container, kill]);
    return kill.at;
  };
  let last = now;
  for (const it of spec.containers) last = Math.max(last, stop(it, now));
  for (const it of spec.ephemeralContainers ?? []) stop(it, now);
  const init = initOf(spec);
  for (let i = init.length - 1; i >= 0; i--) if (isSidecar(init[i]!)) last = stop(init[i]!, last);
  for (const it of init) if (!isSidecar(it)) stop(it, now);
  return found;
}

/** How long a pod without sidecars takes to end: its longest preStop pause, and what programs take. Milliseconds. */
export function stopTime(spec: Spec): number {
  return STOP + 1000 * Math.max(...spec.containers.map((it) => it.lifecycle?.preStop?.sleep?.seconds ?? 0));
}
