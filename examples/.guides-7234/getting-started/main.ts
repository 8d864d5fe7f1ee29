import { App, Chart, Deployment, Ingress, Namespace, NodePool } from 'slipway';

const app = new App();
const shop = new Chart(app, 'shop', { namespace: 'shop' });
new Namespace(shop, 'shop');

const web = new Deployment(shop, 'web', {
  replicas: 3,
  image: 'shop/web:1.4',
  ports: { http: 8080 },
  requests: { cpu: '500m', memory: '256Mi' },
  spread: 'zones',
  ready: { get: '/ready', port: 'http' },
});
new Ingress(shop, 'front').route('shop.example.com', '/', web.expose({ port: 80 }));

new NodePool(app, 'app', { zones: ['a', 'b', 'c'], nodes: 2, cpu: 4, memory: '16Gi' });

export default app;
