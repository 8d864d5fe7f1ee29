// Empties a namespace that is being deleted, then lets it go. Follows kubernetes/pkg/controller/namespace.

import { keyOf } from '../../api/object.ts';
import { findResource } from '../../api/schema/resources.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { controllerUser } from './controller.ts';

/** Deletion starts a little late, so that caches have seen that the namespace goes. */
const DELAY = 5_000;

export function namespaceController(): Actor {
  return {
    name: 'namespace-controller',
    user: controllerUser('namespace-controller'),
    watches: ['namespaces'],
    changed(change, context) {
      if (change.type !== 'DELETED' && change.object.metadata.deletionTimestamp)
        context.enqueue(change.key, change.old?.metadata.deletionTimestamp ? 0 : DELAY);
    },
    sync,
  };
}

function sync(name: string, context: ActorContext): void {
  const namespace = context.read.get('namespaces', name);
  if (!namespace?.metadata.deletionTimestamp) return;
  let left = 0;
  for (const resource of context.read.resources()) {
    if (findResource(resource)?.namespaced === false || context.read.count(resource, name) === 0) continue;
    for (const object of context.read.list(resource, name))
      if (!object.metadata.deletionTimestamp && context.read.get(resource, keyOf(object)))
        context.api.delete(resource, name, object.metadata.name!, { propagation: 'Background' });
    left += context.read.count(resource, name);
  }
  if (left > 0) {
    // Finalizers and pods that end gracefully: look again as they go.
    context.enqueue(name, 1_000);
    return;
  }
  const { finalizers: _, ...spec } = namespace['spec'] ?? {};
  context.api.update('namespaces', { ...namespace, spec: { ...spec, finalizers: [] } }, { subresource: 'finalize' });
}
