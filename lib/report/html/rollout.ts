// The picture of a rollout: of each workload that moved, pods ready and pods there over time.

import type { WorkloadPlacement } from '../../outcomes/placement/placement.ts';
import type { WorkloadTimeline } from '../../plan/timeline.ts';
import { duration } from '../verdict.ts';
import { html, type Markup } from './markup.ts';

const WIDTH = 300;
const HEIGHT = 96;
const LEFT = 24;
const BOTTOM = 16;
const MOST = 60;

export function rolloutPicture(
  timeline: readonly WorkloadTimeline[],
  took: number,
  workloads: readonly WorkloadPlacement[],
): Markup {
  const shown = timeline.slice(0, MOST);
  const done = new Map(workloads.map((it) => [`${it.kind} ${it.namespace}/${it.name}`, it.completed]));
  return html`<div class="charts">${shown.map((it) => chart(it, Math.max(took, 1), done.get(it.workload) ?? 0))}</div>
    ${timeline.length > MOST ? html`<p class="muted">… and ${timeline.length - MOST} more</p>` : ''}`;
}

function chart({ workload, moments, lowest, began, most }: WorkloadTimeline, took: number, done: number): Markup {
  const end = Math.max(took, moments[moments.length - 1]![0]);
  const x = (time: number): number => round(LEFT + (time / end) * (WIDTH - LEFT - 2));
  const y = (count: number): number => round(HEIGHT - BOTTOM - (count / Math.max(1, most)) * (HEIGHT - BOTTOM - 6));
  const line = (field: 1 | 2 | 3): string => {
    let path = '';
    moments.forEach((moment, i) => (path += `${i ? `H${x(moment[0])}V` : `M${x(moment[0])} `}${y(moment[field])}`));
    return `${path}H${x(end)}`;
  };
  const ready = line(1);
  const last = moments[moments.length - 1]!;
  const outcome = last[1] === 0 && done > 0 ? `${done} done` : `${last[1]} ready`;
  const note = began > 0 ? `at least ${lowest} of ${began} ready` : outcome;
  return html`<div class="chart">
    <h3><span>${workload.replace(/^\w+ /, '')}</span><small>${note}</small></h3>
    <svg role="img" aria-label="${workload}: ${note}" viewBox="0 0 ${WIDTH} ${HEIGHT}">
      <line class="axis" x1="${LEFT}" y1="${y(0)}" x2="${WIDTH}" y2="${y(0)}" />
      <line class="axis" x1="${LEFT}" y1="${y(most)}" x2="${WIDTH}" y2="${y(most)}" />
      <path class="area" d="${ready}V${y(0)}H${LEFT}Z" />
      <path class="all" d="${line(2)}" />
      ${moments.some((it) => it[3] > 0) ? html`<path class="waiting" d="${line(3)}" />` : ''}
      <path class="ready" d="${ready}" />
      <text class="sub" x="${LEFT - 6}" y="${y(most) + 4}" text-anchor="end">${most}</text>
      <text class="sub" x="${LEFT - 6}" y="${y(0) + 4}" text-anchor="end">0</text>
      <text class="sub" x="${LEFT}" y="${HEIGHT - 2}">0 s</text>
      <text class="sub" x="${WIDTH - 2}" y="${HEIGHT - 2}" text-anchor="end">${duration(end)}</text>
    </svg>
  </div>`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
