// The first line: does everything run, and what needs eyes. All formats say the same.

import { describe } from '../deploy/names.ts';
import { needsReplacing, replaceable } from '../deploy/replacement.ts';
import type { Outcomes } from '../outcomes/outcomes.ts';
import type { PlanResult } from '../plan/plan.ts';

export type FindingKind =
  'pending' | 'trouble' | 'dangling' | 'blocked' | 'exposed' | 'escalation' | 'undrainable' | 'unscaled';

/** Something a person should look at. */
export interface Finding {
  readonly kind: FindingKind;
  /** What it is about: `namespace/name` or a URL. */
  readonly about: string;
  readonly message: string;
  /** `Kind namespace/name` of the object to look at. */
  readonly object?: string;
  /** What would help, any one of them. */
  readonly remedies?: readonly string[];
}

/** Where objects were written: `Kind namespace/name` to `main.ts:31:5  shop/web`. */
export type Sources = ReadonlyMap<string, string>;

/** Pods that wait or fail, addresses that lead nowhere, workloads that everybody reaches although others of their namespace are guarded. */
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
        message: `${it.pending.length} of ${Math.max(it.desired, it.pending.length)} pods stay pending: ${shortMessage(it.blocked?.message || it.pending[0]!.message)}`,
        ...(it.blocked?.remedies.length ? { remedies: it.blocked.remedies } : {}),
      });
    if (it.troubled.length)
      found.push({
        kind: 'trouble',
        about,
        object,
        message: `${it.troubled.length} of ${it.desired} pods do not run: ${it.troubled[0]!.reason}`,
      });
    if (it.missing)
      found.push({
        kind: 'trouble',
        about,
        object,
        message: `${it.missing.pods} of ${it.desired} pods are not made: ${it.missing.reason}`,
      });
  }
  for (const it of outcomes.placement.budgets)
    if (it.problem)
      found.push({
        kind: 'undrainable',
        about: it.budget,
        object: `PodDisruptionBudget ${it.budget}`,
        message: it.problem,
      });
  for (const it of outcomes.placement.autoscalers)
    if (it.problem)
      found.push({
        kind: 'unscaled',
        about: it.autoscaler,
        object: `HorizontalPodAutoscaler ${it.autoscaler}`,
        message: it.problem,
      });
  const { routes, services, calls } = outcomes.routing;
  for (const it of routes)
    if (it.problem)
      found.push({ kind: 'dangling', about: it.url, message: it.problem, ...(it.blame ? { object: it.blame } : {}) });
  const told = new Set(routes.map((it) => it.service));
  for (const it of services)
    if (it.problem && !told.has(it.service))
      found.push({ kind: 'dangling', about: it.service, object: `Service ${it.service}`, message: it.problem });
  for (const it of services) if (it.problem) told.add(it.service);
  for (const it of calls)
    if (it.problem && (it.blocked || !told.has(it.service)))
      found.push({
        kind: it.blocked ? 'blocked' : 'dangling',
        about: `${it.from.replace(/^\w+ /, '')} → ${it.service}${it.port === undefined ? '' : `:${it.port}`}`,
        object: it.from,
        message: `${it.variable}: ${it.problem}`,
      });
  for (const it of outcomes.security.policies)
    if (it.problem) found.push({ kind: 'dangling', about: it.policy, object: it.policy, message: it.problem });
  // Only where somebody guards something is an open door next to it worth a word.
  const { exposures } = outcomes.security;
  const guarded = new Set(exposures.filter((it) => it.isolated).map((it) => it.workload.split('/')[0]));
  const routed = new Set(routes.flatMap((it) => it.workloads));
  for (const it of exposures)
    if (!it.isolated && guarded.has(it.workload.split('/')[0]) && !routed.has(it.workload))
      found.push({
        kind: 'exposed',
        about: `${it.workload}:${it.port}`,
        object: `${it.kind} ${it.workload}`,
        message: 'reached by every pod of the cluster',
      });
  for (const it of outcomes.security.rights)
    it.escalations.forEach((way, i) =>
      found.push({
        kind: 'escalation',
        about: it.subject,
        message: `can gain rights ${way}`,
        ...(it.through[i] ? { object: it.through[i] } : {}),
      }),
    );
  return found;
}

/** The scheduler's sentence, as far as it says something about nodes: `0/7 nodes: 6 Insufficient cpu`. */
export function shortMessage(message: string): string {
  return message
    .replace(/\.? (no new claims to|preemption:) .*$/s, '')
    .replace(/ nodes are available:/, ' nodes:')
    .replace(/\.$/, '');
}

/** The verdict, and what it rests on. */
export interface Verdict {
  readonly ok: boolean;
  /** One line without a mark; more lines where several workloads fail. */
  readonly lines: readonly string[];
  /** What needs eyes: of a change, only what is new with it. */
  readonly findings: readonly Finding[];
  /** Things that were there before the change already. */
  readonly known: number;
}

/** The verdict on a plan. */
export function verdictOf(plan: PlanResult, all: readonly Finding[] = findings(plan.after)): Verdict {
  const old = new Set(plan.before ? findings(plan.before).map(identity) : []);
  const found = all.filter((it) => !old.has(identity(it)));
  const known = all.length - found.length;
  const failing = found.filter((it) => it.kind === 'pending' || it.kind === 'trouble');
  const { failures, notStarted, ok } = plan.deploy;
  const told = (lines: string[], fine: boolean): Verdict => ({
    ok: fine,
    lines: firstOf(lines),
    findings: found,
    known,
  });
  const unchanged = plan.changes.length === 0;
  if (!plan.first && ok && unchanged && !failing.length)
    return told(
      [`No changes. ${count(plan.objects, 'object')}, ${count(plan.after.placement.pods, 'pod')} as deployed.`],
      true,
    );
  if (plan.objects === 0 && unchanged) return told(['Nothing to deploy: the program makes no objects.'], true);
  if (!ok) {
    const explained = new Set(failing.map((it) => it.object));
    const others = failures.filter(({ at }) => !explained.has(describe(at.object)));
    const lines = failing.map((it) => failureLine(it, plan));
    const fixed = others.filter(({ message }) => needsReplacing(message)).map(({ at: { object } }) => object);
    if (fixed.length) {
      const names = fixed.slice(0, 3).map(replaceable);
      lines.push(
        `${count(fixed.length, 'object')} cannot be changed in place and would have to be replaced (--replace ${fixed.length > 3 ? 'all' : names.join(',')}).`,
      );
    }
    if (others.length > fixed.length)
      lines.push(`${count(others.length - fixed.length, 'object')} would not become ready.`);
    if (notStarted.length) lines.push(`${count(notStarted.length, 'object')} would not be started.`);
    return told(lines, false);
  }
  if (failing.length)
    return told(
      failing.map((it) => failureLine(it, plan)),
      false,
    );
  const eyes = found.length ? `   ${count(found.length, 'thing')} to look at` : '';
  if (!plan.settled.quiet)
    return told([`It does not come to rest within ${duration(plan.settled.elapsed)}.${eyes}`], false);
  return told(
    [
      plan.first
        ? `Everything runs ${duration(plan.took)} after the first object is applied.${eyes}`
        : `Everything runs ${duration(plan.took)} after the change is applied.${eyes}`,
    ],
    true,
  );
}

/** Lines that a verdict still is; what is left out is among the findings. */
const MOST_LINES = 8;

function firstOf(lines: readonly string[]): readonly string[] {
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES - 1), `… and ${lines.length - MOST_LINES + 1} more like these.`];
}

/** `2 of 6 new pods of shop/web would stay pending.` */
function failureLine({ kind, about, object, message }: Finding, plan: PlanResult): string {
  const find = (it: Outcomes | undefined) =>
    it?.placement.workloads.find((one) => `${one.kind} ${one.namespace}/${one.name}` === object);
  const now = find(plan.after);
  const was = find(plan.before);
  if (kind !== 'pending' || !now || !was) return `${about}: ${message}`;
  const added = now.desired - was.desired;
  const waiting = now.pending.length;
  return added >= waiting && added > 0
    ? `${waiting} of ${added} new pods of ${about} would stay pending.`
    : `${waiting} of ${now.desired} pods of ${about} would stay pending.`;
}

const identity = (it: Finding): string => `${it.kind} ${it.about} ${it.message.replace(/^\d+ of \d+ /, '')}`;

/** `1 object`, `2 objects`. */
export function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

/** `2 m 14 s`. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} m`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`;
}

/** Thousandths of a core as cores: `11.2`. */
export function cores(milli: number): string {
  return String(Math.round(milli / 100) / 10);
}

/** Bytes as `12.5 Gi`, or `256 Mi` below one. */
export function memory(bytes: number): string {
  const gibi = bytes / 1024 ** 3;
  return gibi >= 1 || gibi === 0 ? `${Math.round(gibi * 10) / 10} Gi` : `${Math.round(bytes / 1024 ** 2)} Mi`;
}

/** An amount of whatever currency the reader thinks in. */
export function money(amount: number): string {
  return (Math.round(amount * 100) / 100).toFixed(2);
}

/** The verdict on a cluster as it is. */
export function headline(outcomes: Outcomes, found: readonly Finding[]): { ok: boolean; lines: readonly string[] } {
  const failing = found.filter((it) => it.kind === 'pending' || it.kind === 'trouble');
  if (failing.length) return { ok: false, lines: firstOf(failing.map((it) => `${it.about}: ${it.message}`)) };
  const eyes = found.length ? `   ${count(found.length, 'thing')} to look at` : '';
  return { ok: true, lines: [`Everything runs: ${count(outcomes.placement.pods, 'pod')}.${eyes}`] };
}

/** Names in a row, and how many more there are where they are many. */
export function listed(names: readonly string[], most = 6): string {
  return names.length > most
    ? `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} more`
    : names.join(', ');
}

/** Names that were asked to be replaced for nothing. */
export function notReplacedText(names: readonly string[]): string {
  return names.map((it) => `note: --replace ${it}: it needs no replacing\n`).join('');
}
