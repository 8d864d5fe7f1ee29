// The picture of routes: host, path, Service, workload, from left to right; what leads nowhere is broken and red.

import type { Routing } from '../../outcomes/routing/routing.ts';
import { fit, html, type Markup } from './markup.ts';

interface Box {
  readonly id: string;
  readonly column: number;
  readonly title: string;
  readonly sub: string;
  readonly bad: boolean;
  y: number;
}

const COLUMNS = ['Host', 'Path', 'Service', 'Workload'];
const WIDTH = 222;
const GAP = 90;
const HEIGHT = 42;
const STEP = 54;
const TOP = 30;
const MOST = 80;

export function routesPicture({ routes, services }: Routing): Markup {
  const boxes = new Map<string, Box>();
  const edges = new Map<string, { from: string; to: string; bad: boolean }>();
  const box = (column: number, key: string, title: string, sub: string, bad = false): string => {
    const id = `${column} ${key}`;
    if (!boxes.has(id)) boxes.set(id, { id, column, title, sub, bad, y: 0 });
    return id;
  };
  const edge = (from: string, to: string, bad: boolean): void =>
    void edges.set(`${from}>${to}`, { from, to, bad: bad || (edges.get(`${from}>${to}`)?.bad ?? false) });
  const byName = new Map(services.map((it) => [it.service, it]));
  const behind = (id: string, name: string): void => {
    const service = byName.get(name);
    if (!service) return;
    if (!service.workloads.length)
      edge(id, box(3, `nothing ${name}`, 'nothing', service.problem ?? 'no pod', true), true);
    for (const workload of service.workloads)
      edge(
        id,
        box(3, workload, workload, `${service.ready} of ${service.endpoints} ready`, service.ready === 0),
        service.ready === 0,
      );
  };
  for (const it of routes.slice(0, MOST)) {
    const bad = it.problem !== undefined;
    const host = box(
      0,
      it.host,
      it.host === '*' ? 'any host' : it.host,
      it.tls ? `https · ${it.tls}` : it.url.startsWith('https') ? 'https' : 'http',
    );
    const path = box(1, it.url + it.ingress, it.path, bad ? it.problem! : `${it.pathType} · ${it.ingress}`, bad);
    edge(host, path, bad);
    if (!it.service) continue;
    const service = box(
      2,
      it.service,
      it.service,
      it.backend,
      byName.get(it.service) === undefined || byName.get(it.service)!.problem !== undefined,
    );
    edge(path, service, bad);
    behind(service, it.service);
  }
  for (const it of services.filter(({ type }) => type === 'LoadBalancer' || type === 'NodePort').slice(0, MOST)) {
    const from = box(
      0,
      `out ${it.service}`,
      it.type === 'NodePort' ? 'any node' : (it.addresses[it.addresses.length - 1] ?? 'load balancer'),
      it.type,
    );
    const path = box(1, `out ${it.service}`, it.ports.join(', '), 'no path: all of it');
    const service = box(2, it.service, it.service, it.type, it.problem !== undefined);
    edge(from, path, false);
    edge(path, service, it.problem !== undefined);
    behind(service, it.service);
  }
  if (!boxes.size) return html`<p class="muted">Nothing leads into this cluster from outside.</p>`;
  return draw([...boxes.values()], [...edges.values()], routes.length - MOST);
}

function draw(
  boxes: readonly Box[],
  edges: readonly { from: string; to: string; bad: boolean }[],
  left: number,
): Markup {
  const byId = new Map(boxes.map((it) => [it.id, it]));
  const column = (n: number): Box[] => boxes.filter((it) => it.column === n);
  // Paths stand in their order; what they lead to, and come from, stands beside the middle of them.
  column(1).forEach((it, i) => (it.y = TOP + i * STEP));
  for (const [n, side] of [
    [0, 'from'],
    [2, 'to'],
    [3, 'to'],
  ] as const) {
    const other = side === 'from' ? 'to' : 'from';
    for (const it of column(n)) {
      const near = edges.filter((edge) => edge[side] === it.id).map((edge) => byId.get(edge[other])!.y);
      it.y = near.reduce((sum, y) => sum + y, 0) / Math.max(1, near.length);
    }
    let free = TOP;
    for (const it of column(n).sort((a, b) => a.y - b.y)) {
      it.y = Math.max(it.y, free);
      free = it.y + STEP;
    }
  }
  const height = Math.max(...boxes.map((it) => it.y)) + HEIGHT + 8;
  const x = (n: number): number => n * (WIDTH + GAP) + 1;
  const width = x(3) + WIDTH + 1;
  const lines = edges.map(({ from, to, bad }) => {
    const [a, b] = [byId.get(from)!, byId.get(to)!];
    const [x1, y1, x2, y2] = [x(a.column) + WIDTH, a.y + HEIGHT / 2, x(b.column), b.y + HEIGHT / 2];
    return html`<path
      class="${bad ? 'bad' : ''}"
      d="M${x1} ${y1} C${x1 + GAP / 2} ${y1} ${x2 - GAP / 2} ${y2} ${x2} ${y2}"
    />`;
  });
  const rects = boxes.map(
    (it) =>
      html`<g class="${it.bad ? 'bad' : ''}"
        ><title>${it.title}: ${it.sub}</title
        ><rect x="${x(it.column)}" y="${it.y}" width="${WIDTH}" height="${HEIGHT}" rx="7" /><text
          x="${x(it.column) + 11}"
          y="${it.y + 18}"
          >${fit(it.title, 30)}</text
        ><text class="sub" x="${x(it.column) + 11}" y="${it.y + 33}">${fit(it.sub, 37)}</text></g
      >`,
  );
  return html`<div class="scroll">
      <svg
        class="flow"
        role="img"
        aria-label="Routes from hosts to workloads"
        viewBox="0 0 ${width} ${height}"
        style="min-width:900px;width:100%"
      >
        ${COLUMNS.map((name, n) => html`<text class="head" x="${x(n) + 2}" y="14">${name}</text>`)}${lines}${rects}
      </svg>
    </div>
    ${left > 0 ? html`<p class="muted">… and ${left} more routes, in the table.</p>` : ''}`;
}
