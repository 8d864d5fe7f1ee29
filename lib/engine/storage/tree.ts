// The copy-on-write tree all lasting state of a cluster lives in.

import SortedBTree from 'sorted-btree';

/** An ordered map whose `clone()` takes constant time. */
export type Ordered<K, V> = import('sorted-btree').default<K, V>;
/** One with string keys. */
export type Tree<V> = Ordered<string, V>;

type Constructor = new <K>(entries: undefined, compare: (a: K, b: K) => number) => unknown;

// The package is CommonJS: Node's import gives its whole `exports`, a bundler the default export.
const BTree = ((SortedBTree as { default?: unknown }).default ?? SortedBTree) as Constructor;

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** An empty tree, ordered by UTF-16 code units (for the names Kubernetes allows: by bytes). */
export function newTree<V>(): Tree<V> {
  return new BTree(undefined, compare) as Tree<V>;
}

/** An empty tree in an order of one's own. */
export function newOrdered<K, V>(order: (a: K, b: K) => number): Ordered<K, V> {
  return new BTree(undefined, order) as Ordered<K, V>;
}

/** The smallest key after all keys that start with the prefix. */
export function endOf(prefix: string): string {
  return prefix + '\uffff';
}
