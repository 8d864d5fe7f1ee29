// What a part of a chart was called before it was moved in the tree: its objects keep the names they had, and with them what is in the cluster.

import type { ApiObject } from './api-object.ts';
import type { Chart } from './chart.ts';
import { nearest } from './problems.ts';

/** A part of a chart that has moved. Both are paths of ids below the chart: `cart/redis`. */
export interface Move {
  /** Where it was. */
  readonly from: string;
  /** Where it is now. */
  readonly to: string;
}

/** The ids an object had before, where it or something around it was moved; undefined where nothing was. The nearest move counts. */
export function formerIds(ids: readonly string[], moves: readonly Move[]): readonly string[] | undefined {
  let best: { readonly from: string; readonly depth: number } | undefined;
  for (const { from, to } of moves) {
    const now = to.split('/');
    if (now.length <= (best?.depth ?? 0) || now.some((id, i) => id !== ids[i])) continue;
    best = { from, depth: now.length };
  }
  return best && [...best.from.split('/'), ...ids.slice(best.depth)];
}

/** What is wrong with the moves of a chart, when its tree is complete. */
export function checkMoves(chart: Chart): string[] {
  const { moved, node } = chart;
  const below = node.path ? `${node.path}/` : '';
  const paths = node.findAll().map((it) => it.node.path.slice(below.length));
  const told = (it: Move, message: string): string => `moved: { from: '${it.from}', to: '${it.to}' }: ${message}`;
  return moved.flatMap((it, i) => {
    if (moved.findIndex(({ to }) => to === it.to) < i) return [told(it, 'it is said twice where this was')];
    if (!it.from || it.from.split('/').includes('')) return [told(it, 'from is no path of ids')];
    const at = node.findAll().find((one) => one.node.path === below + it.to);
    if (!at) {
      const near = nearest(it.to, paths);
      return [told(it, `nothing is at ${below}${it.to}${near ? `. Did you mean ${near}?` : ''}`)];
    }
    const objects = at.node.findAll() as Partial<ApiObject>[];
    return objects.some((one) => one.chart === chart && one.isMoved)
      ? []
      : [told(it, 'it changes no name: all that is there says its own, or is of another chart')];
  });
}
