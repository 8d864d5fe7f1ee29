import type { IConstruct } from 'constructs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ApiObject,
  App,
  Aspects,
  Chart,
  chooseProfile,
  ConfigMap,
  Deployment,
  Patch,
  secureDefaults,
  Service,
  SynthError,
  Workload,
  type Change,
} from '../../lib/index.ts';

const test = suite('patches, aspects and profiles: changes after the fact, never silent');

function web(chart: Chart, id = 'web'): Deployment {
  return new Deployment(chart, id, {
    image: 'web:1',
    replicas: 2,
    ports: { http: 80 },
    env: { A: '1', B: '2' },
    sidecars: { proxy: { image: 'proxy:1' } },
  });
}

function after(change: Change): { spec: any; problems: string[] } {
  const app = new App();
  const deployment = web(new Chart(app, 'c'));
  deployment.patch(change);
  try {
    return { spec: app.toJson()[0]!['spec'], problems: [] };
  } catch (error) {
    if (!(error instanceof SynthError)) throw error;
    return { spec: undefined, problems: error.problems.map((it) => `${it.field ?? ''}: ${it.message}`) };
  }
}

const template = (spec: object): object => ({ spec: { template: { spec } } });

const sound: [string, Change, (spec: any) => unknown, unknown][] = [
  ['a field is set', { strategic: { spec: { replicas: 5 } } }, (it) => it.replicas, 5],
  [
    'a container is found by its name',
    { strategic: template({ containers: [{ name: 'proxy', image: 'proxy:2' }] }) },
    (it) => it.template.spec.containers.map((c: any) => c.image),
    ['web:1', 'proxy:2'],
  ],
  [
    'a variable within a container by its name',
    { strategic: template({ containers: [{ name: 'web', env: [{ name: 'B', value: '3' }] }] }) },
    (it) => it.template.spec.containers[0].env,
    [
      { name: 'A', value: '1' },
      { name: 'B', value: '3' },
    ],
  ],
  [
    'a container is removed',
    { strategic: template({ containers: [{ name: 'proxy', $patch: 'delete' }] }) },
    (it) => it.template.spec.containers.length,
    1,
  ],
  [
    'a container is added',
    { strategic: template({ containers: [{ name: 'log', image: 'log:1' }] }) },
    (it) => it.template.spec.containers.map((c: any) => c.name),
    ['web', 'proxy', 'log'],
  ],
  [
    'a list without keys is replaced',
    { strategic: template({ containers: [{ name: 'web', args: ['a'] }] }) },
    (it) => it.template.spec.containers[0].args,
    ['a'],
  ],
  [
    'a list with keys is replaced when told so',
    { strategic: template({ containers: [{ $patch: 'replace' }, { name: 'only', image: 'x' }] }) },
    (it) => it.template.spec.containers.map((c: any) => c.name),
    ['only'],
  ],
  ['a field is removed', { strategic: { spec: { replicas: null } } }, (it) => 'replicas' in it, false],
  [
    'a merge patch replaces lists',
    { merge: template({ containers: [{ name: 'only', image: 'x' }] }) },
    (it) => it.template.spec.containers,
    [{ name: 'only', image: 'x' }],
  ],
  [
    'operations, one after the other',
    {
      json: [
        { op: 'test', path: '/spec/replicas', value: 2 },
        { op: 'replace', path: '/spec/replicas', value: 4 },
        { op: 'add', path: '/spec/template/spec/containers/-', value: { name: 'log', image: 'log:1' } },
        { op: 'remove', path: '/spec/template/spec/containers/1' },
        { op: 'add', path: '/spec/template/metadata/labels/example.com~1team', value: 'a' },
        { op: 'copy', from: '/spec/template/spec/containers/0/env/0', path: '/spec/template/spec/containers/0/env/1' },
        { op: 'move', from: '/spec/template/spec/containers/0/env/2/value', path: '/spec/template/spec/hostname' },
      ].map((it) => it as never),
    },
    (it) => [
      it.replicas,
      it.template.spec.containers.map((c: any) => c.name),
      it.template.metadata.labels['example.com/team'],
      it.template.spec.hostname,
    ],
    [4, ['web', 'log'], 'a', '2'],
  ],
];
for (const [name, change, read, expected] of sound)
  test(name, () => {
    const { spec, problems } = after(change);
    assert.equal(problems, []);
    assert.equal(read(spec), expected);
  });

const wrong: [string, Change, RegExp][] = [
  [
    'a mistyped field',
    { strategic: { spec: { replicaz: 3 } } },
    /spec\.replicaz: unknown field\. Did you mean replicas/,
  ],
  ['a value of the wrong type', { strategic: { spec: { replicas: '3' } } }, /must be a whole number, not "3"/],
  ['a value out of range', { merge: { spec: { replicas: -1 } } }, /must be greater than or equal to 0/],
  [
    'a mistyped container makes another one, which has no image',
    { strategic: template({ containers: [{ name: 'wbe', args: ['x'] }] }) },
    /containers\[2\]\.image: Required value/,
  ],
  [
    'removing a container that is not there',
    { strategic: template({ containers: [{ name: 'gone', $patch: 'delete' }] }) },
    /containers\[name=gone\]: nothing here to remove/,
  ],
  ['removing a field that is not there', { merge: { spec: { paused: null } } }, /spec\.paused: nothing here to remove/],
  ['a change that changes nothing', { strategic: { spec: { replicas: 2 } } }, /the patch changes nothing/],
  [
    'an operation on a path that is not there',
    { json: [{ op: 'replace', path: '/spec/paused', value: true }] },
    /replace \/spec\/paused: there is no paused/,
  ],
  [
    'an item beyond the end',
    { json: [{ op: 'remove', path: '/spec/template/spec/containers/7' }] },
    /no item 7; there are 2/,
  ],
  ['a test that fails', { json: [{ op: 'test', path: '/spec/replicas', value: 3 }] }, /is 2, not 3/],
  ['a list item without its key', { strategic: template({ containers: [{ image: 'x' }] }) }, /which one it is by name/],
  ['no change at all', {}, /says no change/],
];
for (const [name, change, expected] of wrong)
  test(`wrong: ${name}`, () => {
    const { problems } = after(change);
    assert.ok(
      problems.some((it) => expected.test(it)),
      `${expected} in ${JSON.stringify(problems)}`,
    );
  });

test('a problem of a patch is told with the line of the patch', () => {
  const app = new App();
  const deployment = web(new Chart(app, 'c'));
  const own = deployment.source;
  deployment.patch({ merge: { spec: { paused: null } } });
  const { problems } = assertFails(app);
  assert.match(problems[0]!.source!, /^test\/sdk\/changes\.test\.ts:/);
  assert.is.not(problems[0]!.source, own);
});

function assertFails(app: App): SynthError {
  try {
    app.synth();
  } catch (error) {
    if (error instanceof SynthError) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}

test('a Patch is for all objects below its scope that match, the outermost last', () => {
  const app = new App();
  const [a, b] = [new Chart(app, 'a'), new Chart(app, 'b')];
  for (const [chart, id] of [
    [a, 'web'],
    [a, 'worker'],
    [b, 'other'],
  ] as const)
    web(chart, id);
  new Patch(a, 'more', { of: { kind: 'Deployment', name: 'w*' }, strategic: { spec: { replicas: 7 } } });
  new Patch(app, 'paused', { of: { kind: 'Deployment' }, strategic: { spec: { replicas: 8, paused: true } } });
  assert.equal(
    app.toJson().map((it) => [it.metadata.name, it['spec'].replicas, it['spec'].paused]),
    [
      ['web', 8, true],
      ['worker', 8, true],
      ['other', 8, true],
    ],
  );
});

test('a Patch for nothing is an error, with the name that was meant; so is one that does nothing', () => {
  const app = new App();
  const chart = new Chart(app, 'c');
  web(chart);
  new Patch(chart, 'a', { of: { kind: 'Deployment', name: 'wbe' }, strategic: { spec: { replicas: 7 } } });
  new Patch(chart, 'b', { of: { kind: 'Deployment' }, strategic: { spec: { replicas: 2 } } });
  new Patch(chart, 'c', { of: { kind: 'DaemonSet' }, strategic: { spec: {} } });
  const { problems } = assertFails(app);
  assert.equal(
    problems.map((it) => `${it.path}: ${it.message}`),
    [
      'c/a: matches nothing in c: {"kind":"Deployment","name":"wbe"}. Did you mean web?',
      'c/b: changes nothing',
      'c/c: matches nothing in c: {"kind":"DaemonSet"}.',
    ],
  );
  assert.match(problems[0]!.source!, /changes\.test\.ts/);
});

test('an aspect sees every construct once, outer aspects first, with those it makes', () => {
  const app = new App();
  const chart = new Chart(app, 'c');
  web(chart);
  const seen: string[] = [];
  Aspects.of(chart).add((it: IConstruct) => void seen.push(`inner ${it.node.path}`));
  Aspects.of(app).add({
    visit(it) {
      seen.push(`outer ${it.node.path}`);
      if (it instanceof Workload && !it.node.tryFindChild('service')) it.expose();
    },
  });
  const first = app.synth().objects.map((it) => it.path);
  assert.equal(first.sort(), ['c/web', 'c/web/service']);
  assert.equal(seen, [
    'outer ',
    'outer c',
    'inner c',
    'outer c/web',
    'inner c/web',
    'outer c/web/service',
    'inner c/web/service',
  ]);
  app.synth();
  assert.is(seen.length, 7, 'once');
});

test('an aspect can label, annotate, patch and refuse', () => {
  const app = new App();
  const chart = new Chart(app, 'c');
  web(chart);
  new ConfigMap(chart, 'settings');
  Aspects.of(app).add((it) => {
    if (it instanceof ApiObject) it.addLabel('team', 'shop').addAnnotation('example.com/owner', 'us');
    if (it instanceof Deployment) it.patch({ strategic: { spec: { revisionHistoryLimit: 2 } } });
  });
  const [deployment, settings] = app.toJson();
  assert.is(deployment!['spec'].revisionHistoryLimit, 2);
  assert.equal(settings!.metadata.labels, { team: 'shop' });
  assert.equal(settings!.metadata.annotations, { 'example.com/owner': 'us' });
  Aspects.of(chart).add((it) => {
    if (it instanceof Workload) it.problem('images come from registry.example.com', 'image');
  });
  assert.match(assertFails(app).message, /c\/web: image: images come from registry\.example\.com/);
});

test('aspects that add aspects for ever are stopped', () => {
  const app = new App();
  const endless = (): void => void Aspects.of(app).add(() => endless());
  endless();
  assert.throws(() => app.synth(), /go on adding aspects/);
});

test('secure defaults make pods restricted, and leave what was said', () => {
  const app = new App();
  const chart = new Chart(app, 'c');
  new Deployment(chart, 'a', {
    image: 'x',
    init: { i: { image: 'x' } },
    security: { allowPrivilegeEscalation: true },
    podSecurity: { runAsUser: 1000 },
  });
  new Service(chart, 'b', { ports: [{ port: 1 }] });
  assert.not(JSON.stringify(app.toJson()).includes('runAsNonRoot'));
  Aspects.of(app).add(secureDefaults());
  const { spec } = app.toJson()[0]!['spec'].template;
  assert.equal(spec.securityContext, {
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
    runAsUser: 1000,
  });
  assert.is(spec.containers[0].securityContext.allowPrivilegeEscalation, true);
  assert.equal(spec.initContainers[0].securityContext, {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
  });
});

const stages = { dev: { replicas: 1, host: 'dev.example.com' }, production: { replicas: 6, host: 'example.com' } };

test('a profile is chosen by name, by the environment, or is the first', () => {
  const before = process.env['SLIPWAY_PROFILE'];
  delete process.env['SLIPWAY_PROFILE'];
  assert.is(chooseProfile(stages).values.replicas, 1);
  assert.is(chooseProfile(stages, 'production').values.host, 'example.com');
  process.env['SLIPWAY_PROFILE'] = 'production';
  assert.is(chooseProfile(stages).name, 'production');
  assert.throws(() => chooseProfile(stages, 'prod'), /no profile prod; there are dev, production/);
  assert.throws(() => chooseProfile(stages, 'producton'), /Did you mean production\?/);
  if (before === undefined) delete process.env['SLIPWAY_PROFILE'];
  else process.env['SLIPWAY_PROFILE'] = before;
});

test('a deployment is named after its profile, so that one cluster can hold several', () => {
  assert.is(new App({ name: 'shop', profile: chooseProfile(stages, 'dev') }).synth().name, 'shop-dev');
});

test.run();
