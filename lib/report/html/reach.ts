// The picture of reach: who gets to which port. Rows are sources, columns are ports; of many workloads, namespaces instead.

import type { Exposure } from '../../outcomes/security/reach.ts';
import { html, type Markup } from './markup.ts';

const MOST_ROWS = 45;
const MOST_COLUMNS = 60;

interface Cell {
  readonly state: 'yes' | 'open' | 'no' | 'self';
  readonly text: string;
  readonly title: string;
}

export function reachPicture(exposures: readonly Exposure[], workloads: readonly string[]): Markup {
  if (!exposures.length) return html`<p class="muted">No workload declares a port.</p>`;
  const few = workloads.length <= MOST_ROWS && exposures.length <= MOST_COLUMNS;
  return html`<p>
      <span class="key"><i class="yes"></i> let in by a policy</span
      ><span class="key"><i class="open"></i> open: no policy guards it</span><span class="key"><i></i> kept out</span>
    </p>
    ${few ? byWorkload(exposures, workloads) : byNamespace(exposures, workloads)}`;
}

function reached(it: Exposure, from: string): boolean {
  return it.everyone ? !it.except.includes(from) : it.from.includes(from);
}

function byWorkload(exposures: readonly Exposure[], workloads: readonly string[]): Markup {
  const columns = exposures.map((it) => `${it.workload}:${it.port}${it.protocol === 'TCP' ? '' : `/${it.protocol}`}`);
  const cell = (it: Exposure, from: string, allowed: boolean): Cell => {
    if (it.workload === from) return { state: 'self', text: '', title: 'itself' };
    const state = allowed ? (it.isolated ? 'yes' : 'open') : 'no';
    const by = it.by.length ? ` (${it.by.join(', ')})` : '';
    return {
      state,
      text: state === 'yes' ? '✓' : state === 'open' ? '○' : '',
      title: `${from} ${allowed ? 'reaches' : 'does not reach'} ${it.workload}:${it.port}${allowed ? by : ''}`,
    };
  };
  const rows = workloads.map((from) => ({ from, cells: exposures.map((it) => cell(it, from, reached(it, from))) }));
  rows.unshift({
    from: 'outside the cluster',
    cells: exposures.map((it) => cell(it, 'outside the cluster', it.outside)),
  });
  return matrix(columns, rows);
}

function byNamespace(exposures: readonly Exposure[], workloads: readonly string[]): Markup {
  const space = (name: string): string => name.split('/')[0]!;
  const spaces = [...new Set(workloads.map(space))].sort();
  const ports = new Map(spaces.map((name) => [name, exposures.filter((it) => space(it.workload) === name)]));
  const members = new Map(spaces.map((name) => [name, workloads.filter((it) => space(it) === name)]));
  const columns = spaces.filter((it) => ports.get(it)!.length).slice(0, MOST_COLUMNS);
  const rows = spaces.slice(0, MOST_COLUMNS).map((from) => ({
    from,
    cells: columns.map((to): Cell => {
      const all = ports.get(to)!;
      const open = all.filter((it) => members.get(from)!.some((name) => name !== it.workload && reached(it, name)));
      const guarded = open.some((it) => it.isolated);
      return {
        state: !open.length ? 'no' : guarded ? 'yes' : 'open',
        text: open.length ? String(open.length) : '',
        title: `from ${from}: ${open.length} of ${all.length} ports of ${to}`,
      };
    }),
  }));
  return matrix(columns, rows);
}

function matrix(columns: readonly string[], rows: readonly { from: string; cells: readonly Cell[] }[]): Markup {
  // Headings lean to the right: they need room above and beyond the last column.
  const longest = Math.max(...columns.map((it) => it.length));
  const [tall, beyond] = [Math.round(longest * 5.9 + 16), Math.round(longest * 3.7)];
  return html`<div class="scroll">
    <table class="matrix" style="--tall:${tall}px;margin-right:${beyond}px">
      <thead>
        <tr>
          <th></th>
          ${columns.map(
            (it) =>
              html`<th scope="col">
                <div><span>${it}</span></div>
              </th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ from, cells }) =>
            html`<tr>
              <th scope="row">${from}</th>
              ${cells.map(({ state, text, title }) => html`<td class="${state}" title="${title}"><i>${text}</i></td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
