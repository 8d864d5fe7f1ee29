import { load, loadAll } from 'js-yaml';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ApiObject,
  App,
  Chart,
  ConfigMap,
  CronJob,
  Deployment,
  Ingress,
  Namespace,
  NodePool,
  PersistentVolumeClaim,
  RoleBinding,
  Secret,
  Service,
  ServiceAccount,
  StatefulSet,
  SynthError,
  toYaml,
} from '../../lib/index.ts';

const test = suite('synth: the tree, its problems and its graph');

function problemsOf(build: (chart: Chart, app: App) => void): string[] {
  const app = new App();
  build(new Chart(app, 'c'), app);
  try {
    app.synth();
  } catch (error) {
    if (!(error instanceof SynthError)) throw error;
    return error.problems.map((it) => `${it.path} ${it.field ?? ''}: ${it.message}`);
  }
  return [];
}

const web = (chart: Chart, more: object = {}): Deployment =>
  new Deployment(chart, 'web', { image: 'web:1', ports: { http: 80 }, ...more });

const rows: [string, (chart: Chart, app: App) => void, RegExp | undefined][] = [
  ['a sound deployment has no problem', (chart) => void web(chart), undefined],
  [
    'a port out of range, in the API server’s words',
    (chart) => void web(chart, { ports: { http: 99999 } }),
    /^c\/web spec\.template\.spec\.containers\[0\]\.ports\[0\]\.containerPort: Invalid value: 99999: must be between 1 and 65535, inclusive$/,
  ],
  [
    'a mistyped prop, with the one that was meant',
    (chart) => void web(chart, { replica: 2 }),
    /^c\/web replica: unknown field\. Did you mean replicas\?$/,
  ],
  [
    'a mistyped field of a raw object',
    (chart) => void new ApiObject(chart, 'x', { apiVersion: 'v1', kind: 'ConfigMap', dat: {} }),
    /dat: unknown field\. Did you mean data\?/,
  ],
  [
    'negative replicas',
    (chart) => void web(chart, { replicas: -3 }),
    /spec\.replicas: Invalid value: -3: must be greater than or equal to 0/,
  ],
  [
    'a name that is none',
    (chart) => void new ConfigMap(chart, 'x', { metadata: { name: 'Invalid_Name!' } }),
    /metadata\.name: Invalid value: "Invalid_Name!"/,
  ],
  [
    'a label value with a space',
    (chart) => void new ConfigMap(chart, 'x', { metadata: { labels: { a: 'b c' } } }),
    /metadata\.labels: Invalid value: "b c"/,
  ],
  [
    'two objects of one name',
    (chart) =>
      void [
        new ConfigMap(chart, 'a', { metadata: { name: 'x' } }),
        new ConfigMap(chart, 'b', { metadata: { name: 'x' } }),
      ],
    /there is already a ConfigMap x: c\/a/,
  ],
  [
    'a namespace nobody makes',
    (_, app) => void new ConfigMap(new Chart(app, 'd', { namespace: 'ghost' }), 'x'),
    /no Namespace ghost/,
  ],
  [
    'a secret nobody makes',
    (chart) => void web(chart, { env: { A: { secret: 'ghost', key: 'k' } } }),
    /no Secret ghost/,
  ],
  [
    'a config map nobody makes',
    (chart) => void web(chart, { volumes: { v: { mount: '/x', configMap: 'ghost' } } }),
    /no ConfigMap ghost/,
  ],
  [
    'a key that a config map does not have',
    (chart) => {
      new ConfigMap(chart, 'settings', { data: { A: 'a', B: 'b' } });
      web(chart, { env: { X: { configMap: 'settings', key: 'C' } } });
    },
    /configMapKeyRef: ConfigMap settings has no key C; it has A, B$/,
  ],
  [
    'a secret of another namespace',
    (_, app) => {
      const [a, b] = ['a', 'b'].map((id) => new Chart(app, id, { namespace: `kube-${id}` }));
      new Secret(a!, 'token', { stringData: { t: 't' } });
      web(b!, { env: { T: { secret: 'token', key: 't' } } });
    },
    /no Secret token in namespace kube-b, and nothing here makes one\. There is one in namespace kube-a \(a\/token\)/,
  ],
  [
    'a quantity that is none',
    (chart) => void web(chart, { requests: { cpu: 'lots' } }),
    /resources\.requests\[cpu\]: Invalid value: "lots": quantities must match/,
  ],
  [
    'a unit that is none',
    (chart) => void web(chart, { requests: { memory: '1Gb' } }),
    /resources\.requests\[memory\]: Invalid value: "1Gb": /,
  ],
  [
    'a quantity in a claim',
    (chart) => void new PersistentVolumeClaim(chart, 'c', { size: 'big' }),
    /spec\.resources\.requests\[storage\]: Invalid value: "big"/,
  ],
  [
    'a text where a number belongs',
    (chart) => void new ApiObject(chart, 'x', { apiVersion: 'apps/v1', kind: 'Deployment', spec: { replicas: '3' } }),
    /spec\.replicas: must be a whole number, not "3"/,
  ],
  [
    'a number where a text belongs',
    (chart) => void new ConfigMap(chart, 'x', { data: { n: 3 as never } }),
    /data\[n\]: must be a text, not 3/,
  ],
  [
    'a construct where its name belongs',
    (chart) =>
      void new ApiObject(chart, 'x', {
        apiVersion: 'v1',
        kind: 'Pod',
        spec: { containers: [], serviceAccountName: new ServiceAccount(chart, 'sa') },
      }),
    /spec\.serviceAccountName: must be plain data, not a ServiceAccount\. Is its \.name meant\?/,
  ],
  [
    'a mistyped prop of a sidecar',
    (chart) => void web(chart, { sidecars: { a: { image: 'x', comand: [] } } }),
    /sidecars\.a\.comand: unknown field\. Did you mean command\?/,
  ],
  [
    'a volume made of nothing',
    (chart) => void web(chart, { volumes: { v: { mount: '/v' } } }),
    /volumes\.v: what is it made of\?/,
  ],
  [
    'a probe of two things at once',
    (chart) => void web(chart, { ready: { get: '/', tcp: 80 } }),
    /ready: checks one thing: get, tcp, exec or grpc/,
  ],
  [
    'a probe of a container without ports',
    (chart) => void new Deployment(chart, 'x', { image: 'x', ready: { get: '/' } }),
    /ready\.port: needs a port: the container has none/,
  ],
  [
    'a cycle, by construct paths',
    (chart) => {
      const [a, b] = [new ConfigMap(chart, 'a'), new ConfigMap(chart, 'b')];
      a.addDependency(b);
      b.addDependency(a);
    },
    /these need each other: (c\/a → c\/b → c\/a|c\/b → c\/a → c\/b)/,
  ],
];
for (const [name, build, expected] of rows)
  test(name, () => {
    const problems = problemsOf(build);
    if (!expected) assert.equal(problems, []);
    else
      assert.ok(
        problems.some((it) => expected.test(it)),
        `${expected} in ${JSON.stringify(problems)}`,
      );
  });

test('all problems come at once, each with the file and the line that made it', () => {
  const app = new App();
  const chart = new Chart(app, 'c');
  web(chart, { replicas: -1, ports: { http: 0 } });
  new ConfigMap(chart, 'x', { metadata: { name: 'X' } });
  try {
    app.synth();
    assert.unreachable();
  } catch (error) {
    assert.instance(error, SynthError);
    const { problems } = error as SynthError;
    assert.ok(problems.length >= 3);
    for (const it of problems) assert.match(it.source ?? '', /^test\/sdk\/synth\.test\.ts:\d+:\d+$/);
    assert.match((error as SynthError).describe(), /^✖ \d+ problems in 2 constructs; nothing was written/);
  }
});

test('what the cluster has already is no problem wherever it is named, in this app and in no other', () => {
  const named = (existing: boolean): string[] =>
    problemsOf((chart) => {
      const it = (name: string) => (existing ? { existing: name } : name);
      web(chart, {
        env: { A: { secret: it('s1'), key: 'k' }, B: { configMap: it('c1'), key: 'k' } },
        envFrom: [{ secret: it('s2') }, { configMap: it('c2') }],
        volumes: {
          a: { mount: '/a', secret: it('s3') },
          b: { mount: '/b', configMap: it('c3') },
          c: { mount: '/c', claim: it('v') },
        },
        pullSecrets: [it('s4')],
        serviceAccount: it('sa'),
        priorityClass: it('p'),
        runtimeClass: it('r'),
      });
      new Ingress(chart, 'i', { tls: it('s5') }).route('a.b', '/', new Service(chart, 'svc', { ports: [{ port: 1 }] }));
      new ServiceAccount(chart, 'a', { pullSecrets: [it('s6')] });
      new StatefulSet(chart, 'set', {
        image: 'x',
        ports: { a: 1 },
        claims: { d: { size: 1, mount: '/d', storageClass: it('fast') } },
      });
      new RoleBinding(chart, 'b', { role: { role: it('role') }, subjects: [{ user: 'u' }] });
      new RoleBinding(chart, 'cb', { role: { clusterRole: it('cluster-role') }, subjects: [{ user: 'u' }] });
      new CronJob(chart, 'job', {
        image: 'x',
        schedule: '* * * * *',
        init: { i: { image: 'x', envFrom: [{ secret: it('s7') }] } },
      });
    });
  assert.equal(named(true), []);
  assert.is(named(false).length, 16, named(false).join('\n'));
});

test('a whole object may be said to exist: it has no manifest, and may be named and waited for', () => {
  const app = new App();
  const chart = new Chart(app, 'c', { namespace: 'theirs' });
  const namespace = new Namespace(chart, 'theirs', { existing: true });
  const secret = new Secret(chart, 'tls', { existing: true });
  web(chart, { env: { A: { secret, key: 'k' } } }).addDependency(namespace);
  assert.equal(
    app.synth().objects.map((it) => it.path),
    ['c/web'],
  );
});

test('the line is the program’s, however deep the library that made the construct', () => {
  const deep = (chart: Chart, depth: number): ConfigMap => (depth ? deep(chart, depth - 1) : new ConfigMap(chart, 'x'));
  const chart = new Chart(new App(), 'c');
  assert.match(deep(chart, 60).source!, /^test\/sdk\/synth\.test\.ts:\d+:\d+$/);
});

test('manifests of a chart and of an app, as a test wants to look at them', () => {
  const app = new App();
  const [a, b] = [new Chart(app, 'a'), new Chart(app, 'b')];
  new ConfigMap(a, 'x', { data: { k: 'v' } });
  const y = new ConfigMap(b, 'y');
  assert.equal(a.toJson(), [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { k: 'v' } }]);
  assert.equal(y.toJson(), { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'y' } });
  assert.is(app.toJson().length, 2);
  assert.is((loadAll(app.toYaml()) as unknown[]).length, 2);
  new ConfigMap(b, 'Z', { metadata: { name: 'Z' } });
  assert.throws(() => a.toJson(), /metadata\.name/);
});

test('each object comes after what it names: namespace, config map, service account', () => {
  const app = new App();
  const chart = new Chart(app, 'c', { namespace: 'n' });
  const deployment = web(chart, { env: { A: { configMap: 'settings', key: 'a' } } });
  deployment.expose({ port: 80 });
  new ConfigMap(chart, 'settings', { data: { a: 'b' } });
  new Namespace(chart, 'n');
  const order = app.synth().objects.map((it) => it.object.kind);
  assert.ok(order.indexOf('Namespace') < order.indexOf('ConfigMap'));
  assert.ok(order.indexOf('ConfigMap') < order.indexOf('Deployment'));
});

test('two workloads that know each other’s address make no cycle', () => {
  const app = new App();
  const chart = new Chart(app, 'c', { namespace: 'default' });
  const names = ['a', 'b'];
  for (const name of names) {
    const other = names.find((it) => it !== name);
    new Deployment(chart, name, { image: 'x', ports: { http: 80 }, env: { OTHER: `${other}.default.svc:80` } }).expose({
      port: 80,
    });
  }
  assert.is(app.synth().objects.length, 4);
});

test('a chain of 50,000 and a ladder of 26 rungs are sorted', () => {
  const app = new App();
  const chart = new Chart(app, 'c');
  let before: ConfigMap | undefined;
  for (let i = 0; i < 50_000; i++) {
    const next = new ConfigMap(chart, `m${i}`);
    if (before) next.addDependency(before);
    before = next;
  }
  assert.is(app.synth().objects.length, 50_000);
  const ladder = new App();
  const rungs = new Chart(ladder, 'c');
  let below: ConfigMap[] = [];
  for (let i = 0; i < 26; i++) {
    const pair = [new ConfigMap(rungs, `a${i}`), new ConfigMap(rungs, `b${i}`)];
    for (const it of pair) it.addDependency(...below);
    below = pair;
  }
  assert.is(ladder.synth().objects.length, 52);
});

test('simulation is in the tree and in no manifest; without a pool three nodes are assumed', () => {
  const app = new App();
  new NodePool(app, 'pool', { zones: ['a'], nodes: 2 });
  new Service(new Chart(app, 'c'), 's', { ports: [{ port: 80 }] });
  const { objects, simulation } = app.synth();
  assert.equal(
    objects.map((it) => it.object.kind),
    ['Service'],
  );
  assert.equal(
    simulation.pools.map((it) => it.name),
    ['pool'],
  );
  assert.is(new App().simulation().source, undefined);
});

test('the same tree gives the same bytes', () => {
  const bytes = (): string => {
    const app = new App();
    web(new Chart(app, 'c'), { replicas: 2 }).expose({ port: 80 });
    return toYaml(app.synth().objects.map((it) => it.object));
  };
  assert.is(bytes(), bytes());
});

test('texts that YAML dialects disagree about are read back as they were', () => {
  const texts = [
    'on',
    'yes',
    'y',
    'n',
    'no',
    'true',
    'null',
    '~',
    '',
    ' a',
    'a ',
    '1_000',
    '0o17',
    '017',
    '1e3',
    '12:30:45',
    '.inf',
    '2020-01-01',
    '0x1f',
    '- a',
    'a: b',
    '#x',
    'a #b',
    '*a',
    '&a',
    '!a',
    '%a',
    '@a',
    '`a',
    '[a',
    '{a',
    "it's",
    '"q"',
    'multi\nline',
    'multi\nline\n',
    'tail\n\n',
    ' lead\nx',
    'tab\tx',
    'ünï',
    '\u2028',
    'a\\b',
    '=',
    '<<',
    '1.5',
    'registry.example.com:5000/shop/web:1.4@sha256:abc',
    'a:',
    'a: b',
    'a:b c:d',
    'http://x/?a=b',
    'x@y',
    'k:v: w',
    '+1',
    '-',
  ];
  const document = {
    texts,
    map: Object.fromEntries(texts.map((it, i) => [`k${i}`, it])),
    nested: [{ a: [], b: {}, c: [[1, 2], [{ d: null }]] }],
    n: 1.5,
    t: true,
  };
  assert.equal(load(toYaml([document])), document);
  assert.is((loadAll(toYaml([document, document])) as unknown[]).length, 2);
});

test('a StatefulSet without ports has its headless Service all the same', () => {
  const app = new App();
  new StatefulSet(new Chart(app, 'c', { namespace: 'default' }), 'batch', { image: 'x' });
  const service = app.toJson().find((it) => it.kind === 'Service')!;
  assert.equal(service['spec'], { selector: { 'app.kubernetes.io/name': 'batch' }, clusterIP: 'None' });
});

test.run();
