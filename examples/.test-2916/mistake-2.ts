import { App, Chart, ConfigMap, Deployment } from 'slipway';
const app = new App();
const chart = new Chart(app, 'shop');
const a = new ConfigMap(chart, 'a');
const b = new ConfigMap(chart, 'b');
a.addDependency(b);
b.addDependency(a);
export default app;
