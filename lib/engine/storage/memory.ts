// What actors must remember beside the objects: back-off, expectations, samples. One tree a cluster, a prefix an actor, so that
// it forks with everything else.

import type { Memory } from '../interface.ts';
import { endOf, newTree, type Tree } from './tree.ts';

/** The private keyspaces of all actors of a cluster. */
export class Memories {
  /** Told of the key of each change, when somebody records them. */
  changed: ((key: string) => void) | undefined;
  private readonly tree: Tree<unknown>;

  constructor(tree: Tree<unknown> = newTree()) {
    this.tree = tree;
  }

  /** One actor's keyspace. */
  of(actor: string): Memory {
    const prefix = `${actor}\u0000`;
    const { tree } = this;
    return {
      get: <T>(key: string) => tree.get(prefix + key) as T | undefined,
      set: (key, value) => {
        tree.set(prefix + key, value);
        this.changed?.(prefix + key);
      },
      delete: (key) => {
        if (tree.delete(prefix + key)) this.changed?.(prefix + key);
      },
      entries: <T>(start = '') => {
        const found: [string, T][] = [];
        tree.forRange(
          prefix + start,
          endOf(prefix + start),
          false,
          (key, value) => void found.push([key.slice(prefix.length), value as T]),
        );
        return found;
      },
    };
  }

  fork(): Memories {
    return new Memories(this.tree.clone());
  }

  /** The value under a whole key. */
  at(key: string): unknown {
    return this.tree.get(key);
  }

  /** All entries, for a saved cluster. */
  dump(): [string, unknown][] {
    return [...this.tree.entries()];
  }

  restore(entries: Iterable<[string, unknown]>): void {
    for (const [key, value] of entries) this.tree.set(key, value);
  }
}
