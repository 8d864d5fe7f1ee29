// a-day.ts
import { App, Chart, Deployment, Failure, HorizontalPodAutoscaler, Load, Namespace, NodePool } from 'slipway';

const app = new App({ name: 'a-day' });
new NodePool(app, 'app', { zones: ['a', 'b'], nodes: 3, cpu: 4, memory: '16Gi' });
const chart = new Chart(app, 'shop', { namespace: 'shop' });
new Namespace(chart, 'shop');
const web = new Deployment(chart, 'web', { replicas: 2, image: 'shop/web:1', requests: { cpu: '500m' } });
new HorizontalPodAutoscaler(chart, 'scaler', { of: web, min: 2, max: 20, cpu: 60 });

new Load(app, 'as always', { workload: 'shop/web', cpu: '500m' });
new Load(app, 'morning', { workload: 'shop/web', atSeconds: 9 * 3600, cpu: '4' });
new Failure(app, 'a zone for half an hour', { zone: 'a', atSeconds: 10 * 3600, forSeconds: 1800 });
export default app;
