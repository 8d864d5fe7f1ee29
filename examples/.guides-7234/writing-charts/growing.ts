// growing.ts
import { App, Chart, Deployment, Namespace, NodePool } from 'slipway';

const app = new App({ name: 'growing' });
new NodePool(app, 'app', { zones: ['a', 'b'], nodes: 1, maxNodes: 5, bootSeconds: 90, cpu: 4, memory: '16Gi', price: 0.2 });
const chart = new Chart(app, 'shop', { namespace: 'shop' });
new Namespace(chart, 'shop');
new Deployment(chart, 'web', { replicas: 12, image: 'shop/web:1', requests: { cpu: '1', memory: '1Gi' } });
export default app;
