import { App, Chart, ConfigMap, Deployment } from 'slipway';
const app = new App();
const chart = new Chart(app, 'shop');
new Deployment(chart, 'web', { image: 'x', ports: { http: 99999 } });
export default app;
