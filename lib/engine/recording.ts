// What changes in a cluster, as keys and values: what a log on disk is fed with, and what the cluster is made of again.

import type { GroupResource, KubeObject } from '../api/object.ts';
import type { SavedCluster } from './cluster.ts';
import type { Entry } from './sim/loop.ts';
import type { JournalEntry } from './storage/journal.ts';

/** Separates the parts of a key. */
const CUT = '\u0000';
const OBJECT = `o${CUT}`;
const MEMORY = `m${CUT}`;
const TIMER = `t${CUT}`;
const CLUSTER = 'cluster';

const objectKey = (resource: GroupResource, { metadata: { namespace, name } }: KubeObject): string =>
  `${OBJECT}${resource}${CUT}${namespace ? `${namespace}/` : ''}${name}`;

/** Where a recording hears what changed, and asks what it is now. */
export interface Recorded {
  /** The object under a resource and key, as it is saved. */
  object(resource: GroupResource, key: string): KubeObject | undefined;
  memory(key: string): unknown;
  timer(id: string): Entry | undefined;
  /** What is one value: seed, time, revision, simulation. */
  rest(): object;
}

/** Collects what changed since it was last asked. */
export class Recording {
  private readonly changed = new Set<string>();
  private readonly source: Recorded;

  constructor(source: Recorded) {
    this.source = source;
  }

  readonly object = (resource: GroupResource, key: string): void =>
    void this.changed.add(`${OBJECT}${resource}${CUT}${key}`);
  readonly memory = (key: string): void => void this.changed.add(MEMORY + key);
  readonly timer = (id: string): void => void this.changed.add(TIMER + id);

  /** The entries that changed; none when nothing did. */
  take(): JournalEntry[] {
    if (!this.changed.size) return [];
    const found: JournalEntry[] = [];
    for (const key of this.changed) {
      const value = this.valueOf(key);
      found.push(value === undefined ? [key] : [key, value]);
    }
    this.changed.clear();
    found.push([CLUSTER, this.source.rest()]);
    return found;
  }

  private valueOf(key: string): unknown {
    const rest = key.slice(2);
    if (key.startsWith(MEMORY)) return this.source.memory(rest);
    if (key.startsWith(TIMER)) return this.source.timer(rest);
    const at = rest.indexOf(CUT);
    return this.source.object(rest.slice(0, at), rest.slice(at + 1));
  }
}

/** A whole cluster as entries. */
export function* entriesOf(saved: SavedCluster): Iterable<JournalEntry> {
  const { objects, queue, memories, ...rest } = saved;
  for (const [resource, object] of objects) yield [objectKey(resource, object), object];
  for (const [key, value] of memories) yield [MEMORY + key, value];
  for (const entry of queue) yield [`${TIMER}${entry.actor}${CUT}${entry.key}`, entry];
  yield [CLUSTER, rest];
}

/** The cluster that entries tell of; undefined when they tell of none. */
export function savedFrom(entries: ReadonlyMap<string, unknown>): SavedCluster | undefined {
  const rest = entries.get(CLUSTER) as Omit<SavedCluster, 'objects' | 'queue' | 'memories'> | undefined;
  if (!rest) return undefined;
  const objects: [GroupResource, KubeObject][] = [];
  const memories: [string, unknown][] = [];
  const queue: Entry[] = [];
  for (const [key, value] of entries) {
    if (key.startsWith(OBJECT)) objects.push([key.slice(2, key.indexOf(CUT, 2)), value as KubeObject]);
    else if (key.startsWith(MEMORY)) memories.push([key.slice(2), value]);
    else if (key.startsWith(TIMER)) queue.push(value as Entry);
  }
  queue.sort((a, b) => a.due - b.due || a.sequence - b.sequence);
  return { ...rest, objects, memories, queue };
}
