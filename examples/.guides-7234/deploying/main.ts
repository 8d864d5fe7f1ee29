import { App, Chart, Deployment, Namespace } from 'slipway';

const app = new App({ name: 'shop' });
const shop = new Chart(app, 'shop', { namespace: 'shop' });
new Namespace(shop, 'shop');
const redis = new Deployment(shop, 'redis', { image: 'redis:8', ports: { redis: 6379 } });
new Deployment(shop, 'web', {
  replicas: 3,
  image: 'shop/web:1.4',
  ports: { http: 8080 },
  env: { REDIS: redis.address() },
  ready: { get: '/ready', port: 'http' },
});

export default app;
