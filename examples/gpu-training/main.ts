// Training on the few nodes that have a GPU, one pod a GPU: the third waits its turn, and nobody else takes their place.

import { App, Chart, Deployment, Job, Namespace, NodePool, Program } from 'slipway';

const app = new App({ name: 'gpu-training' });
new NodePool(app, 'app', { zones: ['a'], nodes: 2, cpu: 4, memory: '16Gi' });
new NodePool(app, 'gpu', {
  zones: ['a'],
  nodes: 2,
  cpu: 8,
  memory: '64Gi',
  resources: { 'nvidia.com/gpu': 1 },
  taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }],
});
new Program(app, 'training', { image: 'example/train:*', exitSeconds: 120 });

const chart = new Chart(app, 'research', { namespace: 'research' });
new Namespace(chart, 'research');
new Job(chart, 'train', {
  image: 'example/train:1',
  completions: 3,
  parallelism: 3,
  requests: { cpu: '4', memory: '32Gi' },
  limits: { 'nvidia.com/gpu': 1 },
  tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
});
new Deployment(chart, 'notebook', { image: 'example/notebook:1', replicas: 2, requests: { cpu: '1', memory: '2Gi' } });

export default app;
