import type { GroupResource, JsonObject, KubeObject } from './object.ts';

/** What a list answers. */
export interface ObjectList {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
}

/** The patch formats a Kubernetes API server takes. */
export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

export interface ListOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface WriteOptions {
  readonly fieldManager?: string;
  readonly dryRun?: boolean;
  readonly fieldValidation?: 'Ignore' | 'Warn' | 'Strict';
  /** Server-side apply only: take over fields that other managers own. */
  readonly force?: boolean;
  /** A subresource instead of the object itself, such as `status` or `scale`. */
  readonly subresource?: string;
}

export interface DeleteOptions {
  readonly propagation?: 'Foreground' | 'Background' | 'Orphan';
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: boolean;
}

/** A change to an object that is watched. At first all that is there is told as added. */
export interface WatchedChange {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
}

/** Something watched, until it is stopped. */
export interface Watch {
  /** Whether changes are told now: not before the first answer, nor while a connection is broken, nor where it is refused. */
  readonly live: boolean;
  stop(): void;
}

/** What a kind is served as. */
export interface ServedKind {
  readonly resource: GroupResource;
  readonly namespaced: boolean;
}

/**
 * A Kubernetes cluster, as deploy and everything above it sees one: the embedded engine or a real API server over HTTPS.
 * Every refusal is a `StatusError` with the server's own Status.
 */
export interface Client {
  /** How many requests may be under way at once. Without it, one: an embedded cluster answers in the order it is asked. */
  readonly parallel?: number;
  /** What a kind is served as, in a version or in any; undefined for one the cluster does not have. */
  kind(group: string, kind: string, version?: string): Promise<ServedKind | undefined>;
  /** In the version asked for, where the cluster has several; else in the one it prefers. */
  get(resource: GroupResource, namespace: string, name: string, apiVersion?: string): Promise<KubeObject>;
  list(resource: GroupResource, options?: ListOptions): Promise<ObjectList>;
  create(resource: GroupResource, object: KubeObject, options?: WriteOptions): Promise<KubeObject>;
  update(resource: GroupResource, object: KubeObject, options?: WriteOptions): Promise<KubeObject>;
  patch(
    resource: GroupResource,
    namespace: string,
    name: string,
    type: PatchType,
    body: JsonObject | readonly JsonObject[],
    options?: WriteOptions,
  ): Promise<KubeObject>;
  delete(resource: GroupResource, namespace: string, name: string, options?: DeleteOptions): Promise<KubeObject>;
  /** Tells changes as they happen. Only clusters whose time passes by itself have it. */
  watch?(resource: GroupResource, options: ListOptions, told: (change: WatchedChange) => void): Watch;
  /** Resolves when `due` milliseconds of cluster time have passed: at once in virtual time, after a real wait on a real cluster. */
  wait(milliseconds: number): Promise<void>;
  /** Cluster time, milliseconds since the epoch. */
  now(): number;
}
