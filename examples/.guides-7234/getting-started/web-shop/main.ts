import { App, Chart, Deployment, Ingress, Namespace, NodePool } from 'slipway';

const app = new App({ name: 'web-shop' });

const chart = new Chart(app, 'web-shop', { namespace: 'web-shop' });
new Namespace(chart, 'web-shop');

const web = new Deployment(chart, 'web', {
  replicas: 3,
  image: 'nginx:1.29',
  ports: { http: 80 },
  requests: { cpu: '100m', memory: '64Mi' },
  spread: 'zones',
  ready: { get: '/', port: 'http' },
});
new Ingress(chart, 'front').route('web-shop.example.com', '/', web.expose({ port: 80 }));

// The machines of the cluster inside. They appear in no manifest.
new NodePool(app, 'web-shop-nodes', { zones: ['a', 'b', 'c'], nodes: 1, cpu: 2, memory: '4Gi' });

export default app;
