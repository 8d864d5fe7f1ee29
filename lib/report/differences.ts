// What differs between two outcomes, as lines a person reads. Names made at random do not count: workloads are compared, not pods.

import type { Outcomes } from '../outcomes/outcomes.ts';
import type { WorkloadTimeline } from '../plan/timeline.ts';
import type { ClaimOutcome } from '../outcomes/storage.ts';
import type { SecretReaders } from '../outcomes/security/rights.ts';
import type { WorkloadPlacement } from '../outcomes/placement/placement.ts';
import { rightsText } from './text/security.ts';
import { cores, listed, memory, money, shortMessage } from './verdict.ts';

export const SECTIONS = ['Placement', 'Routing', 'Security', 'Storage'] as const;

/** One difference; `!` needs eyes. */
export interface Difference {
  readonly section: (typeof SECTIONS)[number];
  readonly mark: '+' | '-' | '~' | '!';
  readonly about: string;
  readonly text: string;
  /** More lines: why, and what would help. */
  readonly more: readonly string[];
  /** `Kind namespace/name` of the object to look at, where it needs eyes. */
  readonly object?: string;
}

export const zonesText = (zones: { readonly [zone: string]: number }): string =>
  Object.entries(zones)
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([zone, count]) => `${zone.replace(/^zone-/, '')} ${count}`)
    .join(' · ');

const readersOf = ({ workloads, subjects }: SecretReaders): string[] => [...workloads, ...subjects];

type Add = (mark: Difference['mark'], about: string, text: string, more?: readonly string[], object?: string) => void;

/** The differences that a deployment makes, in the end and on the way there. */
export function differences(
  before: Outcomes,
  after: Outcomes,
  timeline: readonly WorkloadTimeline[] = [],
): Difference[] {
  const found: Difference[] = [];
  const into =
    (section: Difference['section']): Add =>
    (mark, about, text, more = [], object) =>
      void found.push({ section, mark, about, text, more, ...(object && mark === '!' ? { object } : {}) });
  placementDifferences(before, after, into('Placement'));
  for (const it of timeline) rollout(it, into('Placement'));
  routingDifferences(before, after, into('Routing'));
  securityDifferences(before, after, into('Security'));
  diffBy(
    before.storage,
    after.storage,
    (it) => it.claim,
    (it) => `${it.size} ${it.storageClass} ${it.phase} ${it.users.length > 0}`,
    (mark, id, was, now) =>
      into('Storage')(
        mark === '-' || now?.phase === 'Lost' || (now && abandoned(was, now) && !lives(after, was!)) ? '!' : mark,
        id,
        now
          ? abandoned(was, now)
            ? `stays with its data, but ${lives(after, was!) ? `no pod of ${was!.users.join(', ')} uses it any more` : `nobody uses it: ${was!.users.join(', ')} is gone`}`
            : `${now.size} of ${now.storageClass || 'no class'}, ${now.phase}`
          : `goes${was!.keeps ? '; its volume stays (Retain)' : was!.volume ? ' with its volume and all data in it (Delete)' : ''}`,
      ),
  );
  return found;
}

/** Whether a claim with something in it is mounted by nobody any more. */
const abandoned = (was: ClaimOutcome | undefined, now: ClaimOutcome): boolean =>
  was !== undefined && was.users.length > 0 && now.users.length === 0;

const lives = ({ placement }: Outcomes, { users }: ClaimOutcome): boolean =>
  placement.workloads.some((it) => users.includes(`${it.namespace}/${it.name}`));

function placementDifferences(before: Outcomes, after: Outcomes, add: Add): void {
  const key = (it: WorkloadPlacement): string => `${it.kind} ${it.namespace}/${it.name}`;
  const old = new Map(before.placement.workloads.map((it) => [key(it), it]));
  for (const now of after.placement.workloads) {
    const was = old.get(key(now));
    old.delete(key(now));
    const name = `${now.namespace}/${now.name}`;
    const more: Record<string, number> = {};
    const fewer: Record<string, number> = {};
    for (const zone of new Set([...Object.keys(now.zones), ...Object.keys(was?.zones ?? {})])) {
      const change = (now.zones[zone] ?? 0) - (was?.zones[zone] ?? 0);
      if (change > 0) more[zone] = change;
      if (change < 0) fewer[zone] = -change;
    }
    const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((a, b) => a + b, 0);
    if (!was && sum(more) === 0) add('+', name, `0/${now.desired} ready`);
    const moved = Math.min(sum(more), sum(fewer));
    if (moved > 0 && sum(more) === sum(fewer))
      add('~', name, `${moved} moved`, [`from ${zonesText(fewer)} to ${zonesText(more)}`]);
    else {
      if (sum(more) > 0) add('+', name, `${sum(more)} placed`, [zonesText(more)]);
      if (sum(fewer) > 0) add('-', name, `${sum(fewer)} gone`, [zonesText(fewer)]);
    }
    if (was && sum(more) === 0 && sum(fewer) === 0 && (was.ready !== now.ready || was.desired !== now.desired))
      add('~', name, `${was.ready}/${was.desired} → ${now.ready}/${now.desired} ready`);
    if (now.pending.length > (was?.pending.length ?? 0))
      add('!', name, `${now.pending.length} pending`, [
        shortMessage(now.blocked?.message || now.pending[0]!.message),
        ...(now.blocked?.remedies.length ? [`would fit with: ${now.blocked.remedies.join(', or ')}`] : []),
      ]);
    if (now.troubled.length > (was?.troubled.length ?? 0))
      add('!', name, `${now.troubled.length} not running`, [now.troubled[0]!.reason]);
    if (now.missing && !was?.missing) add('!', name, `${now.missing.pods} not made`, [now.missing.reason]);
  }
  for (const gone of old.values()) add('-', `${gone.namespace}/${gone.name}`, `${gone.pods.length} gone`, []);
  const pools = new Map(before.placement.pools.map((it) => [it.pool, it]));
  for (const pool of after.placement.pools) {
    const was = pools.get(pool.pool);
    if (!was) continue;
    const parts: string[] = [];
    if (was.cpuRequested !== pool.cpuRequested)
      parts.push(
        `${cores(was.cpu - was.cpuRequested)} → ${cores(pool.cpu - pool.cpuRequested)} of ${cores(pool.cpu)} cpu`,
      );
    if (was.nodes !== pool.nodes) parts.push(`${was.nodes} → ${pool.nodes} nodes`);
    if (was.price !== pool.price) parts.push(`${money(was.price ?? 0)} → ${money(pool.price ?? 0)} an hour`);
    if (memory(was.memory - was.memoryRequested) !== memory(pool.memory - pool.memoryRequested))
      parts.push(
        `${memory(was.memory - was.memoryRequested)} → ${memory(pool.memory - pool.memoryRequested)} of ${memory(pool.memory)}`,
      );
    if (parts.length) add('~', 'room left', `pool ${pool.pool}`, [parts.join(' · ')]);
  }
  problemDifferences(before.placement.budgets, after.placement.budgets, (it) => it.budget, 'PodDisruptionBudget', add);
  problemDifferences(
    before.placement.autoscalers,
    after.placement.autoscalers,
    (it) => it.autoscaler,
    'HorizontalPodAutoscaler',
    add,
  );
  const [was, now] = [waiting(before), waiting(after)];
  const more = [...now].filter((it) => !was.has(it));
  const less = [...was].filter((it) => !now.has(it));
  if (more.length || less.length)
    add(
      more.length ? '!' : '~',
      'one zone can fail',
      more.length ? 'but then more would wait' : now.size ? 'with less waiting' : 'and nothing waits any more',
      [...(more.length ? [`also ${listed(more)}`] : []), ...(less.length ? [`no longer ${listed(less)}`] : [])],
    );
}

/** What does not do what it is for from now on, or does again. */
function problemDifferences<T extends { readonly problem?: string }>(
  before: readonly T[],
  after: readonly T[],
  name: (it: T) => string,
  kind: string,
  add: Add,
): void {
  const old = new Map(before.map((it) => [name(it), it.problem]));
  for (const it of after) {
    const was = old.get(name(it));
    const about = `${kind === 'PodDisruptionBudget' ? 'budget' : 'autoscaler'} ${name(it)}`;
    if (it.problem && it.problem !== was) add('!', about, it.problem, [], `${kind} ${name(it)}`);
    else if (was && !it.problem) add('~', about, `no longer: ${was}`);
  }
}

/** Workloads that would wait if some zone failed. */
function waiting({ placement }: Outcomes): Set<string> {
  return new Set(placement.loss.flatMap((it) => it.waiting.map(({ workload }) => workload)));
}

/** How few pods were ready while old ones went and new ones came. */
function rollout({ workload, moments, began, lowest, most }: WorkloadTimeline, add: Add): void {
  const [, ended, pods] = moments[moments.length - 1]!;
  const rolled = began > 0 && ended > 0 && (lowest < Math.min(began, ended) || most > Math.max(began, pods));
  if (!rolled) return;
  add(lowest === 0 ? '!' : '~', workload.replace(/^\w+ /, ''), 'rolled over', [
    `${lowest === 0 ? 'with no pod ready for a while' : `at least ${lowest} of ${began} ready`}, at most ${most} there at once`,
  ]);
}

function routingDifferences(before: Outcomes, after: Outcomes, add: Add): void {
  const state = (it: { backend: string; problem?: string; ready: number }): string =>
    `${it.backend} ${it.problem ?? `${it.ready} ready`}`;
  diffBy(
    before.routing.routes,
    after.routing.routes,
    (it) => `${it.url} (${it.ingress})`,
    state,
    (mark, id, was, now) =>
      add(
        now?.problem && now.problem !== was?.problem ? '!' : mark,
        id.replace(/ \(.*\)$/, ''),
        [was, now]
          .filter((it) => it !== undefined)
          .map(state)
          .join(' → ') + (now ? '' : '  removed'),
        [],
        now?.blame,
      ),
  );
  const routed = new Set(after.routing.routes.map((it) => it.service));
  diffBy(
    before.routing.services,
    after.routing.services,
    (it) => it.service,
    (it) => `${it.problem ?? ''} ${it.type} ${it.ports.join(' ')}`,
    (mark, id, was, now) => {
      if (routed.has(id) && now && was) return;
      const problem = now?.problem && now.problem !== was?.problem;
      add(
        problem ? '!' : mark,
        `service ${id}`,
        now ? (problem ? now.problem! : `${now.ports.join(', ')}, ${now.ready} ready`) : 'gone',
        [],
        `Service ${id}`,
      );
    },
  );
  diffBy(
    before.routing.calls,
    after.routing.calls,
    (it) => `${it.from.replace(/^\w+ /, '')} → ${it.service}${it.port === undefined ? '' : `:${it.port}`}`,
    (it) => it.problem ?? '',
    (mark, id, was, now) => {
      if (now?.problem) add('!', id, `${now.variable}: ${now.problem}`, [], now.from);
      else if (was?.problem) add('~', id, now ? 'gets through now' : 'no longer asked for');
    },
  );
}

function securityDifferences(before: Outcomes, after: Outcomes, add: Add): void {
  const who = (it: Outcomes['security']['exposures'][number]): string =>
    it.everyone
      ? `every pod of the cluster${it.except.length ? ` but ${it.except.join(', ')}` : ''}`
      : listed(it.from, 12) || 'nobody';
  diffBy(
    before.security.exposures,
    after.security.exposures,
    (it) => `${it.workload}:${it.port}`,
    (it) => `${it.isolated} ${who(it)} ${it.outside}`,
    (mark, id, was, now) => {
      if (!now) return add('-', id, '');
      if (!was) return add('+', id, `reached by ${who(now)}`);
      if (was.everyone !== now.everyone)
        return add(
          now.everyone ? '!' : '~',
          id,
          `reached by ${who(was)} → ${now.everyone ? '' : 'only '}${who(now)}`,
          [],
          `${now.kind} ${now.workload}`,
        );
      const more = now.from.filter((it) => !was.from.includes(it));
      const less = was.from.filter((it) => !now.from.includes(it));
      const text = [
        more.length ? `now also reached by ${listed(more, 12)}` : '',
        less.length ? `no longer by ${listed(less, 12)}` : '',
        was.outside !== now.outside ? (now.outside ? 'open to addresses outside' : 'closed to addresses outside') : '',
        now.everyone && who(was) !== who(now) ? `reached by ${who(now)}` : '',
      ].filter(Boolean);
      if (text.length)
        add(now.outside && !was.outside ? '!' : mark, id, text.join(' · '), [], `${now.kind} ${now.workload}`);
    },
  );
  diffBy(
    before.security.secrets,
    after.security.secrets,
    (it) => `secret ${it.secret}`,
    (it) => JSON.stringify(readersOf(it)),
    (mark, id, was, now) => {
      if (!now || !was) return;
      const more = readersOf(now).filter((it) => !readersOf(was).includes(it));
      const less = readersOf(was).filter((it) => !readersOf(now).includes(it));
      const text = [
        more.length ? `now also read by ${listed(more, 12)}` : '',
        less.length ? `no longer by ${listed(less, 12)}` : '',
      ].filter(Boolean);
      add(mark, id, text.join(' · '));
    },
  );
  diffBy(
    before.security.rights,
    after.security.rights,
    (it) => it.subject,
    // Under which name a binding gives a right makes no difference.
    (it) =>
      JSON.stringify([
        it.grants.map(({ where, role, summary }) => [where, role, summary]),
        it.readsSecrets,
        it.escalations,
      ]),
    (mark, id, was, now) =>
      add(
        (now?.readsSecrets.length ?? 0) > (was?.readsSecrets.length ?? 0) ||
          (now?.escalations.length ?? 0) > (was?.escalations.length ?? 0)
          ? '!'
          : mark,
        id,
        now ? rightsText(now) : 'no rights any more',
        (now?.escalations ?? []).filter((it) => !was?.escalations.includes(it)).map((it) => `can gain rights ${it}`),
        now?.through[now.escalations.findIndex((it) => !was?.escalations.includes(it))] ?? now?.grants[0]?.binding,
      ),
  );
  diffBy(
    before.security.levels,
    after.security.levels,
    (it) => it.workload,
    (it) => it.level,
    (_, id, was, now) => {
      if (was && now)
        add(
          now.level === 'privileged' ? '!' : '~',
          id,
          `Pod Security ${was.level} → ${now.level}`,
          now.because.slice(0, 1),
        );
    },
  );
}

function diffBy<T>(
  before: readonly T[],
  after: readonly T[],
  id: (it: T) => string,
  text: (it: T) => string,
  tell: (mark: '+' | '-' | '~', id: string, was: T | undefined, now: T | undefined) => void,
): void {
  const old = new Map(before.map((it) => [id(it), it]));
  for (const now of after) {
    const was = old.get(id(now));
    old.delete(id(now));
    if (!was) tell('+', id(now), undefined, now);
    else if (text(was) !== text(now)) tell('~', id(now), was, now);
  }
  for (const [key, was] of old) tell('-', key, was, undefined);
}
