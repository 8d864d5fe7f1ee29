// What differs between two outcomes, as lines a person reads. Names made at random do not count: workloads are compared, not pods.

import type { Outcomes } from '../outcomes/outcomes.ts';
import type { WorkloadPlacement } from '../outcomes/placement/placement.ts';

/** One difference; `!` needs eyes. */
export interface Difference {
  readonly section: 'Placement' | 'Routing' | 'Security';
  readonly mark: '+' | '-' | '~' | '!';
  readonly text: string;
}

const zonesText = (zones: { readonly [zone: string]: number }): string =>
  Object.entries(zones)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([zone, count]) => `${zone.replace(/^zone-/, '')} ${count}`)
    .join(' · ');

/** The differences that a deployment makes. */
export function differences(before: Outcomes, after: Outcomes): Difference[] {
  const found: Difference[] = [];
  const add = (section: Difference['section'], mark: Difference['mark'], text: string): void =>
    void found.push({ section, mark, text });
  const key = (it: WorkloadPlacement): string => `${it.kind} ${it.namespace}/${it.name}`;
  const old = new Map(before.placement.workloads.map((it) => [key(it), it]));
  for (const now of after.placement.workloads) {
    const was = old.get(key(now));
    old.delete(key(now));
    const name = `${now.namespace}/${now.name}`;
    if (!was) add('Placement', '+', `${name}  ${now.ready}/${now.desired} ready  ${zonesText(now.zones)}`);
    else if (was.ready !== now.ready || was.desired !== now.desired || zonesText(was.zones) !== zonesText(now.zones))
      add(
        'Placement',
        '~',
        `${name}  ${was.ready}/${was.desired} → ${now.ready}/${now.desired} ready  ${zonesText(was.zones) || 'none'} → ${zonesText(now.zones) || 'none'}`,
      );
    if (now.pending.length > (was?.pending.length ?? 0))
      add('Placement', '!', `${name}  ${now.pending.length} pending  ${now.pending[0]!.message}`);
    if (now.troubled.length > (was?.troubled.length ?? 0))
      add('Placement', '!', `${name}  ${now.troubled.length} not running  ${now.troubled[0]!.reason}`);
  }
  for (const gone of old.values()) add('Placement', '-', `${gone.namespace}/${gone.name}`);
  const oldPools = new Map(before.placement.pools.map((it) => [it.pool, it]));
  for (const pool of after.placement.pools) {
    const was = oldPools.get(pool.pool);
    if (was && was.cpuRequested !== pool.cpuRequested)
      add(
        'Placement',
        '~',
        `room left in pool ${pool.pool}  ${cores(was.cpu - was.cpuRequested)} → ${cores(pool.cpu - pool.cpuRequested)} of ${cores(pool.cpu)} cpu`,
      );
  }
  const survives = (it: Outcomes): string =>
    it.placement.loss
      .filter((zone) => !zone.survives)
      .map((zone) => zone.zone)
      .join(', ');
  if (survives(before) !== survives(after))
    add(
      'Placement',
      survives(after) ? '!' : '~',
      `zones whose loss would leave pods waiting: ${survives(before) || 'none'} → ${survives(after) || 'none'}`,
    );

  diffBy(
    before.routing.routes,
    after.routing.routes,
    (it) => `${it.url} (${it.ingress})`,
    (it) => `${it.backend} ${it.problem ?? `${it.ready} ready`}`,
    (mark, id, was, now) =>
      add(
        'Routing',
        now?.problem && now.problem !== was?.problem ? '!' : mark,
        `${id}  ${[was, now]
          .filter((it) => it !== undefined)
          .map((it) => `${it.backend} ${it.problem ?? `${it.ready} ready`}`)
          .join(' → ')}`,
      ),
  );
  diffBy(
    before.routing.services,
    after.routing.services,
    (it) => it.service,
    (it) => it.problem ?? '',
    (mark, id, was, now) => {
      if (!after.routing.routes.some((route) => route.service === id))
        add('Routing', now?.problem ? '!' : mark, `service ${id}  ${now?.problem ?? (was ? 'in order' : 'new')}`);
    },
  );
  diffBy(
    before.security.exposures,
    after.security.exposures,
    (it) => `${it.workload}:${it.port}`,
    (it) => `${it.isolated} ${it.from.join(' ')} ${it.outside}`,
    (mark, id, was, now) => {
      if (!now) add('Security', '-', id);
      else if (!was)
        add(
          'Security',
          '+',
          `${id}  ${now.isolated ? `reached by ${now.from.join(', ') || 'nobody'}` : 'reached by every pod of the cluster'}`,
        );
      else if (was.isolated !== now.isolated)
        add(
          'Security',
          now.isolated ? '~' : '!',
          `${id}  ${now.isolated ? `now reached by ${now.from.join(', ') || 'nobody'} only` : 'now reached by every pod of the cluster'}`,
        );
      else if (now.isolated) {
        const more = now.from.filter((it) => !was.from.includes(it));
        const less = was.from.filter((it) => !now.from.includes(it));
        if (more.length || less.length)
          add(
            'Security',
            mark,
            `${id}  ${[more.length ? `now also reached by ${more.join(', ')}` : '', less.length ? `no longer by ${less.join(', ')}` : ''].filter(Boolean).join(' · ')}`,
          );
      }
    },
  );
  diffBy(
    before.security.rights,
    after.security.rights,
    (it) => it.subject,
    (it) => JSON.stringify([it.grants, it.readsSecrets]),
    (mark, id, was, now) =>
      add(
        'Security',
        (now?.readsSecrets.length ?? 0) > (was?.readsSecrets.length ?? 0) ? '!' : mark,
        `${id}  ${now ? now.grants.map((it) => `${it.summary} in ${it.where}`).join(' · ') : 'no rights any more'}${now?.readsSecrets.length ? ` · reads secrets in ${now.readsSecrets.join(', ')}` : ''}`,
      ),
  );
  return found;
}

export function cores(milli: number): string {
  return String(Math.round(milli / 100) / 10);
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
