// What a kubelet remembers of a pod and of each of its containers.

import type { Shared } from './course.ts';
import type { Heard } from './probed.ts';
import type { Probe } from './probes.ts';
import type { VolumeMount } from './sub-paths.ts';
import type { Told } from './told.ts';

export interface Resources {
  readonly requests?: { readonly [name: string]: string };
  readonly limits?: { readonly [name: string]: string };
}

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly imagePullPolicy?: string;
  readonly restartPolicy?: string;
  readonly restartPolicyRules?: readonly RestartRule[];
  readonly ports?: readonly { readonly name?: string }[];
  readonly volumeMounts?: readonly VolumeMount[];
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly startupProbe?: Probe;
  readonly resources?: Resources;
  readonly resizePolicy?: readonly { readonly resourceName: string; readonly restartPolicy: string }[];
  readonly lifecycle?: { readonly preStop?: { readonly sleep?: { readonly seconds?: number } } };
}

export interface RestartRule {
  readonly action: string;
  readonly exitCodes?: { readonly operator: string; readonly values?: readonly number[] };
}

/** What of a pod's spec is about its containers. */
export interface Spec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly ephemeralContainers?: readonly Container[];
  readonly restartPolicy?: string;
}

/** How a container ended. */
export interface Ending {
  readonly exitCode: number;
  readonly reason: string;
  readonly message?: string;
  /** Absent where nobody knows any more. */
  readonly since?: number;
  readonly until?: number;
  /** What its pod's volumes held when it started. */
  readonly shared?: Shared;
}

/** What became of one container. */
export interface ContainerLife {
  /** waiting: not started; running since; ended. */
  readonly state: 'waiting' | 'running' | 'ended';
  readonly since?: number;
  /** When it ended; of one that waits, when something happens next. */
  readonly until?: number;
  readonly exitCode?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly ready?: boolean;
  /** Its startup probe has not succeeded yet. */
  readonly starting?: boolean;
  /** What has been told of probes of it that fail. */
  readonly heard?: Heard;
  readonly restarts: number;
  readonly last?: Ending;
  /** The image it runs, or waits for. */
  readonly image?: string;
  /** What it has been given of its node. */
  readonly resources?: Resources;
  /** How often in a row it ended and was to start again: how long the back-off is. */
  readonly failures?: number;
  /** Its image is there, or will be at `until`. */
  readonly pulled?: boolean;
  /** How often its image could not be pulled. */
  readonly pulls?: number;
  /** It is being stopped. */
  readonly kill?: Kill;
  /** How it will end, where that follows from the manifest. */
  readonly told?: Told;
  /** What its pod's volumes held when it started. */
  readonly shared?: Shared;
}

/** What happens to a container that was told to stop. */
export interface Kill {
  readonly at: number;
  readonly exitCode: number;
  readonly reason: string;
  /** It starts anew whatever its policy says; or ends for good; or what its policy says; or what it says of failed probes. */
  readonly then: 'again' | 'over' | 'policy' | 'probe';
  /** The image that is pulled for the next one, while what is told is that the old one runs. */
  readonly image?: string;
}

/** A pod's containers, by name. */
export type Lives = { readonly [container: string]: ContainerLife };

/** Resources that a running pod is to get, or does not. */
export interface Resize {
  readonly generation: number;
  /** What it had until it is done. */
  readonly before?: { readonly [container: string]: Resources | undefined };
  readonly pending?: { readonly reason: string; readonly message: string; readonly since: number };
  readonly since?: number;
  /** When it is done. */
  readonly done?: number;
  readonly error?: string;
}

/** A pod's life so far. Times are cluster time in milliseconds. */
export interface Life {
  readonly started: number;
  readonly podIP: string;
  readonly lives: Lives;
  /** What containers wrote into the pod's own volumes. */
  readonly shared?: Shared;
  /** It was said that it is being stopped. */
  readonly stopping?: boolean;
  /** It has been active for longer than it may. */
  readonly late?: boolean;
  readonly resize?: Resize;
}

/** Back-off of restarts and pulls: ten seconds, doubled each time, five minutes at most. In milliseconds. */
export function backoff(failures: number): number {
  return Math.min(10_000 * 2 ** (failures - 1), 300_000);
}

/** A sidecar: an init container that goes on beside the others. */
export const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always';

const NONE: readonly Container[] = [];

/** Containers by their part in the pod. */
export const initOf = (spec: Spec): readonly Container[] => spec.initContainers ?? NONE;
export const ephemeralOf = (spec: Spec): readonly Container[] => spec.ephemeralContainers ?? NONE;

/** All containers of a pod wait for the same reason. */
export function waiting(life: Life, spec: Spec, reason: string, message?: string): Life {
  const first = life.lives[spec.containers[0]!.name];
  if (first?.reason === reason && first.message === message) return life;
  return {
    ...life,
    lives: Object.fromEntries(
      [...initOf(spec), ...spec.containers].map((it) => [
        it.name,
        { state: 'waiting', reason, message, restarts: 0 } as ContainerLife,
      ]),
    ),
  };
}
