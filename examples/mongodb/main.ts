// Three members with a name, an address and a disk each: mongodb-0 has the same disk wherever it runs.

import { App, Chart, Namespace, NodePool, Program, StatefulSet, StorageClass } from 'slipway';

const app = new App({ name: 'mongodb' });
// Two nodes a zone: a disk stays in its zone, so a pod whose node is lost needs another one there.
new NodePool(app, 'disks', { zones: ['a', 'b', 'c'], nodes: 2, cpu: 4, memory: '16Gi' });
new Program(app, 'mongo', { image: 'mongo:*', readySeconds: 20 });

const chart = new Chart(app, 'data', { namespace: 'data' });
new Namespace(chart, 'data');
const fast = new StorageClass(chart, 'fast-ssd', {
  provisioner: 'pd.csi.example.com',
  parameters: { type: 'ssd' },
  volumeBindingMode: 'WaitForFirstConsumer',
});
new StatefulSet(chart, 'mongodb', {
  replicas: 3,
  image: 'mongo:8',
  ports: { db: 27017 },
  requests: { cpu: '1', memory: '4Gi' },
  ready: { tcp: 'db' },
  claims: { data: { size: '100Gi', storageClass: fast, mount: '/data/db' } },
  spread: { over: 'zones', required: true },
});

export default app;
