// One pod on every node, those that come later too, and those that keep everybody else away.

import { App, Chart, DaemonSet, Namespace, NodePool } from 'slipway';

const app = new App({ name: 'daemonset' });
new NodePool(app, 'app', { zones: ['a', 'b'], nodes: 1, cpu: 4, memory: '16Gi' });
new NodePool(app, 'gpu', {
  zones: ['a'],
  nodes: 1,
  cpu: 8,
  memory: '64Gi',
  taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }],
});
const chart = new Chart(app, 'observability', { namespace: 'observability' });
new Namespace(chart, 'observability');
new DaemonSet(chart, 'log-agent', {
  image: 'fluent/fluent-bit:3',
  requests: { cpu: '50m', memory: '64Mi' },
  volumes: { logs: { mount: '/var/log', hostPath: '/var/log', readOnly: true } },
  tolerations: [{ operator: 'Exists' }],
});

export default app;
