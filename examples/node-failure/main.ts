// A node goes down under payments: its pods are elsewhere after a while, and there was always one that answered.

import { App, Chart, Deployment, Namespace, NodePool, PodDisruptionBudget } from 'slipway';

const app = new App({ name: 'node-failure' });
new NodePool(app, 'app', { zones: ['a', 'b', 'c'], nodes: 1, cpu: 4, memory: '16Gi' });
const chart = new Chart(app, 'payments', { namespace: 'payments' });
new Namespace(chart, 'payments');

const processor = new Deployment(chart, 'processor', {
  replicas: 3,
  image: 'shop/payments:2.1',
  ports: { http: 8080 },
  requests: { cpu: '500m', memory: '512Mi' },
  ready: { get: '/ready', port: 'http' },
  // On three nodes: one that goes takes one of them.
  apart: 'nodes',
});
processor.expose({ port: 80 });
new PodDisruptionBudget(chart, 'budget', { of: processor, maxUnavailable: 1 });

export default app;
