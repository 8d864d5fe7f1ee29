// Empties a namespace that is being deleted, then lets it go. Follows kubernetes/pkg/controller/namespace/deletion.

import type { Condition } from '../../api/conditions.ts';
import { keyOf, type GroupResource, type KubeObject } from '../../api/object.ts';
import { findResource } from '../../api/schema/resources.ts';
import { formatTime } from '../../api/time.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { controllerUser } from './controller.ts';

/** Deletion starts a little late, so that caches have seen that the namespace goes, in milliseconds. */
const DELAY = 5_000;
/** What remains is looked at again after this, and for pods after half of their grace. */
const AGAIN = 1_000;

export function namespaceController(): Actor {
  return {
    name: 'namespace-controller',
    user: controllerUser('namespace-controller'),
    watches: ['namespaces'],
    changed({ type, key, object, old }, context) {
      // Its own notes in the status are no reason to look again.
      if (type !== 'DELETED' && object.metadata.deletionTimestamp && !old?.metadata.deletionTimestamp)
        context.enqueue(key, DELAY);
    },
    sync,
  };
}

/** What is left: how many of which resource, and held by which finalizers. */
interface Rest {
  readonly counts: Map<GroupResource, number>;
  readonly finalizers: Map<string, number>;
}

function sync(name: string, context: ActorContext): void {
  const namespace = context.read.get('namespaces', name);
  if (!namespace?.metadata.deletionTimestamp) return;
  const rest: Rest = { counts: new Map(), finalizers: new Map() };
  // Pods go before everything they may still need.
  empty(context, 'pods', name, rest);
  if (rest.counts.size) {
    const graces = context.read
      .list('pods', name)
      .map((pod) => (pod['spec'].terminationGracePeriodSeconds as number | undefined) ?? 0);
    // Nothing is counted yet: so far all has gone well.
    note(context, name, { counts: new Map(), finalizers: new Map() });
    const over = context.now - Date.parse(namespace.metadata.deletionTimestamp);
    const estimate = Math.max(...graces) * 1000;
    context.enqueue(name, over >= estimate ? AGAIN : estimate / 2 + 1000);
    return;
  }
  for (const resource of context.read.resources()) empty(context, resource, name, rest);
  note(context, name, rest);
  if (rest.counts.size) {
    // Held by a finalizer, it stays until somebody takes that away: no work in progress.
    context.enqueue(name, AGAIN, { background: rest.finalizers.size > 0 });
    return;
  }
  const live = context.read.get('namespaces', name)!;
  context.api.update('namespaces', { ...live, spec: { ...live['spec'], finalizers: [] } }, { subresource: 'finalize' });
}

/** Deletes a resource's objects and counts those that are still there. */
function empty(context: ActorContext, resource: GroupResource, namespace: string, rest: Rest): void {
  if (findResource(resource)?.namespaced === false || context.read.count(resource, namespace) === 0) return;
  for (const object of context.read.list(resource, namespace))
    if (!object.metadata.deletionTimestamp && context.read.get(resource, keyOf(object)))
      context.api.delete(resource, namespace, object.metadata.name!, { propagation: 'Background' });
  const left = context.read.list(resource, namespace);
  if (left.length) rest.counts.set(resource, left.length);
  for (const object of left)
    for (const finalizer of object.metadata.finalizers ?? [])
      rest.finalizers.set(finalizer, (rest.finalizers.get(finalizer) ?? 0) + 1);
}

/** Says in the status how far the deletion has come. */
function note(context: ActorContext, name: string, rest: Rest): void {
  const namespace = context.read.get('namespaces', name)!;
  const before = (namespace['status']?.conditions ?? []) as readonly Condition[];
  const counted = (entries: ReadonlyMap<string, number>, of: (name: string, count: number) => string): string =>
    [...entries]
      .map(([it, count]) => of(it, count))
      .sort()
      .join(', ');
  const rows: [type: string, isTrue: boolean, reason: string, message: string][] = [
    ['NamespaceDeletionDiscoveryFailure', false, 'ResourcesDiscovered', 'All resources successfully discovered'],
    [
      'NamespaceDeletionGroupVersionParsingFailure',
      false,
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ],
    [
      'NamespaceDeletionContentFailure',
      false,
      'ContentDeleted',
      'All content successfully deleted, may be waiting on finalization',
    ],
    rest.counts.size
      ? [
          'NamespaceContentRemaining',
          true,
          'SomeResourcesRemain',
          `Some resources are remaining: ${counted(rest.counts, (it, count) => `${it.includes('.') ? it : `${it}.`} has ${count} resource instances`)}`,
        ]
      : ['NamespaceContentRemaining', false, 'ContentRemoved', 'All content successfully removed'],
    rest.finalizers.size
      ? [
          'NamespaceFinalizersRemaining',
          true,
          'SomeFinalizersRemain',
          `Some content in the namespace has finalizers remaining: ${counted(rest.finalizers, (it, count) => `${it} in ${count} resource instances`)}`,
        ]
      : ['NamespaceFinalizersRemaining', false, 'ContentHasNoFinalizers', 'All content-preserving finalizers finished'],
  ];
  const conditions = rows.map(([type, isTrue, reason, message]) => {
    const status = isTrue ? 'True' : 'False';
    const old = before.find((it) => it.type === type);
    const isSame = old?.status === status && old.message === message && old.reason === reason;
    return isSame ? old : { type, status, lastTransitionTime: formatTime(context.now), reason, message };
  });
  if (conditions.every((it, i) => it === before[i])) return;
  write(context, namespace, conditions);
}

function write(context: ActorContext, namespace: KubeObject, conditions: readonly object[]): void {
  context.api.update(
    'namespaces',
    { ...namespace, status: { ...namespace['status'], conditions } },
    { subresource: 'status' },
  );
}
