// Pods with names and claims of their own, in order. Follows kubernetes/pkg/controller/statefulset.

import { keyOf, type KubeObject } from '../../../api/object.ts';
import { selectorMatcher } from '../../../api/selectors.ts';
import { isStatus } from '../../../api/status-errors.ts';
import type { Actor, ActorContext } from '../../interface.ts';
import { claimPods, podKeys } from '../claim.ts';
import { controllerUser, deleteIfThere, isAvailable, isEnded, isReady, managedBy, writeStatus } from '../controller.ts';
import { cleanRevisions, HASH, recordRevision } from '../revisions.ts';
import { claimVolumes, hasStaleClaim, makeClaims, retain } from './claims.ts';
import { identityLabels, isInRange, isMember, ordinalOf, podName, startOf, type Spec } from './identity.ts';

const RESOURCE = 'statefulsets.apps';
const REVISION_HASH = 'controller.kubernetes.io/hash';

const matcherOf = (set: KubeObject): ReturnType<typeof selectorMatcher> => selectorMatcher(set['spec'].selector);

export function statefulSetController(): Actor {
  return {
    name: 'statefulset-controller',
    user: controllerUser('statefulset-controller'),
    watches: [RESOURCE, 'pods'],
    changed(change, context) {
      if (change.resource === RESOURCE) context.enqueue(change.key);
      else for (const key of podKeys(change, context, 'StatefulSet', RESOURCE, matcherOf)) context.enqueue(key);
    },
    sync,
  };
}

/** One look at a StatefulSet. */
interface Sync {
  readonly context: ActorContext;
  readonly set: KubeObject;
  readonly spec: Spec;
  readonly current: KubeObject;
  readonly update: KubeObject;
  /** By place: the pod of each wanted ordinal, if it is there. */
  readonly replicas: readonly (KubeObject | undefined)[];
  /** Pods beyond the wanted ordinals, the highest first. */
  readonly condemned: readonly KubeObject[];
  /** One after the other, each waiting for the one before. */
  readonly ordered: boolean;
}

function sync(key: string, context: ActorContext): void {
  const set = context.read.get(RESOURCE, key);
  if (!set) return;
  const spec = set['spec'] as Spec;
  const pods = claimPods(context, set, matcherOf(set), { fits: (pod) => isMember(set, pod) });
  const { update, all } = recordRevision(context, set, REVISION_HASH);
  const current = all.find((it) => it.metadata.name === set['status']?.currentRevision) ?? update;
  const replicas = Array.from<KubeObject | undefined>({ length: spec.replicas ?? 1 });
  const condemned: KubeObject[] = [];
  for (const pod of pods) {
    const ordinal = ordinalOf(pod);
    if (isInRange(set, ordinal)) replicas[ordinal - startOf(set)] = pod;
    else if (ordinal >= 0) condemned.push(pod);
  }
  condemned.sort((a, b) => ordinalOf(b) - ordinalOf(a));
  const ordered = spec.podManagementPolicy !== 'Parallel';
  const one: Sync = { context, set, spec, current, update, replicas, condemned, ordered };
  let lost = 0;
  let refusal: unknown;
  if (!set.metadata.deletionTimestamp)
    try {
      if (keepReplicas(one) && scaleDown(one)) lost = roll(one);
    } catch (error) {
      if (!isStatus(error)) throw error;
      refusal = error;
    }
  status(one, lost);
  const live = new Set([
    current.metadata.name,
    update.metadata.name,
    ...pods.map((pod) => pod.metadata.labels?.[HASH]),
  ]);
  cleanRevisions(context, set, all, (it) => live.has(it.metadata.name));
  if (refusal) throw refusal as Error;
}

const phaseOf = (pod: KubeObject): string => (pod['status']?.phase as string | undefined) ?? '';

function isHealthy({ context, spec }: Sync, pod: KubeObject | undefined): boolean {
  return (
    pod !== undefined && !pod.metadata.deletionTimestamp && isAvailable(pod, spec.minReadySeconds ?? 0, context.now)
  );
}

function remove({ context, set }: Sync, pod: KubeObject): void {
  deleteIfThere(context, 'pods', pod);
  const message = `Delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`;
  context.events.event(set, 'Normal', 'SuccessfulDelete', message);
}

/** Makes, replaces and waits for the wanted pods, lowest first; false when the rest has to wait. */
function keepReplicas(one: Sync): boolean {
  const { context, set, spec, replicas, ordered } = one;
  for (const [place, pod] of replicas.entries()) {
    const ordinal = startOf(set) + place;
    if (pod && isEnded(pod)) {
      if (!pod.metadata.deletionTimestamp) remove(one, pod);
      if (ordered) return false;
      continue;
    }
    if (!pod) {
      if (!hasStaleClaim(context, set, podName(set, ordinal), ordinal)) make(one, ordinal);
      if (ordered) return false;
      continue;
    }
    if (phaseOf(pod) === 'Pending') makeClaims(context, set, pod.metadata.name!, ordinal);
    if (ordered && (pod.metadata.deletionTimestamp || !isAvailable(pod, spec.minReadySeconds ?? 0, context.now)))
      return false;
    retain(context, set, pod);
  }
  return true;
}

/** Removes pods beyond the wanted ordinals, highest first; false when the rest has to wait. */
function scaleDown(one: Sync): boolean {
  const { context, set, replicas, condemned, ordered } = one;
  for (const pod of condemned) retain(context, set, pod);
  const firstBroken =
    replicas.find((pod) => pod && !isHealthy(one, pod)) ?? condemned.findLast((pod) => !isHealthy(one, pod));
  for (const pod of condemned) {
    if (pod.metadata.deletionTimestamp) {
      if (ordered) return false;
      continue;
    }
    if (ordered && !isHealthy(one, pod) && pod !== firstBroken) return false;
    remove(one, pod);
    if (ordered) return false;
  }
  return condemned.length === 0 || !ordered;
}

/** Takes the highest pod of an old revision away, when all above it are available; gives back how many went. */
function roll(one: Sync): number {
  const { spec, replicas, update, current, set } = one;
  if (spec.updateStrategy?.type === 'OnDelete') return 0;
  const partition = spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  for (let place = replicas.length - 1; place >= partition; place--) {
    const pod = replicas[place];
    const revision = pod ? pod.metadata.labels?.[HASH] : revisionFor(one, startOf(set) + place).metadata.name;
    if (pod && revision !== update.metadata.name && !pod.metadata.deletionTimestamp) {
      remove(one, pod);
      return revision === current.metadata.name ? 1 : 0;
    }
    if (!isHealthy(one, pod)) return 0;
  }
  return 0;
}

/** The revision a new pod is made from: below the partition the current one. */
function revisionFor({ set, spec, current, update }: Sync, ordinal: number): KubeObject {
  const { type, rollingUpdate } = spec.updateStrategy ?? {};
  const held = rollingUpdate
    ? (rollingUpdate.partition ?? 0)
    : type === 'RollingUpdate'
      ? ((set['status']?.currentReplicas as number | undefined) ?? 0)
      : 0;
  return ordinal < startOf(set) + held ? current : update;
}

function make(one: Sync, ordinal: number): void {
  const { context, set, spec } = one;
  const name = podName(set, ordinal);
  const revision = revisionFor(one, ordinal);
  const template = revision['data'].spec.template as KubeObject;
  try {
    makeClaims(context, set, name, ordinal);
    const claims = claimVolumes(set, ordinal);
    const taken = new Set(claims.map((it) => it.name));
    const volumes = [
      ...claims,
      ...((template['spec'].volumes ?? []) as { name: string }[]).filter((volume) => !taken.has(volume.name)),
    ];
    const pod = context.api.create('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace: set.metadata.namespace,
        generateName: `${set.metadata.name}-`,
        labels: { ...template.metadata?.labels, ...identityLabels(set, ordinal), [HASH]: revision.metadata.name! },
        annotations: template.metadata?.annotations,
        finalizers: template.metadata?.finalizers,
        ownerReferences: [managedBy(set)],
      },
      spec: {
        ...template['spec'],
        hostname: name,
        ...(spec.serviceName ? { subdomain: spec.serviceName } : {}),
        ...(volumes.length ? { volumes } : {}),
      },
    });
    retain(context, set, pod);
  } catch (error) {
    if (isStatus(error) && error.reason !== 'AlreadyExists') {
      const message = `Create Pod ${name} in StatefulSet ${set.metadata.name} failed error: ${error.message}`;
      context.events.event(set, 'Warning', 'FailedCreate', message);
    }
    throw error;
  }
  const message = `Create Pod ${name} in StatefulSet ${set.metadata.name} successful`;
  context.events.event(set, 'Normal', 'SuccessfulCreate', message);
}

/** Counts pods as they were at the beginning of this look; `lost` were told to go by the rollout. */
function status({ context, set, spec, current, update, replicas, condemned }: Sync, lost: number): void {
  const live = context.read.get(RESOURCE, keyOf(set));
  if (live?.metadata.uid !== set.metadata.uid) return;
  const want = spec.replicas ?? 1;
  const pods = [...replicas, ...condemned].filter((pod) => pod !== undefined);
  const ready = pods.filter((pod) => phaseOf(pod) === 'Running' && isReady(pod));
  const available = ready.filter((pod) => isAvailable(pod, spec.minReadySeconds ?? 0, context.now)).length;
  const of = (revision: KubeObject): number =>
    pods.filter((pod) => pod.metadata.labels?.[HASH] === revision.metadata.name && !pod.metadata.deletionTimestamp)
      .length;
  const updated = of(update);
  const isDone =
    spec.updateStrategy?.type !== 'OnDelete' && updated === want && ready.length === want && pods.length === want;
  const some = (field: string, value: number): object => (value ? { [field]: value } : {});
  writeStatus(context, RESOURCE, live!, {
    observedGeneration: set.metadata.generation,
    replicas: pods.length,
    ...some('readyReplicas', ready.length),
    ...some('currentReplicas', isDone ? updated : of(current) - lost),
    ...some('updatedReplicas', updated),
    currentRevision: (isDone ? update : current).metadata.name,
    updateRevision: update.metadata.name,
    collisionCount: (set['status']?.collisionCount as number | undefined) ?? 0,
    availableReplicas: available,
  });
  if (spec.minReadySeconds && available !== ready.length) context.enqueue(keyOf(set), spec.minReadySeconds * 1000);
}
