// Why a pod found no node: each node's refusal, and the sentence upstream makes of them.
// Follows kubernetes/pkg/scheduler/framework (types: FitError, Diagnosis).

import type { Refusal } from './interface.ts';

/** An attempt that found no node. */
export interface Diagnosis {
  readonly nodeCount: number;
  /** The refusal of the whole cluster, when a PreFilter gave one; nodes were not looked at then. */
  readonly preFilter?: Refusal;
  /** The first refusal by node name. */
  readonly nodes: ReadonlyMap<string, Refusal>;
  /** What is said of nodes that were not looked at. */
  readonly others?: string;
  /** The plugins that refused, which decide what change may help. */
  readonly plugins: readonly string[];
}

/** What upstream says when the cluster is empty. */
export const NO_NODES = 'no nodes available to schedule pods';

/** `0/5 nodes are available: 3 Insufficient cpu, 2 node(s) were unschedulable. …` with a tail about preemption. */
export function fitMessage(diagnosis: Diagnosis, tail = ''): string {
  if (diagnosis.nodeCount === 0) return NO_NODES;
  const { preFilter, nodes, others, nodeCount } = diagnosis;
  if (preFilter) return sentence(nodeCount, preFilter.reasons.join(', '), tail);
  const counts = new Map<string, number>();
  const note = (reason: string, nodes: number): void => void counts.set(reason, (counts.get(reason) ?? 0) + nodes);
  for (const { reasons } of nodes.values()) for (const reason of reasons) note(reason, 1);
  if (others !== undefined && nodes.size < nodeCount) note(others, nodeCount - nodes.size);
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
  return sentence(nodeCount, parts.join(', '), tail);
}

function sentence(nodeCount: number, reasons: string, tail: string): string {
  return `0/${nodeCount} nodes are available:${reasons ? ` ${reasons}.` : ''}${tail ? ` ${tail}` : ''}`;
}
