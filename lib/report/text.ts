// Reports for a terminal: the verdict first, what needs eyes marked, what is fine short.

import type { Outcomes } from '../outcomes/outcomes.ts';
import type { ObjectChange } from '../plan/changes.ts';
import type { PlanResult } from '../plan/plan.ts';
import { cores, differences } from './differences.ts';
import { duration, findings, type Finding } from './verdict.ts';

export interface TextOptions {
  /** Everything, not only what needs eyes. */
  readonly full?: boolean;
  /** Where objects were written: `Kind namespace/name` to `main.ts:31:5  shop/web`. */
  readonly sources?: ReadonlyMap<string, string>;
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

function table(rows: readonly (readonly string[])[], indent = '  '): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  return rows
    .map(
      (row) =>
        `${indent}${row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i]!))).join('  ')}`.trimEnd() +
        '\n',
    )
    .join('');
}

/** A plan. */
export function planText(plan: PlanResult, options: TextOptions = {}): string {
  if (!plan.first && plan.deploy.ok && plan.changes.length === 0)
    return `No changes. ${count(plan.objects, 'object')}, ${count(plan.after.placement.pods, 'pod')} as deployed.\n`;
  const { placement } = plan.after;
  const found = findings(plan.after);
  const assumed = plan.simulation.source === undefined;
  let text = `${plan.name} · ${count(plan.objects, 'object')} · ${count(placement.pods, 'pod')} on ${count(placement.nodes, 'node')} in ${count(placement.zones.length, 'zone')}`;
  text += assumed ? ' (assumed cluster: no node pool is said)\n\n' : ` (cluster: ${plan.simulation.source})\n\n`;
  text += verdict(plan, found);
  if (!plan.deploy.ok) text += deployFailures(plan);
  if (!plan.first) {
    text += `\nChanges\n${plan.changes.map(changeText).join('')}`;
    const all = differences(plan.before!, plan.after);
    for (const section of ['Placement', 'Routing', 'Security'] as const) {
      const rows = all.filter((it) => it.section === section);
      if (rows.length)
        text += `\n${section}\n${rows.map((it) => `${it.mark === '!' ? '! ' : '  '}${it.mark === '!' ? '' : `${it.mark} `}${it.text}\n`).join('')}`;
    }
    const quiet = (['Placement', 'Routing', 'Security'] as const).filter(
      (section) => !all.some((it) => it.section === section),
    );
    if (quiet.length) text += `\n${quiet.join(', ')}    no change\n`;
    return text;
  }
  return `${text}\n${outcomesText(plan.after, found, options)}`;
}

function verdict(plan: PlanResult, found: readonly Finding[]): string {
  const waiting = found.filter((it) => it.kind === 'pending' || it.kind === 'trouble');
  const rest = found.length - waiting.length;
  if (!plan.deploy.ok)
    return `✖ ${count(plan.deploy.failures.length, 'object')} would not become ready; ${plan.deploy.notStarted.length} would not be started.\n`;
  if (waiting.length)
    return `✖ ${waiting[0]!.about}: ${waiting[0]!.message}\n${waiting
      .slice(1)
      .map((it) => `✖ ${it.about}: ${it.message}\n`)
      .join('')}`;
  const eyes = rest ? `   ${count(rest, 'thing')} to look at` : '';
  if (!plan.settled.quiet) return `✖ It does not come to rest within ${duration(plan.settled.elapsed)}.${eyes}\n`;
  return `✔ Everything runs ${duration(plan.took)} after the first object is applied.${eyes}\n`;
}

function deployFailures(plan: PlanResult): string {
  return plan.deploy.failures
    .map(
      ({ at, message, detail, took }) =>
        `  ✖ ${at.object.kind} ${at.object.metadata.name}  ${message}  ${duration(took)}\n${detail ? `    └ ${detail}\n` : ''}${at.source || at.path ? `      ${[at.source, at.path].filter(Boolean).join('  ')}\n` : ''}`,
    )
    .join('');
}

function value(it: unknown): string {
  if (it === undefined) return '(none)';
  const text = typeof it === 'string' ? it : JSON.stringify(it);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function changeText(change: ObjectChange): string {
  const mark = { create: '+', update: '~', delete: '-' }[change.action];
  const name = `${change.kind} ${change.namespace ? `${change.namespace}/` : ''}${change.name}`;
  const where = [change.source, change.path].filter(Boolean).join('  ');
  const [only] = change.fields;
  const short = (path: string): string => path.replace(/^spec\./, '');
  if (change.fields.length === 1 && only)
    return `  ${mark} ${name}    ${short(only.path)} ${value(only.before)} → ${value(only.after)}${where ? `    ${where}` : ''}\n`;
  return `  ${mark} ${name}${where ? `    ${where}` : ''}\n${change.fields.map((it) => `      ${short(it.path)}  ${value(it.before)} → ${value(it.after)}\n`).join('')}`;
}

/** A cluster as it is. */
export function outcomesText(
  outcomes: Outcomes,
  found: readonly Finding[] = findings(outcomes),
  options: TextOptions = {},
): string {
  const source = (object: string | undefined): string => (object && options.sources?.get(object)) || object || '';
  return (
    placementText(outcomes, options) +
    routingText(outcomes, options, source) +
    securityText(outcomes, found, options, source)
  );
}

function placementText({ placement }: Outcomes, options: TextOptions): string {
  const zones = placement.zones;
  const rows: string[][] = [];
  const fine = placement.workloads.filter((it) => !it.pending.length && !it.troubled.length);
  const shown =
    options.full || placement.workloads.length <= 16
      ? placement.workloads
      : [...placement.workloads.filter((it) => !fine.includes(it)), ...fine.slice(0, 12)];
  const hidden = placement.workloads.length - shown.length;
  for (const it of shown) {
    const mark = it.pending.length || it.troubled.length ? '!' : ' ';
    const state = it.completed && it.ready === 0 ? `${it.completed} done` : `${it.ready}/${it.desired}`;
    rows.push([
      mark,
      `${it.namespace}/${it.name}`,
      state,
      it.pools.length ? `pool ${it.pools.join(', ')}` : '',
      ...zones.map((zone) => String(it.zones[zone] ?? '·')),
      '',
    ]);
  }
  let text = `Placement\n${table([[' ', '', '', '', ...zones.map((zone) => zone), ''], ...rows], '')}`;
  if (hidden) text += `  … ${hidden} more, all placed\n`;
  for (const it of placement.workloads) for (const pod of it.pending) text += `! ${pod.name}  ${pod.message}\n`;
  for (const pool of placement.pools)
    text += `  room left    pool ${pool.pool} ${cores(pool.cpu - pool.cpuRequested)} of ${cores(pool.cpu)} cpu\n`;
  const lost = placement.loss.filter((it) => !it.survives);
  if (placement.loss.length)
    text += lost.length
      ? `  one zone can fail: yes, but ${lost.map((it) => `without ${it.zone} ${it.waiting.join(', ')} would wait`).join('; ')}\n`
      : '  one zone can fail: yes\n';
  return text;
}

function routingText(
  { routing }: Outcomes,
  options: TextOptions,
  source: (object: string | undefined) => string,
): string {
  if (!routing.routes.length && !options.full) return '';
  let text = '\nRouting\n';
  text += table(
    routing.routes.map((it) => [
      it.problem ? '!' : ' ',
      it.url,
      `→ ${it.backend}`,
      it.problem
        ? `${it.ready} ready: ${it.problem}  ${source(it.blame)}`
        : `${it.ready} ready${it.tls ? `   tls ${it.tls}` : ''}`,
    ]),
    '',
  );
  const broken = routing.services.filter(
    (it) => it.problem && !routing.routes.some((route) => route.service === it.service),
  );
  for (const it of broken) text += `! service ${it.service}  ${it.problem}  ${source(`Service ${it.service}`)}\n`;
  if (options.full)
    text += table(
      routing.services.map((it) => [' ', it.dns, it.type, `${it.ready}/${it.endpoints} ready`, it.ports.join(', ')]),
      '',
    );
  return text;
}

function securityText(
  outcomes: Outcomes,
  found: readonly Finding[],
  options: TextOptions,
  source: (object: string | undefined) => string,
): string {
  const { exposures, rights, secrets } = outcomes.security;
  const rows: string[][] = [];
  const open = new Set(found.filter((it) => it.kind === 'exposed').map((it) => it.about));
  for (const it of exposures) {
    const id = `${it.workload}:${it.port}`;
    if (it.isolated)
      rows.push([
        ' ',
        id,
        `reached by ${it.from.join(', ') || 'nobody'}${it.from.length ? ' only' : ''}${
          it.by.length
            ? ` (${it.by
                .map((why) => why.replace(/, .*/, ''))
                .filter((why, i, all) => all.indexOf(why) === i)
                .join(', ')})`
            : ''
        }`,
      ]);
    else if (open.has(id))
      rows.push(['!', id, `reached by every pod of the cluster  ${source(`Deployment ${it.workload}`)}`]);
    else if (options.full) rows.push([' ', id, 'reached by every pod of the cluster']);
  }
  const free = exposures.filter((it) => !it.isolated && !open.has(`${it.workload}:${it.port}`)).length;
  for (const it of rights) {
    if (!options.full && it.subject.startsWith('serviceaccount kube-system')) continue;
    rows.push([
      ' ',
      it.subject,
      `${it.grants.map((grant) => `${grant.summary} in ${grant.where}`).join(' · ')} · ${it.readsSecrets.length ? `reads secrets in ${it.readsSecrets.join(', ')}` : 'reads no secrets'}`,
    ]);
  }
  for (const it of secrets)
    rows.push([' ', `secret ${it.secret}`, [...it.workloads, ...it.subjects].join(', ') || 'read by nobody']);
  let text = `\nSecurity\n${table(rows, '')}`;
  if (free && !options.full)
    text += `  ${count(free, 'more port')} reached by every pod of the cluster (no policy selects their pods)\n`;
  if (outcomes.notEvaluated.length)
    text += `  not evaluated  ${outcomes.notEvaluated.slice(0, options.full ? undefined : 5).join('; ')}${!options.full && outcomes.notEvaluated.length > 5 ? ` and ${outcomes.notEvaluated.length - 5} more` : ''}\n`;
  return text;
}
