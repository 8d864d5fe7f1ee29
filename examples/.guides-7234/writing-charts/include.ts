// include.ts
import { App, Chart, Include, Patch } from 'slipway';

const app = new App();
const chart = new Chart(app, 'legacy', { namespace: 'default' });
const legacy = new Include(chart, 'manifests', {
  text: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: old }
spec:
  selector: { matchLabels: { app: old } }
  template:
    metadata: { labels: { app: old } }
    spec: { containers: [{ name: old, image: nginx }] }
`,
});
legacy.object('Deployment', 'old').patch({ strategic: { spec: { replicas: 2 } } });
new Patch(chart, 'owner', {
  of: { kind: 'Deployment' },
  strategic: { metadata: { annotations: { 'example.com/owner': 'us' } } },
});

export default app;
