// The contracts inside the engine: what storage offers, what an actor is, how the API machine is called.

import type { GroupResource, Json, JsonObject, KubeObject, ObjectKey } from '../api/object.ts';
import type { DeleteOptions, PatchType } from '../api/client.ts';

/** One committed write, as watchers and actors are told of it. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly revision: number;
  readonly resource: GroupResource;
  readonly key: ObjectKey;
  /** The object after the write; of a deletion its last state, with the deletion's resourceVersion. */
  readonly object: KubeObject;
  /** The object before the write; absent of an addition. */
  readonly old?: KubeObject;
  /** Cluster time of the commit, in milliseconds since the epoch. */
  readonly time: number;
}

/** The names of the secondary indexes; storage/indexes.ts says what each one holds. */
export type IndexName =
  | 'dependents'
  | 'podsByNode'
  | 'orphanPods'
  | 'orphanSets'
  | 'orphanRevisions'
  | 'podsByLabel'
  | 'servicesByLabel'
  | 'podsByClaim'
  | 'clusterIPs'
  | 'nodePorts';

/** Reads of the current state. Cheap: no copies are made, objects are shared and immutable. */
export interface Reader {
  /** The revision of the newest commit. */
  readonly revision: number;
  get(resource: GroupResource, key: ObjectKey): KubeObject | undefined;
  /** Objects in key order; of one namespace when it is given. */
  list(resource: GroupResource, namespace?: string): KubeObject[];
  /** Walks objects in key order from `after` (exclusive) without making an array; stop by returning false. */
  walk(
    resource: GroupResource,
    range: { namespace?: string; after?: ObjectKey },
    visit: (object: KubeObject, key: ObjectKey) => boolean | void,
  ): void;
  count(resource: GroupResource, namespace?: string): number;
  /** The resources that hold at least one object. */
  resources(): GroupResource[];
  /** Objects an index lists under a value, in key order. */
  indexed(index: IndexName, value: string): KubeObject[];
}

/** The multi-version store. It knows no kind: a resource is a name, an object is JSON with metadata. */
export interface Store extends Reader {
  /** Commits an object under its key, gives it the new revision as resourceVersion, and tells subscribers. */
  put(resource: GroupResource, object: KubeObject, key?: ObjectKey, own?: boolean): KubeObject;
  /** Commits a new object, which is the store's from then on; undefined, and nothing done, where there is one of that key. */
  add(resource: GroupResource, object: KubeObject, key: ObjectKey): KubeObject | undefined;
  /** Removes an object; `last` replaces its final state in what watchers see. Returns that state with the revision of the deletion. */
  remove(resource: GroupResource, key: ObjectKey, last?: KubeObject): KubeObject | undefined;
  /** The list as it was at a revision; throws `Compacted` when history no longer reaches back so far. */
  listAt(resource: GroupResource, revision: number, namespace?: string): { key: ObjectKey; object: KubeObject }[];
  /** Changes after a revision, oldest first; throws `Compacted`. */
  changesSince(revision: number, resource?: GroupResource): Change[];
  /** Called after each commit, in order of subscription. The subscription stays with this store, never with a fork. */
  subscribe(listener: (change: Change) => void): () => void;
  /** Forgets history up to and including a revision. */
  compact(revision: number): void;
  /** The oldest revision a watch may start from. */
  readonly compacted: number;
  /** An independent store with the same content, in time that does not grow with it. */
  fork(): Store;
}

/** Draws that depend on nothing but the seed, a stable identity and a purpose. */
export interface Chance {
  /** A 32-bit unsigned integer. */
  draw(identity: string, purpose: string): number;
  /** `length` characters of the alphabet Kubernetes uses for random names. */
  suffix(identity: string, purpose: string, length?: number): string;
  /** A version 4 UUID. */
  uuid(identity: string, purpose: string): string;
}

/** Private state of one actor: forked with the cluster, seen by nobody else. Values are immutable JSON-like data. */
export interface Memory {
  get<T>(key: string): T | undefined;
  set(key: string, value: unknown): void;
  delete(key: string): void;
  /** Entries whose key starts with the prefix, in key order. */
  entries<T>(prefix?: string): [string, T][];
}

/** Who asks. */
export interface UserInfo {
  readonly name: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  readonly extra?: { readonly [key: string]: readonly string[] };
}

/** Options of a write through the API machine. */
export interface VerbOptions {
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  readonly fieldValidation?: 'Ignore' | 'Warn' | 'Strict';
  readonly force?: boolean;
  readonly subresource?: string;
  /**
   * What is sent is the engine's own and in the very form the pipeline would give it: it is neither completed nor checked, only
   * admitted, and kept as it is. A new object lacks its uid alone.
   */
  readonly formed?: boolean;
}

/**
 * The API machine as a caller in this process uses it: one user's verbs, synchronous, with the whole pipeline behind each
 * (authorization, admission, defaulting, validation, storage). A refusal throws `StatusError`. Objects are of the storage
 * version of their resource. `namespace` is '' for cluster-scoped resources.
 */
export interface Verbs {
  readonly user: UserInfo;
  get(resource: GroupResource, namespace: string, name: string): KubeObject;
  list(
    resource: GroupResource,
    namespace?: string,
    selector?: { label?: string; field?: string },
  ): readonly KubeObject[];
  create(resource: GroupResource, object: KubeObject, options?: VerbOptions): KubeObject;
  /** Replaces the object, or with `subresource` (status, scale, …) that part of it. Optimistic locking when resourceVersion is set. */
  update(resource: GroupResource, object: KubeObject, options?: VerbOptions): KubeObject;
  patch(
    resource: GroupResource,
    namespace: string,
    name: string,
    type: PatchType,
    body: JsonObject | readonly Json[],
    options?: VerbOptions,
  ): KubeObject;
  delete(resource: GroupResource, namespace: string, name: string, options?: DeleteOptions): KubeObject;
  deleteCollection(resource: GroupResource, namespace: string, selector?: { label?: string; field?: string }): void;
  /** POST on a subresource: `binding` and `eviction` of pods, `token` of service accounts. */
  createSubresource(
    resource: GroupResource,
    namespace: string,
    name: string,
    subresource: string,
    body: KubeObject,
  ): KubeObject;
}

/** Writes Kubernetes events: repeats of the same event about the same object count up, as client-go's correlator does. */
export interface Recorder {
  event(
    about: KubeObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    more?: { action?: string; fieldPath?: string },
  ): void;
}

/** What an actor works with while it handles one key. */
export interface ActorContext {
  /** Cluster time, milliseconds since the epoch. */
  readonly now: number;
  /** The current state, read without authorization (an informer's cache that is never behind). */
  readonly read: Reader;
  /** The API as this actor's user. */
  readonly api: Verbs;
  readonly memory: Memory;
  readonly events: Recorder;
  readonly chance: Chance;
  /** What only the embedded cluster knows: pools, programs, images, clouds. */
  readonly simulation: import('../api/simulation/simulation.ts').SimulationSpec;
  /** Queues a key of this actor: now, or after a delay. Equal keys coalesce; the earliest due time wins. */
  enqueue(key: string, delay?: number, options?: { background?: boolean; replace?: boolean }): void;
  /** Takes a queued key back. */
  forget(key: string): void;
}

/**
 * A controller, the scheduler, a kubelet, a cloud. Its lasting state is in storage and in `memory`; fields of the instance are
 * caches that a fork rebuilds on first use, because a fork makes a new instance.
 */
export interface Actor {
  /** Its name, also the source component of its events unless `component` says another. */
  readonly name: string;
  readonly component?: string;
  /** The user it acts as. */
  readonly user: UserInfo;
  /** Resources it is told about; '*' for all. */
  readonly watches: readonly GroupResource[];
  /** Called once when a cluster starts (never on a fork): queue the first periodic duties here. */
  start?(context: ActorContext): void;
  /** Told that the simulation says something else from now on. It may only queue keys. */
  simulated?(context: ActorContext): void;
  /** Told of each commit to `watches`. It may only queue keys, keep memory and update caches: no API writes here. */
  changed(change: Change, context: ActorContext): void;
  /** Handles one key. A thrown StatusError is retried with exponential back-off (5 ms doubling to 1000 s), as a work queue does. */
  sync(key: string, context: ActorContext): void;
}

/** Makes an actor for one cluster instance. */
export type ActorFactory = () => Actor;
