import { test } from 'uvu';
import * as assert from 'uvu/assert';
import app from '../../examples/shop/main.ts';
import { ExpectationError } from '../../lib/assertions/expectation-error.ts';
import {
  App,
  Chart,
  Deployment,
  type DeploymentProps,
  expectCluster,
  Image,
  Ingress,
  Namespace,
  NodePool,
  simulate,
} from 'slipway';

const shop = await simulate(app);
const expected = expectCluster(shop);

test('the loss of any node is survived, and what machines cost is held to', async () => {
  const app = new App({ name: 'priced' });
  new NodePool(app, 'app', { zones: ['a', 'b'], nodes: 2, cpu: 4, memory: '8Gi', price: 0.25 });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  new Namespace(chart, 'shop');
  const web = new Deployment(chart, 'web', { replicas: 3, image: 'web:1', apart: 'nodes' });
  const single = new Deployment(chart, 'single', { image: 'web:1' });
  const told = expectCluster(await simulate(app));
  told.toCostAtMost(1).workload(web).toSurviveNodeLoss({ ready: 2 });
  assert.throws(
    () => told.toCostAtMost(0.9),
    /^the machines cost 1\.00 an hour, more than 0\.90\n {2}pool app: 4 nodes, 1\.00$/,
  );
  assert.throws(
    () => told.workload(single).toSurviveNodeLoss(),
    /^shop\/single does not survive the loss of app-.*: 0 of 1 pods ready on the way, expected at least 1/,
  );
  assert.throws(() => expected.toCostAtMost(1), /nobody says what an hour of pool app costs/);
});

test('rollouts that lose requests say why', async () => {
  const app = new App({ name: 'rolling' });
  new NodePool(app, 'app', { zones: ['a', 'b'], nodes: 1, cpu: 4, memory: '8Gi' });
  new Image(app, 'missing', { name: 'gone:*', missing: true });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  new Namespace(chart, 'shop');
  const ready = { get: '/', port: 'http' };
  const made = (name: string, more: Partial<DeploymentProps>): Deployment => {
    const one = new Deployment(chart, name, { replicas: 2, image: 'web:1', ports: { http: 8080 }, ...more });
    if (name !== 'alone') one.expose({ port: 80 });
    return one;
  };
  const careful = made('careful', { ready, beforeStop: { sleep: 5 } });
  const recreated = made('recreated', { ready, spec: { strategy: { type: 'Recreate' } } });
  const hasty = made('hasty', {});
  const abrupt = made('abrupt', { ready });
  const alone = made('alone', {});
  const told = expectCluster(await simulate(app));
  told.workload(careful).toRollOutWithoutLoss();
  told.workload(alone).toRollOutWithoutLoss({ image: 'web:2' });
  const wrong: [Deployment, string | undefined, RegExp][] = [
    [recreated, undefined, /^shop\/recreated loses requests when it rolls out: 0 of 2 pods ready on the way/],
    [
      hasty,
      undefined,
      /before they answer\n {2}container hasty has no readiness probe[^\n]*\n {2}.*expectations\.test\.ts:\d+/,
    ],
    [abrupt, undefined, /still send them some\n {2}container abrupt does not wait before it stops: beforeStop/],
    [careful, 'gone:1', /^shop\/careful does not finish to roll out within 30m[^\n]*\n {2}ImagePullBackOff/],
  ];
  for (const [workload, image, message] of wrong)
    assert.throws(() => told.workload(workload).toRollOutWithoutLoss(image ? { image } : {}), message);
  assert.throws(
    () => told.workload(careful).toRollOutWithoutLoss({ container: 'x' }),
    /has no container x\n {2}it has/,
  );
});

test('what is so', () => {
  expected
    .toRun()
    .toHaveNothingToLookAt({ except: ['dangling', 'exposed'] })
    .workload('shop/web')
    .toBeReady(6)
    .toBeSpreadOverZones(3)
    .toBeInPool('app')
    .toReach('cart:8080')
    .notToReach('redis:6379')
    .toPassPodSecurity('baseline');
  expected.workload('card-vault').toBeReachedOnlyBy(['payments/processor'], 8443).notToBeReachedFromOutside();
  expected.workload('redis').toBeReachedOnlyBy(['cart']);
  expected.url('https://shop.example.com/api/cart/1').toServe().toBeServedBy('shop/cart');
  expected
    .subject({ group: 'auditors' })
    .toBeAbleTo('list', 'deployments.apps')
    .notToBeAbleTo('get', 'secrets', { namespace: 'shop' })
    .notToBeAbleTo('create', 'pods', { namespace: 'shop' })
    .notToReadSecrets({ norMountThem: true })
    .notToEscalate();
  expected
    .subject({ group: 'developers' })
    .toBeAbleTo('patch', 'deployments.apps', { namespace: 'shop' })
    .notToReadSecrets();
  expected.subject({ serviceAccount: 'payments/processor' }).notToBeAbleTo('list', 'pods', { namespace: 'payments' });
  expected.secret('db-password').toBeReadOnlyBy(['mongodb', { group: 'operators' }]);
});

const wrong: [string, () => unknown, RegExp][] = [
  [
    'something to look at',
    () => expected.toHaveNothingToLookAt(),
    /^there is something to look at\n {2}dangling https:\/\/pay\.example\.com\/: no Secret payments-tls.*main\.ts:\d+/,
  ],
  [
    'a zone that is missed',
    () => expected.toSurviveZoneLoss(),
    /^not every pod finds another place when a zone is lost\n {2}without zone-a: 1 of shop\/mongodb would wait/,
  ],
  [
    'more pods than there are',
    () => expected.workload('web').toBeReady(7),
    /^shop\/web has 6 of 7 pods ready\n {2}.*main\.ts:\d+:\d+ {2}shop\/web$/,
  ],
  [
    'one pod is in one zone',
    () => expected.workload('redis').toBeSpreadOverZones(),
    /^shop\/redis is not spread over 3 zones\n {2}it has 1 in zone-/,
  ],
  ['another pool', () => expected.workload('mongodb').toBeInPool('app'), /^shop\/mongodb is in data, not in app only/],
  [
    'a policy in between',
    () => expected.workload('web').toReach('redis:6379'),
    /^shop\/web does not reach redis:6379\n[\s\S]*in: no ingress rule of shop\/redis-ingress allows it/,
  ],
  ['no policy in between', () => expected.workload('web').notToReach('cart:8080'), /^shop\/web reaches cart:8080/],
  [
    'a caller nobody named',
    () => expected.workload('card-vault').toBeReachedOnlyBy([]),
    /^payments\/card-vault is reached by payments\/processor, too, on 8443\n {2}let in by payments\/card-vault-ingress, ingress rule 1/,
  ],
  [
    'a caller that is not let in',
    () => expected.workload('card-vault').toBeReachedOnlyBy(['processor', 'shop/web']),
    /^payments\/card-vault is not reached by shop\/web on 8443/,
  ],
  [
    'no policy at all',
    () => expected.workload('web').toBeReachedOnlyBy(['cart']),
    /^shop\/web is reached by every pod of the cluster on \d+: no policy selects its pods/,
  ],
  [
    'an open door',
    () => expected.workload('web').notToBeReachedFromOutside(),
    /^shop\/web is reached from outside the cluster/,
  ],
  [
    'a port that is none',
    () => expected.workload('web').notToBeReachedFromOutside(1),
    /^shop\/web declares no port 1\n {2}it declares 8080/,
  ],
  [
    'pod security',
    () => expected.workload('log-agent').toPassPodSecurity('baseline'),
    /^observability\/log-agent does not pass baseline, only privileged\n {2}hostPath volumes/,
  ],
  [
    'a right that is not there',
    () => expected.subject({ group: 'auditors' }).toBeAbleTo('delete', 'pods', { namespace: 'shop' }),
    /^group auditors may not delete pods in shop\n {2}it has auditor everywhere: reads pods.*\n {2}ClusterRoleBinding auditor\S* {2}\S*main\.ts:\d+:\d+ {2}platform\//,
  ],
  [
    'a right that is',
    () => expected.subject({ group: 'operators' }).notToBeAbleTo('get', 'secrets', { namespace: 'shop' }),
    /^group operators may get secrets in shop\n {2}allowed by RoleBinding shop\/\S+\n {2}\S*main\.ts:\d+:\d+ /,
  ],
  [
    'Secrets read',
    () => expected.subject({ group: 'operators' }).notToReadSecrets(),
    /^group operators reads secrets in shop\n.*\n {2}RoleBinding shop\/\S+ {2}\S*main\.ts:\d+:\d+ /,
  ],
  [
    'Secrets mounted',
    () => expected.subject({ group: 'developers' }).notToReadSecrets({ norMountThem: true }),
    /^group developers may mount secrets of shop in pods it runs/,
  ],
  [
    'nobody at all',
    () => expected.subject({ user: 'jane' }).toBeAbleTo('get', 'pods'),
    /^user jane may not get pods\n {2}no binding names it/,
  ],
  [
    'a host without pods',
    () => expected.url('http://admin.example.com/').toServe(),
    /^http:\/\/admin\.example\.com\/ is not served\n[\s\S]*selector app=admin matches no pod/,
  ],
  [
    'another workload',
    () => expected.url('https://shop.example.com/').toBeServedBy('cart'),
    /^https:\/\/shop\.example\.com\/ is served by shop\/web, not by cart/,
  ],
  [
    'a reader too many',
    () => expected.secret('shop/db-password').toBeReadOnlyBy(['mongodb']),
    /^Secret shop\/db-password is read by group operators, too\n {2}.*main\.ts/,
  ],
  ['a Secret that is not there', () => expected.secret('ghost').toBeReadOnlyBy([]), /^there is no Secret ghost/],
];
for (const [name, expectation, message] of wrong)
  test(`not so: ${name}`, () => {
    try {
      expectation();
    } catch (error) {
      assert.instance(error, ExpectationError);
      assert.match((error as Error).message, message);
      return;
    }
    assert.unreachable('it should have thrown');
  });

test('a workload that is not there is an error of its own', () =>
  assert.throws(() => expected.workload('ghost').toBeReady(), /no workload is called ghost: observability\/log-agent/));

/** A small program: `web` behind an address, in three zones. */
function program(replicas: number, spread: boolean, cpu = '500m'): { app: App; web: Deployment } {
  const small = new App({ name: 'small' });
  new NodePool(small, 'app', { zones: ['a', 'b', 'c'], nodes: 1, cpu: 2, memory: '4Gi' });
  const chart = new Chart(small, 'shop', { namespace: 'shop' });
  new Namespace(chart, 'shop');
  const web = new Deployment(chart, 'web', {
    replicas,
    image: 'web:1',
    ports: { http: 8080 },
    requests: { cpu, memory: '64Mi' },
    ready: { get: '/ready', port: 'http' },
    ...(spread ? { spread: 'zones' as const } : {}),
  });
  new Ingress(chart, 'front', {}).route('shop.example.com', '/', web.expose({ port: 80 }));
  return { app: small, web };
}

test('zone loss: lived through in a fork, by construct', async () => {
  const { app: fine, web } = program(3, true);
  const simulation = await simulate(fine);
  expectCluster(simulation).toRun().workload(web).toSurviveZoneLoss().toSurviveZoneLoss({ ready: 2, zone: 'a' });
  assert.is(simulation.placement(web).ready, 3, 'the simulation itself has lost nothing');
  assert.throws(
    () => expectCluster(simulation).workload(web).toSurviveZoneLoss({ ready: 3 }),
    /^shop\/web does not survive the loss of zone-a: 2 of 3 pods ready on the way, expected at least 3/,
  );
});

test('zone loss: a single pod is away for a while; pods too large never come back', async () => {
  const { app: lonely, web } = program(1, false);
  const zone = Object.keys((await simulate(lonely)).placement(web).zones)[0]!;
  const simulation = await simulate(lonely);
  assert.throws(
    () => expectCluster(simulation).workload(web).toSurviveZoneLoss({ zone }),
    /^shop\/web does not survive the loss of zone-.: 0 of 1 pods ready on the way/,
  );
  const { app: tight, web: large } = program(3, true, '1500m');
  const narrow = await simulate(tight);
  assert.throws(
    () => expectCluster(narrow).workload(large).toSurviveZoneLoss(),
    /does not recover from the loss of zone-a: 2 of 3 pods ready after 30m\n {2}0\/2 nodes: [\s\S]*would fit with one node more in pool app/,
  );
});

test('two futures: one in which a zone fails, and what it served', async () => {
  const { app: fine, web } = program(3, true);
  const simulation = await simulate(fine);
  const without = simulation.fork();
  without.fail({ zone: 'a' }).advance('10m');
  expectCluster(without).url('http://shop.example.com/').toServe({ throughout: true });
  expectCluster(without).workload(web).toHaveStayedReady(2);
  assert.throws(
    () => expectCluster(without).workload(web).toHaveStayedReady(3),
    /had only 2 of 3 pods ready at the worst/,
  );
  assert.is(simulation.outcomes.placement.nodes.length, 3);
  assert.is(without.outcomes.placement.nodes.length, 2);

  const dark = simulation.fork();
  for (const zone of ['a', 'b', 'c']) dark.fail({ zone });
  dark.advance('1m');
  assert.throws(() => expectCluster(dark).url('http://shop.example.com/').toServe(), /is not served/);
  assert.throws(() => simulation.fork().fail({ zone: 'x' }), /no node is in zone x/);
  assert.throws(() => simulation.fork().advance('soon'), /soon is no stretch of time/);
});

test('what does not run says so, with what would help', async () => {
  const { app: heavy } = program(3, false, '3');
  const simulation = await simulate(heavy);
  assert.throws(
    () => expectCluster(simulation).toRun(),
    /^not everything runs\n[\s\S]*pending shop\/web: 3 of 3 pods stay pending: 0\/3 nodes: 3 Insufficient cpu; would fit with requests\.cpu ≤ \d+m?; .*expectations\.test\.ts:\d+/,
  );
});

test('another program deployed into the same cluster', async () => {
  const simulation = await simulate(program(3, true).app);
  assert.ok((await simulation.deploy(program(2, true).app)).ok);
  assert.is(simulation.placement('web').ready, 2);
  assert.is(simulation.get('Deployment', 'shop/web')!['spec'].replicas, 2);
});

test('two futures compared: what one has otherwise than the other, and nothing where there is nothing', async () => {
  const simulation = await simulate(program(3, true).app);
  const same = simulation.fork();
  same.advance('10m');
  assert.equal(simulation.compare(same), {
    differences: [],
    text: 'Placement, Routing, Security, Storage    no change\n',
  });
  const without = simulation.fork();
  without.fail({ zone: 'a' }).advance('10m');
  const { differences, text } = simulation.compare(without);
  assert.ok(differences.some((it) => it.section === 'Placement' && it.about === 'shop/web'));
  assert.match(text, /^Placement\n {2}~ shop\/web +1 moved +from a 1 to [bc] 1\n/);
  assert.match(text, /at least 2 of 3 ready/);
});

test.run();
