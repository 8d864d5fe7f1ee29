// patches.ts
import { App, Chart, Deployment, Patch } from 'slipway';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'default' });
const web = new Deployment(chart, 'web', {
  image: 'shop/web:1.4',
  sidecars: { proxy: { image: 'proxy:1' } },
});

web.patch({ strategic: { spec: { template: { spec: { containers: [{ name: 'proxy', image: 'proxy:2' }] } } } } });
web.patch({ json: [{ op: 'add', path: '/spec/template/spec/hostname', value: 'web' }] });

// Every Deployment of the chart whose name begins with w.
new Patch(chart, 'history', {
  of: { kind: 'Deployment', name: 'w*' },
  merge: { spec: { revisionHistoryLimit: 3 } },
});

export default app;
