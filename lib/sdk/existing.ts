// What a program says is in the cluster already, kept with its tree.

import type { Construct, IConstruct } from 'constructs';
import { shared } from './copies.ts';

const told = shared<IConstruct, Set<string>>('existing');

const idOf = (kind: string, namespace: string | undefined, name: string): string =>
  `${kind}/${namespace ?? 'default'}/${name}`;

/** Says that an object is there without the tree of this construct making it. */
export function declareExisting(construct: Construct, kind: string, namespace: string | undefined, name: string): void {
  const { root } = construct.node;
  let known = told.get(root);
  if (!known) told.set(root, (known = new Set()));
  known.add(idOf(kind, namespace, name));
}

/** Whether somebody in the tree of this construct said so. */
export function isDeclared(root: IConstruct, kind: string, namespace: string | undefined, name: string): boolean {
  return told.get(root)?.has(idOf(kind, namespace, name)) ?? false;
}
