// The embedded cluster behind the asynchronous interface that deploy and everything above it speak.

import type { Client, DeleteOptions, ListOptions, ObjectList, PatchType, WriteOptions } from '../api/client.ts';
import type { GroupResource, Json, JsonObject, KubeObject } from '../api/object.ts';
import type { Cluster } from './cluster.ts';
import type { UserInfo, Verbs } from './interface.ts';

/** Answers at once; where the caller waits, the cluster's time passes. */
export class EmbeddedClient implements Client {
  private readonly cluster: Cluster;
  private readonly verbs: Verbs;

  constructor(cluster: Cluster, user: UserInfo) {
    this.cluster = cluster;
    this.verbs = cluster.as(user);
  }

  async get(resource: GroupResource, namespace: string, name: string): Promise<KubeObject> {
    return this.verbs.get(resource, namespace, name);
  }

  async list(resource: GroupResource, options: ListOptions = {}): Promise<ObjectList> {
    const items = this.verbs.list(resource, options.namespace, {
      label: options.labelSelector,
      field: options.fieldSelector,
    });
    return { items, resourceVersion: String(this.cluster.store.revision) };
  }

  async create(resource: GroupResource, object: KubeObject, options?: WriteOptions): Promise<KubeObject> {
    return this.verbs.create(resource, object, options);
  }

  async update(resource: GroupResource, object: KubeObject, options?: WriteOptions): Promise<KubeObject> {
    return this.verbs.update(resource, object, options);
  }

  async patch(
    resource: GroupResource,
    namespace: string,
    name: string,
    type: PatchType,
    body: JsonObject | readonly JsonObject[],
    options?: WriteOptions,
  ): Promise<KubeObject> {
    return this.verbs.patch(resource, namespace, name, type, body as JsonObject | readonly Json[], options);
  }

  async delete(resource: GroupResource, namespace: string, name: string, options?: DeleteOptions): Promise<KubeObject> {
    return this.verbs.delete(resource, namespace, name, options);
  }

  async wait(milliseconds: number): Promise<void> {
    this.cluster.advance(milliseconds);
  }

  now(): number {
    return this.cluster.now;
  }
}
