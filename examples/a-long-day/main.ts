// A day with its hours: a quiet night, a morning at which everybody comes, half an hour without a zone, an evening. The workload grows with
// its load, the machines with the workload, and both go again.

import { App, Chart, Deployment, Failure, HorizontalPodAutoscaler, Load, Namespace, NodePool } from 'slipway';

const hour = 3_600;

const app = new App({ name: 'a-long-day' });
new NodePool(app, 'app', {
  zones: ['a', 'b'],
  nodes: 1,
  maxNodes: 6,
  bootSeconds: 90,
  cpu: 4,
  memory: '16Gi',
  price: 0.2,
});

const chart = new Chart(app, 'shop', { namespace: 'shop' });
new Namespace(chart, 'shop');
export const web = new Deployment(chart, 'web', {
  replicas: 2,
  image: 'shop/web:1.4',
  ports: { http: 8080 },
  requests: { cpu: '500m', memory: '512Mi' },
  ready: { get: '/ready', port: 'http' },
  spread: 'zones',
});
web.expose({ port: 80 });
new HorizontalPodAutoscaler(chart, 'scaler', { of: web, min: 2, max: 24, cpu: 60 });

new Load(app, 'night', { workload: 'shop/web', cpu: '300m' });
new Load(app, 'morning', { workload: 'shop/web', atSeconds: 9 * hour, cpu: '5' });
new Load(app, 'evening', { workload: 'shop/web', atSeconds: 18 * hour, cpu: '300m' });
new Failure(app, 'half an hour without a zone', { zone: 'a', atSeconds: 12 * hour, forSeconds: hour / 2 });

export default app;
