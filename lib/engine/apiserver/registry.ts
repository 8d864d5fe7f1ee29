// Which resources are served, built in and custom, and what is known of each. Custom ones are read from the stored definitions
// and remembered until one of them changes.

import type { GroupResource } from '../../api/object.ts';
import {
  apiVersionOf,
  builtInResources,
  findResource,
  groupResource,
  resourceAt,
  type ResourceInfo,
} from '../../api/schema/resources.ts';
import { kindSchema, type TypeSchema } from '../../api/schema/schema.ts';
import type { Reader } from '../interface.ts';
import { kindOf } from '../kinds/index.ts';
import type { Kind } from '../kinds/interface.ts';
import { customEndpoints, type Custom } from './custom.ts';

/** One resource in one version, as requests meet it. */
export interface Endpoint {
  readonly info: ResourceInfo;
  /** `apps/v1`: the version it is asked in. */
  readonly apiVersion: string;
  /** What it is called in messages and checked for: `events.events.k8s.io`. */
  readonly id: GroupResource;
  /** What it is stored under: `events`. */
  readonly storage: GroupResource;
  /** The version it is stored in. */
  readonly storageVersion: string;
  readonly schema: TypeSchema | undefined;
  readonly kind: Kind;
  readonly custom?: Custom;
}

// Several resources are two views of the same stored objects.
const STORED_AS: Readonly<Record<GroupResource, GroupResource>> = { 'events.events.k8s.io': 'events' };

const builtIn = new Map<string, Endpoint>();

function builtInEndpoint(info: ResourceInfo): Endpoint {
  const apiVersion = apiVersionOf(info);
  const path = `${apiVersion}/${info.resource}`;
  let endpoint = builtIn.get(path);
  if (!endpoint) {
    const id = groupResource(info);
    const storage = STORED_AS[id] ?? id;
    const stored = findResource(storage)!;
    endpoint = {
      info,
      apiVersion,
      id,
      storage,
      storageVersion: apiVersionOf(stored),
      schema: kindSchema(apiVersion, info.kind),
      kind: kindOf(storage),
    };
    builtIn.set(path, endpoint);
  }
  return endpoint;
}

/** Whether a version is served by default: of what is built in, those that are stable. */
export const servedByDefault = (version: string): boolean => /^v\d+$/.test(version);

const byId = new Map<GroupResource, Endpoint>();

export class Registry {
  private readonly read: Reader;
  private custom: readonly Endpoint[] | undefined;
  private customById = new Map<GroupResource, Endpoint>();

  constructor(read: Reader) {
    this.read = read;
  }

  /** To be called when a definition changed. */
  forget(): void {
    this.custom = undefined;
  }

  /** The endpoints of custom resources, every served version. */
  customs(): readonly Endpoint[] {
    if (!this.custom) {
      this.custom = customEndpoints(this.read);
      this.customById = new Map();
      for (const endpoint of this.custom)
        if (endpoint.apiVersion === endpoint.storageVersion || !this.customById.has(endpoint.id))
          this.customById.set(endpoint.id, endpoint);
    }
    return this.custom;
  }

  /** In the version objects are kept in. */
  stored(id: GroupResource): Endpoint | undefined {
    let endpoint = byId.get(id);
    if (endpoint) return endpoint;
    const info = findResource(id);
    if (info) {
      endpoint = builtInEndpoint(info);
      byId.set(id, endpoint);
      return endpoint;
    }
    this.customs();
    return this.customById.get(id);
  }

  /** At a path: `apps/v1` and `deployments`. */
  at(apiVersion: string, resource: string): Endpoint | undefined {
    const info = resourceAt(apiVersion, resource);
    if (info && servedByDefault(info.version)) return builtInEndpoint(info);
    return this.customs().find((it) => it.apiVersion === apiVersion && it.info.resource === resource);
  }

  /** Of a kind. */
  ofKind(apiVersion: string, kind: string): Endpoint | undefined {
    const info = builtInResources().find(
      (it) => it.kind === kind && apiVersionOf(it) === apiVersion && servedByDefault(it.version),
    );
    if (info) return builtInEndpoint(info);
    return this.customs().find((it) => it.apiVersion === apiVersion && it.info.kind === kind);
  }

  /** The endpoints of built-in resources, every served version. */
  builtIns(): Endpoint[] {
    return builtInResources()
      .filter((it) => servedByDefault(it.version))
      .map(builtInEndpoint);
  }
}

const STATUS: readonly string[] = ['status'];
const NO_FIELDS: readonly string[] = [];

/** The fields that a write of the object itself leaves as they were, and that nobody owns by it. */
export function resetFields({ info, kind }: Endpoint): readonly string[] {
  return kind.resets ?? (info.subresources.some((it) => it.name === 'status') ? STATUS : NO_FIELDS);
}

/** The Go package of a group's inner types, as errors print them. */
export const internalPackage = (group: string): string =>
  group === 'internal.apiserver.k8s.io' ? 'apiserverinternal' : group.split('.')[0] || 'core';

/** The name of the resource in errors about a kind: `Deployment.apps`. */
export function kindName(endpoint: Endpoint): string {
  // Two views of one kind of object: errors are of the one that is stored.
  if (endpoint.storage !== endpoint.id) return endpoint.info.kind;
  return endpoint.info.group ? `${endpoint.info.kind}.${endpoint.info.group}` : endpoint.info.kind;
}
