// How long a Job waits before it replaces a failed pod: ten seconds, doubled with each failure since the last success, ten minutes
// at most. Follows kubernetes/pkg/controller/job/backoff_utils.go.

import type { KubeObject } from '../../../api/object.ts';

const FIRST = 10_000;
const LONGEST = 600_000;

/** Failures since the last success of a Job. */
export interface Record {
  readonly failures: number;
  /** Cluster time of the last one, in milliseconds. */
  readonly last: number;
}

export const NO_FAILURES: Record = { failures: 0, last: 0 };

/** The record with newly ended pods counted in. */
export function recordWith(before: Record, succeeded: readonly KubeObject[], failed: readonly KubeObject[]): Record {
  if (succeeded.length === 0 && failed.length === 0) return before;
  const ends = failed.map(finishedAt).sort((a, b) => a - b);
  if (succeeded.length === 0) return { failures: before.failures + ends.length, last: ends.at(-1)! };
  const success = Math.max(...succeeded.map(finishedAt));
  const after = ends.filter((end) => end > success);
  return after.length ? { failures: after.length, last: after.at(-1)! } : NO_FAILURES;
}

/** Milliseconds until a replacement may be made. */
export function remaining({ failures, last }: Record, now: number): number {
  if (failures === 0) return 0;
  return Math.max(0, Math.min(FIRST * 2 ** (failures - 1), LONGEST) - (now - last));
}

interface ContainerStatus {
  readonly name: string;
  readonly state?: { readonly terminated?: { readonly finishedAt?: string } };
}

/** When a pod ended, in milliseconds: its last container, else when it stopped being ready, else when it was told to go. */
export function finishedAt(pod: KubeObject): number {
  const status = (pod['status'] ?? {}) as {
    containerStatuses?: readonly ContainerStatus[];
    initContainerStatuses?: readonly ContainerStatus[];
    conditions?: readonly { type: string; status: string; lastTransitionTime?: string }[];
  };
  const sidecars = new Set(
    ((pod['spec'].initContainers ?? []) as { name: string; restartPolicy?: string }[])
      .filter((it) => it.restartPolicy === 'Always')
      .map((it) => it.name),
  );
  const containers = [
    ...(status.containerStatuses ?? []),
    ...(status.initContainerStatuses ?? []).filter((it) => sidecars.has(it.name)),
  ];
  const ends = containers.map((it) => Date.parse(it.state?.terminated?.finishedAt ?? ''));
  if (ends.length && !ends.some(Number.isNaN)) return Math.max(...ends);
  const ready = status.conditions?.find((it) => it.type === 'Ready' && it.status === 'False');
  if (ready?.lastTransitionTime) return Date.parse(ready.lastTransitionTime);
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, creationTimestamp } = pod.metadata;
  if (deletionTimestamp) return Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
  return Date.parse(creationTimestamp ?? '');
}
