// main.ts
import { App, Chart, ConfigMap, Deployment, Ingress, Namespace, StatefulSet, StorageClass } from 'slipway';

const app = new App({ name: 'shop' });
const shop = new Chart(app, 'shop', { namespace: 'shop', labels: { team: 'shop' } });
new Namespace(shop, 'shop');

const settings = new ConfigMap(shop, 'settings', { data: { CURRENCY: 'EUR' } });
const fast = new StorageClass(shop, 'fast', {
  provisioner: 'csi.example.com',
  volumeBindingMode: 'WaitForFirstConsumer',
});

const mongo = new StatefulSet(shop, 'mongodb', {
  image: 'mongo:8',
  replicas: 3,
  ports: { db: 27017 },
  ready: { tcp: 'db' },
  requests: { cpu: '250m', memory: '512Mi' },
  claims: { data: { size: '10Gi', storageClass: fast, mount: '/data/db' } },
});

const web = new Deployment(shop, 'web', {
  image: 'shop/web:1.4',
  replicas: 3,
  ports: { http: 8080 },
  env: {
    MONGO: mongo.address('db'),
    CURRENCY: { configMap: settings, key: 'CURRENCY' },
  },
  requests: { cpu: '250m', memory: '256Mi' },
  ready: { get: '/ready' },
  spread: 'zones',
});
mongo.allowFrom(web, 'db');

new Ingress(shop, 'front').route('shop.example.com', '/', web.expose({ port: 80 }));

export default app;
