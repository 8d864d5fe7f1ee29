// Machines that fail at an hour that was said.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { App, Chart, Deployment, Failure, Namespace, NodePool, StatefulSet, simulate, type Simulation } from 'slipway';

const test = suite('failures');

function program(...failures: ConstructorParameters<typeof Failure>[2][]): { app: App; web: Deployment } {
  const app = new App({ name: 'failing' });
  new NodePool(app, 'app', { zones: ['a', 'b'], nodes: 2, cpu: 4, memory: '8Gi' });
  failures.forEach((it, i) => new Failure(app, `failure ${i}`, it));
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  new Namespace(chart, 'shop');
  const web = new Deployment(chart, 'web', { replicas: 4, image: 'web:1', ports: { http: 8080 }, apart: 'nodes' });
  new StatefulSet(chart, 'db', { replicas: 2, image: 'db:1', ports: { db: 5432 }, spread: 'zones' });
  return { app, web };
}

test('a zone is lost at minute ten, for good', async () => {
  const { app, web } = program({ zone: 'a', atSeconds: 600 });
  const simulation = await simulate(app);
  assert.is(simulation.outcomes.placement.nodes.length, 4);
  simulation.until((it) => it.outcomes.placement.nodes.length === 2, '11m');
  simulation.advance('5m');
  assert.equal(Object.keys(simulation.placement(web).zones), ['zone-b']);
});

test('a zone answers nobody for half an hour: a StatefulSet waits for it, and everything is back afterwards', async () => {
  const { app, web } = program({ zone: 'a', atSeconds: 600, forSeconds: 1_800 });
  const simulation = await simulate(app);
  simulation.advance('25m');
  const before = simulation.outcomes.placement.nodes.length;
  assert.is(before, 4);
  assert.is(simulation.placement('db').ready, 1);
  const line = simulation.history().find((it) => it.workload === 'Deployment shop/web')!;
  assert.is(line.lowest, 2);
  simulation.until((it) => it.placement('db').ready === 2 && it.placement(web).ready === 4, '30m');
  assert.ok(simulation.untilQuiet());
});

test('a short silence: nothing is moved, and pods count as ready again', async () => {
  const { app, web } = program();
  const simulation = (await simulate(app)).fork();
  const names = simulation.placement(web).pods.map((it) => it.name);
  simulation.fail({ zone: 'b', for: '2m' }).advance('1m');
  assert.is(simulation.placement(web).ready, 2);
  simulation.advance('2m');
  assert.is(simulation.placement(web).ready, 4);
  assert.equal(
    simulation.placement(web).pods.map((it) => it.name),
    names,
  );
  assert.throws(() => simulation.fail({ pool: 'gpu' }), /no node is in pool gpu/);
  assert.throws(() => simulation.fail({ node: 'x' }), /no node is called x/);
});

const evicting = (simulation: Simulation): string[] =>
  simulation
    .as()
    .list('nodes')
    .filter((it) => ((it['spec'].taints ?? []) as { effect: string }[]).some((one) => one.effect === 'NoExecute'))
    .map((it) => it.metadata.name!);

async function ofNodes(...zones: readonly string[]): Promise<Simulation> {
  const app = new App({ name: 'silent' });
  new NodePool(app, 'app', { zones, nodes: 4, cpu: 4, memory: '8Gi' });
  return simulate(app);
}

test('a silent zone is driven empty one node after the other, ten seconds apart', async () => {
  const simulation = (await ofNodes('a', 'b')).fail({ zone: 'a', for: '1h' });
  simulation.advance('51s');
  assert.is(evicting(simulation).length, 1);
  simulation.advance('20s');
  assert.is(evicting(simulation).length, 3);
  simulation.advance('20s');
  assert.is(evicting(simulation).length, 4);
  simulation.advance('1h');
  assert.is(evicting(simulation).length, 0);
});

test('where most of a small zone is silent nobody is driven away, until more of it answers', async () => {
  const simulation = await ofNodes('a');
  for (const node of ['app-a-1', 'app-a-2']) simulation.fail({ node, for: '1h' });
  simulation.fail({ node: 'app-a-3', for: '10m' });
  simulation.advance('5m');
  assert.equal(evicting(simulation), []);
  simulation.advance('6m');
  assert.equal(evicting(simulation), ['app-a-1', 'app-a-2']);
});

test('where nobody answers at all it is not the nodes that are lost: nobody is driven away', async () => {
  const simulation = (await ofNodes('a', 'b')).fail({ pool: 'app', for: '1h' });
  simulation.advance('30m');
  assert.equal(evicting(simulation), []);
  simulation.advance('31m');
  const waiting = await ofNodes('a', 'b');
  waiting.fail({ zone: 'a', for: '1h' }).advance('2m');
  assert.is(evicting(waiting).length, 4);
  waiting.fail({ zone: 'b', for: '1h' }).advance('1m');
  assert.equal(evicting(waiting), []);
});

test('forks made while a machine is silent end alike', async () => {
  const { app } = program({ pool: 'app', zone: 'a', atSeconds: 300, forSeconds: 900 });
  const simulation = await simulate(app);
  simulation.advance('6m');
  const fork = simulation.fork();
  simulation.advance('1h');
  fork.advance('1h');
  const text = (it: typeof fork): string => JSON.stringify(it.as().list('pods'));
  assert.is(text(fork), text(simulation));
});

test.run();
