// Black Friday: the queue is twenty times as long from nine o'clock on, and the workers are twenty times as many soon after.

import { App, Chart, Deployment, HorizontalPodAutoscaler, Load, Namespace, NodePool } from 'slipway';

const app = new App({ name: 'black-friday' });
new NodePool(app, 'app', { zones: ['a', 'b', 'c'], nodes: 2, cpu: 8, memory: '32Gi' });
const chart = new Chart(app, 'shop', { namespace: 'shop' });
new Namespace(chart, 'shop');

const workers = new Deployment(chart, 'workers', {
  image: 'shop/worker:3',
  replicas: 2,
  requests: { cpu: '500m', memory: '512Mi' },
  spread: 'zones',
});
// A worker keeps up with a hundred orders.
new HorizontalPodAutoscaler(chart, 'scaler', { of: workers, min: 2, max: 60, perPod: { queue_length: 100 } });

// Seconds after the cluster began: an hour as always, two hours of rush, and back.
const queue = (name: string, atSeconds: number, length: number): Load =>
  new Load(app, name, { workload: 'shop/workers', atSeconds, metrics: { queue_length: length } });
queue('as always', 0, 200);
queue('nine o clock', 3_600, 4_000);
queue('over', 10_800, 200);

export default app;
