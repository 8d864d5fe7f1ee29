// The picture of placement: zones, their nodes with what is asked of them, and on each its pods, coloured by workload.

import type { Placement } from '../../outcomes/outcomes.ts';
import type { NodeRoom } from '../../outcomes/placement/room.ts';
import type { WorkloadPlacement } from '../../outcomes/placement/placement.ts';
import { cores, memory, shortMessage } from '../verdict.ts';
import { html, rows, type Markup } from './markup.ts';

/** Above these the picture is of pools instead of nodes, and of counts instead of pods. */
const MOST_NODES = 150;
const MOST_PODS = 1_500;

const wrong = (it: WorkloadPlacement): boolean =>
  it.pending.length > 0 || it.troubled.length > 0 || it.missing !== undefined;
const nameOf = (it: WorkloadPlacement): string => `${it.namespace}/${it.name}`;

/** A hue for each workload, far from its neighbours'. */
export function hues(workloads: readonly WorkloadPlacement[]): Map<string, number> {
  return new Map(workloads.map((it, i) => [nameOf(it), Math.round((i * 137.508 + 210) % 360)]));
}

function meter(what: string, asked: number, there: number, text: string): Markup {
  const share = there > 0 ? Math.min(100, Math.round((asked / there) * 100)) : 0;
  return html`<div class="meter${share >= 95 ? ' full' : ''}" title="${what}: ${text} asked for, ${share}%">
    <u><i style="width:${share}%"></i></u>${what} ${text}
  </div>`;
}

function meters(room: Pick<NodeRoom, 'cpu' | 'cpuRequested' | 'memory' | 'memoryRequested'>): Markup {
  return html`<div class="meters">
    ${meter('cpu', room.cpuRequested, room.cpu, `${cores(room.cpuRequested)} / ${cores(room.cpu)}`)}${meter('mem', room.memoryRequested, room.memory, `${memory(room.memoryRequested)} / ${memory(room.memory)}`)}
  </div>`;
}

export function placementPicture(placement: Placement): Markup {
  const { workloads, nodes, zones } = placement;
  const hue = hues(workloads);
  const pods = new Map<string, Markup[]>();
  const total = workloads.reduce((sum, it) => sum + it.pods.length, 0);
  if (total <= MOST_PODS)
    for (const it of workloads) {
      const name = nameOf(it);
      const sick = new Map(it.troubled.map((pod) => [pod.name, pod.reason]));
      for (const pod of it.pods) {
        const reason = sick.get(pod.name);
        const state = reason ? 'sick' : pod.ready ? '' : 'done';
        const title = `${pod.name} · ${reason ?? (pod.ready ? 'ready' : 'finished')}`;
        const block = html`<span class="pod ${state}" style="--h:${hue.get(name)!}" data-w="${name}" title="${title}"
          >${it.name}</span
        >`;
        pods.set(pod.node, [...(pods.get(pod.node) ?? []), block]);
      }
    }
  const waiting = workloads.flatMap((it) =>
    it.pending
      .slice(0, 50)
      .map(
        (pod) =>
          html`<span
            class="pod wait"
            style="--h:${hue.get(nameOf(it))!}"
            data-w="${nameOf(it)}"
            title="${pod.name}: ${shortMessage(pod.message)}"
            >${it.name}</span
          >`,
      ),
  );
  const legend = html`<div class="legend" role="group" aria-label="Show one workload">
    ${workloads.map((it) => html`<button type="button" data-w="${nameOf(it)}" aria-pressed="false"><span class="dot" style="--h:${hue.get(nameOf(it))!}"></span>${nameOf(it)} <small>${it.completed && !it.ready ? `${it.completed} done` : `${it.ready}/${it.desired}`}</small></button>`)}
  </div>`;
  const named = zones.length ? zones : [''];
  const columns = named.map((zone) => {
    const own = nodes.filter((it) => it.zone === zone || !zone);
    const there = own.reduce((sum, it) => sum + it.podsPlaced, 0);
    return html`<div class="zone">
      <h3><span>${zone || 'all nodes'}</span><small>${own.length} nodes · ${there} pods</small></h3>
      ${nodes.length > MOST_NODES ? poolCards(own) : own.map((it) => nodeCard(it, pods.get(it.node) ?? []))}
    </div>`;
  });
  return html`${workloads.length <= 60 ? legend : ''}
    <div class="zones">${columns}</div>
    ${
      waiting.length
        ? html`<div class="tray">
            <h3>Waiting for a node</h3>
            <div class="pods" style="margin-top:8px">${waiting}</div>
          </div>`
        : ''
    }`;
}

function nodeCard(node: NodeRoom, pods: readonly Markup[]): Markup {
  return html`<div class="node${node.ready ? '' : ' off'}">
    <header>
      <b title="${node.node}">${node.node}</b><small>${node.pool}${node.ready ? '' : ' · not ready'}</small>
    </header>
    ${meters(node)}
    <div class="pods">
      ${pods.length ? pods : html`<small>${node.podsPlaced ? `${node.podsPlaced} pods` : 'empty'}</small>`}
    </div>
  </div>`;
}

function poolCards(nodes: readonly NodeRoom[]): Markup[] {
  const pools = new Map<string, NodeRoom[]>();
  for (const it of nodes) pools.set(it.pool, [...(pools.get(it.pool) ?? []), it]);
  return [...pools].map(([pool, own]) => {
    const sum = (field: 'cpu' | 'cpuRequested' | 'memory' | 'memoryRequested' | 'podsPlaced'): number =>
      own.reduce((total, it) => total + it[field], 0);
    const room = {
      cpu: sum('cpu'),
      cpuRequested: sum('cpuRequested'),
      memory: sum('memory'),
      memoryRequested: sum('memoryRequested'),
    };
    return html`<div class="node">
      <header><b>${pool}</b><small>${own.length} nodes · ${sum('podsPlaced')} pods</small></header>
      ${meters(room)}
    </div>`;
  });
}

/** The table under the picture: a line a workload, with the scheduler's reasons folded in. */
export function placementTable(placement: Placement): Markup {
  const { workloads, zones } = placement;
  const shown = zones.length <= 6 ? zones : [];
  return html`<p>
      <input
        class="filter"
        type="search"
        data-for="workloads"
        placeholder="Filter workloads ( / )"
        aria-label="Filter workloads"
      />
    </p>
    <div class="scroll">
      <table id="workloads">
        <thead>
          <tr>
            <th>Workload</th>
            <th>Kind</th>
            <th class="n">Ready</th>
            <th>Pools</th>
            ${shown.map((zone) => html`<th class="n">${zone}</th>`)}
            <th>Why there</th>
          </tr>
        </thead>
        <tbody>
          ${rows(
            [...workloads].sort((a, b) => Number(wrong(b)) - Number(wrong(a))),
            shown.length + 5,
            (it) =>
              html`<tr>
                <td><code>${nameOf(it)}</code></td>
                <td>${it.kind}</td>
                <td class="n">
                  ${it.completed && !it.ready ? html`<span class="badge calm">${it.completed} done</span>` : html`<span class="badge ${it.ready >= it.desired ? 'ok' : 'bad'}">${it.ready}/${it.desired}</span>`}
                </td>
                <td>${it.pools.join(', ')}</td>
                ${shown.map((zone) => html`<td class="n">${it.zones[zone] ?? html`<span class="muted">·</span>`}</td>`)}
                <td>${it.reason}${notes(it)}${why(it)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function notes(it: WorkloadPlacement): Markup {
  return html`${
    it.blocked
      ? html`<div>
          <span class="badge bad">${it.pending.length} pending</span>
          ${shortMessage(it.blocked.message)}${it.blocked.remedies.length ? html`<div class="muted">would fit with ${it.blocked.remedies.join(', or ')}</div>` : ''}
          <details>
            <summary>node by node</summary>
            <table>
              <tbody>
                ${it.blocked.nodes.slice(0, 100).map(
                  (node) =>
                    html`<tr>
                      <td><code>${node.node}</code></td>
                      <td>${node.reasons.join('; ')}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </details>
        </div>`
      : ''
  }${it.troubled[0] ? html`<div><span class="badge bad">${it.troubled.length} not running</span> ${it.troubled[0].reason}</div>` : ''}${it.missing ? html`<div><span class="badge bad">${it.missing.pods} not made</span> ${it.missing.reason}</div>` : ''}`;
}

function why({ kind, why: told }: WorkloadPlacement): Markup | string {
  // A DaemonSet's pod is for its node: no other was to choose from.
  if (!told || kind === 'DaemonSet') return '';
  const scores = Object.entries(told.scores ?? {}).filter(([, score]) => score > 0);
  const most = Math.max(1, ...scores.map(([, score]) => score));
  return html`<details>
    <summary>${told.feasible === 1 ? 'the only node that fits' : `${told.feasible} nodes fit`}: ${told.node}</summary>
    ${told.refused.map(({ reason, nodes }) => html`<div class="muted">${nodes} × ${reason}</div>`)}${scores.length ? html`<div class="scores">${scores.map(([plugin, score]) => html`<span>${plugin}</span><u><i style="width:${Math.round((score / most) * 100)}%"></i></u><span>${score}</span>`)}</div>` : ''}${told.total === undefined ? '' : html`<div class="muted">${told.total} in all${told.next ? `; next ${told.next.node} with ${told.next.total}` : ''}${told.now ? `; today it would go to ${told.now}` : ''}</div>`}
  </details>`;
}
