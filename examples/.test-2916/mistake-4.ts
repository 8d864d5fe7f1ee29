import { App, Chart, ConfigMap, Deployment } from 'slipway';
const app = new App();
const chart = new Chart(app, 'shop');
new Deployment(chart, 'web', { image: 'x', sidecars: { a: { image: 'y', comand: ['x'] } } } as never);
export default app;
