// The door for callers in this process: one user's verbs, synchronous, refusals thrown. The whole pipeline is behind each.

import type { DeleteOptions, PatchType } from '../../api/client.ts';
import type { GroupResource, Json, JsonObject, KubeObject } from '../../api/object.ts';
import { methodNotAllowed, notFound, pageNotFound } from '../../api/status-errors.ts';
import type { UserInfo, VerbOptions, Verbs } from '../interface.ts';
import { Call, type CallOptions, type Machine } from './call.ts';
import { checkNamespace, create, createFormed } from './create.ts';
import { remove, removeObject } from './delete.ts';
import { patch } from './patch.ts';
import type { Endpoint } from './registry.ts';
import { selection } from './select.ts';
import { getSubresource, postSubresource, updateSubresource } from './subresources.ts';
import { update, updateFormed } from './update.ts';

export class UserVerbs implements Verbs {
  readonly user: UserInfo;
  private readonly machine: Machine;

  constructor(machine: Machine, user: UserInfo) {
    this.machine = machine;
    this.user = user;
  }

  get(resource: GroupResource, namespace: string, name: string): KubeObject {
    const call = this.call(resource, namespace, name);
    call.authorize('get');
    const object = call.stored();
    if (!object) throw notFound(call.endpoint.id, name);
    return object;
  }

  list(
    resource: GroupResource,
    namespace = '',
    selector: { label?: string; field?: string } = {},
  ): readonly KubeObject[] {
    const call = this.call(resource, namespace, '');
    call.authorize('list');
    const selected = selection(call.endpoint, selector.label, selector.field);
    const { store } = this.machine;
    if (!selected) return store.list(call.endpoint.storage, namespace || undefined);
    const found: KubeObject[] = [];
    store.walk(call.endpoint.storage, namespace ? { namespace } : {}, (object) => {
      if (selected(object)) found.push(object);
    });
    return found;
  }

  create(resource: GroupResource, object: KubeObject, options?: VerbOptions): KubeObject {
    const call = this.call(resource, object.metadata.namespace ?? '', object.metadata.name ?? '', '', options);
    call.authorize('create');
    return options?.formed ? createFormed(call, object) : create(call, object);
  }

  update(resource: GroupResource, object: KubeObject, options?: VerbOptions): KubeObject {
    const { namespace = '', name = '' } = object.metadata;
    const call = this.call(resource, namespace, name, options?.subresource, options);
    call.authorize('update');
    if (call.subresource && call.subresource !== 'status') return updateSubresource(call, object).object;
    const existing = call.stored();
    if (existing && options?.formed && !call.subresource) return updateFormed(call, existing, object);
    if (!existing && call.endpoint.kind.createOnUpdate && !call.subresource) return create(call, object);
    checkNamespace(object, namespace);
    return update(call, existing, object);
  }

  patch(
    resource: GroupResource,
    namespace: string,
    name: string,
    type: PatchType,
    body: JsonObject | readonly Json[],
    options?: VerbOptions,
  ): KubeObject {
    const call = this.call(resource, namespace, name, options?.subresource, options);
    call.authorize('patch');
    return patch(call, type, body).object;
  }

  delete(resource: GroupResource, namespace: string, name: string, options: DeleteOptions = {}): KubeObject {
    const call = this.call(resource, namespace, name, '', { dryRun: options.dryRun === true });
    call.authorize('delete');
    return remove(call, options).object;
  }

  deleteCollection(
    resource: GroupResource,
    namespace: string,
    selector: { label?: string; field?: string } = {},
  ): void {
    const call = this.call(resource, namespace, '');
    call.authorize('deletecollection');
    const selected = selection(call.endpoint, selector.label, selector.field);
    for (const object of this.machine.store.list(call.endpoint.storage, namespace || undefined))
      if (!selected || selected(object))
        removeObject(call.about(call.endpoint, object.metadata.namespace ?? '', object.metadata.name!), object, {});
  }

  createSubresource(
    resource: GroupResource,
    namespace: string,
    name: string,
    subresource: string,
    body: KubeObject,
  ): KubeObject {
    const call = this.call(resource, namespace, name, subresource);
    call.authorize('create');
    return postSubresource(call, body);
  }

  /** Reads a subresource, such as `scale`. */
  getSubresource(resource: GroupResource, namespace: string, name: string, subresource: string): KubeObject {
    const call = this.call(resource, namespace, name, subresource);
    call.authorize('get');
    return getSubresource(call);
  }

  private call(
    resource: GroupResource,
    namespace: string,
    name: string,
    subresource = '',
    options?: VerbOptions,
  ): Call {
    const endpoint = this.endpoint(resource);
    if (subresource && !endpoint.info.subresources.some((it) => it.name === subresource)) throw pageNotFound();
    return new Call(
      this.machine,
      this.user,
      endpoint,
      endpoint.info.namespaced ? namespace : '',
      name,
      subresource,
      options as CallOptions,
    );
  }

  private endpoint(resource: GroupResource): Endpoint {
    const endpoint = this.machine.registry.stored(resource);
    if (!endpoint) throw pageNotFound();
    if (!endpoint.info.verbs.length) throw methodNotAllowed(resource, 'get');
    return endpoint;
  }
}
