import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { deploy } from '../../lib/deploy/walker.ts';
import { Cluster } from '../../lib/engine/cluster.ts';
import {
  App,
  Chart,
  ConfigMap,
  Construct,
  CronJob,
  Deployment,
  Job,
  StatefulSet,
  StorageClass,
  SynthError,
  type ChartProps,
} from '../../lib/index.ts';
import { plan } from '../../lib/plan/plan.ts';

type Build = (chart: Chart) => void;

function app(build: Build, props: ChartProps = {}): App {
  const made = new App({ name: 'shop' });
  build(new Chart(made, 'shop', { namespace: 'default', ...props }));
  return made;
}

/** A redis with what belongs to it, somewhere in the tree. */
class Cart extends Construct {
  readonly redis: StatefulSet;
  constructor(scope: Construct, id: string, inner = 'redis') {
    super(scope, id);
    const fast = new StorageClass(this, 'fast', { provisioner: 'disks.example.com' });
    this.redis = new StatefulSet(this, inner, {
      image: 'redis:8',
      ports: { redis: 6379 },
      claims: { data: { size: '1Gi', storageClass: fast, mount: '/data' } },
    });
    new Deployment(this, 'web', { image: 'web:1', env: { REDIS: this.redis.address() } });
    new Job(this, 'migrate', { image: 'web:1' });
    new CronJob(this, 'sweep', { image: 'web:1', schedule: '@daily' });
  }
}
const manifests = (of: App): unknown[] =>
  of
    .toJson()
    .map((it) => JSON.stringify(it))
    .sort();

const before: Build = (chart) => void new Cart(chart, 'cart');
const moves: [string, Build, ChartProps['moved']][] = [
  ['a part under another id', (chart) => void new Cart(chart, 'basket'), [{ from: 'cart', to: 'basket' }]],
  [
    'a part deeper in the tree',
    (chart) => void new Cart(new Construct(chart, 'site'), 'cart'),
    [{ from: 'cart', to: 'site/cart' }],
  ],
  [
    'a part and one object in it',
    (chart) => void new Cart(chart, 'basket', 'cache'),
    [
      { from: 'cart', to: 'basket' },
      { from: 'cart/redis', to: 'basket/cache' },
    ],
  ],
];
for (const [name, after, moved] of moves)
  test(`${name} keeps every name, selector and container: the manifests are the same`, async () => {
    const [old, now] = [app(before), app(after, { moved: moved! })];
    assert.equal(manifests(now), manifests(old));
    const cluster = Cluster.create({ simulation: old.simulation() });
    assert.ok((await deploy(cluster.client(), old.synth(), { origins: true })).ok);
    assert.equal((await plan(cluster, now.synth())).changes, []);
    assert.is.not((await plan(cluster, app(after).synth())).changes.length, 0, 'without it everything is made anew');
  });

test('without the move, a plan says which would keep the object', async () => {
  const cluster = Cluster.create();
  const map = (id: string): App =>
    app((chart) => void new ConfigMap(new Construct(chart, id), 'map', { data: { a: '1' } }));
  await deploy(cluster.client(), map('old').synth(), { origins: true });
  const [made] = (await plan(cluster, map('new').synth())).changes;
  assert.is(
    made!.note,
    "was old-map, which is removed; moved: [{ from: 'old', to: 'new' }] in shop, or name: 'old-map' would keep it",
  );
});

test('a move whose former name nothing deployed has is told by the plan', async () => {
  const cluster = Cluster.create();
  await deploy(cluster.client(), app((chart) => void new ConfigMap(chart, 'other')).synth(), { origins: true });
  const wrong = app(
    (chart) => {
      new ConfigMap(chart, 'other');
      new ConfigMap(chart, 'new');
    },
    { moved: [{ from: 'odl', to: 'new' }] },
  );
  const { changes } = await plan(cluster, wrong.synth());
  assert.equal(
    changes.map((it) => [it.action, it.name, it.note]),
    [['create', 'odl', 'moved: nothing is deployed that was shop/odl']],
  );
  assert.is((await plan(Cluster.create(), wrong.synth())).changes[1]!.note, undefined, 'where all is new, so is this');
});

const wrong: [string, Build, ChartProps['moved'], RegExp][] = [
  ['leads nowhere', before, [{ from: 'a', to: 'crat' }], /nothing is at shop\/crat\. Did you mean cart\?/],
  ['comes from nowhere', before, [{ from: '', to: 'cart' }], /from is no path of ids/],
  [
    'is said twice',
    before,
    [
      { from: 'a', to: 'cart' },
      { from: 'b', to: 'cart' },
    ],
    /it is said twice where this was/,
  ],
  [
    'changes no name',
    (chart) => void new ConfigMap(chart, 'map', { metadata: { name: 'settings' } }),
    [{ from: 'a', to: 'map' }],
    /it changes no name/,
  ],
  [
    'takes the name of another',
    (chart) => {
      new ConfigMap(chart, 'one');
      new ConfigMap(chart, 'two');
    },
    [{ from: 'one', to: 'two' }],
    /there is already a ConfigMap one in namespace default: shop\/one/,
  ],
];
for (const [name, build, moved, message] of wrong)
  test(`a move that ${name} is an error with its line`, () => {
    try {
      app(build, { moved: moved! }).synth();
    } catch (error) {
      assert.instance(error, SynthError);
      assert.match((error as SynthError).describe(), message);
      assert.match((error as SynthError).describe(), /moves\.test\.ts:\d+/);
      return;
    }
    assert.unreachable();
  });

test.run();
