// aspects.ts
import { ApiObject, App, Aspects, Chart, Deployment, secureDefaults, Workload } from 'slipway';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'default' });
new Deployment(chart, 'web', { image: 'registry.example.com/web:1.4' });

Aspects.of(app).add(secureDefaults(), (it) => {
  if (it instanceof ApiObject) it.addLabel('cost-centre', '4711');
  if (it instanceof Workload && !/registry\.example\.com/.test(JSON.stringify(it.toJson())))
    it.problem('images come from registry.example.com', 'image');
});

export default app;
