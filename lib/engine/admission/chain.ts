// Runs the plugins that look at a resource. Follows apiserver/pkg/admission/chain.go.

import type { GroupResource, KubeObject } from '../../api/object.ts';
import type { Call } from '../apiserver/call.ts';
import type { Draft } from '../kinds/interface.ts';
import type { AdmissionPlugin } from './interface.ts';
import { ORDER } from './order.ts';

type Operation = 'CREATE' | 'UPDATE' | 'DELETE';

const chosen: { readonly [operation in Operation]: Map<GroupResource, readonly AdmissionPlugin[]> } = {
  CREATE: new Map(),
  UPDATE: new Map(),
  DELETE: new Map(),
};

function pluginsFor(resource: GroupResource, operation: Operation): readonly AdmissionPlugin[] {
  let plugins = chosen[operation].get(resource);
  if (!plugins) {
    plugins = ORDER.filter(
      (it) => it.operations.includes(operation) && (it.resources[0] === '*' || it.resources.includes(resource)),
    );
    chosen[operation].set(resource, plugins);
  }
  return plugins;
}

/** Lets plugins change the draft. `known` says that the spec is the outcome of the same admission before. */
export function admit(call: Call, draft: Draft, old: KubeObject | undefined, known: boolean): void {
  for (const plugin of pluginsFor(call.endpoint.storage, old ? 'UPDATE' : 'CREATE'))
    if (plugin.admit && (!known || plugin.always)) plugin.admit(draft, old, call, !known);
}

/** Lets plugins refuse what is about to be stored. */
export function review(call: Call, object: KubeObject, old: KubeObject | undefined): void {
  for (const plugin of pluginsFor(call.endpoint.storage, old ? 'UPDATE' : 'CREATE')) plugin.review?.(object, old, call);
}

/** Lets plugins refuse a deletion. */
export function reviewDeletion(call: Call, object: KubeObject): void {
  for (const plugin of pluginsFor(call.endpoint.storage, 'DELETE'))
    if (plugin.reviewDeletion) plugin.reviewDeletion(object, call);
    else plugin.review?.(object, object, call);
}
