import { App, Chart, ConfigMap, Deployment } from 'slipway';
const app = new App();
const chart = new Chart(app, 'shop');
const other = new Chart(app, 'other');
for (const it of [chart, other]) { new ConfigMap(it, 'a'); new ConfigMap(it, 'b'); }
chart.addDependency(other);
other.addDependency(chart);
export default app;
