// target.ts
import { App, Chart, Deployment } from 'slipway';

const app = new App({ target: '1.33' });
const chart = new Chart(app, 'shop', { namespace: 'default' });
new Deployment(chart, 'web', { image: 'shop/web:1.4', pod: { resources: { limits: { memory: '1Gi' } } } });

export default app;
