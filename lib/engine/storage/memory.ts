// What actors must remember beside the objects: back-off, expectations, samples. One tree an actor, so that it forks with
// everything else.

import type { Memory } from '../interface.ts';
import { endOf, newTree, type Tree } from './tree.ts';

/** Separates the actor from its key where all entries are told of together. */
const CUT = '\u0000';

/** The private keyspaces of all actors of a cluster. */
export class Memories {
  /** Told of the actor and key of each change, `actor NUL key`, when somebody records them. */
  changed: ((id: string) => void) | undefined;
  private readonly trees: Map<string, Tree<unknown>>;

  constructor(trees = new Map<string, Tree<unknown>>()) {
    this.trees = trees;
  }

  /** One actor's keyspace. */
  of(actor: string): Memory {
    const tree = this.treeOf(actor);
    return {
      get: <T>(key: string) => tree.get(key) as T | undefined,
      set: (key, value) => {
        tree.set(key, value);
        this.changed?.(actor + CUT + key);
      },
      delete: (key) => {
        if (tree.delete(key)) this.changed?.(actor + CUT + key);
      },
      entries: <T>(start = '') => {
        const found: [string, T][] = [];
        tree.forRange(start, endOf(start), false, (key, value) => void found.push([key, value as T]));
        return found;
      },
    };
  }

  fork(): Memories {
    return new Memories(new Map([...this.trees].map(([actor, tree]) => [actor, tree.clone()])));
  }

  /** The value under an id, `actor NUL key`. */
  at(id: string): unknown {
    const cut = id.indexOf(CUT);
    return this.trees.get(id.slice(0, cut))?.get(id.slice(cut + 1));
  }

  /** All entries by id, for a saved cluster. */
  dump(): [string, unknown][] {
    const found: [string, unknown][] = [];
    for (const [actor, tree] of [...this.trees].sort(([a], [b]) => (a < b ? -1 : 1)))
      for (const [key, value] of tree.entries()) found.push([actor + CUT + key, value]);
    return found;
  }

  restore(entries: Iterable<[string, unknown]>): void {
    for (const [id, value] of entries) {
      const cut = id.indexOf(CUT);
      this.treeOf(id.slice(0, cut)).set(id.slice(cut + 1), value);
    }
  }

  private treeOf(actor: string): Tree<unknown> {
    let tree = this.trees.get(actor);
    if (!tree) this.trees.set(actor, (tree = newTree()));
    return tree;
  }
}
