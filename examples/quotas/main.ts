// Three teams on one cluster: each has its share, defaults for who says nothing, and what does not fit is refused at the door.
//
//   LAB=6 slipway plan examples/quotas/main.ts

import { App, Chart, Deployment, LimitRange, Namespace, NodePool, ResourceQuota } from 'slipway';

export function teams(lab: number): App {
  const app = new App({ name: 'quotas' });
  new NodePool(app, 'app', { zones: ['a', 'b'], nodes: 2, cpu: 8, memory: '32Gi' });
  const shares = {
    search: { share: { cpu: 8, memory: '16Gi' }, replicas: 6 },
    mobile: { share: { cpu: 4, memory: '8Gi' }, replicas: 6 },
    // Four pods of a quarter of a CPU each, and no fifth.
    lab: { share: { cpu: 1, memory: '2Gi' }, replicas: lab },
  };
  for (const [team, { share, replicas }] of Object.entries(shares)) {
    const chart = new Chart(app, team, { namespace: team });
    new Namespace(chart, team);
    new ResourceQuota(chart, 'share', { requests: share, count: { pods: 20 } });
    new LimitRange(chart, 'defaults', {
      container: { requests: { cpu: '250m', memory: '256Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
    });
    new Deployment(chart, 'api', { image: 'example/api:1', replicas, ports: { http: 8080 } });
  }
  return app;
}

export default teams(Number(process.env['LAB'] ?? 4));
