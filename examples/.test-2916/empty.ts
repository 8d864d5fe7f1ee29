import { App, Chart, ConfigMap, Deployment } from 'slipway';
const app = new App();
const chart = new Chart(app, 'shop');
export default app;
