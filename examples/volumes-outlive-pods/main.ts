// A pod goes, its disk stays: the claim is an object of its own, and whoever uses it next finds what was written.

import { App, Chart, Deployment, Namespace, NodePool, PersistentVolumeClaim, StorageClass } from 'slipway';

const app = new App({ name: 'volumes-outlive-pods' });
new NodePool(app, 'app', { zones: ['a'], nodes: 2, cpu: 4, memory: '16Gi' });
const chart = new Chart(app, 'wiki', { namespace: 'wiki' });
new Namespace(chart, 'namespace', { metadata: { name: 'wiki' } });
const disk = new StorageClass(chart, 'disk', {
  provisioner: 'disk.csi.example.com',
  volumeBindingMode: 'WaitForFirstConsumer',
});
const pages = new PersistentVolumeClaim(chart, 'pages', { size: '5Gi', storageClass: disk });
new Deployment(chart, 'wiki', {
  image: 'example/wiki:3',
  ports: { http: 8080 },
  requests: { cpu: '100m', memory: '128Mi' },
  // One disk, one writer: the old pod lets go of it before the new one begins.
  strategy: 'Recreate',
  volumes: { pages: { mount: '/var/lib/wiki', claim: pages } },
});

export default app;
