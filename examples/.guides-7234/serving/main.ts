import { App, Chart, Deployment, Namespace, NodePool, Program } from 'slipway';

const app = new App({ name: 'shop' });
new NodePool(app, 'app', { zones: ['a', 'b'], nodes: 1, cpu: 4, memory: '8Gi' });
const shop = new Chart(app, 'shop', { namespace: 'shop' });
new Namespace(shop, 'shop');
new Deployment(shop, 'web', { replicas: 2, image: 'shop/web:1.4', ports: { http: 8080 } });
new Program(app, 'web', { image: 'shop/web', cpu: '250m', memory: '128Mi', readySeconds: 5 });

export default app;
