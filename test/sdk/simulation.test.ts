import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  App,
  Chart,
  Deployment,
  HorizontalPodAutoscaler,
  Load,
  Namespace,
  NodePool,
  simulate,
} from '../../lib/index.ts';

const test = suite('sdk: what only a simulation is told');

test('a load said in the tree appears in no manifest and makes an autoscaler act', async () => {
  const app = new App();
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  new Namespace(chart, 'namespace', { metadata: { name: 'shop' } });
  const web = new Deployment(chart, 'web', { image: 'shop/web:1', replicas: 2, requests: { cpu: '500m' } });
  new HorizontalPodAutoscaler(chart, 'scaler', { of: web, min: 2, max: 20, cpu: 50 });
  new NodePool(app, 'pool', { zones: ['a'], nodes: 4, cpu: 16 });
  new Load(app, 'friday', { workload: `shop/${web.name}`, atSeconds: 60, cpu: 2 });
  assert.not.match(app.toYaml(), /atSeconds|friday/);
  assert.equal(app.simulation().loads, [{ workload: `shop/${web.name}`, atSeconds: 60, cpu: 2 }]);
  const simulation = await simulate(app);
  simulation.advance('15m');
  assert.is(simulation.get('Deployment', `shop/${web.name}`)!['spec'].replicas, 8);
});

test.run();
