// Keeps as many pods as a ReplicaSet asks for. Follows kubernetes/pkg/controller/replicaset.

import { findCondition, type Condition } from '../../api/conditions.ts';
import { controllerOf, keyOf, type KubeObject } from '../../api/object.ts';
import { mapMatcher, selectorMatcher } from '../../api/selectors.ts';
import { isStatus, type StatusError } from '../../api/status-errors.ts';
import { formatTime } from '../../api/time.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { inDeletionOrder } from './active-pods.ts';
import { claimPods, podKeys } from './claim.ts';
import {
  controllerUser,
  deleteIfThere,
  isActive,
  isAvailable,
  isEnded,
  isReady,
  isTerminatingNamespace,
  managedBy,
  managedObjects,
  readySince,
  writeStatus,
} from './controller.ts';

const RESOURCE = 'replicasets.apps';
const FAILURE = 'ReplicaFailure';

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
  const pods = claimPods(context, set, matcherOf(set));
  const refusal = set.metadata.deletionTimestamp ? undefined : manage(context, set, pods.filter(isActive));
  const live = context.read.get(resourceOf(set), key);
  if (live) status(context, live, refusal);
  if (refusal) throw refusal;
}

/** Makes or deletes what is missing or too much; gives back the refusal that stopped it. */
function manage(context: ActorContext, set: KubeObject, active: KubeObject[]): StatusError | undefined {
  const want = (set['spec'].replicas as number | undefined) ?? 1;
  for (let missing = want - active.length; missing > 0; missing--)
    try {
      createPod(context, set);
    } catch (error) {
      if (!isStatus(error)) throw error;
      // Nothing comes into a namespace that goes away, and no retry would change that.
      if (isTerminatingNamespace(error)) return undefined;
      context.events.event(set, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
      return error;
    }
  if (active.length <= want) return undefined;
  const crowding = crowdingOf(context, set);
  for (const pod of inDeletionOrder(active, context.now, crowding).slice(0, active.length - want)) {
    deleteIfThere(context, 'pods', pod);
    context.events.event(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
  }
  return undefined;
}

function createPod(context: ActorContext, set: KubeObject): void {
  const { template } = set['spec'] as { template: KubeObject };
  const pod = context.api.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${set.metadata.name}-`,
      namespace: set.metadata.namespace,
      labels: template.metadata?.labels,
      annotations: template.metadata?.annotations,
      finalizers: template.metadata?.finalizers,
      ownerReferences: [managedBy(set)],
    },
    spec: template['spec'],
  });
  context.events.event(set, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
}

/** How many active pods of the set, and of the other sets of its Deployment, stand on a pod's node. */
function crowdingOf(context: ActorContext, set: KubeObject): (pod: KubeObject) => number {
  const owner = controllerOf(set);
  const family = owner ? context.read.indexed('dependents', owner.uid).filter((it) => it.kind === set.kind) : [set];
  const counts = new Map<string, number>();
  for (const one of family)
    for (const pod of managedObjects(context, one, 'Pod')) {
      const node = pod['spec'].nodeName as string | undefined;
      if (node && isActive(pod)) counts.set(node, (counts.get(node) ?? 0) + 1);
    }
  return (pod) => counts.get(pod['spec'].nodeName as string) ?? 0;
}

function status(context: ActorContext, set: KubeObject, refusal: StatusError | undefined): void {
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
  const others = ((set['status']?.conditions ?? []) as Condition[]).filter((it) => it.type !== FAILURE);
  const failed = findCondition(set['status']?.conditions, FAILURE);
  const conditions = !refusal
    ? others
    : [
        ...others,
        // The first refusal stays: the message names another pod each time, and saying it anew would wake this controller for ever.
        failed ?? {
          type: FAILURE,
          status: 'True',
          lastTransitionTime: formatTime(context.now),
          reason: 'FailedCreate',
          message: refusal.message,
        },
      ];
  writeStatus(context, resourceOf(set), set, {
    replicas: active.length,
    ...(labelled.length ? { fullyLabeledReplicas: labelled.length } : {}),
    ...(ready.length ? { readyReplicas: ready.length } : {}),
    ...(available.length ? { availableReplicas: available.length } : {}),
    ...(set.kind === 'ReplicaSet' ? { terminatingReplicas: all.filter(isTerminating).length } : {}),
    observedGeneration: set.metadata.generation,
    ...(conditions.length ? { conditions } : {}),
  });
}

function isTerminating(pod: KubeObject): boolean {
  return pod.metadata.deletionTimestamp !== undefined && !isEnded(pod);
}
