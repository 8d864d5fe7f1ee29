import { App, Chart, ConfigMap } from 'slipway';
const app = new App({ name: 'small' });
new ConfigMap(new Chart(app, 'c', { namespace: 'default' }), 'x');
await Promise.resolve();
export default app;
