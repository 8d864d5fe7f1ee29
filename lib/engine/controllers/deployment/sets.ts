// The ReplicaSets of a Deployment: how large they are, which of them is of which template, and how one is made, revised and scaled.
// Follows kubernetes/pkg/controller/deployment (sync, util/deployment_util).

import { findCondition, setCondition } from '../../../api/conditions.ts';
import { scaledValue } from '../../../api/int-or-string.ts';
import { keyOf, type KubeObject } from '../../../api/object.ts';
import { formatTime } from '../../../api/time.ts';
import type { ActorContext } from '../../interface.ts';
import { managedBy, writeStatus } from '../controller.ts';
import { canonical, templateHash } from '../template-hash.ts';

export const RESOURCE = 'deployments.apps';
export const SETS = 'replicasets.apps';
const REVISION = 'deployment.kubernetes.io/revision';
const HISTORY = 'deployment.kubernetes.io/revision-history';
export const DESIRED = 'deployment.kubernetes.io/desired-replicas';
export const MAX = 'deployment.kubernetes.io/max-replicas';
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

export interface Spec {
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

export const replicas = (deployment: KubeObject): number => (deployment['spec'].replicas as number | undefined) ?? 1;
export const size = (set: KubeObject): number => (set['spec'].replicas as number | undefined) ?? 1;
export const available = (set: KubeObject): number => (set['status']?.availableReplicas as number | undefined) ?? 0;

// Numbers of 64 bits; anything else counts as none.
const revisionOf = (object: KubeObject): bigint => {
  const text = object.metadata.annotations?.[REVISION] ?? '';
  return /^\d+$/.test(text) ? BigInt(text) : 0n;
};

const newestOf = (sets: readonly KubeObject[]): bigint =>
  sets.map(revisionOf).reduce((newest, it) => (it > newest ? it : newest), 0n);

export const byRevision = (a: KubeObject, b: KubeObject): number =>
  Number(BigInt.asIntN(64, revisionOf(a) - revisionOf(b)));

export const total = (sets: readonly KubeObject[], of: (set: KubeObject) => number): number =>
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

export function sameTemplate(a: KubeObject, b: KubeObject): boolean {
  return templateText(a) === templateText(b);
}

export function surge(deployment: KubeObject): number {
  const spec = deployment['spec'] as Spec;
  if (spec.strategy?.type === 'Recreate') return 0;
  return scaledValue(spec.strategy?.rollingUpdate?.maxSurge ?? '25%', replicas(deployment), true);
}

export function unavailable(deployment: KubeObject): number {
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
export function create(context: ActorContext, deployment: KubeObject, sets: readonly KubeObject[]): KubeObject {
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
export function revise(
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

export function roomFor(deployment: KubeObject, current: number, sets: readonly KubeObject[]): number {
  if ((deployment['spec'] as Spec).strategy?.type === 'Recreate') return replicas(deployment);
  const most = replicas(deployment) + surge(deployment);
  const pods = total(sets, size);
  if (pods >= most) return current;
  return current + Math.min(most - pods, replicas(deployment) - current);
}

export function scale(context: ActorContext, deployment: KubeObject, set: KubeObject, to: number): KubeObject {
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
