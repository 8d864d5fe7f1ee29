import { App, Chart, ConfigMap } from 'slipway';
const app = new App({ name: 'small' });
new ConfigMap(new Chart(app, 'c', { namespace: 'default' }), 'x');
export default Promise.resolve(app);
