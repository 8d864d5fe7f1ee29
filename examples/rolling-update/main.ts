// A new version without a lost request: a pod more before one less, ready before it counts, and a moment to hand over before it stops.
//
//   slipway deploy examples/rolling-update/main.ts
//   VERSION=1.1 slipway plan examples/rolling-update/main.ts

import { App, Chart, Deployment, Ingress, Namespace, NodePool } from 'slipway';

export function shop(version: string): App {
  const app = new App({ name: 'rolling-update' });
  new NodePool(app, 'app', { zones: ['a', 'b'], nodes: 1, cpu: 4, memory: '16Gi' });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  new Namespace(chart, 'shop');

  const web = new Deployment(chart, 'web', {
    replicas: 4,
    image: `shop/web:${version}`,
    ports: { http: 8080 },
    requests: { cpu: '250m', memory: '128Mi' },
    ready: { get: '/ready', port: 'http' },
    strategy: { surge: 1, unavailable: 0 },
    // The load balancer hears of the end before the program does.
    beforeStop: { sleep: 5 },
  });
  new Ingress(chart, 'front', {}).route('shop.example.com', '/', web.expose({ port: 80 }));
  return app;
}

export default shop(process.env['VERSION'] ?? '1.0');
