// Reports for a terminal: the verdict first, what needs eyes marked, what is fine short.

import { describe } from '../deploy/names.ts';
import type { Outcomes } from '../outcomes/outcomes.ts';
import type { ObjectChange } from '../plan/changes.ts';
import type { PlanResult } from '../plan/plan.ts';
import { differences, SECTIONS, type Difference } from './differences.ts';
import { placementText } from './text/placement.ts';
import { routingText } from './text/routing.ts';
import { securityText } from './text/security.ts';
import { table } from './text/table.ts';
import {
  count,
  duration,
  findings,
  headline,
  notReplacedText,
  shortMessage,
  verdictOf,
  type Finding,
  type Sources,
} from './verdict.ts';

export interface TextOptions {
  /** Everything, not only what needs eyes. */
  readonly full?: boolean;
  readonly sources?: Sources;
}

/** A plan. */
export function planText(plan: PlanResult, options: TextOptions = {}): string {
  const verdict = verdictOf(plan);
  const asked = notReplacedText(plan.deploy.notReplaced);
  if (verdict.lines[0]!.startsWith('No changes') && !options.full) return `${verdict.lines[0]}\n${asked}`;
  const { placement } = plan.after;
  const assumed = plan.simulation.source === undefined;
  let text = '';
  if (plan.first || options.full) {
    text += `${plan.name} · ${count(plan.objects, 'object')} · ${count(placement.pods, 'pod')} on ${count(placement.nodes.length, 'node')} in ${count(placement.zones.length, 'zone')}`;
    text += assumed ? ' (assumed cluster: no node pool is said)\n\n' : ` (cluster: ${plan.simulation.source})\n\n`;
  }
  for (const line of verdict.lines) text += `${verdict.ok ? '✔' : '✖'} ${line}\n`;
  if (!plan.deploy.ok) text += deployFailures(plan, verdict.findings);
  if (!plan.first && plan.changes.length) text += changesText(plan, options.sources);
  text += keptText(plan);
  if (asked) text += `\n${asked}`;
  if (plan.whatIf.length) text += whatIfText(plan);
  if (verdict.known)
    text += `\n${count(verdict.known, 'thing')} to look at ${verdict.known === 1 ? 'was' : 'were'} there before: slipway report\n`;
  if (plan.first || options.full) text += `\n${outcomesText(plan.after, findings(plan.after), options)}`;
  return text;
}

/** What the deployment leaves as it is: objects that hold data, fields that others own. */
function keptText({ deploy: { kept, left } }: PlanResult): string {
  const rows = [
    ...kept.map(({ id, why }) => [`  = ${id}`, `left the tree and is kept: ${why} (--prune-data removes it)`]),
    ...left.flatMap(({ at, fields }) =>
      fields.map(({ path, owner }) => [`  = ${describe(at.object)}`, `${path} is left as ${owner} has it`]),
    ),
  ];
  return rows.length ? `\nLeft alone\n${table(rows)}` : '';
}

/** What did not become ready, and is not told with its pods already. */
function deployFailures({ deploy }: PlanResult, found: readonly Finding[]): string {
  const told = new Set(found.filter((it) => it.kind === 'pending' || it.kind === 'trouble').map((it) => it.object));
  let text = '';
  for (const { at, message, detail, took } of deploy.failures) {
    if (told.has(describe(at.object))) continue;
    text += `  ✖ ${describe(at.object)}  ${message}  ${duration(took)}\n`;
    if (detail) text += `    └ ${shortMessage(detail)}\n`;
    const where = [at.source, at.path].filter(Boolean).join('  ');
    if (where) text += `      ${where}\n`;
  }
  if (deploy.notStarted.length) {
    const names = deploy.notStarted.map((it) => it.object.metadata.name);
    text += `  · not started, as they need what failed: ${names.slice(0, 8).join(', ')}${names.length > 8 ? ` and ${names.length - 8} more` : ''}\n`;
  }
  return text;
}

function changesText(plan: PlanResult, sources: Sources | undefined): string {
  const all = differences(plan.before!, plan.after, plan.timeline);
  return `\nChanges\n${changeRows(plan.changes, plan.first)}${differencesText(all, plan.after, sources)}`;
}

/** Differences of one future from another by what they are about, and where there is none. */
export function differencesText(all: readonly Difference[], after: Outcomes, sources?: Sources): string {
  let text = '';
  const where = new Map(
    after.placement.workloads.map((it) => [`${it.namespace}/${it.name}`, `${it.kind} ${it.namespace}/${it.name}`]),
  );
  for (const section of SECTIONS) {
    const rows = all.filter((it) => it.section === section);
    if (!rows.length) continue;
    text += `\n${section}\n${table(
      rows.flatMap((it) =>
        differenceRows(it, it.mark === '!' ? sources?.get(it.object ?? where.get(it.about) ?? '') : undefined),
      ),
    )}`;
  }
  const quiet = SECTIONS.filter((section) => !all.some((it) => it.section === section));
  if (quiet.length) text += `\n${quiet.join(', ')}    no change\n`;
  return text;
}

/** Letters from which on a difference is a sentence of its own. */
const SENTENCE = 40;

function differenceRows({ mark, about, text, more }: Difference, source: string | undefined): string[][] {
  const [first = '', ...rest] = more;
  // Beside a long sentence there is no room: what more there is to say stands below it.
  if (text.length > SENTENCE)
    return [[`${mark} ${about}`, text], ...[...more, ...(source ? [source] : [])].map((line) => ['', line])];
  const lines = source ? [...rest, source] : rest;
  return [[`${mark} ${about}`, text, first], ...lines.map((line) => ['', '', line])];
}

/** What was lived through in forks: how few were ready on the way, and what needs eyes then that did not before. */
function whatIfText({ whatIf, after }: PlanResult): string {
  const known = new Set(findings(after).map((it) => it.about));
  const rows = whatIf.flatMap(({ name, settled, after: then, timeline }) => [
    [name, settled.quiet ? `quiet after ${duration(settled.elapsed)}` : 'not quiet within the time'],
    ...timeline
      .filter((it) => it.lowest < it.began)
      .map((it) => [`    ${it.workload.replace(/^\w+ /, '')}`, `${it.lowest} of ${it.began} ready on the way`]),
    ...findings(then)
      .filter((it) => !known.has(it.about))
      .map((it) => [`  ! ${it.about}`, it.message]),
  ]);
  return `\nWhat if\n${table(rows)}`;
}

/** A value in a line: short, and never of many lines. */
export function valueText(it: unknown): string {
  if (it === undefined) return '(none)';
  const text = (typeof it === 'string' ? it : JSON.stringify(it)).replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** `spec.` goes without saying. */
export const shortPath = (path: string): string => path.replace(/^spec\./, '');

export function changeRows(changes: readonly ObjectChange[], first: boolean): string {
  const rows: string[][] = [];
  for (const change of changes) {
    const mark = { create: '+', update: '~', delete: '-', replace: '±' }[change.action];
    const name = `${mark} ${change.kind} ${change.namespace ? `${change.namespace}/` : ''}${change.name}`;
    const where = [change.source, change.path].filter(Boolean).join('  ');
    const fields = first
      ? []
      : change.fields.map((it) => `${shortPath(it.path)} ${valueText(it.before)} → ${valueText(it.after)}`);
    const told = [...(fields.length === 1 ? fields : []), ...(change.note ? [change.note] : [])].join(' · ');
    rows.push([name, told, where]);
    if (fields.length > 1) for (const field of fields) rows.push([`    ${field}`]);
  }
  return table(rows);
}

/** The verdict on a cluster as it is. */
export function headlineText(outcomes: Outcomes): string {
  const { ok, lines } = headline(outcomes, findings(outcomes));
  return lines.map((line) => `${ok ? '✔' : '✖'} ${line}\n`).join('');
}

/** A cluster as it is. */
export function outcomesText(
  outcomes: Outcomes,
  found: readonly Finding[] = findings(outcomes),
  options: TextOptions = {},
): string {
  const source = (object: string | undefined): string => (object && options.sources?.get(object)) || object || '';
  return [
    placementText(outcomes, options.full ?? false, source),
    routingText(outcomes, options.full ?? false, source),
    securityText(outcomes, found, options.full ?? false, source),
  ]
    .filter(Boolean)
    .join('\n');
}
