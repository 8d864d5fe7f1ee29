// The placement section: a line a workload, what waits and why, the room left, and whether a zone may fail.

import type { Outcomes } from '../../outcomes/outcomes.ts';
import type { WorkloadPlacement } from '../../outcomes/placement/placement.ts';
import type { PlacedWhy } from '../../outcomes/placement/reasons.ts';
import { count, cores, listed, memory, money, shortMessage } from '../verdict.ts';
import { table } from './table.ts';

const SHORT = 16;
const MOST_ZONES = 6;

export function placementText({ placement }: Outcomes, full: boolean, source: (object: string) => string): string {
  const { workloads } = placement;
  const zones = placement.zones.length > MOST_ZONES ? [] : placement.zones;
  const wrong = (it: WorkloadPlacement): boolean =>
    it.pending.length > 0 || it.troubled.length > 0 || it.missing !== undefined;
  const shown =
    full || workloads.length <= SHORT
      ? workloads
      : [...workloads.filter(wrong), ...workloads.filter((it) => !wrong(it)).slice(0, SHORT - 4)];
  const first = 3;
  const right = new Set(zones.map((_, i) => i + first));
  const rows = shown.flatMap((it) => {
    const every = it.kind === 'DaemonSet';
    const state = it.completed && it.ready === 0 ? `${it.completed} done` : `${it.ready}/${it.desired}`;
    const row = [
      `${wrong(it) ? '!' : ' '} ${it.namespace}/${it.name}`,
      state,
      every || !it.pools.length ? '' : `pool ${it.pools.join(', ')}`,
      ...zones.map((zone) => String(it.zones[zone] ?? '·')),
      ` ${it.reason}`,
    ];
    return [row, ...notes(it, source).map((note) => [`    ${note}`]), ...(full ? whyRows(it) : [])];
  });
  const head = ['Placement', '', '', ...zones, ''];
  let text = table([head, ...rows], '', right);
  if (shown.length < workloads.length) text += `  … ${workloads.length - shown.length} more, all placed\n`;
  text += '\n';
  const room = placement.pools.map((pool, i) => [
    i ? '' : 'room left',
    `pool ${pool.pool}`,
    `${cores(pool.cpu - pool.cpuRequested)} of ${cores(pool.cpu)} cpu`,
    `${memory(pool.memory - pool.memoryRequested)} of ${memory(pool.memory)}`,
    Object.entries(pool.others)
      .map(([name, [there, asked]]) => `${there - asked} of ${there} ${name}`)
      .join(' · '),
    pool.price === undefined ? '' : `${money(pool.price)} an hour`,
  ]);
  text += table(room);
  const priced = placement.pools.filter((it) => it.price !== undefined);
  if (priced.length > 1) text += `  costs ${money(priced.reduce((sum, it) => sum + it.price!, 0))} an hour\n`;
  if (full)
    text += table(
      placement.nodes.map((node) => [
        '',
        node.node,
        node.zone,
        `${cores(node.cpu - node.cpuRequested)} of ${cores(node.cpu)} cpu`,
        `${memory(node.memory - node.memoryRequested)} of ${memory(node.memory)}`,
        `${count(node.podsPlaced, 'pod')}${node.ready ? '' : ' · not ready'}`,
      ]),
    );
  text += lossText(placement.loss);
  const told = placement.budgets.filter((it) => full || it.problem);
  const scaling = placement.autoscalers.filter((it) => full || it.problem);
  return (
    text +
    table(
      [
        ...told.flatMap((it) => [
          [
            `${it.problem ? '!' : ' '} budget ${it.budget}`,
            it.problem ?? `${it.allowed} of ${it.pods} pods may be evicted at once`,
          ],
          ...(it.problem ? [['', source(`PodDisruptionBudget ${it.budget}`)]] : []),
        ]),
        ...scaling.flatMap((it) => [
          [
            `${it.problem ? '!' : ' '} autoscaler ${it.autoscaler}`,
            it.problem ??
              `${it.target} from ${it.min} to ${it.max}${it.desired === undefined ? '' : `, wants ${it.desired}`}`,
          ],
          ...(it.problem ? [['', source(`HorizontalPodAutoscaler ${it.autoscaler}`)]] : []),
        ]),
      ],
      '',
    )
  );
}

function notes(it: WorkloadPlacement, source: (object: string) => string): string[] {
  const found: string[] = [];
  if (it.pending.length) {
    found.push(`${it.pending.length} pending  ${shortMessage(it.blocked?.message || it.pending[0]!.message)}`);
    if (it.blocked?.remedies.length) found.push(`would fit with: ${it.blocked.remedies.join(', or ')}`);
  }
  if (it.troubled.length) found.push(`${it.troubled.length} not running  ${it.troubled[0]!.reason}`);
  if (it.missing) found.push(`${it.missing.pods} not made  ${it.missing.reason}`);
  if (found.length) found.push(source(`${it.kind} ${it.namespace}/${it.name}`));
  return found;
}

/** In full: each pod with its node, and the scheduler's view of it. */
function whyRows(it: WorkloadPlacement): string[][] {
  // A DaemonSet's pod is for its node: no other was to choose from.
  const chosen = it.kind !== 'DaemonSet';
  const troubled = new Set(it.troubled.map((pod) => pod.name));
  const state = (pod: { name: string; ready: boolean }): string =>
    pod.ready ? '' : troubled.has(pod.name) ? ' (not ready)' : ' (done)';
  const rows = it.pods.map((pod) => [
    `      ${pod.name} on ${pod.node}${state(pod)}${chosen && pod.why ? `: ${whyText(pod.why)}` : ''}`,
  ]);
  for (const { node, pool, reasons } of it.blocked?.nodes ?? [])
    rows.push([`      not on ${node} (${pool}): ${reasons.join('; ')}`]);
  if (!chosen) return rows;
  if (it.why && !it.pods.some((pod) => pod.why)) rows.push([`      ${it.why.pod}: ${whyText(it.why)}`]);
  if (it.why?.scores) {
    const parts = Object.entries(it.why.scores)
      .filter(([, score]) => score > 0)
      .map(([plugin, score]) => `${plugin} ${score}`);
    const refused = it.why.refused.map(({ reason, nodes }) => `${nodes} ${reason}`).join(', ');
    rows.push([
      `      ${it.why.node} scores ${it.why.total} (${parts.join(', ')})${refused ? `; not: ${refused}` : ''}`,
    ]);
  }
  return rows;
}

/** `6 nodes fit, 658 points, next app-a-2 with 646`. */
function whyText({ feasible, total, next, now }: PlacedWhy): string {
  if (feasible === 1) return 'no other node fits';
  return [
    `${feasible} nodes fit`,
    ...(total === undefined ? [] : [`${total} points`]),
    ...(next ? [`next ${next.node} with ${next.total}`] : []),
    ...(now ? [`today it would go to ${now}`] : []),
  ].join(', ');
}

function lossText(loss: Outcomes['placement']['loss']): string {
  if (!loss.length) return '';
  const lost = loss.filter((it) => !it.survives);
  if (!lost.length) return '  one zone can fail: yes\n';
  const same = new Map<string, string[]>();
  for (const { zone, waiting } of lost) {
    const names = listed(waiting.map((it) => it.workload));
    same.set(names, [...(same.get(names) ?? []), zone]);
  }
  const parts = [...same].map(([names, zones]) =>
    zones.length === loss.length ? `${names} would wait` : `without ${zones.join(' or ')} ${names} would wait`,
  );
  return `  one zone can fail: yes, but ${parts.join('; ')}\n`;
}
