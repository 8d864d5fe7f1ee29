import { App, Chart, ConfigMap, Deployment } from 'slipway';
const app = new App();
const chart = new Chart(app, 'shop');
new Deployment(chart, 'web', { image: 'x', requests: { cpu: 'lots' } });
export default app;
