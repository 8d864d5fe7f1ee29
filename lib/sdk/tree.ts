// The tree, walked once: its constructs in order, and the manifests they make.

import type { Construct, IConstruct } from 'constructs';
import type { KubeObject } from '../api/object.ts';
import { ApiObject } from './api-object.ts';
import type { Told } from './manifest.ts';
import { checkManifest } from './manifest-checks.ts';
import type { Problem } from './problems.ts';
import type { TargetVersion } from './target/target.ts';

/** A manifest and its construct. */
export class Made {
  readonly construct: ApiObject;
  readonly object: KubeObject;
  private readonly problems: Problem[];

  constructor(construct: ApiObject, object: KubeObject, problems: Problem[]) {
    this.construct = construct;
    this.object = object;
    this.problems = problems;
  }

  /** Notes what is wrong with it. A function of its own only where it is asked for: nearly every manifest is well. */
  get told(): Told {
    const { construct, problems } = this;
    return (message, field) =>
      void problems.push({ path: construct.node.path, kind: construct.kind, source: construct.source, field, message });
  }
}

export interface Tree {
  readonly constructs: readonly IConstruct[];
  readonly made: readonly Made[];
  readonly index: Index;
  /** For each construct, by its number in the tree: the objects at or below it, and the last construct there. */
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly last: readonly number[];
  /** The number of a construct; undefined for one of another tree. */
  numberOf(construct: IConstruct): number | undefined;
}

export const groupOf = (apiVersion: string | undefined): string =>
  apiVersion?.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';

/** The objects of a tree by what they are called: one name in one place, whatever the version. No key is put together to find one. */
export class Index {
  private readonly kinds = new Map<string, Map<string, Map<string, Map<string, number>>>>();

  /** The number of the object that is called so; undefined when there is none. Without a namespace it is the one called default. */
  find(apiVersion: string | undefined, kind: string, namespace: string | undefined, name: string): number | undefined {
    return this.kinds
      .get(kind)
      ?.get(groupOf(apiVersion))
      ?.get(namespace ?? 'default')
      ?.get(name);
  }

  /** Adds an object, unless there is one of that name: its number. */
  add({ apiVersion, kind, metadata }: KubeObject, at: number): number | undefined {
    const names = inner(inner(inner(this.kinds, kind!), groupOf(apiVersion)), metadata.namespace ?? 'default');
    const twin = names.get(metadata.name!);
    if (twin === undefined) names.set(metadata.name!, at);
    return twin;
  }
}

function inner<V>(maps: Map<string, Map<string, V>>, key: string): Map<string, V> {
  let map = maps.get(key);
  if (!map) maps.set(key, (map = new Map()));
  return map;
}

/** Visits every construct once, scopes first, and renders and checks the objects. */
export function walkTree(root: Construct, problems: Problem[], target: TargetVersion | undefined): Tree {
  const constructs: IConstruct[] = [];
  const made: Made[] = [];
  const index = new Index();
  const from: number[] = [];
  const to: number[] = [];
  const last: number[] = [];
  const render = (construct: ApiObject): void => {
    const object = construct.toJson();
    const it = new Made(construct, object, problems);
    for (const problem of construct.problems) problems.push(problem);
    checkManifest(it, target);
    const twin = index.add(object, made.length);
    if (twin !== undefined) {
      const { namespace, name } = object.metadata;
      it.told(
        `there is already a ${object.kind} ${name}${namespace ? ` in namespace ${namespace}` : ''}: ${made[twin]!.construct.node.path}`,
      );
    }
    made.push(it);
  };
  const visit = (construct: IConstruct): void => {
    const at = constructs.length;
    constructs.push(construct);
    from.push(made.length);
    to.push(0);
    last.push(0);
    const { node } = construct;
    const isObject = ApiObject.isApiObject(construct);
    for (const message of node.validate())
      problems.push({
        path: node.path,
        kind: isObject ? construct.kind : construct.constructor.name,
        source: (construct as { readonly source?: string }).source,
        message,
      });
    if (isObject && !construct.existing) render(construct);
    const { children } = node;
    for (let i = 0; i < children.length; i++) visit(children[i]!);
    to[at] = made.length;
    last[at] = constructs.length - 1;
  };
  visit(root);
  let known: Map<IConstruct, number> | undefined;
  const numberOf = (construct: IConstruct): number | undefined => {
    // Few trees ask for any; looking constructs up marks each of them.
    known ??= new Map(constructs.map((it, at) => [it, at]));
    return known.get(construct);
  };
  return { constructs, made, index, from, to, last, numberOf };
}
