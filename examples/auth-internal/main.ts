// One name for a service whose pods come and go: auth.internal.svc is always who is ready now.

import { App, Chart, Deployment, Namespace, NodePool } from 'slipway';

const app = new App({ name: 'auth-internal' });
new NodePool(app, 'app', { zones: ['a', 'b'], nodes: 1, cpu: 4, memory: '8Gi' });

const internal = new Chart(app, 'internal', { namespace: 'internal' });
new Namespace(internal, 'internal');
const auth = new Deployment(internal, 'auth', {
  replicas: 2,
  image: 'shop/auth:4',
  ports: { http: 8080 },
  requests: { cpu: '100m', memory: '128Mi' },
  ready: { get: '/ready', port: 'http' },
  spread: 'zones',
});
auth.expose({ port: 80 });

const shop = new Chart(app, 'shop', { namespace: 'shop' });
new Namespace(shop, 'shop');
new Deployment(shop, 'web', {
  replicas: 2,
  image: 'shop/web:1',
  ports: { http: 8080 },
  requests: { cpu: '100m', memory: '128Mi' },
  env: { AUTH: 'http://auth.internal.svc' },
});

export default app;
