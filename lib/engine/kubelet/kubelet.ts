// The kubelets of all pool nodes: a bound pod's images are pulled, its init containers run, its containers start, become ready, end
// and are restarted. What a program does comes from the simulation; a pod's life is kept as data in this actor's memory.

import { controllerOf, keyOf, type KubeObject } from '../../api/object.ts';
import { wholeValue } from '../../api/quantity.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { flat } from '../sim/chance.ts';
import { FAKE, playFake } from './fake.ts';
import { missingOf } from './needs.ts';
import { imageOf, programOf } from './programs.ts';
import { podStatus, type ContainerLife, type Lives } from './status.ts';

/** The annotation of nodes whose kubelet is this one; its value is the pool. */
export const POOL = 'slipway.dev/pool';

/** Back-off of restarts and pulls: first and longest, milliseconds. */
const BACKOFF_FIRST = 10_000;
const BACKOFF_LONGEST = 300_000;
/** How long a program takes to end when it is asked to. */
const STOP = 1_000;
/** How long a Job's program runs unless the simulation says otherwise. */
const WORK = 5_000;

interface Container {
  readonly name: string;
  readonly image?: string;
  readonly restartPolicy?: string;
  readonly readinessProbe?: { initialDelaySeconds?: number };
  readonly resources?: { limits?: { memory?: string } };
}

/** What the kubelet remembers of a pod. */
interface Life {
  readonly started: number;
  readonly podIP: string;
  readonly lives: Lives;
  /** The image whose pull fails, how often it did, and when it is tried again. */
  readonly pull?: { readonly failures: number; readonly retry: number };
}

export function kubelet(): Actor {
  return {
    name: 'kubelet',
    user: { name: 'system:node:embedded', groups: ['system:nodes', 'system:masters', 'system:authenticated'] },
    watches: ['pods', 'configmaps', 'secrets'],
    changed(change, context) {
      if (change.resource === 'pods') {
        if (change.type === 'DELETED') {
          context.memory.delete(`pod ${change.key}`);
          context.memory.delete(`waits ${change.key}`);
          context.forget(change.key);
        } else if (
          change.object['spec'].nodeName &&
          (change.object['spec'] !== change.old?.['spec'] || change.object.metadata.deletionTimestamp)
        )
          context.enqueue(change.key);
        return;
      }
      // Somebody may have waited for it.
      for (const [key] of context.memory.entries(`waits ${change.object.metadata.namespace}/`))
        context.enqueue(key.slice('waits '.length));
    },
    sync,
  };
}

function sync(key: string, context: ActorContext): void {
  const pod = context.read.get('pods', key);
  if (!pod?.['spec'].nodeName) return;
  const node = context.read.get('nodes', pod['spec'].nodeName as string);
  if (!node) return;
  if (node.metadata.annotations?.[FAKE] === 'fake') playFake(context, pod, node);
  else if (node.metadata.annotations?.[POOL] !== undefined) play(context, pod, node);
}

function finished(pod: KubeObject): boolean {
  const phase = pod['status']?.phase as string | undefined;
  return phase === 'Succeeded' || phase === 'Failed';
}

function play(context: ActorContext, pod: KubeObject, node: KubeObject): void {
  const key = keyOf(pod);
  if (pod.metadata.deletionTimestamp) {
    const grace = pod.metadata.deletionGracePeriodSeconds ?? 30;
    const asked = Date.parse(pod.metadata.deletionTimestamp) - grace * 1000;
    const left = finished(pod) ? 0 : asked + Math.min(STOP, grace * 1000) - context.now;
    if (left > 0) context.enqueue(key, left);
    else context.api.delete('pods', pod.metadata.namespace!, pod.metadata.name!, { gracePeriodSeconds: 0 });
    return;
  }
  if (finished(pod)) return;
  const before = context.memory.get<Life>(`pod ${key}`);
  const life = before ?? { started: context.now, podIP: addressFor(context, pod, node), lives: {} };
  const next = proceed(context, pod, node, life);
  if (next !== before) context.memory.set(`pod ${key}`, next);
  if (next.lives !== before?.lives) {
    const hostIP = (node['status']?.addresses as { type: string; address: string }[] | undefined)?.find(
      (it) => it.type === 'InternalIP',
    )?.address;
    const podIP = pod['spec'].hostNetwork ? hostIP : next.podIP;
    const status = podStatus(pod, next.lives, { now: context.now, hostIP, podIP, started: next.started });
    context.api.update('pods', { ...pod, status }, { subresource: 'status' });
  }
}

/** The next state of a pod's life at this instant; queues the pod for when something happens next. */
function proceed(context: ActorContext, pod: KubeObject, node: KubeObject, life: Life): Life {
  const key = keyOf(pod);
  const spec = pod['spec'] as { containers: Container[]; initContainers?: Container[]; restartPolicy?: string };
  const pace = context.simulation.pace ?? {};
  const all = [...(spec.initContainers ?? []), ...spec.containers];

  const missing = missingOf(context.read, pod);
  if (missing && Object.keys(life.lives).every((name) => life.lives[name]!.state === 'waiting')) {
    context.memory.set(`waits ${key}`, true);
    context.events.event(
      pod,
      'Warning',
      missing.reason === 'FailedMount' ? 'FailedMount' : 'Failed',
      missing.reason === 'FailedMount' ? missing.message : `Error: ${missing.message}`,
    );
    const reason = missing.reason === 'FailedMount' ? 'ContainerCreating' : missing.reason;
    return waiting(life, all, reason, missing.reason === 'FailedMount' ? undefined : missing.message);
  }
  context.memory.delete(`waits ${key}`);

  const pulled = pull(context, pod, node, life, all);
  if ('lives' in pulled) return pulled;
  const startAt = Math.max(life.started + pulled.ready, pulled.at) + (pace.startSeconds ?? 1) * 1000;
  if (context.now < startAt && Object.keys(life.lives).length === 0) {
    context.enqueue(key, startAt - context.now);
    return life;
  }
  return run(context, pod, life, spec, startAt);
}

/** Images come one after the other, each once a node. */
function pull(
  context: ActorContext,
  pod: KubeObject,
  node: KubeObject,
  life: Life,
  all: readonly Container[],
): Life | { ready: number; at: number } {
  const key = keyOf(pod);
  const rate = (context.simulation.pace?.pullMegabytesPerSecond ?? 100) * 1_000_000;
  let time = 0;
  let at = 0;
  for (const { image = '' } of all) {
    const place = `image ${node.metadata.name} ${image}`;
    const there = context.memory.get<number>(place);
    if (there !== undefined) {
      at = Math.max(at, there);
      continue;
    }
    const { bytes, entry } = imageOf(context.simulation, image);
    const secrets = (pod['spec'].imagePullSecrets as object[] | undefined)?.length;
    if (entry?.missing || (entry?.private && !secrets)) {
      const failures = life.pull && life.pull.retry > context.now ? life.pull.failures : (life.pull?.failures ?? 0) + 1;
      if (life.pull && life.pull.retry > context.now) return life;
      const why = entry.missing
        ? `${image}: not found`
        : `${image}: pull access denied, repository does not exist or may require authorization`;
      const text = `failed to pull and unpack image "${image}": ${why}`;
      if (failures === 1) context.events.event(pod, 'Normal', 'Pulling', `Pulling image "${image}"`);
      context.events.event(pod, 'Warning', 'Failed', `Failed to pull image "${image}": ${text}`);
      context.events.event(pod, 'Warning', 'Failed', 'Error: ErrImagePull');
      const delay = Math.min(BACKOFF_FIRST * 2 ** (failures - 1), BACKOFF_LONGEST);
      // After the first retries it is a state, not progress.
      context.enqueue(key, delay, { background: failures > 2 });
      const reason = failures > 1 ? 'ImagePullBackOff' : 'ErrImagePull';
      if (failures > 1) context.events.event(pod, 'Normal', 'BackOff', `Back-off pulling image "${image}"`);
      const message = failures > 1 ? `Back-off pulling image "${image}": ErrImagePull: ${text}` : text;
      return { ...waiting(life, all, reason, message), pull: { failures, retry: context.now + delay } };
    }
    time += (bytes / rate) * 1000;
    const ready = Math.ceil(life.started + time);
    context.events.event(pod, 'Normal', 'Pulling', `Pulling image "${image}"`);
    context.memory.set(place, ready);
    context.events.event(
      pod,
      'Normal',
      'Pulled',
      `Successfully pulled image "${image}" in ${Math.round((bytes / rate) * 1000)}ms. Image size: ${bytes} bytes.`,
    );
    at = Math.max(at, ready);
  }
  return { ready: time, at };
}

function waiting(life: Life, all: readonly Container[], reason: string, message?: string): Life {
  const first = life.lives[all[all.length - 1]!.name];
  if (first?.reason === reason && first.message === message) return life;
  return {
    ...life,
    lives: Object.fromEntries(all.map((it) => [it.name, { state: 'waiting', reason, message, restarts: 0 }])),
  };
}

function run(
  context: ActorContext,
  pod: KubeObject,
  life: Life,
  spec: { containers: Container[]; initContainers?: Container[]; restartPolicy?: string },
  startAt: number,
): Life {
  const key = keyOf(pod);
  const lives: Record<string, ContainerLife> = { ...life.lives };
  let changed = false;
  let wake = Infinity;
  let background = true;
  const due = (time: number, quietly = false): void => {
    if (time < wake) wake = time;
    if (!quietly) background = false;
  };
  let from = startAt;

  const step = (container: Container, isInit: boolean): ContainerLife => {
    const sidecar = isInit && container.restartPolicy === 'Always';
    const program = programOf(context.simulation, pod, container);
    let now = lives[container.name];
    if (!now || (now.state === 'waiting' && now.reason !== 'CrashLoopBackOff')) {
      now = { state: 'running', since: context.now, restarts: now?.restarts ?? 0, ready: false };
      context.events.event(pod, 'Normal', 'Created', `Container created`);
      context.events.event(pod, 'Normal', 'Started', `Container started`);
      changed = true;
    }
    if (now.state === 'waiting' && now.reason === 'CrashLoopBackOff' && context.now >= now.until!) {
      now = { state: 'running', since: context.now, restarts: now.restarts, last: now.last, ready: false };
      changed = true;
    }
    if (now.state === 'running') {
      const limit = wholeValue(container.resources?.limits?.memory);
      const oom = program.memory !== undefined && limit > 0 && wholeValue(program.memory) > limit;
      const isJob = controllerOf(pod)?.kind === 'Job' && !sidecar;
      const lasts = oom
        ? 1_000
        : program.exitSeconds !== undefined
          ? program.exitSeconds * 1000
          : isInit && !sidecar
            ? 1_000
            : isJob
              ? WORK
              : Infinity;
      if (now.since! + lasts <= context.now) {
        const exitCode = oom ? 137 : (program.exitCode ?? 0);
        const end = {
          exitCode,
          reason: oom ? 'OOMKilled' : exitCode === 0 ? 'Completed' : 'Error',
          since: now.since!,
          until: context.now,
        };
        const policy = sidecar ? 'Always' : (spec.restartPolicy ?? 'Always');
        const again =
          isInit && !sidecar
            ? exitCode !== 0 && policy !== 'Never'
            : policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
        if (again) {
          const restarts = now.restarts + 1;
          const delay = restarts === 1 ? 0 : Math.min(BACKOFF_FIRST * 2 ** (restarts - 2), BACKOFF_LONGEST);
          const message = `back-off ${delay / 1000}s restarting failed container=${container.name} pod=${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;
          now =
            delay === 0
              ? { state: 'running', since: context.now, restarts, last: end, ready: false }
              : {
                  state: 'waiting',
                  reason: 'CrashLoopBackOff',
                  message,
                  until: context.now + delay,
                  restarts,
                  last: end,
                  ready: false,
                };
          // The new run has ends of its own to wait for: look again at once.
          if (!delay) due(context.now + 1);
          if (delay)
            context.events.event(
              pod,
              'Warning',
              'BackOff',
              `Back-off restarting failed container ${container.name} in pod ${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`,
            );
        } else now = { state: 'ended', ...end, restarts: now.restarts, last: now.last, ready: false };
        changed = true;
      } else {
        if (lasts !== Infinity) due(now.since! + lasts, now.restarts > 2);
        const wait =
          program.readySeconds ??
          (container.readinessProbe ? (container.readinessProbe.initialDelaySeconds ?? 0) + 1 : 0);
        const readyAt = now.since! + wait * 1000;
        const ready = !program.neverReady && context.now >= readyAt;
        if (ready && !now.ready) {
          now = { ...now, ready: true };
          changed = true;
        } else if (!ready && !program.neverReady) due(readyAt, now.restarts > 2);
      }
    }
    if (now.state === 'waiting' && now.reason === 'CrashLoopBackOff') due(now.until!, now.restarts > 2);
    lives[container.name] = now;
    return now;
  };

  let initialized = true;
  for (const container of spec.initContainers ?? []) {
    const now = step(container, true);
    const done =
      container.restartPolicy === 'Always'
        ? now.state === 'running' && now.ready
        : now.state === 'ended' && now.exitCode === 0;
    if (!done) {
      initialized = false;
      break;
    }
    from = Math.max(from, now.until ?? from);
  }
  if (initialized) for (const container of spec.containers) step(container, false);
  else
    for (const container of [...(spec.initContainers ?? []), ...spec.containers])
      lives[container.name] ??= { state: 'waiting', reason: 'PodInitializing', restarts: 0 };
  if (wake !== Infinity) context.enqueue(key, wake - context.now, { background });
  return changed ? { ...life, lives } : life;
}

/** An address of the node's range: the pod's own draw, or the next free one. */
export function addressFor(context: ActorContext, pod: KubeObject, node: KubeObject): string {
  const range = (node['spec']?.podCIDR as string | undefined) ?? '10.244.0.0/24';
  const base = range.slice(0, range.lastIndexOf('.'));
  const used = new Set(
    context.read.indexed('podsByNode', node.metadata.name!).map((it) => it['status']?.podIP as string | undefined),
  );
  let host = context.chance.draw(keyOf(pod), 'pod address') % 252;
  for (let tries = 0; tries < 252 && used.has(`${base}.${host + 2}`); tries++) host = (host + 1) % 252;
  return flat(`${base}.${host + 2}`);
}
