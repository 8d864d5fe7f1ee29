// Which of a controller's pods goes first when there are too many. Follows ActivePods and ActivePodsWithRanks of
// kubernetes/pkg/controller/controller_utils.go.

import type { KubeObject } from '../../api/object.ts';
import { isReady, readySince } from './controller.ts';

const COST = 'controller.kubernetes.io/pod-deletion-cost';

interface Status {
  readonly phase?: string;
  readonly containerStatuses?: readonly { readonly restartCount?: number }[];
  readonly initContainerStatuses?: readonly { readonly restartCount?: number }[];
}

/**
 * The pods, those to delete first in front: not yet on a node, then by phase, readiness, restarts and age. With `crowding` (how
 * many pods of the same kind stand beside each one) the deletion cost counts and ages are compared in powers of two.
 */
export function inDeletionOrder(
  pods: readonly KubeObject[],
  now: number,
  crowding?: (pod: KubeObject) => number,
): KubeObject[] {
  return pods
    .map((pod) => ({ pod, rank: rankOf(pod, now, crowding) }))
    .sort((a, b) => {
      for (let i = 0; i < a.rank.length; i++) if (a.rank[i] !== b.rank[i]) return a.rank[i]! - b.rank[i]!;
      return a.pod.metadata.uid! < b.pod.metadata.uid! ? -1 : 1;
    })
    .map(({ pod }) => pod);
}

function rankOf(pod: KubeObject, now: number, crowding?: (pod: KubeObject) => number): number[] {
  const status = (pod['status'] ?? {}) as Status;
  const ready = isReady(pod);
  const age = (since: number): number => {
    const span = now - since;
    return crowding ? (span <= 0 ? -1 : Math.floor(Math.log2(span / 1e-6))) : span;
  };
  return [
    pod['spec'].nodeName ? 1 : 0,
    !status.phase || status.phase === 'Pending' ? 0 : status.phase === 'Unknown' ? 1 : 2,
    ready ? 1 : 0,
    crowding ? Number(pod.metadata.annotations?.[COST] ?? 0) : 0,
    crowding ? -crowding(pod) : 0,
    ready ? age(readySince(pod)) : 0,
    -mostRestarts(status.containerStatuses),
    -mostRestarts(status.initContainerStatuses),
    age(Date.parse(pod.metadata.creationTimestamp ?? '')),
  ];
}

function mostRestarts(statuses: Status['containerStatuses']): number {
  return (statuses ?? []).reduce((most, it) => Math.max(most, it.restartCount ?? 0), 0);
}
