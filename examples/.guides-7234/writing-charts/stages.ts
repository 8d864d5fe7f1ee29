// stages.ts
import { App, Chart, chooseProfile, Deployment, HorizontalPodAutoscaler } from 'slipway';

const stage = chooseProfile({
  dev: { replicas: 1, most: 2, requests: { cpu: '100m' } },
  staging: { replicas: 2, most: 4, requests: { cpu: '250m' } },
  production: { replicas: 6, most: 20, requests: { cpu: '500m' } },
});

const app = new App({ name: 'shop', profile: stage });
const chart = new Chart(app, 'shop', { namespace: 'default' });
const { replicas, most, requests } = stage.values;
const web = new Deployment(chart, 'web', { image: 'shop/web:1.4', replicas, requests });
new HorizontalPodAutoscaler(chart, 'scaler', { of: web, min: replicas, max: most, cpu: 80 });

export default app;
