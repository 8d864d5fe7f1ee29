// The status a kubelet writes for a pod. Follows kubernetes/pkg/kubelet/kubelet_pods.go (generateAPIPodStatus) and
// pkg/kubelet/status/generate.go.

import type { Condition } from '../../api/conditions.ts';
import type { KubeObject } from '../../api/object.ts';
import { formatTime } from '../../api/time.ts';
import { ofContainers, type PodParts } from '../kinds/pod-resources.ts';
import { flat } from '../sim/chance.ts';
import { initOf, isSidecar, type Container, type ContainerLife, type Ending, type Life, type Spec } from './life.ts';
import { hasBegun, isThrough, phaseOf, RESTARTING_ALL, type Phase } from './phase.ts';
import { mayRestartAll } from './restarts.ts';

/** What a status says beside its containers. */
export interface Circumstances {
  readonly now: number;
  readonly hostIP?: string;
  readonly podIP?: string;
  /** It is to fail, or has failed, for a reason that is not its containers'. */
  readonly failing?: { readonly reason: string; readonly message: string; readonly isOver: boolean };
}

function terminated({ exitCode, reason, message, since, until }: Ending, containerID: string): object {
  const time = (at: number | undefined): string | null => (at === undefined ? null : formatTime(at));
  return {
    terminated: {
      exitCode,
      reason,
      ...(message ? { message } : {}),
      startedAt: time(since),
      finishedAt: time(until),
      ...(since === undefined ? {} : { containerID }),
    },
  };
}

function stateOf(life: ContainerLife | undefined, id: string, waits: string): object {
  if (life?.state === 'running') return { running: { startedAt: formatTime(life.since!) } };
  if (life?.state === 'ended') return terminated(life as Ending & ContainerLife, id);
  return { waiting: { reason: life?.reason ?? waits, ...(life?.message ? { message: life.message } : {}) } };
}

/** What a container's status is made of, beside its life. */
interface Place {
  readonly pod: KubeObject;
  readonly life: Life;
  /** Why a container waits of which nothing else is known. */
  readonly waits: string;
}

function containerStatus(
  { pod, life: { lives, resize }, waits }: Place,
  container: Container,
  isReady: boolean,
): object {
  const life = lives[container.name];
  const isThere = life !== undefined && life.state !== 'waiting';
  const restarts = life?.restarts ?? 0;
  const idOf = (run: number): string => flat(`containerd://${pod.metadata.uid!.replaceAll('-', '')}${run}`);
  const id = isThere ? idOf(restarts) : '';
  const image = isThere ? (life.image ?? container.image) : container.image;
  const status: Record<string, unknown> = {
    name: container.name,
    state: stateOf(life, id, waits),
    lastState: life?.last ? terminated(life.last, idOf(Math.max(0, isThere ? restarts - 1 : restarts))) : {},
    ready: isReady,
    restartCount: restarts,
    image,
    imageID: isThere ? digestOf(image ?? '') : '',
  };
  if (isThere) status['containerID'] = id;
  status['started'] = life?.state === 'running' && !life.starting;
  if (isThere || life?.last) {
    const given = life.resources ?? container.resources;
    if (given?.requests) status['allocatedResources'] = given.requests;
    // What was given is in effect a moment later.
    const had = resize?.before && container.name in resize.before ? resize.before[container.name] : given;
    status['resources'] = had ?? NO_RESOURCES;
  }
  return status;
}
const NO_RESOURCES = {};

/** A pod's status from the lives of its containers. */
export function podStatus(pod: KubeObject, life: Life, at: Circumstances): object {
  const spec = pod['spec'] as Spec;
  const { lives } = life;
  const before = (pod['status'] ?? {}) as {
    conditions?: readonly Condition[];
    qosClass?: string;
  };
  const init = initOf(spec);
  const phase = at.failing?.isOver ? 'Failed' : phaseOf(spec, lives);
  const place: Place = { pod, life, waits: init.length ? 'PodInitializing' : 'ContainerCreating' };
  const sandbox = Object.values(lives).some((it) => it.state !== 'waiting' || it.last !== undefined);
  // Field by field: see OWNED in the API server for why copies get no new fields.
  const status: Record<string, unknown> = {};
  if (before.qosClass) status['qosClass'] = before.qosClass;
  status['observedGeneration'] = pod.metadata.generation;
  status['phase'] = phase;
  if (at.failing?.isOver) {
    status['message'] = at.failing.message;
    status['reason'] = at.failing.reason;
  }
  status['conditions'] = conditionsOf(pod, life, at, phase, sandbox);
  if (at.hostIP) {
    status['hostIP'] = at.hostIP;
    status['hostIPs'] = [{ ip: at.hostIP }];
  }
  if (at.podIP && sandbox) {
    status['podIP'] = at.podIP;
    status['podIPs'] = [{ ip: at.podIP }];
  }
  status['startTime'] = formatTime(life.started);
  if (init.length)
    status['initContainerStatuses'] = init.map((it) =>
      containerStatus(place, it, isSidecar(it) ? (lives[it.name]?.ready ?? false) : isThrough(false, lives[it.name])),
    );
  status['containerStatuses'] = spec.containers.map((it) => containerStatus(place, it, lives[it.name]?.ready ?? false));
  if (spec.ephemeralContainers?.length)
    status['ephemeralContainerStatuses'] = spec.ephemeralContainers.map((it) => {
      const { started: _, ...rest } = containerStatus(place, it, false) as { started: boolean };
      return rest;
    });
  const given = requestsOf(spec);
  if (given) status['allocatedResources'] = given;
  return status;
}

const sums = new WeakMap<object, object | null>();

/** What a pod's containers are given together; pods of one template share it. */
function requestsOf(spec: Spec): object | undefined {
  let sum = sums.get(spec.containers);
  if (sum === undefined) {
    const all = ofContainers(spec as PodParts, 'requests');
    sums.set(spec.containers, (sum = Object.keys(all).length ? all : null));
  }
  return sum ?? undefined;
}

/** Conditions that are the kubelet's own; the others stay as they are. */
const OWN = new Set([
  'PodReadyToStartContainers',
  'Initialized',
  'Ready',
  'ContainersReady',
  'PodResizePending',
  'PodResizeInProgress',
  'AllContainersRestarting',
]);

function conditionsOf(pod: KubeObject, life: Life, at: Circumstances, phase: Phase, sandbox: boolean): Condition[] {
  const spec = pod['spec'] as Spec & { readinessGates?: readonly { readonly conditionType: string }[] };
  const { lives, resize } = life;
  const before = (pod['status']?.conditions ?? []) as readonly Condition[];
  const now = formatTime(at.now);
  const condition = (type: string, good: boolean, reason?: string, message?: string): Condition => {
    const status = good ? 'True' : 'False';
    const old = before.find((it) => it.type === type);
    const made: { -readonly [field in keyof Condition]: Condition[field] } = {
      type,
      observedGeneration: pod.metadata.generation,
      status,
      lastProbeTime: null,
      lastTransitionTime: old?.status === status ? old.lastTransitionTime : now,
    };
    if (reason) made.reason = reason;
    if (message) made.message = message;
    return made;
  };
  const others = before.filter((it) => !OWN.has(it.type) && it.type !== 'PodScheduled');
  if (resize) others.push(...resizeConditions(pod, life, at));
  const finished = at.failing ? 'PodFailed' : ENDED[phase];
  const unready = namesOf(spec, (it, isInit) => (!isInit || isSidecar(it)) && !lives[it.name]?.ready);
  const why: [string?, string?] = finished
    ? [finished]
    : unready.length
      ? ['ContainersNotReady', `containers with unready status: [${unready.join(' ')}]`]
      : [];
  const gates = why.length || !spec.readinessGates ? undefined : closedGates(spec.readinessGates, before);
  const isThere = phase !== 'Succeeded' && phase !== 'Failed';
  return [
    ...others,
    condition('PodReadyToStartContainers', sandbox && isThere),
    initialized(spec, life, phase, condition),
    condition('Ready', !why.length && !gates, ...(gates ? ['ReadinessGatesNotReady', gates] : why)),
    condition('ContainersReady', !why.length, ...why),
    // A pod that was made for its node has nobody else to say so.
    before.find((it) => it.type === 'PodScheduled') ?? condition('PodScheduled', true),
    ...(mayRestartAll(spec) ? [restartingAll(spec, life, finished, condition)] : []),
  ];
}
const ENDED: { readonly [phase in Phase]?: string } = { Succeeded: 'PodCompleted', Failed: 'PodFailed' };

type Make = (type: string, good: boolean, reason?: string, message?: string) => Condition;

const NO_NAMES: readonly string[] = [];

function namesOf(spec: Spec, is: (it: Container, isInit: boolean) => boolean): readonly string[] {
  let found: string[] | undefined;
  for (const it of initOf(spec)) if (is(it, true)) (found ??= []).push(it.name);
  for (const it of spec.containers) if (is(it, false)) (found ??= []).push(it.name);
  return found ?? NO_NAMES;
}

function initialized(spec: Spec, { lives }: Life, phase: Phase, condition: Make): Condition {
  if (phase === 'Succeeded') return condition('Initialized', true, 'PodCompleted');
  if (!spec.initContainers?.length || spec.containers.some((it) => hasBegun(lives[it.name])))
    return condition('Initialized', true);
  const left = namesOf(spec, (it, isInit) => isInit && !isThrough(isSidecar(it), lives[it.name]));
  if (!left.length) return condition('Initialized', true);
  // What was initialized once stays so while all of it begins anew.
  if (Object.values(lives).some((it) => it.reason === RESTARTING_ALL)) return condition('Initialized', true);
  return condition(
    'Initialized',
    false,
    'ContainersNotInitialized',
    `containers with incomplete status: [${left.join(' ')}]`,
  );
}

/** Why a pod whose containers are ready is not, by what others say of it; undefined when it is. */
function closedGates(
  gates: readonly { readonly conditionType: string }[],
  conditions: readonly Condition[],
): string | undefined {
  const said = gates.flatMap(({ conditionType }) => {
    const found = conditions.find((it) => it.type === conditionType);
    if (!found) return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`];
    if (found.status === 'True') return [];
    return [`the status of pod readiness gate "${conditionType}" is not "True", but ${found.status}`];
  });
  return said.length ? said.join(', ') : undefined;
}

function restartingAll(spec: Spec, { lives }: Life, finished: string | undefined, condition: Make): Condition {
  if (finished) return condition('AllContainersRestarting', false, finished);
  const isOn = spec.containers.every((it) => lives[it.name]?.reason === RESTARTING_ALL);
  return isOn
    ? condition(
        'AllContainersRestarting',
        true,
        'RestartAllContainersStarted',
        'container exited with restart policy rule',
      )
    : condition('AllContainersRestarting', false);
}

function resizeConditions(pod: KubeObject, { resize }: Life, at: Circumstances): Condition[] {
  const { pending, before, since, generation, error } = resize!;
  const condition = (type: string, from: number, reason?: string, message?: string): Condition => ({
    type,
    observedGeneration: generation,
    status: 'True',
    lastProbeTime: formatTime(at.now),
    lastTransitionTime: formatTime(from),
    ...(reason ? { reason } : {}),
    ...(message ? { message } : {}),
  });
  return [
    ...(pending ? [condition('PodResizePending', pending.since, pending.reason, pending.message)] : []),
    ...(before
      ? [condition('PodResizeInProgress', since ?? at.now, ...(error === undefined ? [] : ['Error', error]))]
      : []),
  ];
}

const digests = new Map<string, string>();

/** An image by its content, as a runtime names it; the same text for the same image. */
function digestOf(image: string): string {
  let digest = digests.get(image);
  if (digest === undefined) digests.set(image, (digest = flat(`${image}@sha256:simulated`)));
  return digest;
}
