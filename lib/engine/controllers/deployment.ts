// Rolls ReplicaSets over as a Deployment's template changes. Follows kubernetes/pkg/controller/deployment.

import { findCondition, setCondition, type Condition } from '../../api/conditions.ts';
import { scaledValue } from '../../api/int-or-string.ts';
import { keyOf, type KubeObject } from '../../api/object.ts';
import { selectorMatcher } from '../../api/selectors.ts';
import { formatTime } from '../../api/time.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { podKeys } from './claim.ts';
import {
  controllerUser,
  isActive,
  managedBy,
  managedObjects,
  ownerKeys,
  patchMetadata,
  writeStatus,
} from './controller.ts';
import { canonical, templateHash } from './template-hash.ts';

const RESOURCE = 'deployments.apps';
const SETS = 'replicasets.apps';
const REVISION = 'deployment.kubernetes.io/revision';
const HISTORY = 'deployment.kubernetes.io/revision-history';
const DESIRED = 'deployment.kubernetes.io/desired-replicas';
const MAX = 'deployment.kubernetes.io/max-replicas';
const HASH = 'pod-template-hash';

/** Annotations that a ReplicaSet does not take over from its Deployment. */
const NOT_COPIED = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deprecated.deployment.rollback.to',
  REVISION,
  HISTORY,
  DESIRED,
  MAX,
]);

export function deploymentController(): Actor {
  return {
    name: 'deployment-controller',
    user: controllerUser('deployment-controller'),
    watches: [RESOURCE, SETS, 'pods'],
    changed(change, context) {
      if (change.resource === RESOURCE) context.enqueue(change.key);
      else if (change.resource === SETS)
        for (const key of podKeys(change, context, 'Deployment', RESOURCE, (it) =>
          selectorMatcher(it['spec'].selector),
        ))
          context.enqueue(key);
      // Only Recreate waits for pods to be gone.
      else if (change.type === 'DELETED')
        for (const key of ownerKeys(change, 'ReplicaSet')) {
          const set = context.read.get(SETS, key);
          const owner = set?.metadata.ownerReferences?.find((it) => it.controller && it.kind === 'Deployment');
          if (owner) context.enqueue(`${set!.metadata.namespace}/${owner.name}`);
        }
    },
    sync,
  };
}

interface Spec {
  readonly replicas?: number;
  readonly template: KubeObject;
  readonly selector: object;
  readonly paused?: boolean;
  readonly minReadySeconds?: number;
  readonly revisionHistoryLimit?: number;
  readonly progressDeadlineSeconds?: number;
  readonly strategy?: {
    type?: string;
    rollingUpdate?: { maxSurge?: string | number; maxUnavailable?: string | number };
  };
}

function sync(key: string, context: ActorContext): void {
  const deployment = context.read.get(RESOURCE, key);
  if (!deployment || deployment.metadata.deletionTimestamp) return;
  const spec = deployment['spec'] as Spec;
  let sets = claimSets(context, deployment);
  let current = sets.find((set) => sameTemplate(set['spec'].template, spec.template));
  const scaled = sets.some(
    (set) =>
      size(set) > 0 &&
      set.metadata.annotations?.[DESIRED] !== undefined &&
      set.metadata.annotations[DESIRED] !== String(replicas(deployment)),
  );
  if (!spec.paused) {
    current = current ? revise(context, deployment, current, sets) : create(context, deployment, sets);
    sets = managedObjects(context, deployment, 'ReplicaSet');
    if (scaled && current) {
      scaleAll(context, deployment, current, sets);
    } else if (spec.strategy?.type === 'Recreate') recreate(context, deployment, current!, sets);
    else roll(context, deployment, current!, sets);
    cleanUp(context, deployment, current!);
  } else if (scaled) scaleAll(context, deployment, current, sets);
  status(context, context.read.get(RESOURCE, key)!, current && context.read.get(SETS, keyOf(current)));
}

/** The Deployment's ReplicaSets, after adopting those nobody manages and letting go of those it no longer selects. */
function claimSets(context: ActorContext, deployment: KubeObject): KubeObject[] {
  const matches = selectorMatcher((deployment['spec'] as Spec).selector);
  const kept: KubeObject[] = [];
  for (const set of managedObjects(context, deployment, 'ReplicaSet')) {
    if (matches(set.metadata.labels)) kept.push(set);
    else {
      const owners = set.metadata.ownerReferences!.filter((it) => it.uid !== deployment.metadata.uid);
      patchMetadata(context, SETS, set, { ownerReferences: owners.length ? owners : null });
    }
  }
  for (const set of context.read.indexed('orphanSets', deployment.metadata.namespace!))
    if (!set.metadata.deletionTimestamp && matches(set.metadata.labels)) {
      const owners = [...(set.metadata.ownerReferences ?? []), managedBy(deployment)];
      kept.push(patchMetadata(context, SETS, set, { ownerReferences: owners }));
    }
  return kept;
}

const replicas = (deployment: KubeObject): number => (deployment['spec'].replicas as number | undefined) ?? 1;
const size = (set: KubeObject): number => (set['spec'].replicas as number | undefined) ?? 1;
const available = (set: KubeObject): number => (set['status']?.availableReplicas as number | undefined) ?? 0;
// Numbers of 64 bits; anything else counts as none.
const revisionOf = (object: KubeObject): bigint => {
  const text = object.metadata.annotations?.[REVISION] ?? '';
  return /^\d+$/.test(text) ? BigInt(text) : 0n;
};
const newestOf = (sets: readonly KubeObject[]): bigint =>
  sets.map(revisionOf).reduce((newest, it) => (it > newest ? it : newest), 0n);
const byRevision = (a: KubeObject, b: KubeObject): number => Number(BigInt.asIntN(64, revisionOf(a) - revisionOf(b)));
const total = (sets: readonly KubeObject[], of: (set: KubeObject) => number): number =>
  sets.reduce((sum, set) => sum + of(set), 0);

const templates = new WeakMap<object, string>();
function templateText(template: KubeObject): string {
  let text = templates.get(template);
  if (text === undefined) {
    const { [HASH]: _, ...labels } = template.metadata?.labels ?? {};
    text = canonical({ ...template, metadata: { ...template.metadata, labels } });
    templates.set(template, text);
  }
  return text;
}

function sameTemplate(a: KubeObject, b: KubeObject): boolean {
  return templateText(a) === templateText(b);
}

function surge(deployment: KubeObject): number {
  const spec = deployment['spec'] as Spec;
  if (spec.strategy?.type === 'Recreate') return 0;
  return scaledValue(spec.strategy?.rollingUpdate?.maxSurge ?? '25%', replicas(deployment), true);
}

function unavailable(deployment: KubeObject): number {
  const spec = deployment['spec'] as Spec;
  if (spec.strategy?.type === 'Recreate') return 0;
  const value = scaledValue(spec.strategy?.rollingUpdate?.maxUnavailable ?? '25%', replicas(deployment), false);
  // Both zero would never move.
  return Math.min(surge(deployment) === 0 && value === 0 ? 1 : value, replicas(deployment));
}

function annotationsFor(deployment: KubeObject, revision: bigint): Record<string, string> {
  const own = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !NOT_COPIED.has(key));
  return {
    ...Object.fromEntries(own),
    [DESIRED]: String(replicas(deployment)),
    [MAX]: String(replicas(deployment) + surge(deployment)),
    [REVISION]: String(revision),
  };
}

/** A ReplicaSet for a template not seen before, as large as the rollout allows at once. */
function create(context: ActorContext, deployment: KubeObject, sets: readonly KubeObject[]): KubeObject {
  const spec = deployment['spec'] as Spec;
  const revision = newestOf(sets) + 1n;
  let collisions = (deployment['status']?.collisionCount as number | undefined) ?? 0;
  let hash = templateHash(spec.template, collisions);
  while (context.read.get(SETS, `${deployment.metadata.namespace}/${deployment.metadata.name}-${hash}`))
    hash = templateHash(spec.template, ++collisions);
  const labels = { ...spec.template.metadata?.labels, [HASH]: hash };
  const selector = spec.selector as { matchLabels?: object };
  const want = spec.strategy?.type === 'Recreate' && total(sets, size) > 0 ? 0 : roomFor(deployment, 0, sets);
  const made = context.api.create(SETS, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      namespace: deployment.metadata.namespace,
      labels,
      annotations: annotationsFor(deployment, revision),
      ownerReferences: [managedBy(deployment)],
    },
    spec: {
      replicas: want,
      ...(spec.minReadySeconds ? { minReadySeconds: spec.minReadySeconds } : {}),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH]: hash } },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
  });
  if (want > 0) scalingEvent(context, deployment, made, 0, want);
  note(context, deployment, revision, {
    status: 'True',
    reason: 'NewReplicaSetCreated',
    message: `Created new replica set "${made.metadata.name}"`,
  });
  return made;
}

/** An old template again: its ReplicaSet takes the newest revision. */
function revise(
  context: ActorContext,
  deployment: KubeObject,
  set: KubeObject,
  sets: readonly KubeObject[],
): KubeObject {
  const newest = newestOf(sets.filter((it) => it !== set));
  const revision = revisionOf(set) > newest ? revisionOf(set) : newest + 1n;
  const annotations = annotationsFor(deployment, revision);
  const minReady = (deployment['spec'] as Spec).minReadySeconds ?? 0;
  let result = set;
  const stale = Object.entries(annotations).some(([key, value]) =>
    key !== DESIRED && key !== MAX ? set.metadata.annotations?.[key] !== value : false,
  );
  if (stale || ((set['spec'].minReadySeconds as number | undefined) ?? 0) !== minReady) {
    const { [DESIRED]: _, [MAX]: __, ...kept } = annotations;
    const former = set.metadata.annotations?.[REVISION];
    if (former !== undefined && former !== String(revision)) {
      const history = set.metadata.annotations?.[HISTORY];
      kept[HISTORY] = history ? `${history},${former}` : former;
    }
    result = context.api.update(SETS, {
      ...set,
      metadata: { ...set.metadata, annotations: { ...set.metadata.annotations, ...kept } },
      spec: { ...set['spec'], ...(minReady ? { minReadySeconds: minReady } : {}) },
    });
  }
  note(
    context,
    deployment,
    revision,
    findCondition(deployment['status']?.conditions, 'Progressing')
      ? undefined
      : { status: 'True', reason: 'FoundNewReplicaSet', message: `Found new replica set "${set.metadata.name}"` },
  );
  return result;
}

/** Keeps the revision on the Deployment itself, and says how the rollout began. */
function note(
  context: ActorContext,
  deployment: KubeObject,
  revision: bigint,
  progressing?: { status: string; reason: string; message: string },
): void {
  let live = context.read.get(RESOURCE, keyOf(deployment))!;
  if (revisionOf(live) !== revision)
    // Written as status: annotations that somebody else changes make a new generation.
    live = context.api.update(
      RESOURCE,
      {
        ...live,
        metadata: { ...live.metadata, annotations: { ...live.metadata.annotations, [REVISION]: String(revision) } },
      },
      { subresource: 'status' },
    );
  if (progressing) {
    const now = formatTime(context.now);
    const conditions = setCondition(
      live['status']?.conditions,
      { type: 'Progressing', ...progressing, lastUpdateTime: now },
      now,
    );
    writeStatus(context, RESOURCE, live, { ...live['status'], conditions });
  }
}

function roomFor(deployment: KubeObject, current: number, sets: readonly KubeObject[]): number {
  if ((deployment['spec'] as Spec).strategy?.type === 'Recreate') return replicas(deployment);
  const most = replicas(deployment) + surge(deployment);
  const pods = total(sets, size);
  if (pods >= most) return current;
  return current + Math.min(most - pods, replicas(deployment) - current);
}

function scale(context: ActorContext, deployment: KubeObject, set: KubeObject, to: number): KubeObject {
  const live = context.read.get(SETS, keyOf(set));
  if (!live) return set;
  const annotations = {
    ...live.metadata.annotations,
    [DESIRED]: String(replicas(deployment)),
    [MAX]: String(replicas(deployment) + surge(deployment)),
  };
  const same = size(live) === to;
  if (
    same &&
    live.metadata.annotations?.[DESIRED] === annotations[DESIRED] &&
    live.metadata.annotations?.[MAX] === annotations[MAX]
  )
    return live;
  const next = context.api.update(SETS, {
    ...live,
    metadata: { ...live.metadata, annotations },
    spec: { ...live['spec'], replicas: to },
  });
  if (!same) scalingEvent(context, deployment, live, size(live), to);
  return next;
}

function scalingEvent(context: ActorContext, deployment: KubeObject, set: KubeObject, from: number, to: number): void {
  context.events.event(
    deployment,
    'Normal',
    'ScalingReplicaSet',
    `Scaled ${to > from ? 'up' : 'down'} replica set ${set.metadata.name} from ${from} to ${to}`,
  );
}

/** New pods first as far as surge allows, then old ones as far as availability allows. */
function roll(context: ActorContext, deployment: KubeObject, current: KubeObject, sets: readonly KubeObject[]): void {
  const old = sets.filter((set) => set.metadata.uid !== current.metadata.uid);
  const live = context.read.get(SETS, keyOf(current)) ?? current;
  const want =
    size(live) > replicas(deployment) ? replicas(deployment) : roomFor(deployment, size(live), [live, ...old]);
  if (want !== size(live)) {
    scale(context, deployment, live, want);
    return;
  }
  scale(context, deployment, live, want);
  const oldPods = total(old, size);
  if (oldPods === 0) return;
  const least = replicas(deployment) - unavailable(deployment);
  const newUnavailable = size(live) - available(live);
  let most = oldPods + size(live) - least - newUnavailable;
  if (most <= 0) return;
  // Unhealthy old pods go first: nobody misses them.
  const sorted = [...old]
    .filter((set) => size(set) > 0)
    .sort((a, b) => (a.metadata.creationTimestamp! < b.metadata.creationTimestamp! ? -1 : 1));
  let cleaned = 0;
  for (const set of sorted) {
    if (cleaned >= most) break;
    const broken = size(set) - available(set);
    if (broken <= 0) continue;
    const by = Math.min(most - cleaned, broken);
    scale(context, deployment, set, size(set) - by);
    cleaned += by;
  }
  const left = [live, ...sorted.map((set) => context.read.get(SETS, keyOf(set))!)];
  most = total(left, available) - least;
  for (const set of left.slice(1)) {
    if (most <= 0) break;
    const by = Math.min(size(set), most);
    if (by > 0) scale(context, deployment, set, size(set) - by);
    most -= by;
  }
}

function recreate(
  context: ActorContext,
  deployment: KubeObject,
  current: KubeObject,
  sets: readonly KubeObject[],
): void {
  const old = sets.filter((set) => set.metadata.uid !== current.metadata.uid);
  const running = old.filter((set) => size(set) > 0);
  if (running.length) {
    for (const set of running) scale(context, deployment, set, 0);
    return;
  }
  // Not one old pod may be left, terminating ones included.
  if (
    old.some((set) =>
      managedObjects(context, set, 'Pod').some((pod) => isActive(pod) || pod.metadata.deletionTimestamp),
    )
  )
    return;
  scale(context, deployment, current, replicas(deployment));
}

/** Another size in mid-rollout: shared out in proportion to what each ReplicaSet has. */
function scaleAll(
  context: ActorContext,
  deployment: KubeObject,
  current: KubeObject | undefined,
  sets: readonly KubeObject[],
): void {
  const active = sets.filter((set) => size(set) > 0);
  if (active.length <= 1) {
    const only = active[0] ?? current ?? [...sets].sort((a, b) => byRevision(b, a))[0];
    if (only) scale(context, deployment, only, replicas(deployment));
    return;
  }
  if (current && available(current) >= replicas(deployment) && size(current) === replicas(deployment)) {
    for (const set of active) if (set.metadata.uid !== current.metadata.uid) scale(context, deployment, set, 0);
    return;
  }
  const pods = total(active, size);
  const allowed = replicas(deployment) > 0 ? replicas(deployment) + surge(deployment) : 0;
  const toAdd = allowed - pods;
  const sorted = [...active].sort((a, b) => size(b) - size(a) || (toAdd > 0 ? newest(b, a) : newest(a, b)));
  let added = 0;
  const sizes = sorted.map((set) => {
    if (toAdd === 0) return size(set);
    const before = Number(set.metadata.annotations?.[MAX] ?? 0) || replicas(deployment);
    const share = Math.round((size(set) * allowed) / before) - size(set);
    const left = toAdd - added;
    const by = toAdd > 0 ? Math.min(Math.max(share, 0), left) : Math.max(Math.min(share, 0), left);
    added += by;
    return size(set) + by;
  });
  sorted.forEach((set, i) => {
    const to = i === 0 ? Math.max(0, sizes[0]! + (toAdd - added)) : sizes[i]!;
    scale(context, deployment, set, to);
  });
}

const newest = (a: KubeObject, b: KubeObject): number =>
  a.metadata.creationTimestamp! < b.metadata.creationTimestamp! ? -1 : 1;

/** Old empty ReplicaSets beyond the history limit go. */
function cleanUp(context: ActorContext, deployment: KubeObject, current: KubeObject): void {
  const limit = (deployment['spec'] as Spec).revisionHistoryLimit ?? 10;
  const old = managedObjects(context, deployment, 'ReplicaSet').filter(
    (set) => set.metadata.uid !== current.metadata.uid,
  );
  if (old.length <= limit) return;
  const idle = old.filter(
    (set) =>
      size(set) === 0 &&
      !set['status']?.replicas &&
      set['status']?.observedGeneration === set.metadata.generation &&
      !set.metadata.deletionTimestamp,
  );
  for (const set of idle.sort(byRevision).slice(0, Math.max(0, old.length - limit)))
    context.api.delete(SETS, set.metadata.namespace!, set.metadata.name!);
}

function status(context: ActorContext, deployment: KubeObject, current: KubeObject | undefined): void {
  const spec = deployment['spec'] as Spec;
  const sets = managedObjects(context, deployment, 'ReplicaSet');
  const count = (field: string): number => total(sets, (set) => (set['status']?.[field] as number | undefined) ?? 0);
  const pods = count('replicas');
  const ready = count('availableReplicas');
  const updated = (current?.['status']?.replicas as number | undefined) ?? 0;
  const before = (deployment['status'] ?? {}) as { conditions?: readonly Condition[]; [field: string]: unknown };
  const now = formatTime(context.now);
  const want = replicas(deployment);
  let { conditions } = before;
  const set = (type: string, state: string, reason: string, message: string): void => {
    const known = findCondition(conditions, type);
    if (known?.status === state && known.reason === reason) return;
    const stamp = known?.status === state ? known.lastTransitionTime : now;
    const next = { type, status: state, lastUpdateTime: now, lastTransitionTime: stamp, reason, message };
    // What changed comes last.
    conditions = [...(conditions ?? []).filter((it) => it !== known), next];
  };
  if (ready >= want - unavailable(deployment))
    set('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.');
  else set('Available', 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.');

  const complete = updated === want && pods === want && ready === want;
  const progressing = findCondition(conditions, 'Progressing');
  const who = current ? `ReplicaSet "${current.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const deadline = spec.progressDeadlineSeconds ?? 600;
  const moved =
    updated !== (before['updatedReplicas'] ?? 0) ||
    pods - updated <
      ((before['replicas'] as number | undefined) ?? 0) - ((before['updatedReplicas'] as number | undefined) ?? 0) ||
    count('readyReplicas') > ((before['readyReplicas'] as number | undefined) ?? 0) ||
    ready > ((before['availableReplicas'] as number | undefined) ?? 0);
  if (spec.paused) {
    if (progressing?.reason !== 'DeploymentPaused')
      set('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused');
  } else if (progressing?.reason === 'DeploymentPaused')
    set('Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed');
  else if (deadline < 2_147_483_647) {
    if (complete && (progressing?.reason !== 'NewReplicaSetAvailable' || moved))
      set('Progressing', 'True', 'NewReplicaSetAvailable', `${who} has successfully progressed.`);
    else if (!complete && moved && progressing) {
      const stamp = progressing.status === 'True' ? progressing.lastTransitionTime : now;
      const next = {
        type: 'Progressing',
        status: 'True',
        lastUpdateTime: now,
        lastTransitionTime: stamp,
        reason: 'ReplicaSetUpdated',
        message: `${who} is progressing.`,
      };
      conditions = [...conditions!.filter((it) => it !== progressing), next];
    } else if (
      !complete &&
      progressing &&
      progressing.reason !== 'NewReplicaSetAvailable' &&
      progressing.status === 'True'
    ) {
      const since = Date.parse(String(progressing['lastUpdateTime'] ?? now));
      if (context.now - since >= deadline * 1000)
        set('Progressing', 'False', 'ProgressDeadlineExceeded', `${who} has timed out progressing.`);
    }
    const open = findCondition(conditions, 'Progressing');
    if (!complete && open?.status === 'True' && open.reason !== 'NewReplicaSetAvailable') {
      const left = Date.parse(String(open['lastUpdateTime'])) + deadline * 1000 - context.now;
      // A rollout that stands still is not work in progress: the deadline passes when time does.
      if (left > 0) context.enqueue(keyOf(deployment), left + 1, { background: true, replace: true });
    }
  }
  const failing = sets
    .map((it) => findCondition(it['status']?.conditions, 'ReplicaFailure'))
    .find((it) => it?.status === 'True');
  if (failing) set('ReplicaFailure', 'True', failing.reason ?? '', failing.message ?? '');
  else conditions = conditions?.filter((it) => it.type !== 'ReplicaFailure');

  const some = (field: string, value: number): object => (value ? { [field]: value } : {});
  writeStatus(context, RESOURCE, deployment, {
    observedGeneration: deployment.metadata.generation,
    ...some('replicas', pods),
    ...some('updatedReplicas', updated),
    ...some('readyReplicas', count('readyReplicas')),
    ...some('availableReplicas', ready),
    ...some('unavailableReplicas', Math.max(0, total(sets, size) - ready)),
    terminatingReplicas: count('terminatingReplicas'),
    conditions,
    ...(before['collisionCount'] ? { collisionCount: before['collisionCount'] } : {}),
  });
}
