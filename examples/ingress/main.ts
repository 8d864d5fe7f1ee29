// Hosts, paths and TLS: which request ends where, and which has nobody to answer it.

import { App, Chart, Deployment, Ingress, Namespace, NodePool, Secret } from 'slipway';

const app = new App({ name: 'ingress' });
new NodePool(app, 'app', { zones: ['a', 'b'], nodes: 1, cpu: 4, memory: '8Gi' });
const chart = new Chart(app, 'shop', { namespace: 'shop' });
new Namespace(chart, 'shop');

const service = (name: string) =>
  new Deployment(chart, name, {
    replicas: 2,
    image: `shop/${name}:1`,
    ports: { http: 8080 },
    requests: { cpu: '50m', memory: '64Mi' },
    ready: { get: '/ready', port: 'http' },
  }).expose({ port: 80 });
const [web, api, docs] = ['web', 'api', 'docs'].map(service);

const certificate = new Secret(chart, 'certificate', {
  type: 'kubernetes.io/tls',
  stringData: { 'tls.crt': 'certificate', 'tls.key': 'key' },
});
// The longest path that fits is the one that counts.
new Ingress(chart, 'front', { tls: certificate })
  .route('shop.example.com', '/', web!)
  .route('shop.example.com', '/api', api!)
  .route('shop.example.com', '/api/docs', docs!);
new Ingress(chart, 'handbook', {}).route('docs.example.com', '/', docs!);

export default app;
