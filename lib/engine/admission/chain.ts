// Runs the plugins that look at a resource. Follows apiserver/pkg/admission/chain.go.

import type { GroupResource, KubeObject } from '../../api/object.ts';
import type { Call } from '../apiserver/call.ts';
import type { Draft } from '../kinds/interface.ts';
import type { AdmissionPlugin } from './interface.ts';
import { ORDER } from './order.ts';
import type { Form, Operation } from './policy/request.ts';

const chosen: { readonly [operation in Operation]: Map<GroupResource, readonly AdmissionPlugin[]> } = {
  CREATE: new Map(),
  UPDATE: new Map(),
  DELETE: new Map(),
  CONNECT: new Map(),
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

/** What a subresource of its own form becomes: plugins may change it. */
export function admitOther(
  call: Call,
  operation: Operation,
  object: KubeObject,
  old: KubeObject | undefined,
  form: Form,
): KubeObject {
  let now = object;
  for (const plugin of pluginsFor(call.endpoint.storage, operation))
    if (plugin.admitOther) now = plugin.admitOther(operation, now, old, form, call);
  return now;
}

/** Lets plugins refuse a subresource of its own form, or a stream. */
export function reviewOther(
  call: Call,
  operation: Operation,
  object: KubeObject,
  old: KubeObject | undefined,
  form: Form,
): void {
  for (const plugin of pluginsFor(call.endpoint.storage, operation))
    plugin.reviewOther?.(operation, object, old, form, call);
}

/** Lets plugins refuse a deletion. */
export function reviewDeletion(call: Call, object: KubeObject): void {
  for (const plugin of pluginsFor(call.endpoint.storage, 'DELETE'))
    if (plugin.reviewDeletion) plugin.reviewDeletion(object, call);
    else plugin.review?.(object, object, call);
}
