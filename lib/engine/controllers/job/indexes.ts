// The completion indexes of an Indexed Job, and sets of them as text: `0-2,5`. Follows kubernetes/pkg/controller/job/indexed_job_utils.go.

import type { KubeObject } from '../../../api/object.ts';

export const INDEX = 'batch.kubernetes.io/job-completion-index';

/** The completion index of a pod; undefined when it has none that reads as one. */
export function indexOf(pod: KubeObject): number | undefined {
  const text = pod.metadata.annotations?.[INDEX];
  const index = text === undefined || text === '' ? NaN : Number(text);
  return Number.isInteger(index) && index >= 0 ? index : undefined;
}

/** A set of indexes as text: runs of two as `3,4`, longer ones as `3-6`. */
export function formatIndexes(indexes: Iterable<number>): string {
  const sorted = [...indexes].sort((a, b) => a - b);
  const runs: string[] = [];
  for (let i = 0; i < sorted.length;) {
    let end = i;
    while (end + 1 < sorted.length && sorted[end + 1] === sorted[end]! + 1) end++;
    const [first, last] = [sorted[i]!, sorted[end]!];
    runs.push(first === last ? String(first) : last === first + 1 ? `${first},${last}` : `${first}-${last}`);
    i = end + 1;
  }
  return runs.join(',');
}

/** The indexes below `completions` that the text names; what does not read as a number is passed over. */
export function parseIndexes(text: string | undefined, completions: number): Set<number> {
  const found = new Set<number>();
  for (const run of (text ?? '').split(',')) {
    const [first, last] = run.split('-').map((it) => (/^\d+$/.test(it) ? Number(it) : NaN));
    if (first === undefined || Number.isNaN(first) || Number.isNaN(last ?? 0)) continue;
    for (let i = first; i <= Math.min(last ?? first, completions - 1); i++) found.add(i);
  }
  return found;
}

/** The lowest `count` indexes that are not taken. */
export function firstFree(taken: ReadonlySet<number>, count: number, completions: number): number[] {
  const free: number[] = [];
  for (let i = 0; i < completions && free.length < count; i++) if (!taken.has(i)) free.push(i);
  return free;
}
