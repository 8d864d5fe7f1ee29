// Pods with names and claims of their own, in order. Follows kubernetes/pkg/controller/statefulset.

import { keyOf, type KubeObject } from '../../api/object.ts';
import type { Actor, ActorContext } from '../interface.ts';
import {
  controllerUser,
  isAvailable,
  isReady,
  managedBy,
  managedObjects,
  ownerKeys,
  writeStatus,
} from './controller.ts';
import { canonical, templateHash } from './template-hash.ts';

const RESOURCE = 'statefulsets.apps';
const REVISIONS = 'controllerrevisions.apps';
const HASH = 'controller-revision-hash';

interface Spec {
  readonly replicas?: number;
  readonly serviceName?: string;
  readonly template: KubeObject;
  readonly selector: { matchLabels?: Record<string, string> };
  readonly podManagementPolicy?: string;
  readonly persistentVolumeClaimRetentionPolicy?: { whenDeleted?: string; whenScaled?: string };
  readonly revisionHistoryLimit?: number;
  readonly minReadySeconds?: number;
  readonly volumeClaimTemplates?: readonly KubeObject[];
  readonly updateStrategy?: { type?: string; rollingUpdate?: { partition?: number } };
  readonly ordinals?: { start?: number };
}

export function statefulSetController(): Actor {
  return {
    name: 'statefulset-controller',
    user: controllerUser('statefulset-controller'),
    watches: [RESOURCE, 'pods'],
    changed(change, context) {
      if (change.resource === RESOURCE) context.enqueue(change.key);
      else for (const key of ownerKeys(change, 'StatefulSet')) context.enqueue(key);
    },
    sync,
  };
}

function sync(key: string, context: ActorContext): void {
  const set = context.read.get(RESOURCE, key);
  if (!set || set.metadata.deletionTimestamp) return;
  const spec = set['spec'] as Spec;
  const update = revise(context, set);
  const currentName = (set['status']?.currentRevision as string | undefined) ?? update.metadata.name!;
  const current = context.read.get(REVISIONS, `${set.metadata.namespace}/${currentName}`) ?? update;
  act(context, set, spec, current, update);
  status(context, context.read.get(RESOURCE, key)!, current, update);
  forget(context, set, new Set([current.metadata.name, update.metadata.name]));
}

/** Revisions that no pod has go, oldest first, beyond the limit. */
function forget(context: ActorContext, set: KubeObject, live: ReadonlySet<string | undefined>): void {
  const revisions = managedObjects(context, set, 'ControllerRevision');
  const limit = (set['spec'] as Spec).revisionHistoryLimit ?? 10;
  if (revisions.length <= limit) return;
  const used = new Set(managedObjects(context, set, 'Pod').map((pod) => pod.metadata.labels?.[HASH]));
  const idle = revisions
    .filter(({ metadata: { name } }) => !live.has(name) && !used.has(name))
    .sort((a, b) => a['revision'] - b['revision']);
  for (const { metadata } of idle.slice(0, Math.max(0, idle.length - limit)))
    context.api.delete(REVISIONS, metadata.namespace!, metadata.name!);
}

/** The revision of the template as it is; an old one with the same content is taken up again with a new number. */
function revise(context: ActorContext, set: KubeObject): KubeObject {
  const data = { spec: { template: { ...(set['spec'] as Spec).template, $patch: 'replace' } } };
  const text = canonical(data);
  const known = managedObjects(context, set, 'ControllerRevision').sort((a, b) => a['revision'] - b['revision']);
  const same = known.find((it) => canonical(it['data']) === text);
  const newest = known[known.length - 1];
  if (same && same === newest) return same;
  const revision = ((newest?.['revision'] as number | undefined) ?? 0) + 1;
  if (same) return context.api.update(REVISIONS, { ...same, revision });
  const hash = templateHash((set['spec'] as Spec).template);
  return context.api.create(REVISIONS, {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${set.metadata.name}-${hash}`,
      namespace: set.metadata.namespace,
      labels: { ...(set['spec'] as Spec).template.metadata?.labels, [HASH]: hash },
      ownerReferences: [managedBy(set)],
    },
    data,
    revision,
  });
}

const ordinal = (pod: KubeObject): number => Number(/-(\d+)$/.exec(pod.metadata.name!)?.[1] ?? -1);

function act(context: ActorContext, set: KubeObject, spec: Spec, current: KubeObject, update: KubeObject): void {
  const want = spec.replicas ?? 1;
  const start = spec.ordinals?.start ?? 0;
  const parallel = spec.podManagementPolicy === 'Parallel';
  const partition = spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  const minReady = spec.minReadySeconds ?? 0;
  const owned = managedObjects(context, set, 'Pod');
  const byOrdinal = new Map(owned.map((pod) => [ordinal(pod), pod]));

  for (let i = start; i < start + want; i++) {
    const pod = byOrdinal.get(i);
    const phase = pod?.['status']?.phase as string | undefined;
    if (pod && (phase === 'Failed' || phase === 'Succeeded')) {
      if (!pod.metadata.deletionTimestamp) {
        context.api.delete('pods', pod.metadata.namespace!, pod.metadata.name!);
        context.events.event(
          set,
          'Normal',
          'SuccessfulDelete',
          `Delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`,
        );
      }
      if (!parallel) return;
      continue;
    }
    if (!pod) {
      const isUpdate = current.metadata.name === update.metadata.name || i >= start + partition;
      // Pods below the partition are made anew as they were.
      make(context, set, spec, i, isUpdate && !stillOld(set, i, start) ? update : current);
      if (!parallel) return;
      continue;
    }
    if (pod.metadata.deletionTimestamp || !isAvailable(pod, minReady, context.now)) {
      if (!pod.metadata.deletionTimestamp && isReady(pod)) context.enqueue(keyOf(set), minReady * 1000);
      if (!parallel) return;
    }
  }
  const surplus = owned
    .filter((pod) => ordinal(pod) >= start + want || ordinal(pod) < start)
    .sort((a, b) => ordinal(b) - ordinal(a));
  for (const pod of surplus) {
    if (!pod.metadata.deletionTimestamp) {
      context.api.delete('pods', pod.metadata.namespace!, pod.metadata.name!);
      context.events.event(
        set,
        'Normal',
        'SuccessfulDelete',
        `Delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`,
      );
    }
    if (!parallel) return;
  }
  if (spec.updateStrategy?.type === 'OnDelete') return;
  for (let i = start + want - 1; i >= start + partition; i--) {
    const pod = byOrdinal.get(i);
    if (!pod) return;
    if (pod.metadata.labels?.[HASH] !== update.metadata.name) {
      if (!pod.metadata.deletionTimestamp) {
        context.api.delete('pods', pod.metadata.namespace!, pod.metadata.name!);
        context.events.event(
          set,
          'Normal',
          'SuccessfulDelete',
          `Delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`,
        );
      }
      return;
    }
    if (pod.metadata.deletionTimestamp || !isAvailable(pod, minReady, context.now)) return;
  }
}

/** While a rollout is under way, a lost pod that had not been updated comes back as it was. */
function stillOld(set: KubeObject, index: number, start: number): boolean {
  const state = set['status'] as
    { currentRevision?: string; updateRevision?: string; currentReplicas?: number } | undefined;
  if (!state?.currentRevision || state.currentRevision === state.updateRevision) return false;
  return index < start + (state.currentReplicas ?? 0);
}

function make(context: ActorContext, set: KubeObject, spec: Spec, index: number, revision: KubeObject): void {
  const { namespace, name } = set.metadata;
  const pod = `${name}-${index}`;
  const template = { ...(revision['data'].spec.template as KubeObject) };
  for (const claim of spec.volumeClaimTemplates ?? []) {
    const claimName = `${claim.metadata.name}-${pod}`;
    if (context.read.get('persistentvolumeclaims', `${namespace}/${claimName}`)) continue;
    context.api.create('persistentvolumeclaims', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name: claimName,
        namespace,
        labels: { ...claim.metadata.labels, ...spec.selector.matchLabels },
        annotations: claim.metadata.annotations,
        ...(spec.persistentVolumeClaimRetentionPolicy?.whenDeleted === 'Delete'
          ? { ownerReferences: [managedBy(set)] }
          : {}),
      },
      spec: claim['spec'],
    });
    context.events.event(
      set,
      'Normal',
      'SuccessfulCreate',
      `create Claim ${claimName} Pod ${pod} in StatefulSet ${name} success`,
    );
  }
  const claims = new Set((spec.volumeClaimTemplates ?? []).map((claim) => claim.metadata.name));
  const volumes = [
    ...(spec.volumeClaimTemplates ?? []).map((claim) => ({
      name: claim.metadata.name,
      persistentVolumeClaim: { claimName: `${claim.metadata.name}-${pod}` },
    })),
    ...((template['spec'].volumes ?? []) as { name: string }[]).filter((volume) => !claims.has(volume.name)),
  ];
  context.api.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pod,
      namespace,
      generateName: `${name}-`,
      labels: {
        ...template.metadata?.labels,
        'statefulset.kubernetes.io/pod-name': pod,
        'apps.kubernetes.io/pod-index': String(index),
        [HASH]: revision.metadata.name!,
      },
      annotations: template.metadata?.annotations,
      ownerReferences: [managedBy(set)],
    },
    spec: {
      ...template['spec'],
      hostname: pod,
      ...(spec.serviceName ? { subdomain: spec.serviceName } : {}),
      ...(volumes.length ? { volumes } : {}),
    },
  });
  context.events.event(set, 'Normal', 'SuccessfulCreate', `Create Pod ${pod} in StatefulSet ${name} successful`);
}

function status(context: ActorContext, set: KubeObject, current: KubeObject, update: KubeObject): void {
  const spec = set['spec'] as Spec;
  const pods = managedObjects(context, set, 'Pod').filter(
    (pod) => pod['status']?.phase !== 'Failed' && pod['status']?.phase !== 'Succeeded',
  );
  const want = spec.replicas ?? 1;
  const of = (revision: KubeObject): KubeObject[] =>
    pods.filter((pod) => pod.metadata.labels?.[HASH] === revision.metadata.name && !pod.metadata.deletionTimestamp);
  const updated = of(update).length;
  const ready = pods.filter((pod) => isReady(pod) && !pod.metadata.deletionTimestamp);
  const done =
    updated === want &&
    pods.length === want &&
    ready.length === want &&
    (spec.updateStrategy?.type ?? 'RollingUpdate') === 'RollingUpdate';
  const revision = done ? update : current;
  const some = (field: string, value: number): object => (value ? { [field]: value } : {});
  const currentReplicas = of(revision).length;
  writeStatus(context, RESOURCE, set, {
    observedGeneration: set.metadata.generation,
    replicas: pods.length,
    ...some('readyReplicas', ready.length),
    ...some('currentReplicas', currentReplicas),
    ...some('updatedReplicas', updated),
    currentRevision: revision.metadata.name,
    updateRevision: update.metadata.name,
    collisionCount: (set['status']?.collisionCount as number | undefined) ?? 0,
    availableReplicas: ready.filter((pod) => isAvailable(pod, spec.minReadySeconds ?? 0, context.now)).length,
  });
}
