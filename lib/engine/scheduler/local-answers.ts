// Answers of plugins that look at the pod's shape and one node only, remembered by shape and node until the node changes. Pods of one
// template that come one after another pay for the one node that the pod before them took.

import type { Cluster } from './cluster.ts';
import type { AnyPlugin, Attempt, Refusal } from './interface.ts';
import type { NodeFacts } from './nodes.ts';
import { PLUGINS } from './order.ts';

const FILTERS = PLUGINS.filter((plugin) => plugin.local && plugin.filter);
const SCORERS = PLUGINS.filter((plugin) => plugin.local && plugin.score);
const SCORER_NUMBER = new Map(SCORERS.map((plugin, i) => [plugin, i]));
/** So many shapes are remembered, the latest used. */
const KEPT = 64;

/** What is remembered for one shape, by slot of the node. */
export interface Remembered {
  /** The generation of the node the answer holds for; of the filters, and of each scorer. */
  readonly filtered: Float64Array;
  readonly refusals: (Refusal | undefined)[];
  readonly scored: readonly { readonly at: Float64Array; readonly scores: Int32Array; stamp: number }[];
}

export class LocalAnswers {
  private readonly cluster: Cluster;
  private readonly remember: boolean;
  private readonly byShape = new Map<number, Remembered>();
  private last = -1;
  private lastKnown: Remembered | undefined;

  constructor(cluster: Cluster, remember: boolean) {
    this.cluster = cluster;
    this.remember = remember;
  }

  /** What is known for the pod of an attempt. */
  of({ pod }: Attempt): Remembered {
    const { id } = pod.shape;
    const size = this.cluster.slots.length;
    if (id === this.last && this.lastKnown!.filtered.length >= size) return this.lastKnown!;
    let known = this.byShape.get(id);
    this.byShape.delete(id);
    if (!known || known.filtered.length < size) known = blank(size);
    this.byShape.set(id, known);
    if (this.byShape.size > KEPT) this.byShape.delete(this.byShape.keys().next().value!);
    this.last = id;
    this.lastKnown = known;
    return known;
  }

  /** The first refusal of a node by these plugins. */
  refusal(known: Remembered, attempt: Attempt, node: NodeFacts): Refusal | undefined {
    const { slot, generation } = node;
    if (known.filtered[slot] === generation && this.remember) return known.refusals[slot];
    let found: Refusal | undefined;
    for (const plugin of FILTERS) {
      found = plugin.filter!(undefined, node, attempt);
      if (found) break;
    }
    known.filtered[slot] = generation;
    known.refusals[slot] = found;
    return found;
  }

  /** The scores of nodes before they are normalised. */
  scores(known: Remembered, attempt: Attempt, plugin: AnyPlugin, nodes: readonly NodeFacts[], into: number[]): void {
    const memory = known.scored[SCORER_NUMBER.get(plugin)!]!;
    const stamp = plugin.stamp?.(this.cluster) ?? 0;
    if (memory.stamp !== stamp) {
      memory.at.fill(-1);
      memory.stamp = stamp;
    }
    const { at, scores } = memory;
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i]!;
      const { slot } = node;
      if (at[slot] !== node.generation || !this.remember) {
        scores[slot] = plugin.score!(undefined, node, attempt);
        at[slot] = node.generation;
      }
      into[i] = scores[slot]!;
    }
  }
}

function blank(size: number): Remembered {
  // Room to grow, so that one more node does not forget everything.
  const room = size + 32;
  return {
    filtered: new Float64Array(room).fill(-1),
    refusals: [],
    scored: SCORERS.map(() => ({ at: new Float64Array(room).fill(-1), scores: new Int32Array(room), stamp: 0 })),
  };
}
