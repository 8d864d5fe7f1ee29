// The status a kubelet writes for a pod. Follows kubernetes/pkg/kubelet/status and the pod lifecycle documentation.

import { flat } from '../sim/chance.ts';
import type { Condition } from '../../api/conditions.ts';
import type { KubeObject } from '../../api/object.ts';
import { formatTime } from '../../api/time.ts';
import type { Shared } from './course.ts';
import type { Told } from './told.ts';

/** What became of one container. */
export interface ContainerLife {
  /** waiting: not started; running since; ended. */
  readonly state: 'waiting' | 'running' | 'ended';
  readonly since?: number;
  readonly until?: number;
  readonly exitCode?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly ready?: boolean;
  /** It was said that its readiness probe fails. */
  readonly unhealthy?: boolean;
  readonly restarts: number;
  /** How it will end, where that follows from the manifest. */
  readonly told?: Told;
  /** What its pod's volumes held when it started. */
  readonly shared?: Shared;
  readonly last?: {
    readonly exitCode: number;
    readonly reason: string;
    readonly message?: string;
    readonly since: number;
    readonly until: number;
    readonly shared?: Shared;
  };
}

/** A pod's containers, by name, as the kubelet remembers them. */
export type Lives = { readonly [container: string]: ContainerLife };

/** Why containers wait that nothing else is known of. */
export const creating = (spec: { initContainers?: readonly object[] }): string =>
  spec.initContainers?.length ? 'PodInitializing' : 'ContainerCreating';

function containerStatus(
  pod: KubeObject,
  container: { name: string; image?: string },
  life: ContainerLife | undefined,
  ready = life?.ready ?? false,
): object {
  const id = flat(`containerd://${pod.metadata.uid!.replaceAll('-', '')}${life?.restarts ?? 0}`);
  const ended = (it: {
    exitCode?: number;
    reason?: string;
    since?: number;
    until?: number;
    message?: string;
  }): object => ({
    terminated: {
      exitCode: it.exitCode ?? 0,
      reason: it.reason ?? 'Completed',
      ...(it.message ? { message: it.message } : {}),
      startedAt: formatTime(it.since ?? 0),
      finishedAt: formatTime(it.until ?? 0),
      containerID: id,
    },
  });
  const state =
    life?.state === 'running'
      ? { running: { startedAt: formatTime(life.since!) } }
      : life?.state === 'ended'
        ? ended(life)
        : {
            waiting: {
              reason: life?.reason ?? creating(pod['spec']),
              ...(life?.message ? { message: life.message } : {}),
            },
          };
  const started = life?.state === 'running';
  return {
    name: container.name,
    state,
    lastState: life?.last ? ended(life.last) : {},
    ready,
    restartCount: life?.restarts ?? 0,
    image: container.image,
    imageID: started || life?.state === 'ended' ? digestOf(container.image ?? '') : '',
    ...(started || life?.state === 'ended' ? { containerID: id } : {}),
    started,
  };
}

/** Whether an init container has done its part: a sidecar runs, any other ended well. */
function isPrepared({ restartPolicy }: { restartPolicy?: string }, life: ContainerLife | undefined): boolean {
  return restartPolicy === 'Always' ? life?.state === 'running' : life?.state === 'ended' && life.exitCode === 0;
}

/** A pod's status from the lives of its containers. */
export function podStatus(
  pod: KubeObject,
  lives: Lives,
  at: { now: number; hostIP?: string; podIP?: string; started: number },
): object {
  const spec = pod['spec'];
  const before = (pod['status'] ?? {}) as {
    conditions?: readonly Condition[];
    qosClass?: string;
    nominatedNodeName?: string;
  };
  const containers = spec.containers as { name: string; image?: string }[];
  const init = (spec.initContainers ?? []) as { name: string; image?: string; restartPolicy?: string }[];
  const own = containers.map((it) => lives[it.name]);
  const initDone = init.every((it) => isPrepared(it, lives[it.name]));
  const ended = own.every((it) => it?.state === 'ended');
  const failedInit = init.find((it) => lives[it.name]?.state === 'ended' && lives[it.name]?.exitCode !== 0);
  const phase =
    ended || (failedInit && spec.restartPolicy === 'Never')
      ? own.every((it) => it?.exitCode === 0) && !failedInit
        ? 'Succeeded'
        : 'Failed'
      : own.some((it) => it?.state === 'running' || (it?.restarts ?? 0) > 0 || it?.state === 'ended')
        ? 'Running'
        : 'Pending';
  const unready = containers.filter((it) => !lives[it.name]?.ready).map((it) => it.name);
  const sandbox =
    own.some((it) => it?.state !== undefined && it.state !== 'waiting') ||
    Object.values(lives).some((it) => it.state !== 'waiting');
  const now = formatTime(at.now);
  const condition = (type: string, good: boolean, reason?: string, message?: string): Condition => {
    const status = good ? 'True' : 'False';
    const old = before.conditions?.find((it) => it.type === type);
    return {
      type,
      observedGeneration: pod.metadata.generation,
      status,
      lastProbeTime: null,
      lastTransitionTime: old?.status === status ? old.lastTransitionTime : now,
      ...(reason ? { reason } : {}),
      ...(message ? { message } : {}),
    };
  };
  const finished = phase === 'Succeeded' || phase === 'Failed';
  const why: [string?, string?] = finished
    ? phase === 'Succeeded'
      ? ['PodCompleted']
      : ['PodFailed']
    : ['ContainersNotReady', `containers with unready status: [${unready.join(' ')}]`];
  const ready = unready.length === 0 && !finished;
  const kept = (before.conditions ?? []).filter((it) => it.type === 'PodScheduled' || it.type === 'DisruptionTarget');
  // Field by field: see OWNED in the API server for why copies get no new fields.
  const status: Record<string, unknown> = {};
  if (before.qosClass) status['qosClass'] = before.qosClass;
  status['observedGeneration'] = pod.metadata.generation;
  status['phase'] = phase;
  status['conditions'] = [
    condition('PodReadyToStartContainers', sandbox && !finished),
    initDone
      ? condition('Initialized', true, finished && phase === 'Succeeded' ? 'PodCompleted' : undefined)
      : condition(
          'Initialized',
          false,
          'ContainersNotInitialized',
          `containers with incomplete status: [${init
            .filter((it) => !isPrepared(it, lives[it.name]))
            .map((it) => it.name)
            .join(' ')}]`,
        ),
    condition('Ready', ready, ...(ready ? [] : why)),
    condition('ContainersReady', ready, ...(ready ? [] : why)),
    ...kept,
  ];
  if (at.hostIP) {
    status['hostIP'] = at.hostIP;
    status['hostIPs'] = [{ ip: at.hostIP }];
  }
  if (at.podIP && sandbox) {
    status['podIP'] = at.podIP;
    status['podIPs'] = [{ ip: at.podIP }];
  }
  status['startTime'] = formatTime(at.started);
  if (init.length)
    status['initContainerStatuses'] = init.map((it) => {
      const life = lives[it.name];
      // Done is as good as ready.
      return containerStatus(pod, it, life, it.restartPolicy === 'Always' ? life?.ready : isPrepared(it, life));
    });
  status['containerStatuses'] = containers.map((it) => containerStatus(pod, it, lives[it.name]));
  return status;
}

const digests = new Map<string, string>();

/** An image by its content, as a runtime names it; the same text for the same image. */
function digestOf(image: string): string {
  let digest = digests.get(image);
  if (digest === undefined) digests.set(image, (digest = flat(`${image}@sha256:simulated`)));
  return digest;
}
