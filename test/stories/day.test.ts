import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { expectCluster, simulate, type Simulation } from 'slipway';
import day, { web } from '../../examples/a-long-day/main.ts';

const test = suite('a long day');

const nodes = (it: Simulation): number => it.outcomes.placement.nodes.length;
const hours = (it: Simulation, since: number): number => (it.now - since) / 3_600_000;

test('the workload and its machines follow the hours, and a zone that is lost at noon is back by one', async () => {
  const simulation = await simulate(day);
  const began = simulation.now;
  assert.equal([simulation.placement(web).ready, nodes(simulation)], [2, 2]);
  // Morning: 5 cores at 60 % of half a core a pod are 17 pods, 8 a node.
  const grown = simulation.until((it) => it.placement(web).ready === 17, '10h');
  assert.ok(hours(simulation, began) > 9 - 0.01 && hours(simulation, began) < 9.2, `${grown} ms`);
  const atNine = nodes(simulation);
  assert.ok(atNine >= 3 && atNine <= 4, `${atNine} nodes`);
  // Noon: those of the other zone go on; after five minutes what was lost begins there, on machines that are ordered for it.
  simulation.until((it) => it.placement(web).ready < 17, '4h');
  assert.ok(simulation.placement(web).ready >= 8);
  simulation.until((it) => it.placement(web).ready === 17, '15m');
  // Nobody can say that those of the silent zone have ended until it is back.
  const ending = (): number =>
    simulation
      .as()
      .list('pods', 'shop')
      .filter((it) => it.metadata.deletionTimestamp).length;
  assert.ok(ending() > 0);
  simulation.until(() => ending() === 0, '30m');
  assert.ok(hours(simulation, began) > 12.4 && hours(simulation, began) < 12.6);
  expectCluster(simulation).workload(web).toHaveStayedReady(2);
  // Evening: few pods, and after a while no more machines than at the beginning.
  simulation.advance('8h');
  assert.is(hours(simulation, began) > 20, true);
  assert.equal([simulation.placement(web).ready, nodes(simulation)], [2, 2]);
});

test('what happened, and why, is told in order', async () => {
  const simulation = await simulate(day);
  simulation.advance('19h');
  const lines = simulation.happened(web).map((it) => it.text);
  const at = (pattern: RegExp): number => lines.findIndex((it) => pattern.test(it));
  const order = [
    /^9:0.* pod triggered scale-up: \[\{app-/,
    /^12:00:00 .*answers nobody/,
    /^12:00:50 .*NodeNotReady/,
    /^12:05:.*Marking for deletion Pod/,
    /^12:30:00 .*answers again/,
    /^18:.*deleting pod for node scale down/,
  ].map(at);
  assert.not.ok(order.includes(-1), `${order} of ${lines.length}`);
  assert.equal(
    order,
    [...order].sort((a, b) => a - b),
  );
});

test('load and failures can be added while a script runs, each future its own', async () => {
  const simulation = await simulate(day);
  const busy = simulation.fork().load(web, { cpu: '3' });
  busy.until((it) => it.placement(web).ready === 10, '10m');
  busy.fail({ zone: 'b', for: '10m' }).advance('2m');
  assert.ok(busy.placement(web).ready < 10);
  busy.load('shop/web', { cpu: '100m' }).advance('2h');
  assert.is(busy.placement(web).ready, 2);
  // The hours that were said take over at their time.
  busy.until((it) => it.placement(web).ready === 17, '10h');
  assert.is(simulation.placement(web).ready, 2);
  assert.throws(() => busy.load(web, { cpu: 'much' }), /loads\[\d+\]\.cpu/);
  assert.throws(() => busy.load('nobody', { cpu: '1' }), /no workload is called nobody/);
});

test.run();
