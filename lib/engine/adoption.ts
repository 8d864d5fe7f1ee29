// A cluster that was read from elsewhere goes on here: its objects as they are, its nodes taken over by the kubelets of this process,
// its pods running where they run. What is broken there for reasons that nobody here can see stays broken.

import type { Holdings } from '../api/holdings.ts';
import { keyOf, type KubeObject } from '../api/object.ts';
import { POOL } from '../api/simulation/simulation.ts';
import { FAKE } from './kubelet/fake.ts';
import type { ContainerLife, Life, Spec } from './kubelet/life.ts';
import type { Memories } from './storage/memory.ts';
import type { MemoryStore } from './storage/store.ts';

/** Labels by which providers name a node's pool. */
const POOLS = [
  POOL,
  'karpenter.sh/nodepool',
  'cloud.google.com/gke-nodepool',
  'eks.amazonaws.com/nodegroup',
  'kubernetes.azure.com/agentpool',
  'doks.digitalocean.com/node-pool',
  'node.kubernetes.io/instance-type',
];
/** A container that runs and is not ready for longer than this does not become so by itself, milliseconds. */
const STUCK = 600_000;
/** A time that does not come. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** Puts what was read into a store that has only what a fresh control plane holds, and lets the actors remember what they would. */
export function adopt(store: MemoryStore, memories: Memories, holdings: Holdings, now: number): void {
  const { objects, complete } = holdings;
  const there = new Set(objects.map(([resource, object]) => `${resource} ${keyOf(object)}`));
  for (const resource of complete)
    for (const object of store.list(resource))
      if (!there.has(`${resource} ${keyOf(object)}`)) store.remove(resource, keyOf(object));
  for (const [resource, object] of objects)
    if (store.get(resource, keyOf(object))) store.remove(resource, keyOf(object));
  const newest = objects.reduce(
    (most, [, it]) => Math.max(most, Number(it.metadata.resourceVersion) || 0),
    store.revision,
  );
  store.restore(
    newest,
    objects.map(([resource, object]) => [resource, resource === 'nodes' ? ownNode(object) : object] as const) as [
      string,
      KubeObject,
    ][],
  );

  const kubelet = memories.of('kubelet');
  const lifecycle = memories.of('node-controller');
  for (const node of store.list('nodes')) {
    const { name } = node.metadata;
    lifecycle.set(`known ${name}`, true);
    lifecycle.set(`heard ${name}`, now);
    for (const { names = [] } of (node['status']?.images ?? []) as { names?: string[] }[])
      for (const image of names) kubelet.set(`image ${name} ${image}`, 0);
  }
  for (const pod of store.list('pods')) {
    const { nodeName } = pod['spec'] as { nodeName?: string };
    if (!nodeName) continue;
    const life = lifeOf(pod, now);
    if (!life) continue;
    kubelet.set(`pod ${keyOf(pod)}`, life);
    if (life.podIP) kubelet.set(`address ${life.podIP}`, keyOf(pod));
    for (const { image } of [...pod['spec'].containers, ...(pod['spec'].initContainers ?? [])])
      kubelet.set(`image ${nodeName} ${image}`, 0);
  }
}

/** A node that the kubelets of this process speak for. Those of a simulator have theirs already. */
function ownNode(node: KubeObject): KubeObject {
  const { annotations, labels } = node.metadata;
  if (annotations?.[FAKE] !== undefined) return node;
  const label = POOLS.find((it) => labels?.[it] !== undefined);
  const pool = (label && labels?.[label]) || 'nodes';
  return {
    ...node,
    metadata: {
      ...node.metadata,
      labels: { ...labels, [POOL]: pool },
      annotations: { ...annotations, [POOL]: pool },
    },
  };
}

interface ContainerStatus {
  readonly name: string;
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly state?: {
    readonly running?: { readonly startedAt?: string };
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly terminated?: {
      readonly exitCode?: number;
      readonly reason?: string;
      readonly startedAt?: string;
      readonly finishedAt?: string;
    };
  };
}

/** A pod's life as its kubelet told it last; undefined for one that no kubelet has begun with. */
function lifeOf(pod: KubeObject, now: number): Life | undefined {
  const { containerStatuses, initContainerStatuses, startTime, podIP } = (pod['status'] ?? {}) as {
    containerStatuses?: readonly ContainerStatus[];
    initContainerStatuses?: readonly ContainerStatus[];
    startTime?: string;
    podIP?: string;
  };
  if (!containerStatuses?.length) return undefined;
  const started = startTime ? Date.parse(startTime) : now;
  const lives: Record<string, ContainerLife> = {};
  for (const it of [...(initContainerStatuses ?? []), ...containerStatuses]) {
    // It was about to begin, and begins here.
    if (!it.state?.running && !it.state?.terminated && isBeginning(it)) return undefined;
    const life = lifeOfContainer(it, started, now);
    const { containers, initContainers = [] } = pod['spec'] as Spec;
    const own = [...containers, ...initContainers].find(({ name }) => name === it.name);
    // What it runs is what it is to run: a change that has not come through there is not known here.
    lives[it.name] = { ...life, image: own?.image, resources: own?.resources };
  }
  return { started, podIP: podIP ?? '', lives };
}

const isBeginning = ({ state, restartCount = 0 }: ContainerStatus): boolean =>
  restartCount === 0 &&
  (!state?.waiting?.reason || ['ContainerCreating', 'PodInitializing'].includes(state.waiting.reason));

function lifeOfContainer(it: ContainerStatus, started: number, now: number): ContainerLife {
  const restarts = it.restartCount ?? 0;
  const { running, terminated, waiting } = it.state ?? {};
  if (terminated)
    return {
      state: 'ended',
      since: terminated.startedAt ? Date.parse(terminated.startedAt) : started,
      until: terminated.finishedAt ? Date.parse(terminated.finishedAt) : now,
      exitCode: terminated.exitCode ?? 0,
      reason: terminated.reason ?? 'Completed',
      ready: it.ready ?? false,
      restarts,
    };
  if (running) {
    const since = running.startedAt ? Date.parse(running.startedAt) : started;
    if (it.ready) return { state: 'running', since, ready: true, restarts };
    // Just begun: what its probes say is simulated from here on.
    if (now - since < STUCK) return { state: 'running', since: now, ready: false, restarts };
  }
  return {
    state: 'waiting',
    reason: 'CrashLoopBackOff',
    message: waiting?.message ?? waiting?.reason ?? 'not ready',
    until: NEVER,
    // What has been restarted often is nothing to wait for.
    restarts: Math.max(3, restarts),
    ready: false,
  };
}
