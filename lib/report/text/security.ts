// The security section: who reaches what, who may do what, who reads Secrets, and the Pod Security level of workloads.

import type { Outcomes } from '../../outcomes/outcomes.ts';
import type { Exposure } from '../../outcomes/security/reach.ts';
import type { Rights, SecretReaders } from '../../outcomes/security/rights.ts';
import { count, listed, type Finding } from '../verdict.ts';
import { table } from './table.ts';

const SHORT = 12;

export function securityText(
  outcomes: Outcomes,
  found: readonly Finding[],
  full: boolean,
  source: (object: string | undefined) => string,
): string {
  const { exposures, rights, secrets, levels } = outcomes.security;
  const rows: string[][] = [];
  const open = new Set(found.filter((it) => it.kind === 'exposed').map((it) => it.about));
  const id = (it: Exposure): string => `${it.workload}:${it.port}`;
  const told = exposures.filter((it) => full || open.has(id(it)) || it.isolated);
  told.sort((a, b) => Number(open.has(id(b))) - Number(open.has(id(a))));
  for (const it of full ? told : told.slice(0, SHORT + open.size)) {
    const eyes = open.has(id(it));
    rows.push([`${eyes ? '!' : ' '} ${id(it)}`, reachedBy(it)]);
    if (eyes) rows[rows.length - 1]!.push(source(`${it.kind} ${it.workload}`));
  }
  const left = full ? 0 : Math.max(0, told.length - SHORT - open.size);
  if (left) rows.push([`  … ${left} more guarded by policies`]);
  const free = full ? 0 : exposures.length - told.length;
  if (free)
    rows.push([
      `  ${count(free, told.length ? 'more port' : 'port')}`,
      'reached by every pod of the cluster: no policy selects their pods',
    ]);
  for (const it of outcomes.security.policies) {
    if (it.problem) rows.push([`! ${it.policy}`, it.problem, source(it.policy)]);
    else if (full) rows.push([`  ${it.policy}`, `speaks for ${it.selects.join(', ')}`]);
  }
  for (const it of rights) {
    if (!full && it.subject.startsWith('serviceaccount kube-system')) continue;
    rows.push([`  ${it.subject}`, rightsText(it)]);
    it.escalations.forEach((way, i) => {
      rows.push(['!   can gain rights', way]);
      if (it.through[i]) rows.push(['', source(it.through[i])]);
    });
  }
  for (const it of full ? secrets : secrets.slice(0, SHORT))
    rows.push([`  secret ${it.secret}`, listed(secretReadersText(it), full ? Infinity : 8) || 'read by nobody']);
  if (!full && secrets.length > SHORT) rows.push([`  … ${secrets.length - SHORT} more secrets`]);
  const counts = (['restricted', 'baseline', 'privileged'] as const)
    .map((level) => ({ level, all: levels.filter((it) => it.level === level) }))
    .filter(({ all }) => all.length);
  if (counts.length)
    rows.push([
      '  pod security',
      counts
        .map(({ level, all }) => {
          const why =
            level === 'privileged'
              ? ` (${listed(all.map((it) => `${it.workload.replace(/^\w+ /, '')}: ${brief(it.because[0])}`))})`
              : '';
          return `${level} ${all.length}${why}`;
        })
        .join(' · '),
    ]);
  if (full)
    for (const it of levels)
      rows.push([`    ${it.workload}`, `${it.level}${it.because.length ? `: ${it.because.join('; ')}` : ''}`]);
  const { notEvaluated } = outcomes;
  if (notEvaluated.length) {
    const shown = full ? notEvaluated : notEvaluated.slice(0, 3);
    const more = notEvaluated.length - shown.length;
    rows.push(['  not evaluated', `${shown.join('; ')}${more ? ` and ${more} more` : ''}`]);
  }
  return rows.length ? `Security\n${table(rows, '')}` : '';
}

const brief = (because: string | undefined): string => (because ?? '').replace(/ \(.*$/, '');

/** `reached by payments/processor only (payments/card-vault-ingress)`. */
export function reachedBy(it: Exposure): string {
  if (it.everyone)
    return `reached by every pod of the cluster${it.except.length ? ` but ${it.except.join(', ')}` : ''}`;
  const by = [...new Set(it.by.map((why) => why.replace(/, .*/, '')))];
  return `reached by ${listed(it.from, 12) || 'nobody'}${it.from.length ? ' only' : ''}${by.length ? ` (${by.join(', ')})` : ''}`;
}

/** Everyone who reads a Secret. */
function secretReadersText({ workloads, ingresses, subjects }: SecretReaders): string[] {
  return [...workloads, ...(ingresses.length ? [servedBy(ingresses)] : []), ...subjects];
}

/** `the controller of Ingress shop/front`. */
export function servedBy(ingresses: readonly string[]): string {
  return `the controller of ${ingresses.length > 1 ? 'Ingresses' : 'Ingress'} ${ingresses.join(', ')}`;
}

/** `in shop`, `everywhere`. */
export const inSpace = (where: string): string => (where === 'everywhere' ? where : `in ${where}`);

/** `changes pods in shop · reads no secrets`. */
export function rightsText(it: Rights): string {
  const grants = it.grants.map((grant) => `${grant.summary} ${inSpace(grant.where)}`);
  const mounts = it.mountsSecrets.filter((space) => !it.readsSecrets.includes(space));
  const secrets = it.readsSecrets.includes('everywhere')
    ? 'reads secrets everywhere'
    : it.readsSecrets.length
      ? `reads secrets in ${it.readsSecrets.join(', ')}`
      : `reads no secrets${mounts.length ? `, but may mount those of ${mounts.length > 3 ? `${mounts.length} namespaces` : mounts.join(', ')} in pods` : ''}`;
  // Some grant may have said it already.
  return [...grants, ...(grants.some((it) => it.split(' · ').includes(secrets)) ? [] : [secrets])].join(' · ');
}
