// The routing section: what each host and path leads to, and what leads nowhere.

import type { Outcomes } from '../../outcomes/outcomes.ts';
import { cut, table } from './table.ts';

const SHORT = 20;

export function routingText(
  { routing }: Outcomes,
  full: boolean,
  source: (object: string | undefined) => string,
): string {
  const { routes, services, calls } = routing;
  const rows: string[][] = [];
  const { shown, left } = cut(
    [...routes].sort((a, b) => Number(!!b.problem) - Number(!!a.problem)),
    full ? Infinity : SHORT,
  );
  for (const it of shown) {
    rows.push([
      `${it.problem ? '!' : ' '} ${it.url}`,
      `→ ${it.backend}`,
      it.problem
        ? `${it.ready ? `${it.ready} ready, but ` : 'nothing: '}${it.problem}`
        : `${it.ready} ready${it.tls ? `   tls ${it.tls}` : ''}`,
    ]);
    if (it.problem) rows.push(['', '', source(it.blame)]);
  }
  for (const it of services) {
    if ((it.type !== 'LoadBalancer' && it.type !== 'NodePort') || it.problem) continue;
    const address = it.type === 'NodePort' ? 'any node' : (it.addresses[it.addresses.length - 1] ?? 'load balancer');
    rows.push([`  ${address}`, `→ ${it.service.split('/')[1]}`, `${it.ready} ready   ${it.ports.join(', ')}`]);
  }
  const routed = new Set(routes.map((it) => it.service));
  const broken = new Set(services.filter((it) => it.problem).map((it) => it.service));
  for (const it of services) {
    if (!it.problem || routed.has(it.service)) continue;
    rows.push([`! service ${it.service}`, '', it.problem], ['', '', source(`Service ${it.service}`)]);
  }
  for (const it of calls) {
    if (!it.problem || (!it.blocked && broken.has(it.service))) continue;
    rows.push(
      [
        `! ${it.from.replace(/^\w+ /, '')}`,
        `→ ${it.service}${it.port === undefined ? '' : `:${it.port}`}`,
        `${it.blocked ? 'blocked: ' : ''}${it.problem} (${it.variable})`,
      ],
      ['', '', source(it.from)],
    );
  }
  if (full) {
    for (const it of services)
      rows.push([
        `  ${it.dns}`,
        it.type === 'Headless' ? 'headless' : it.addresses.join(', '),
        `${it.ready}/${it.endpoints} ready  ${it.ports.join(', ')}${it.workloads.length ? `  ${it.workloads.join(', ')}` : ''}`,
      ]);
    for (const it of services) for (const { name, address } of it.names) rows.push([`  ${name}`, address]);
    for (const it of calls)
      if (!it.problem)
        rows.push([
          `  ${it.from.replace(/^\w+ /, '')}`,
          `→ ${it.service}${it.port === undefined ? '' : `:${it.port}`}`,
          it.by.join('; ') || 'no policy restricts it',
        ]);
  }
  if (!rows.length) return '';
  const hidden = routes.filter((it) => it.problem).length - shown.filter((it) => it.problem).length;
  const more = hidden ? `! … ${left} more, ${hidden} of them to look at` : `  … ${left} more, all served`;
  return `Routing\n${table(rows, '')}${left ? `${more}\n` : ''}`;
}
