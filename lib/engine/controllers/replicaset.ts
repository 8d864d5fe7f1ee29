// Keeps as many pods as a ReplicaSet asks for. Follows kubernetes/pkg/controller/replicaset.

import { keyOf, splitKey, type KubeObject } from '../../api/object.ts';
import { mapMatcher, selectorMatcher } from '../../api/selectors.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { inDeletionOrder } from './active-pods.ts';
import { claimPods, podKeys } from './claim.ts';
import {
  controllerUser,
  deleteIfThere,
  isActive,
  isAvailable,
  isReady,
  isTerminatingNamespace,
  managedBy,
  managedObjects,
  readySince,
  writeStatus,
} from './controller.ts';

const RESOURCE = 'replicasets.apps';

export const replicaSetController = (): Actor => controller('replicaset-controller', RESOURCE, 'ReplicaSet');
/** The older kind does the same. */
export const replicationController = (): Actor =>
  controller('replication-controller', 'replicationcontrollers', 'ReplicationController');

const resourceOf = (set: KubeObject): string =>
  set.kind === 'ReplicationController' ? 'replicationcontrollers' : RESOURCE;
const matcherOf = (set: KubeObject): ReturnType<typeof selectorMatcher> =>
  set.kind === 'ReplicationController'
    ? mapMatcher(set['spec'].selector ?? set['spec'].template?.metadata?.labels)
    : selectorMatcher(set['spec'].selector);

function controller(name: string, resource: string, kind: string): Actor {
  return {
    name,
    user: controllerUser(name),
    watches: [resource, 'pods'],
    changed(change, context) {
      if (change.resource === resource) {
        context.enqueue(change.key);
        return;
      }
      for (const owner of podKeys(change, context, kind, resource, matcherOf)) context.enqueue(owner);
    },
    sync(key, context) {
      const set = context.read.get(resource, key);
      if (set) sync(key, set, context);
    },
  };
}

function sync(key: string, set: KubeObject, context: ActorContext): void {
  const matches = matcherOf(set);
  const pods = claimPods(context, set, matches);
  if (!set.metadata.deletionTimestamp) manage(context, set, pods.filter(isActive));
  status(context, context.read.get(resourceOf(set), key) ?? set);
}

function manage(context: ActorContext, set: KubeObject, active: KubeObject[]): void {
  const want = (set['spec'].replicas as number | undefined) ?? 1;
  const { namespace, name } = splitKey(keyOf(set));
  if (active.length < want) {
    const { template } = set['spec'] as { template: KubeObject };
    for (let i = active.length; i < want; i++) {
      let pod: KubeObject;
      try {
        pod = context.api.create('pods', {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: {
            generateName: `${name}-`,
            namespace,
            labels: template.metadata?.labels,
            annotations: template.metadata?.annotations,
            finalizers: template.metadata?.finalizers,
            ownerReferences: [managedBy(set)],
          },
          spec: template['spec'],
        });
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        // Nothing comes into a namespace that goes away, and no retry would change that.
        if (isTerminatingNamespace(error)) return;
        context.events.event(set, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
        failure(context, set, error.message);
        throw error;
      }
      context.events.event(set, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
    }
  } else if (active.length > want) {
    const siblings = new Map<string, number>();
    for (const pod of active) {
      const node = pod['spec'].nodeName as string | undefined;
      if (node) siblings.set(node, (siblings.get(node) ?? 0) + 1);
    }
    const crowding = (pod: KubeObject): number => siblings.get(pod['spec'].nodeName as string) ?? 0;
    const victims = inDeletionOrder(active, context.now, crowding).slice(0, active.length - want);
    for (const pod of victims) {
      deleteIfThere(context, 'pods', pod);
      context.events.event(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
    }
  }
}

function failure(context: ActorContext, set: KubeObject, message: string): void {
  const conditions = [
    {
      type: 'ReplicaFailure',
      status: 'True',
      lastTransitionTime: new Date(context.now).toISOString().slice(0, 19) + 'Z',
      reason: 'FailedCreate',
      message,
    },
  ];
  const before = set['status'] as { replicas?: number; conditions?: { message?: string }[] } | undefined;
  // Said once: the message names another pod each time, and saying it anew would wake this controller for ever.
  if (before?.conditions?.length) return;
  writeStatus(context, resourceOf(set), set, {
    replicas: 0,
    ...before,
    conditions,
    observedGeneration: set.metadata.generation,
  });
}

function status(context: ActorContext, set: KubeObject): void {
  const matches = matcherOf(set);
  const all = managedObjects(context, set, 'Pod').filter((pod) => matches(pod.metadata.labels));
  const active = all.filter(isActive);
  const template = (set['spec'].template?.metadata?.labels ?? {}) as Record<string, string>;
  const labelled = active.filter((pod) =>
    Object.entries(template).every(([key, value]) => pod.metadata.labels?.[key] === value),
  );
  const minReady = (set['spec'].minReadySeconds as number | undefined) ?? 0;
  const ready = active.filter(isReady);
  const available = ready.filter((pod) => isAvailable(pod, minReady, context.now));
  // Availability comes with time alone.
  if (available.length < ready.length)
    for (const pod of ready) {
      const left = readySince(pod) + minReady * 1000 - context.now;
      if (left > 0) context.enqueue(keyOf(set), left);
    }
  const conditions =
    active.length >= ((set['spec'].replicas as number | undefined) ?? 1)
      ? undefined
      : (set['status']?.conditions as object[] | undefined);
  writeStatus(context, resourceOf(set), set, {
    replicas: active.length,
    ...(labelled.length ? { fullyLabeledReplicas: labelled.length } : {}),
    ...(ready.length ? { readyReplicas: ready.length } : {}),
    ...(available.length ? { availableReplicas: available.length } : {}),
    ...(set.kind === 'ReplicaSet' ? { terminatingReplicas: all.filter(isTerminating).length } : {}),
    observedGeneration: set.metadata.generation,
    ...(conditions?.length ? { conditions } : {}),
  });
}

function isTerminating(pod: KubeObject): boolean {
  const phase = pod['status']?.phase as string | undefined;
  return pod.metadata.deletionTimestamp !== undefined && phase !== 'Succeeded' && phase !== 'Failed';
}
