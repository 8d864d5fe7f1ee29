import type { IConstruct } from 'constructs';
import { shared } from './copies.ts';

/** Looks at every construct of a part of the tree, and may change it: labels, patches, problems, more constructs. */
export interface Aspect {
  visit(construct: IConstruct): void;
}

const added = shared<IConstruct, Aspect[]>('aspects');
/** Roots of the trees that have any. */
const rooted = shared<IConstruct, true>('aspected');
const visited = shared<IConstruct, Set<Aspect>>('visited');

/** Rounds after which aspects that add aspects are taken to go on for ever. */
const ROUNDS = 100;

/** What is done to everything at or below a construct when the tree is complete: `Aspects.of(app).add(…)`. Outer ones come first. */
export class Aspects {
  private readonly construct: IConstruct;

  private constructor(construct: IConstruct) {
    this.construct = construct;
  }

  /** The aspects of a construct. */
  static of(construct: IConstruct): Aspects {
    return new Aspects(construct);
  }

  /** Adds aspects, as objects with `visit` or as functions. */
  add(...aspects: readonly (Aspect | ((construct: IConstruct) => void))[]): this {
    const own = added.get(this.construct) ?? [];
    added.set(this.construct, [...own, ...aspects.map((it) => (typeof it === 'function' ? { visit: it } : it))]);
    rooted.set(this.construct.node.root, true);
    return this;
  }

  /** Those added so far. */
  get all(): readonly Aspect[] {
    return added.get(this.construct) ?? [];
  }
}

/** Has each aspect visit each construct it is for, once; constructs and aspects that are added on the way too. */
export function visitAspects(root: IConstruct): void {
  if (!rooted.has(root.node.root)) return;
  for (let round = 0; ; round++) {
    if (round === ROUNDS) throw new Error(`aspects go on adding aspects after ${ROUNDS} rounds`);
    let news = false;
    const stack: { readonly construct: IConstruct; readonly from: readonly Aspect[] }[] = [
      { construct: root, from: [] },
    ];
    while (stack.length) {
      const { construct, from } = stack.pop()!;
      const own = added.get(construct);
      const aspects = own ? [...from, ...own] : from;
      if (aspects.length) {
        let seen = visited.get(construct);
        if (!seen) visited.set(construct, (seen = new Set()));
        for (const aspect of aspects)
          if (!seen.has(aspect)) {
            seen.add(aspect);
            news = true;
            aspect.visit(construct);
          }
      }
      // Read after the visit: it may have made some.
      const { children } = construct.node;
      for (let i = children.length - 1; i >= 0; i--) stack.push({ construct: children[i]!, from: aspects });
    }
    if (!news) return;
  }
}
