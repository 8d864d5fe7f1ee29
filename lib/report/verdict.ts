// The first line: does everything run, and what needs eyes.

import type { Outcomes } from '../outcomes/outcomes.ts';

/** Something a person should look at. */
export interface Finding {
  readonly kind: 'pending' | 'trouble' | 'dangling' | 'exposed';
  /** What it is about: `namespace/name` or a URL. */
  readonly about: string;
  readonly message: string;
  /** `Kind namespace/name` of the object to look at. */
  readonly object?: string;
}

/** Pods that wait or fail, routes into nothing, workloads that everybody reaches although others of their namespace are guarded. */
export function findings(outcomes: Outcomes): Finding[] {
  const found: Finding[] = [];
  for (const it of outcomes.placement.workloads) {
    const about = `${it.namespace}/${it.name}`;
    const object = `${it.kind} ${about}`;
    if (it.pending.length)
      found.push({
        kind: 'pending',
        about,
        object,
        message: `${it.pending.length} of ${Math.max(it.desired, it.pending.length)} pods stay pending: ${it.pending[0]!.message}`,
      });
    if (it.troubled.length)
      found.push({
        kind: 'trouble',
        about,
        object,
        message: `${it.troubled.length} of ${it.desired} pods do not run: ${it.troubled[0]!.reason}`,
      });
  }
  for (const it of outcomes.routing.routes)
    if (it.problem) found.push({ kind: 'dangling', about: it.url, object: it.blame, message: it.problem });
  // Only where somebody guards something is an open door next to it worth a word.
  const guarded = new Set(
    outcomes.security.exposures.filter((it) => it.isolated).map((it) => it.workload.split('/')[0]),
  );
  const routed = new Set(outcomes.routing.routes.map((it) => it.service));
  for (const it of outcomes.security.exposures)
    if (!it.isolated && guarded.has(it.workload.split('/')[0]) && !routed.has(it.workload))
      found.push({
        kind: 'exposed',
        about: `${it.workload}:${it.port}`,
        message: 'reached by every pod of the cluster',
      });
  return found;
}

/** `2 m 14 s`. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} m`;
}
