import { test } from 'node:test';
import { expectCluster, simulate } from 'slipway';
import app from './main.ts';

test('everything runs, and web survives the loss of any zone', async () => {
  const cluster = await simulate(app);
  expectCluster(cluster).toRun();
  expectCluster(cluster).workload('web-shop/web').toBeReady(3).toBeSpreadOverZones().toSurviveZoneLoss({ ready: 2 });
  expectCluster(cluster).url('http://web-shop.example.com/').toServe();
});
