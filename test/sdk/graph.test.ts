import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deploy } from '../../lib/deploy/walker.ts';
import type { DeployEvent } from '../../lib/deploy/interface.ts';
import { Cluster } from '../../lib/engine/cluster.ts';
import {
  App,
  Chart,
  ConfigMap,
  Deployment,
  LimitRange,
  Namespace,
  NetworkPolicy,
  Pod,
  ResourceQuota,
  Secret,
  SynthError,
  type Synth,
} from '../../lib/index.ts';

const test = suite('the dependency graph: groups, wishes, circles, and what they cost');

function maps(chart: Chart, count: number): ConfigMap[] {
  return Array.from({ length: count }, (_, i) => new ConfigMap(chart, `${chart.node.id}-${i}`));
}

function edges(synth: Synth): number {
  return [...synth.objects, ...synth.groups].reduce((sum, it) => sum + it.after.length + it.afterGroups.length, 0);
}

/** Two charts of so many objects, the second after the first. */
function twoGroups(count: number): App {
  const app = new App();
  const [a, b] = [new Chart(app, 'a'), new Chart(app, 'b')];
  // The one that comes later is written first, so that its place is not an accident.
  maps(b, count);
  maps(a, count);
  b.addDependency(a);
  return app;
}

function timed<T>(run: () => T): [T, number] {
  const began = performance.now();
  const result = run();
  return [result, performance.now() - began];
}

test('400 objects on 400 others make 800 edges, in the graph too', () => {
  const synth = twoGroups(400).synth();
  assert.is(edges(synth), 800);
  assert.is(synth.graph.edgeCount(), 800);
  assert.is(synth.graph.nodeCount(), 801);
  assert.equal(synth.graph.successors('b/b-0'), ['a/*']);
});

test('each of the second group stands after all of the first', () => {
  const synth = twoGroups(50).synth();
  const last = synth.objects.map((it) => it.path.startsWith('a/')).lastIndexOf(true);
  const first = synth.objects.findIndex((it) => it.path.startsWith('b/'));
  assert.ok(last < first);
});

test('2,000 objects on 2,000 others are sorted in well under a second', () => {
  const app = twoGroups(2_000);
  const [synth, milliseconds] = timed(() => app.synth());
  assert.is(synth.objects.length, 4_000);
  assert.ok(milliseconds < 1_000, `${milliseconds} ms`);
});

test('a chart after many others goes through one gate: edges stay as many as objects and charts', () => {
  const app = new App();
  const bases = Array.from({ length: 50 }, (_, i) => new Chart(app, `base-${i}`));
  for (const base of bases) maps(base, 4);
  const top = new Chart(app, 'top');
  maps(top, 200);
  top.addDependency(...bases);
  assert.is(edges(app.synth()), 200 + 50 + 200);
});

test('1,000 charts, each after the one before it, cost per object what 250 do', () => {
  const build = (count: number): App => {
    const app = new App();
    let before: Chart | undefined;
    for (let i = 0; i < count; i++) {
      const chart = new Chart(app, `c${i}`);
      maps(chart, 7);
      if (before) chart.addDependency(before);
      before = chart;
    }
    return app;
  };
  build(100).synth();
  const [small, few] = timed(() => build(250).synth());
  const [large, many] = timed(() => build(1_000).synth());
  assert.is(large.objects.length, 4 * small.objects.length);
  // Four times the work; a square would be sixteen. The rest is for a busy machine.
  assert.ok(many < 10 * few, `${few} ms for 250 charts, ${many} ms for 1,000`);
});

test('55 objects in 11 waves of 5, each after all of the wave below, are sorted at once', () => {
  const app = new App();
  const chart = new Chart(app, 'c');
  let below: ConfigMap[] = [];
  for (let wave = 0; wave < 11; wave++) {
    const these = Array.from({ length: 5 }, (_, i) => new ConfigMap(chart, `w${wave}-${i}`));
    for (const it of these) it.addDependency(...below);
    below = these;
  }
  assert.is(app.synth().objects.length, 55);
});

test('a chart may come after a part of itself: its namespace first, then the rest', () => {
  const app = new App();
  const chart = new Chart(app, 'c');
  maps(chart, 3);
  const first = new Namespace(chart, 'first');
  chart.addDependency(first);
  assert.is(app.synth().objects[0]!.path, 'c/first');
});

function problems(app: App): string[] {
  try {
    app.synth();
    return [];
  } catch (error) {
    if (!(error instanceof SynthError)) throw error;
    return error.problems.map((it) => `${it.source} ${it.path}: ${it.message}`);
  }
}

test('charts that need each other are named, with the groups they meet in and the line', () => {
  const app = twoGroups(3);
  const [a, b] = app.node.children as [Chart, Chart];
  a.addDependency(b);
  assert.is(problems(app).length, 1);
  assert.match(problems(app)[0]!, /b\/\* → b\/b-0 → a\/\*/);
  assert.match(problems(app)[0]!, /^test\/sdk\/graph\.test\.ts:\d+:\d+ \S+: these need each other: \S+( → \S+){4}$/);
});

test('two circles are told as two', () => {
  const app = new App();
  const chart = new Chart(app, 'c');
  const [a, b, c, d] = maps(chart, 4) as [ConfigMap, ConfigMap, ConfigMap, ConfigMap];
  a.addDependency(b);
  b.addDependency(a);
  c.addDependency(d);
  d.addDependency(c);
  assert.is(problems(app).length, 2);
});

test('nothing can come after what holds it', () => {
  const app = new App();
  const chart = new Chart(app, 'c');
  const [a] = maps(chart, 2);
  a!.addDependency(chart);
  assert.match(problems(app)[0]!, /c\/c-0 depends on c, which holds it/);
});

/** Workloads with a Service each; `speaks` says whose address is in whose environment. */
function speakers(names: readonly string[], speaks: readonly (readonly [string, string])[]): Synth {
  const app = new App();
  const chart = new Chart(app, 'c', { namespace: 'default' });
  for (const name of names) {
    const env = Object.fromEntries(
      speaks.filter(([from]) => from === name).map(([, to]) => [to.toUpperCase(), `${to}.default.svc:80`]),
    );
    new Deployment(chart, name, { image: 'x', ports: { http: 80 }, env }).expose({ port: 80 });
  }
  return app.synth();
}

const before = (synth: Synth, a: string, b: string): boolean => {
  const at = (path: string): number => synth.objects.findIndex((it) => it.path === path);
  return at(`c/${a}`) < at(`c/${b}`);
};

test('two that speak to each other wait for neither, and everyone else’s wish still holds', () => {
  const synth = speakers(
    ['web', 'cart', 'redis', 'shop'],
    [
      ['web', 'cart'],
      ['cart', 'web'],
      ['cart', 'redis'],
      ['shop', 'web'],
    ],
  );
  assert.ok(before(synth, 'redis', 'cart'));
  assert.ok(before(synth, 'web', 'shop'));
  const after = (path: string): string[] =>
    synth.objects.find((it) => it.path === path)!.after.map((at) => synth.objects[at]!.path);
  assert.not(after('c/web').includes('c/cart'));
  assert.not(after('c/cart').includes('c/web'));
});

const places: [string, object][] = [
  ['the environment of an init container', { init: { wait: { image: 'x', env: { A: 'z.default.svc' } } } }],
  ['the arguments', { args: ['--backend=http://z.default.svc:80/'] }],
  ['the command', { command: ['run', 'z.default'] }],
  ['a sidecar', { sidecars: { proxy: { image: 'x', args: ['z.default.svc.cluster.local:80'] } } }],
  ['a URL with the bare name', { env: { A: 'http://z/' } }],
  ['a bare name with its port', { env: { A: 'z:80' } }],
  ['a ConfigMap read as environment', { envFrom: [{ configMap: 'settings' }] }],
  ['one key of a ConfigMap', { env: { A: { configMap: 'settings', key: 'A' } } }],
  ['a mounted ConfigMap', { volumes: { v: { mount: '/v', configMap: 'settings' } } }],
  ['a Secret with a connection string', { env: { A: { secret: 'database', key: 'url' } } }],
];
for (const [name, props] of places)
  test(`an address is found in ${name}`, () => {
    const app = new App();
    const chart = new Chart(app, 'c', { namespace: 'default' });
    new ConfigMap(chart, 'settings', { data: { A: 'tcp://z.default.svc:80' } });
    new Secret(chart, 'database', { stringData: { url: 'mongodb://user:pass@z/db' } });
    new Deployment(chart, 'a', { image: 'x', ...props });
    new Deployment(chart, 'z', { image: 'x', ports: { http: 80 } }).expose({ port: 80 });
    assert.ok(before(app.synth(), 'z', 'a'));
  });

test('a word that is only a Service’s name is no address', () => {
  const synth = speakers(['a', 'z'], []);
  const app = new App();
  const chart = new Chart(app, 'c', { namespace: 'default' });
  new Deployment(chart, 'a', { image: 'x', env: { NAME: 'z', RATIO: '1.5', TIME: '12:80' } });
  new Deployment(chart, 'z', { image: 'x', ports: { http: 80 } }).expose({ port: 80 });
  assert.ok(before(app.synth(), 'a', 'z'));
  assert.ok(before(synth, 'a', 'z'));
});

test('what guards a namespace is there before the pods in it, behind one group', () => {
  const app = new App();
  const chart = new Chart(app, 'c', { namespace: 'default' });
  const workloads = Array.from({ length: 20 }, (_, i) => new Deployment(chart, `d${i}`, { image: 'x' }));
  workloads[0]!.allowFrom({ pods: { a: 'b' } });
  new LimitRange(chart, 'limits', { container: { limits: { cpu: 1 } } });
  new ResourceQuota(chart, 'quota', { count: { pods: 50 } });
  NetworkPolicy.defaultDeny(chart, 'deny');
  const synth = app.synth();
  const kinds = synth.objects.map((it) => it.object.kind);
  assert.ok(kinds.indexOf('Deployment') > kinds.lastIndexOf('ResourceQuota'));
  assert.ok(kinds.indexOf('Deployment') > kinds.lastIndexOf('NetworkPolicy'));
  assert.is(edges(synth), 20 + 4);
});

test('a guard that is told to come after a workload does, and no other waits for it in vain', () => {
  const app = new App();
  const chart = new Chart(app, 'c', { namespace: 'default' });
  const first = new Deployment(chart, 'first', { image: 'x' });
  const quota = new ResourceQuota(chart, 'quota', { count: { pods: 50 } });
  quota.addDependency(first);
  new Deployment(chart, 'second', { image: 'x' });
  assert.equal(
    app.synth().objects.map((it) => it.path),
    ['c/first', 'c/quota', 'c/second'],
  );
});

async function walked(app: App): Promise<{ order: string[]; failed: number; notStarted: string[] }> {
  const synth = app.synth();
  const cluster = Cluster.create({ simulation: synth.simulation, seed: 'groups' });
  const order: string[] = [];
  const progress = (event: DeployEvent): void => void (event.type === 'applied' && order.push(event.at.path!));
  const result = await deploy(cluster.client(), synth, { progress, timeout: 30_000 });
  return { order, failed: result.failures.length, notStarted: result.notStarted.map((it) => it.path!) };
}

test('a deployment walks through groups: all of the first chart, then the second', async () => {
  const { order } = await walked(twoGroups(20));
  assert.is(order.length, 40);
  assert.ok(order.slice(0, 20).every((it) => it.startsWith('a/')));
});

test('what stands behind a group with a failure in it is not started', async () => {
  const app = new App();
  const [a, b] = [new Chart(app, 'a', { namespace: 'default' }), new Chart(app, 'b', { namespace: 'default' })];
  maps(a, 3);
  new Deployment(a, 'never', { image: 'x', nodeSelector: { nobody: 'has' } });
  maps(b, 3);
  b.addDependency(a);
  const { failed, notStarted } = await walked(app);
  assert.is(failed, 1);
  assert.equal(notStarted, ['b/b-0', 'b/b-1', 'b/b-2']);
});

test('a pod in a new namespace waits for the account it acts as', async () => {
  const app = new App();
  const chart = new Chart(app, 'c', { namespace: 'new' });
  new Namespace(chart, 'new');
  new Pod(chart, 'once', { image: 'x' });
  assert.equal(await walked(app), { order: ['c/new', 'c/once'], failed: 0, notStarted: [] });
});

test.run();
