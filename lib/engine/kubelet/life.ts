// What a kubelet remembers of a pod.

import type { Probe } from './probes.ts';
import type { Lives } from './status.ts';

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly imagePullPolicy?: string;
  readonly restartPolicy?: string;
  readonly ports?: readonly { readonly name?: string }[];
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly startupProbe?: Probe;
  readonly resources?: { readonly limits?: { readonly memory?: string } };
}

/** When the images of a pod are there. */
export interface Pulled {
  /** Milliseconds after the pod came. */
  readonly ready: number;
  /** The time at which others had them pulled. */
  readonly at: number;
}

/** A pod's life so far. Times are cluster time in milliseconds. */
export interface Life {
  readonly started: number;
  readonly podIP: string;
  readonly lives: Lives;
  /** Its images are there or on their way. */
  readonly images?: Pulled;
  /** The pull that fails: how often it did, and when it is tried again. */
  readonly pull?: { readonly failures: number; readonly retry: number };
  /** It was said that it is being stopped. */
  readonly stopping?: boolean;
}

/** Back-off of restarts and pulls: ten seconds, doubled each time, five minutes at most. In milliseconds. */
export function backoff(failures: number): number {
  return Math.min(10_000 * 2 ** (failures - 1), 300_000);
}

/** All containers wait for the same reason. */
export function waiting(life: Life, all: readonly Container[], reason: string, message?: string): Life {
  const first = life.lives[all[all.length - 1]!.name];
  if (first?.reason === reason && first.message === message) return life;
  return {
    ...life,
    lives: Object.fromEntries(all.map((it) => [it.name, { state: 'waiting', reason, message, restarts: 0 }])),
  };
}
