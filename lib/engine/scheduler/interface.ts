// The contract of scheduler plugins: which questions a plugin may answer on a pod's way to a node. One plugin a file in plugins/,
// with upstream's name; order.ts says who comes when.
// Follows kube-scheduler/framework (interface).

import type { KubeObject } from '../../api/object.ts';
import type { Chance, Change } from '../interface.ts';
import type { Cluster, PodClass } from './cluster.ts';
import type { NodeFacts } from './nodes.ts';
import type { PodFacts, Shape } from './pods.ts';

/** Whether taking pods off a node may help. */
export type Code = 'Unschedulable' | 'UnschedulableAndUnresolvable';

/** A plugin's no. */
export interface Refusal {
  readonly plugin: string;
  readonly code: Code;
  /** In upstream's words. */
  readonly reasons: readonly string[];
}

/** "This plugin has nothing to say about this pod." */
export const SKIP = 'Skip';

/** What PreFilter gives: nothing to say, a no for the whole cluster, or what Filter will need, with the only nodes worth a look. */
export type PreFiltered<F> = typeof SKIP | Refusal | { readonly state: F; readonly nodes?: ReadonlySet<string> };

/** One attempt to place one pod. */
export interface Attempt {
  readonly pod: PodFacts;
  readonly cluster: Cluster;
  readonly chance: Chance;
  /** What is remembered about pods like this one. */
  readonly podClass: PodClass;
}

/** What a plugin wants written before a pod is bound, and what it waits for. */
export interface Preparation {
  /** Writes the objects as they shall be, resource by resource. */
  readonly writes: readonly { readonly resource: string; readonly object: KubeObject }[];
  /** Claims that must be bound first, as `namespace/name`. */
  readonly claims: readonly string[];
}

/** A kind of change after which a pod this plugin refused may fit. */
export interface Hint {
  /** The resource; for pods only those on a node count (`assigned`), or the waiting pod itself (`own`). */
  readonly resource: string;
  readonly pods?: 'assigned' | 'own';
  readonly on: readonly Change['type'][];
  /** Whether this change may help this pod; yes when not given. */
  helps?(pod: PodFacts, change: Change, cluster: Cluster): boolean;
}

/** F is what its PreFilter hands to its Filter, S what its PreScore hands to its Score. */
export interface Plugin<F = unknown, S = unknown> {
  readonly name: string;
  /** Of its normalised score in the total. */
  readonly weight?: number;
  /**
   * Its filter and score follow from the pod's shape and the node alone, so that they may be remembered until the node changes.
   * `stamp` is anything else its score rests on.
   */
  readonly local?: boolean;
  stamp?(cluster: Cluster, shape: Shape): number;

  /** Why the pod may not be queued yet. */
  preEnqueue?(pod: PodFacts): Refusal | undefined;
  /** Negative when a goes before b. */
  queueSort?(a: { priority: number; timestamp: number }, b: { priority: number; timestamp: number }): number;
  preFilter?(attempt: Attempt): PreFiltered<F>;
  /** Corrects the state of PreFilter as if a pod came to a node, or left it. */
  addPod?(state: F, pod: PodFacts, node: NodeFacts, attempt: Attempt): void;
  removePod?(state: F, pod: PodFacts, node: NodeFacts, attempt: Attempt): void;
  /** A copy of the state that addPod and removePod may change. */
  clone?(state: F): F;
  filter?(state: F, node: NodeFacts, attempt: Attempt): Refusal | undefined;
  preScore?(attempt: Attempt, feasible: readonly NodeFacts[]): typeof SKIP | { readonly state: S };
  score?(state: S, node: NodeFacts, attempt: Attempt): number;
  /** The same as `score` for all nodes (with their slots) at once, where that is cheaper. */
  scoreAll?(state: S, nodes: readonly NodeFacts[], slots: Int32Array, into: Float64Array): void;
  /** Brings the scores of the feasible nodes to 0…100, in place. Without it a score is that already. */
  normalise?(scores: Float64Array, state: S, feasible: readonly NodeFacts[]): void;
  /** What must be written and waited for before binding to this node; undefined for nothing. */
  prepare?(state: F, node: NodeFacts, attempt: Attempt): Preparation | undefined;
  readonly hints?: readonly Hint[];
}

/** A plugin of any state; the one who calls hands each its own. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyPlugin = Plugin<any, any>;

/** Makes a plugin's refusals; equal ones are one object. */
export function refusal(plugin: string, code: Code, ...reasons: string[]): Refusal {
  return { plugin, code, reasons };
}

/** Whether PreFilter said no. */
export function isRefusal(answer: PreFiltered<unknown>): answer is Refusal {
  return answer !== SKIP && 'code' in answer;
}

/** Scores so that the highest is 100, or with `reverse` the lowest highest. */
export function scaleToHighest(scores: Float64Array, reverse: boolean): void {
  let highest = 0;
  for (let i = 0; i < scores.length; i++) if (scores[i]! > highest) highest = scores[i]!;
  if (highest === 0) {
    if (reverse) scores.fill(100);
    return;
  }
  for (let i = 0; i < scores.length; i++) {
    const scaled = Math.floor((100 * scores[i]!) / highest);
    scores[i] = reverse ? 100 - scaled : scaled;
  }
}
