// `kubectl set image`, a version that never becomes ready, and the way back: the old pods serve until the new ones could.

import { App, Chart, Deployment, Ingress, Namespace, NodePool, Program } from 'slipway';

const app = new App({ name: 'rollback' });
new NodePool(app, 'app', { zones: ['a', 'b'], nodes: 1, cpu: 4, memory: '16Gi' });
// What is only known when it runs.
new Program(app, 'broken', { image: 'shop/web:2.0', neverReady: true });

const chart = new Chart(app, 'shop', { namespace: 'shop' });
new Namespace(chart, 'shop');
const web = new Deployment(chart, 'web', {
  replicas: 3,
  image: 'shop/web:1.0',
  ports: { http: 8080 },
  requests: { cpu: '250m', memory: '128Mi' },
  ready: { get: '/ready', port: 'http' },
  strategy: { surge: 1, unavailable: 0 },
  // After two minutes without progress the rollout is told to have failed.
  spec: { progressDeadlineSeconds: 120 },
});
new Ingress(chart, 'front', {}).route('shop.example.com', '/', web.expose({ port: 80 }));

export default app;
