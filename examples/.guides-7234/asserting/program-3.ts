import { test } from 'node:test';
import { App, Chart, Deployment, Namespace, expectCluster, simulate } from 'slipway';

test('web runs', async () => {
  const app = new App({ name: 'small' });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  new Namespace(chart, 'shop');
  const web = new Deployment(chart, 'web', { replicas: 2, image: 'web:1' });
  expectCluster(await simulate(app))
    .toRun()
    .workload(web)
    .toBeReady(2);
});
