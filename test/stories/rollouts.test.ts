import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { expectCluster, simulate } from 'slipway';
import nodeFailure from '../../examples/node-failure/main.ts';
import auth from '../../examples/auth-internal/main.ts';
import daemonset from '../../examples/daemonset/main.ts';
import rollback from '../../examples/rollback/main.ts';
import { shop } from '../../examples/rolling-update/main.ts';

const rolling = suite('a rolling update without a lost request');

rolling('answers at every moment, and ends with the new version only', async () => {
  const simulation = (await simulate(shop('1.0'))).fork();
  const { ok } = await simulation.deploy(shop('1.1'));
  assert.ok(ok);
  const expected = expectCluster(simulation);
  expected.workload('shop/web').toBeReady(4).toHaveStayedReady(4);
  expected.url('http://shop.example.com/').toServe({ throughout: true });
  const images = simulation
    .as()
    .list('pods', 'shop')
    .map((pod) => pod['spec'].containers[0].image as string);
  assert.equal(new Set(images), new Set(['shop/web:1.1']));
});

rolling('the same as an expectation', async () => {
  const before = await simulate(shop('1.0'));
  expectCluster(before).workload('shop/web').toRollOutWithoutLoss({ image: 'shop/web:1.1', ready: 4 });
});

const failure = suite('a node that fails under payments');

failure('two of three pods answer meanwhile, and the third finds another node', async () => {
  const before = await simulate(nodeFailure);
  expectCluster(before).toRun().workload('payments/processor').toBeSpreadOverZones(3);
  const node = before.placement('payments/processor').pods[0]!.node;
  const simulation = before.fork().fail({ node }).advance('10m');
  const { ready, pods } = simulation.placement('payments/processor');
  expectCluster(simulation).workload('payments/processor').toHaveStayedReady(2);
  assert.is(ready, 3);
  assert.not.ok(pods.some((it) => it.node === node));
});

failure(
  'a node that only falls silent: half a minute of lost requests, five until its pods are elsewhere, and then it is back',
  async () => {
    const simulation = (await simulate(nodeFailure)).fork();
    const { node } = simulation.placement('payments/processor').pods[0]!;
    simulation.fail({ node, for: '20m' });
    const condition = (): string =>
      (simulation.get('Node', node)!['status'].conditions as { type: string; status: string }[]).find(
        (it) => it.type === 'Ready',
      )!.status;
    const seconds = (milliseconds: number): number => Math.round(milliseconds / 1000);
    assert.is(seconds(simulation.until(() => condition() === 'Unknown')), 50);
    const moved = simulation.until((it) => it.placement('payments/processor').ready === 3);
    assert.ok(moved >= 300_000 && moved < 315_000, `${moved} ms`);
    const terminating = (): number =>
      simulation
        .as()
        .list('pods', 'payments')
        .filter((it) => it.metadata.deletionTimestamp).length;
    // Nobody can say that the old one has ended.
    assert.is(terminating(), 1);
    simulation.advance('15m');
    assert.is(condition(), 'True');
    assert.is(terminating(), 0);
    assert.not.ok(simulation.get('Node', node)!['spec'].taints);
    expectCluster(simulation).workload('payments/processor').toBeReady(3).toHaveStayedReady(2);
    assert.throws(() => simulation.until(() => false, '1m'), /it did not hold within 1m: \(\)/);
  },
);

const back = suite('kubectl set image, and back');

back('a version that never becomes ready takes nobody down, is told, and is undone', async () => {
  const simulation = await simulate(rollback);
  const kubectl = simulation.as();
  const setImage = (image: string): unknown =>
    kubectl.patch('deployments.apps', 'shop', 'web', 'strategic', {
      spec: { template: { spec: { containers: [{ name: 'web', image }] } } },
    });
  setImage('shop/web:2.0');
  simulation.advance('10m');
  expectCluster(simulation).url('http://shop.example.com/').toServe({ throughout: true });
  expectCluster(simulation).workload('shop/web').toHaveStayedReady(3);
  const { conditions } = simulation.get('Deployment', 'shop/web')!['status'] as {
    conditions: { type: string; reason: string }[];
  };
  assert.is(conditions.find((it) => it.type === 'Progressing')?.reason, 'ProgressDeadlineExceeded');

  setImage('shop/web:1.0');
  simulation.untilQuiet();
  expectCluster(simulation).workload('shop/web').toBeReady(3).toHaveStayedReady(3);
  // What happened, in the order it did.
  const happened = simulation.happened('Deployment', 'shop/web');
  const told = happened.map((it) => `${it.object.split(' ')[0]} ${it.reason}`);
  assert.is(told[0], 'Deployment Created');
  const turned = happened.filter((it) => it.message.startsWith('spec.template')).map((it) => it.text.slice(7));
  assert.equal(turned, [
    '  Deployment shop/web  spec.template.spec.containers[name=web].image shop/web:1.0 → shop/web:2.0',
    '  Deployment shop/web  spec.template.spec.containers[name=web].image shop/web:2.0 → shop/web:1.0',
  ]);
  assert.ok(told.includes('Pod Unhealthy'));
  assert.ok(told.indexOf('Pod Unhealthy') < told.lastIndexOf('Deployment ScalingReplicaSet'));
});

const name = suite('auth.internal while its pods move');

name('the name answers before, while and after one zone is gone', async () => {
  const simulation = await simulate(auth);
  const expected = expectCluster(simulation);
  expected.toRun().workload('shop/web').toReach('http://auth.internal.svc');
  expected.workload('internal/auth').toSurviveZoneLoss({ ready: 1 });
  const without = simulation.fork().fail({ zone: 'a' }).advance('10m');
  expectCluster(without).workload('shop/web').toReach('http://auth.internal.svc');
  assert.not.equal(
    without.placement('internal/auth').pods.map((it) => it.name),
    simulation.placement('internal/auth').pods.map((it) => it.name),
  );
});

const daemons = suite('a DaemonSet on a new node');

daemons('every node has a pod: the tainted one, and one that joins', async () => {
  const simulation = await simulate(daemonset);
  assert.is(simulation.placement('log-agent').ready, 3);
  const node = simulation.join('app', 'b');
  simulation.untilQuiet();
  const { ready, pods } = simulation.placement('log-agent');
  assert.is(ready, 4);
  assert.ok(pods.some((it) => it.node === node));
  assert.throws(() => simulation.join('app', 'z'), /pool app has no zone z; it has zone-a, zone-b/);
  assert.throws(() => simulation.join('apps'), /no pool is called apps; there are app, gpu/);
});

for (const it of [rolling, failure, back, name, daemons]) it.run();
