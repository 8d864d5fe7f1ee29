// Kinds of storage: the default for who says nothing, a fast one made where the pod lands, and one whose maker is out of order.

import { App, Chart, Namespace, NodePool, PersistentVolumeClaim, Pod, StorageClass } from 'slipway';

const app = new App({ name: 'storage-classes' });
new NodePool(app, 'app', { zones: ['a', 'b'], nodes: 1, cpu: 4, memory: '16Gi' });

const platform = new Chart(app, 'platform');
new StorageClass(platform, 'standard', { provisioner: 'disk.csi.example.com', isDefault: true });
const fast = new StorageClass(platform, 'fast', {
  provisioner: 'disk.csi.example.com',
  parameters: { type: 'ssd' },
  volumeBindingMode: 'WaitForFirstConsumer',
  reclaimPolicy: 'Retain',
});

const chart = new Chart(app, 'apps', { namespace: 'apps' });
new Namespace(chart, 'apps');
const uses = (name: string, claim: PersistentVolumeClaim): Pod =>
  new Pod(chart, name, {
    image: 'busybox:1',
    requests: { cpu: '50m', memory: '32Mi' },
    volumes: { data: { mount: '/data', claim } },
  });
uses('plain', new PersistentVolumeClaim(chart, 'plain-data', { size: '10Gi' }));
uses('quick', new PersistentVolumeClaim(chart, 'quick-data', { size: '20Gi', storageClass: fast }));

export default app;
