// The multi-version store in memory: one revision counter, a tree of current objects per resource, secondary indexes, and the
// history that watches and old lists are served from. Follows the semantics of etcd's mvcc (one revision per transaction,
// watch from a revision, compaction), with objects instead of bytes.

import type { GroupResource, KubeObject, ObjectKey } from '../../api/object.ts';
import { keyOf } from '../../api/object.ts';
import type { Change, IndexName, Store } from '../interface.ts';
import { History } from './history.ts';
import { INDEXES, type IndexRow } from './indexes.ts';
import { endOf, newTree, type Tree } from './tree.ts';

/** Separates the value from the key in an index; sorts before every character of a name. */
const SEPARATOR = '\u0000';

interface IndexEntry {
  readonly resource: GroupResource;
  readonly key: ObjectKey;
}

const EVENTS = 'events';

const BY_RESOURCE = new Map<GroupResource, readonly IndexRow[]>();
function indexesOf(resource: GroupResource): readonly IndexRow[] {
  let rows = BY_RESOURCE.get(resource);
  if (!rows) {
    rows = INDEXES.filter((index) => index.resource === '*' || index.resource === resource);
    BY_RESOURCE.set(resource, rows);
  }
  return rows;
}

export class MemoryStore implements Store {
  revision = 0;
  private readonly objects: Map<GroupResource, Tree<KubeObject>>;
  private readonly indexes: Map<IndexName, Tree<IndexEntry>>;
  /** What was put lately, by key: a cache of the trees, never copied to a fork. Events are seldom asked for by name. */
  private readonly latest = new Map<GroupResource, Map<ObjectKey, KubeObject>>();
  /** Whether all there is was put here, so that what is not in the cache is nowhere. */
  private readonly isWhole: boolean;
  private readonly history: History;
  private readonly listeners: ((change: Change) => void)[] = [];
  private readonly now: () => number;

  constructor(now: () => number, from?: MemoryStore) {
    this.now = now;
    this.isWhole = !from;
    this.objects = new Map();
    this.indexes = new Map();
    if (from) {
      this.revision = from.revision;
      for (const [resource, tree] of from.objects) this.objects.set(resource, tree.clone());
      for (const [name, tree] of from.indexes) this.indexes.set(name, tree.clone());
      this.history = from.history.fork();
    } else {
      for (const index of INDEXES) this.indexes.set(index.name, newTree());
      this.history = new History();
    }
  }

  get compacted(): number {
    return this.history.compacted;
  }

  get(resource: GroupResource, key: ObjectKey): KubeObject | undefined {
    if (resource !== EVENTS) {
      const found = this.latest.get(resource)?.get(key);
      if (found || this.isWhole) return found;
    }
    return this.objects.get(resource)?.get(key);
  }

  private remember(resource: GroupResource, key: ObjectKey, object: KubeObject): void {
    if (resource === EVENTS) return;
    let known = this.latest.get(resource);
    if (!known) this.latest.set(resource, (known = new Map()));
    known.set(key, object);
  }

  list(resource: GroupResource, namespace?: string): KubeObject[] {
    const found: KubeObject[] = [];
    this.walk(resource, { namespace }, (object) => void found.push(object));
    return found;
  }

  walk(
    resource: GroupResource,
    range: { namespace?: string; after?: ObjectKey },
    visit: (object: KubeObject, key: ObjectKey) => boolean | void,
  ): void {
    const tree = this.objects.get(resource);
    if (!tree) return;
    const prefix = range.namespace ? `${range.namespace}/` : '';
    const low = range.after !== undefined && range.after >= prefix ? range.after : prefix;
    tree.forRange(low, endOf(prefix), false, (key, object) => {
      if (key === range.after) return;
      if (visit(object, key) === false) return { break: true };
    });
  }

  count(resource: GroupResource, namespace?: string): number {
    const tree = this.objects.get(resource);
    if (!tree) return 0;
    if (!namespace) return tree.size;
    return tree.forRange(`${namespace}/`, endOf(`${namespace}/`), false, undefined);
  }

  resources(): GroupResource[] {
    return [...this.objects].filter(([, tree]) => tree.size > 0).map(([resource]) => resource);
  }

  indexed(index: IndexName, value: string): KubeObject[] {
    const found: KubeObject[] = [];
    const prefix = value + SEPARATOR;
    this.indexes.get(index)!.forRange(prefix, endOf(prefix), false, (_, entry) => {
      const object = this.get(entry.resource, entry.key);
      if (object) found.push(object);
    });
    return found;
  }

  put(resource: GroupResource, object: KubeObject, key: ObjectKey = keyOf(object), own = false): KubeObject {
    const old = this.get(resource, key);
    const stored = this.stamped(object, own, old);
    this.treeOf(resource).set(key, stored);
    this.written(resource, key, old, stored);
    return stored;
  }

  add(resource: GroupResource, object: KubeObject, key: ObjectKey): KubeObject | undefined {
    const stored = this.stamped(object, true, undefined);
    if (!this.treeOf(resource).set(key, stored, false)) return undefined;
    this.written(resource, key, undefined, stored);
    return stored;
  }

  /** The object with the revision that its write will be. */
  private stamped(object: KubeObject, own: boolean, old: KubeObject | undefined): KubeObject {
    const stored: KubeObject = own ? object : { ...object };
    const { metadata } = object;
    const isNew = own && metadata !== old?.metadata;
    const stamped: KubeObject['metadata'] & { resourceVersion?: string } = isNew ? metadata : { ...metadata };
    stamped.resourceVersion = String(this.revision + 1);
    (stored as { metadata: KubeObject['metadata'] }).metadata = stamped;
    return stored;
  }

  private written(resource: GroupResource, key: ObjectKey, old: KubeObject | undefined, object: KubeObject): void {
    const revision = ++this.revision;
    this.remember(resource, key, object);
    this.reindex(resource, key, old, object);
    this.commit({ type: old ? 'MODIFIED' : 'ADDED', revision, resource, key, object, old, time: this.now() });
  }

  private treeOf(resource: GroupResource): Tree<KubeObject> {
    let tree = this.objects.get(resource);
    if (!tree) this.objects.set(resource, (tree = newTree()));
    return tree;
  }

  remove(resource: GroupResource, key: ObjectKey, last?: KubeObject): KubeObject | undefined {
    const tree = this.objects.get(resource);
    const old = tree?.get(key);
    if (!tree || !old) return undefined;
    const revision = ++this.revision;
    const final = last ?? old;
    const object: KubeObject = { ...final, metadata: { ...final.metadata, resourceVersion: String(revision) } };
    tree.delete(key);
    this.latest.get(resource)?.delete(key);
    this.reindex(resource, key, old, undefined);
    this.commit({ type: 'DELETED', revision, resource, key, object, old, time: this.now() });
    return object;
  }

  listAt(resource: GroupResource, revision: number, namespace?: string): { key: ObjectKey; object: KubeObject }[] {
    const undone = new Map<ObjectKey, KubeObject | undefined>();
    for (const change of this.history.back(revision))
      if (change.resource === resource) undone.set(change.key, change.old);
    const found: { key: ObjectKey; object: KubeObject }[] = [];
    this.walk(resource, { namespace }, (object, key) => {
      if (!undone.has(key)) found.push({ key, object });
    });
    const prefix = namespace ? `${namespace}/` : '';
    let restored = false;
    for (const [key, object] of undone)
      if (object && key.startsWith(prefix)) {
        found.push({ key, object });
        restored = true;
      }
    if (restored) found.sort((a, b) => (a.key < b.key ? -1 : 1));
    return found;
  }

  changesSince(revision: number, resource?: GroupResource): Change[] {
    const changes = this.history.since(revision);
    return resource ? changes.filter((change) => change.resource === resource) : changes;
  }

  subscribe(listener: (change: Change) => void): () => void {
    this.listeners.push(listener);
    return () => {
      const at = this.listeners.indexOf(listener);
      if (at >= 0) this.listeners.splice(at, 1);
    };
  }

  compact(revision: number): void {
    this.history.compact(Math.min(revision, this.revision));
  }

  /** The newest revision committed before a time. */
  revisionBefore(time: number): number {
    return this.history.revisionBefore(time);
  }

  /** An independent store of the same content; `now` is the clock of the new one. */
  fork(now: () => number = this.now): MemoryStore {
    return new MemoryStore(now, this);
  }

  /** Puts objects back as they were, resourceVersion included, without history: how a saved cluster is opened. */
  restore(revision: number, entries: Iterable<[GroupResource, KubeObject]>): void {
    for (const [resource, object] of entries) {
      const key = keyOf(object);
      this.treeOf(resource).set(key, object);
      this.remember(resource, key, object);
      this.reindex(resource, key, undefined, object);
    }
    this.revision = Math.max(this.revision, revision);
    this.history.compact(this.revision);
  }

  private reindex(
    resource: GroupResource,
    key: ObjectKey,
    old: KubeObject | undefined,
    object: KubeObject | undefined,
  ): void {
    for (const index of indexesOf(resource)) {
      const before = old ? index.values(old) : [];
      const after = object ? index.values(object) : [];
      if (before === after || (before.length === after.length && before.every((value, i) => value === after[i])))
        continue;
      const tree = this.indexes.get(index.name)!;
      for (const value of before)
        if (!after.includes(value))
          tree.delete(index.resource === '*' ? `${value}${SEPARATOR}${resource}/${key}` : value + SEPARATOR + key);
      for (const value of after)
        if (!before.includes(value))
          tree.set(index.resource === '*' ? `${value}${SEPARATOR}${resource}/${key}` : value + SEPARATOR + key, {
            resource,
            key,
          });
    }
  }

  private commit(change: Change): void {
    this.history.append(change);
    for (const listener of this.listeners) listener(change);
  }
}
