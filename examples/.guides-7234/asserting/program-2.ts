import { App, Chart, Deployment, Namespace, NodePool, expectCluster, simulate } from 'slipway';

const app = new App({ name: 'by-hand' });
new NodePool(app, 'app', { zones: ['a'], nodes: 1, cpu: 2, memory: '4Gi' });
const chart = new Chart(app, 'shop', { namespace: 'shop' });
new Namespace(chart, 'namespace', { metadata: { name: 'shop' } });
const web = new Deployment(chart, 'web', { replicas: 2, image: 'web:1', requests: { cpu: '500m' } });

const cluster = await simulate(app);
cluster.as().patch('deployments.apps', 'shop', 'web', 'merge', { spec: { replicas: 6 } });
cluster.advance('5m');
console.log(cluster.placement(web).pending.length, 'pods wait');
// A machine more, and they do not.
cluster.join('app');
cluster.untilQuiet();
expectCluster(cluster).workload(web).toBeReady(6);
// 0:05:00  Deployment shop/web  spec.replicas 2 → 6
// 0:05:00  Pod shop/web-5d8f-x2kqv  FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu. …
for (const it of cluster.happened(web)) console.log(it.text);
