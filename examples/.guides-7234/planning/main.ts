import { App, Chart, Deployment, Ingress, Namespace, NodePool } from 'slipway';

const app = new App({ name: 'shop' });
new NodePool(app, 'app', { zones: ['a', 'b', 'c'], nodes: 1, cpu: 4, memory: '8Gi' });

const shop = new Chart(app, 'shop', { namespace: 'shop' });
new Namespace(shop, 'shop');
const redis = new Deployment(shop, 'redis', {
  image: 'redis:8',
  ports: { redis: 6379 },
  requests: { cpu: '250m', memory: '256Mi' },
});
const web = new Deployment(shop, 'web', {
  replicas: 3,
  image: 'shop/web:1.4',
  ports: { http: 8080 },
  requests: { cpu: '500m', memory: '256Mi' },
  env: { REDIS: redis.address() },
  ready: { get: '/ready', port: 'http' },
  spread: 'zones',
});
redis.allowFrom(web, 'redis');
new Ingress(shop, 'front', {}).route('shop.example.com', '/', web.expose({ port: 80 }));

export default app;
