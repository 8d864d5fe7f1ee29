// Answers of plugins that look at the pod's shape and one node only, remembered by shape and node until the node changes. Pods of one
// template that come one after another pay for the one node that the pod before them took.

import type { Cluster } from './cluster.ts';
import { SKIP, type AnyPlugin, type Attempt, type Refusal } from './interface.ts';
import type { NodeFacts } from './nodes.ts';
import { PLUGINS } from './order.ts';

const FILTERS = PLUGINS.filter((plugin) => plugin.local && plugin.filter);
const SCORERS = PLUGINS.filter((plugin) => plugin.local && plugin.score);
const STAMPED = PLUGINS.filter((plugin) => plugin.local && plugin.stamp);
/** So many answers (shapes times nodes) are remembered at most, of the shapes used last; some 25 bytes each. */
const KEPT = 2_000_000;
/** … but always those of so many shapes. */
const KEPT_SHAPES = 32;

/** What is remembered for one shape, by slot of the node. */
export interface Remembered {
  /** The generation of the node the answers hold for. */
  readonly generations: Float64Array;
  readonly refusals: (Refusal | undefined)[];
  /** Scores that count as they are, weighted and added up. */
  readonly sums: Int32Array;
  /** Scores that depend on those of the other nodes too, before they are normalised. */
  readonly relative: readonly { readonly plugin: AnyPlugin; readonly scores: Int32Array }[];
  /** The plugins behind `sums`. */
  readonly absolute: readonly AnyPlugin[];
  /** What else the scores rest on, as it was. */
  stamp: number;
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
  of(attempt: Attempt): Remembered {
    const { shape } = attempt.pod;
    const { id } = shape;
    const size = this.cluster.slots.length;
    let stamp = 0;
    for (const plugin of STAMPED) stamp += plugin.stamp!(this.cluster, shape);
    let known = id === this.last ? this.lastKnown : this.byShape.get(id);
    if (known && known.stamp === stamp && known.generations.length >= size && id === this.last) return known;
    this.byShape.delete(id);
    if (!known || known.generations.length < size) known = blank(attempt, size, stamp);
    else if (known.stamp !== stamp) {
      known.generations.fill(-1);
      known.stamp = stamp;
    }
    this.byShape.set(id, known);
    if (this.byShape.size > Math.max(KEPT / size, KEPT_SHAPES)) this.byShape.delete(this.byShape.keys().next().value!);
    this.last = id;
    this.lastKnown = known;
    return known;
  }

  /** The first refusal of a node by these plugins. After a yes the node's scores are at hand. */
  refusal(known: Remembered, attempt: Attempt, node: NodeFacts): Refusal | undefined {
    return this.holds(known, node.slot) ? known.refusals[node.slot] : this.work(known, attempt, node);
  }

  /** Whether what is known of the node in a slot is true of it as it is now. */
  holds({ generations }: Remembered, slot: number): boolean {
    return generations[slot] === this.cluster.generations[slot] && this.remember;
  }

  private work(known: Remembered, attempt: Attempt, node: NodeFacts): Refusal | undefined {
    const { slot } = node;
    let found: Refusal | undefined;
    for (const plugin of FILTERS) {
      found = plugin.filter!(undefined, node, attempt);
      if (found) break;
    }
    if (!found) {
      let sum = 0;
      for (const plugin of known.absolute) sum += plugin.weight! * plugin.score!(undefined, node, attempt);
      known.sums[slot] = sum;
      for (const { plugin, scores } of known.relative) scores[slot] = plugin.score!(undefined, node, attempt);
    }
    known.generations[slot] = node.generation;
    known.refusals[slot] = found;
    return found;
  }
}

function blank(attempt: Attempt, size: number, stamp: number): Remembered {
  // Room to grow, so that one more node does not forget everything.
  const room = size + 32;
  const speaking = SCORERS.filter((plugin) => plugin.preScore?.(attempt, []) !== SKIP);
  return {
    generations: new Float64Array(room).fill(-1),
    refusals: [],
    sums: new Int32Array(room),
    relative: speaking.filter((plugin) => plugin.normalise).map((plugin) => ({ plugin, scores: new Int32Array(room) })),
    absolute: speaking.filter((plugin) => !plugin.normalise),
    stamp,
  };
}
