// Three teams on one cluster: each has its share, defaults for who says nothing, and what does not fit is refused at the door.

import { App, Chart, Deployment, LimitRange, Namespace, NodePool, ResourceQuota } from 'slipway';

const app = new App({ name: 'quotas' });
new NodePool(app, 'app', { zones: ['a', 'b'], nodes: 2, cpu: 8, memory: '32Gi' });

const SHARES = {
  search: { cpu: 8, memory: '16Gi' },
  mobile: { cpu: 4, memory: '8Gi' },
  lab: { cpu: 1, memory: '2Gi' },
};
for (const [team, requests] of Object.entries(SHARES)) {
  const chart = new Chart(app, team, { namespace: team });
  new Namespace(chart, team);
  new ResourceQuota(chart, 'share', { requests, count: { pods: 20 } });
  new LimitRange(chart, 'defaults', {
    container: { requests: { cpu: '250m', memory: '256Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
  });
  // Six of these are 1.5 CPUs: more than the lab has.
  new Deployment(chart, 'api', { image: 'example/api:1', replicas: 6, ports: { http: 8080 } });
}

export default app;
