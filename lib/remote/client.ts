// A real cluster behind the interface that deploy and everything above it speak.

import type {
  Client,
  DeleteOptions,
  ListOptions,
  ObjectList,
  PatchType,
  ServedKind,
  Watch,
  WatchedChange,
  WriteOptions,
} from '../api/client.ts';
import type { GroupResource, JsonObject, KubeObject } from '../api/object.ts';
import { isStatus, notFound, pageNotFound } from '../api/status-errors.ts';
import { discover, idOf, type Discovery, type Served } from './discovery.ts';
import type { Access } from './kubeconfig.ts';
import { PARALLEL, Transport } from './transport.ts';
import { RemoteWatch } from './watch.ts';

const CONTENT_TYPES: Readonly<Record<PatchType, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};
/** Objects of one page of a list. */
const PAGE = 500;
/** After a miss, what is served is asked for again, but not more often than this, milliseconds. */
const AGAIN = 100;

/** What a server says of itself. */
export interface ServerVersion {
  readonly gitVersion: string;
}

export class RemoteClient implements Client {
  readonly parallel = PARALLEL;
  private readonly transport: Transport;
  private discovery: { readonly at: number; readonly found: Promise<Discovery> } | undefined;

  constructor(access: Access, options: { readonly onWarning?: (text: string) => void } = {}) {
    this.transport = new Transport(access, options);
  }

  get access(): Access {
    return this.transport.access;
  }

  /** Lets go of its connections. */
  close(): void {
    this.transport.close();
  }

  async version(): Promise<ServerVersion> {
    const { body } = await this.transport.send({ method: 'GET', path: '/version', repeatable: true });
    return JSON.parse(body) as ServerVersion;
  }

  /** What is served, as asked for at the first use. */
  async served(): Promise<Discovery> {
    this.discovery ??= { at: Date.now(), found: discover(this.transport) };
    return this.discovery.found;
  }

  async kind(group: string, kind: string, version?: string): Promise<ServedKind | undefined> {
    const found = await this.find(
      (it) => it.group === group && it.kind === kind && (version === undefined || it.version === version),
    );
    return found && { resource: idOf(found), namespaced: found.namespaced };
  }

  async get(resource: GroupResource, namespace: string, name: string, apiVersion?: string): Promise<KubeObject> {
    const path = await this.path(resource, namespace, name, undefined, apiVersion);
    return this.object({ method: 'GET', path, repeatable: true }, resource, name);
  }

  async list(resource: GroupResource, options: ListOptions = {}): Promise<ObjectList> {
    const base = await this.path(resource, options.namespace ?? '');
    const query = new URLSearchParams({ limit: String(PAGE) });
    if (options.labelSelector) query.set('labelSelector', options.labelSelector);
    if (options.fieldSelector) query.set('fieldSelector', options.fieldSelector);
    let items: KubeObject[] = [];
    for (;;) {
      let page: {
        kind?: string;
        apiVersion?: string;
        metadata?: { continue?: string; resourceVersion?: string };
        items?: KubeObject[];
      };
      try {
        const { body } = await this.transport.send({ method: 'GET', path: `${base}?${query}`, repeatable: true });
        page = JSON.parse(body) as typeof page;
      } catch (error) {
        // The pages grew too old while they were read: once more, in one piece.
        if (!isStatus(error, 'Expired') || !query.has('limit')) throw error;
        query.delete('limit');
        query.delete('continue');
        items = [];
        continue;
      }
      const { apiVersion, kind = '' } = page;
      for (const it of page.items ?? [])
        items.push({ ...it, apiVersion: it.apiVersion ?? apiVersion, kind: it.kind ?? kind.replace(/List$/, '') });
      const next = page.metadata?.continue;
      if (!next) return { items, resourceVersion: page.metadata?.resourceVersion ?? '' };
      query.set('continue', next);
    }
  }

  async create(resource: GroupResource, object: KubeObject, options: WriteOptions = {}): Promise<KubeObject> {
    const path = await this.path(
      resource,
      object.metadata.namespace ?? '',
      undefined,
      options.subresource,
      object.apiVersion,
    );
    return this.object(
      { method: 'POST', path: `${path}${written(options)}`, body: JSON.stringify(object), repeatable: false },
      resource,
      object.metadata.name,
    );
  }

  async update(resource: GroupResource, object: KubeObject, options: WriteOptions = {}): Promise<KubeObject> {
    const { namespace = '', name, resourceVersion } = object.metadata;
    const path = await this.path(resource, namespace, name, options.subresource, object.apiVersion);
    return this.object(
      {
        method: 'PUT',
        path: `${path}${written(options)}`,
        body: JSON.stringify(object),
        repeatable: resourceVersion === undefined,
      },
      resource,
      name,
    );
  }

  async patch(
    resource: GroupResource,
    namespace: string,
    name: string,
    type: PatchType,
    body: JsonObject | readonly JsonObject[],
    options: WriteOptions = {},
  ): Promise<KubeObject> {
    const apiVersion = type === 'apply' ? ((body as JsonObject)['apiVersion'] as string) : undefined;
    const path = await this.path(resource, namespace, name, options.subresource, apiVersion);
    return this.object(
      {
        method: 'PATCH',
        path: `${path}${written(options)}`,
        contentType: CONTENT_TYPES[type],
        body: JSON.stringify(body),
        repeatable: type !== 'json',
      },
      resource,
      name,
    );
  }

  async delete(
    resource: GroupResource,
    namespace: string,
    name: string,
    options: DeleteOptions = {},
  ): Promise<KubeObject> {
    const path = await this.path(resource, namespace, name);
    const { propagation, gracePeriodSeconds, preconditions, dryRun } = options;
    const body = {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      ...(propagation ? { propagationPolicy: propagation } : {}),
      ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
      ...(preconditions ? { preconditions } : {}),
      ...(dryRun ? { dryRun: ['All'] } : {}),
    };
    return this.object({ method: 'DELETE', path, body: JSON.stringify(body), repeatable: true }, resource, name);
  }

  watch(resource: GroupResource, options: ListOptions, told: (change: WatchedChange) => void): Watch {
    const { namespace = '', labelSelector, fieldSelector } = options;
    const query = new URLSearchParams();
    if (labelSelector) query.set('labelSelector', labelSelector);
    if (fieldSelector) query.set('fieldSelector', fieldSelector);
    const path = this.path(resource, namespace).then((it) => `${it}?${query}`);
    return new RemoteWatch(this.transport, path, told);
  }

  async wait(milliseconds: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  now(): number {
    return Date.now();
  }

  /** A definition that is written changes what is served. */
  private forget(resource: GroupResource): void {
    if (resource === 'customresourcedefinitions.apiextensions.k8s.io') this.discovery = undefined;
  }

  private async object(
    asked: Parameters<Transport['send']>[0],
    resource: GroupResource,
    name: string | undefined,
  ): Promise<KubeObject> {
    try {
      const { body } = await this.transport.send(asked);
      if (asked.method !== 'GET') this.forget(resource);
      return JSON.parse(body) as KubeObject;
    } catch (error) {
      // A path that is not served any more is as good as an object that is not there.
      if (asked.method === 'GET' && isStatus(error, 'NotFound') && !error.status.details?.name)
        throw notFound(resource, name ?? '');
      throw error;
    }
  }

  /** The first of what is served that fits; asked for anew when there is none, since definitions come and go. */
  private async find(fits: (it: Served) => boolean): Promise<Served | undefined> {
    const found = (await this.served()).all.find(fits);
    if (found || Date.now() - this.discovery!.at < AGAIN) return found;
    this.discovery = undefined;
    return (await this.served()).all.find(fits);
  }

  private async path(
    resource: GroupResource,
    namespace: string,
    name?: string,
    subresource?: string,
    apiVersion?: string,
  ): Promise<string> {
    const served = await this.find(
      (it) =>
        idOf(it) === resource &&
        (apiVersion === undefined || apiVersion === (it.group ? `${it.group}/${it.version}` : it.version)),
    );
    if (!served) throw pageNotFound();
    const root = served.group ? `/apis/${served.group}/${served.version}` : `/api/${served.version}`;
    const within = served.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
    return `${root}${within}/${served.resource}${name === undefined ? '' : `/${encodeURIComponent(name)}`}${subresource ? `/${subresource}` : ''}`;
  }
}

function written({ fieldManager, dryRun, fieldValidation, force }: WriteOptions): string {
  const query = new URLSearchParams();
  if (fieldManager) query.set('fieldManager', fieldManager);
  if (dryRun) query.set('dryRun', 'All');
  if (fieldValidation) query.set('fieldValidation', fieldValidation);
  if (force !== undefined) query.set('force', String(force));
  const text = query.toString();
  return text && `?${text}`;
}
