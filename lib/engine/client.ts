// The embedded cluster behind the asynchronous interface that deploy and everything above it speak.

import type {
  Client,
  DeleteOptions,
  ListOptions,
  ObjectList,
  PatchType,
  ServedKind,
  WriteOptions,
} from '../api/client.ts';
import type { GroupResource, Json, JsonObject, KubeObject } from '../api/object.ts';
import { builtInResources, groupResource } from '../api/schema/resources.ts';
import { servedByDefault } from './apiserver/registry.ts';
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

  async kind(group: string, kind: string, version?: string): Promise<ServedKind | undefined> {
    const known = builtIn(group, kind, version);
    if (known) return known;
    for (const { spec } of this.cluster.store.list('customresourcedefinitions.apiextensions.k8s.io')) {
      if (spec.group !== group || spec.names.kind !== kind) continue;
      const served = (spec.versions as { name: string; served: boolean }[]).filter((it) => it.served);
      if (version !== undefined && !served.some((it) => it.name === version)) continue;
      return { resource: `${spec.names.plural}.${group}`, namespaced: spec.scope === 'Namespaced' };
    }
    return undefined;
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

let kinds: Map<string, ServedKind> | undefined;

function builtIn(group: string, kind: string, version = ''): ServedKind | undefined {
  if (!kinds) {
    kinds = new Map();
    for (const info of builtInResources())
      if (servedByDefault(info.version)) {
        const served = { resource: groupResource(info), namespaced: info.namespaced };
        kinds.set(`${info.group}/${info.version}/${info.kind}`, served);
        kinds.set(`${info.group}//${info.kind}`, served);
      }
  }
  return kinds.get(`${group}/${version}/${kind}`);
}
