import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findTypeSchema } from '../../lib/api/schema/schema.ts';
import {
  ApiObject,
  App,
  Chart,
  CronJob,
  Deployment,
  HorizontalPodAutoscaler,
  Job,
  MutatingAdmissionPolicy,
  ResourceClaim,
  Service,
  SynthError,
  type TargetVersion,
} from '../../lib/index.ts';
import { REMOVED } from '../../lib/sdk/target/removed.ts';
import { SINCE } from '../../lib/sdk/target/since.ts';
import { TARGETS } from '../../lib/sdk/target/target.ts';

const test = suite('a target version: what it lacks is an error');

function problems(target: TargetVersion | undefined, build: (chart: Chart) => void): string {
  const app = new App({ target });
  build(new Chart(app, 'c', { namespace: 'default' }));
  try {
    app.synth();
    return '';
  } catch (error) {
    if (!(error instanceof SynthError)) throw error;
    return error.problems.map((it) => `${it.field}: ${it.message}`).join('\n');
  }
}

// From which version each is taken without complaint, as the release notes and the histories of the feature gates have it.
const rows: [string, TargetVersion, RegExp, (chart: Chart) => void][] = [
  [
    'traffic that prefers its own node',
    '1.34',
    /spec\.trafficDistribution: Kubernetes 1\.\d+ does not (take "PreferSameNode", or has that off by default: it does from 1\.34|have it)/,
    (c) => void new Service(c, 'x', { ports: [{ port: 80 }], spec: { trafficDistribution: 'PreferSameNode' } }),
  ],
  [
    'names of variables with signs',
    '1.32',
    /env\[0\]\.name: Kubernetes 1\.\d+ does not take "a\/b"/,
    (c) => void new Deployment(c, 'x', { image: 'x', env: { 'a/b': '1' } }),
  ],
  [
    'a sleep of no seconds',
    '1.33',
    /preStop\.sleep\.seconds: Kubernetes 1\.\d+ does not take 0/,
    (c) => void new Deployment(c, 'x', { image: 'x', beforeStop: { sleep: 0 } }),
  ],
  [
    'a volume of an image’s files',
    '1.35',
    /volumes\[0\]\.image/,
    (c) => void new Deployment(c, 'x', { image: 'x', volumes: { v: { mount: '/v', image: 'data:1' } } }),
  ],
  [
    'a Job managed by somebody else',
    '1.32',
    /spec\.managedBy/,
    (c) => void new Job(c, 'x', { image: 'x', spec: { managedBy: 'example.com/queue' } }),
  ],
  [
    'a success policy in a CronJob',
    '1.31',
    /jobTemplate\.spec\.successPolicy/,
    (c) =>
      void new CronJob(c, 'x', {
        image: 'x',
        schedule: '* * * * *',
        completions: 2,
        indexed: true,
        spec: { successPolicy: { rules: [{ succeededCount: 1 }] } },
      }),
  ],
  [
    'resources of a whole pod',
    '1.34',
    /spec\.resources/,
    (c) => void new Deployment(c, 'x', { image: 'x', pod: { resources: { requests: { cpu: 1 } } } }),
  ],
  [
    'user namespaces',
    '1.33',
    /hostUsers/,
    (c) => void new Deployment(c, 'x', { image: 'x', pod: { hostUsers: false } }),
  ],
  [
    'traffic kept close',
    '1.31',
    /trafficDistribution/,
    (c) => void new Service(c, 'x', { ports: [{ port: 1 }], spec: { trafficDistribution: 'PreferClose' } }),
  ],
  [
    'an autoscaler’s tolerance',
    '1.35',
    /scaleUp\.tolerance/,
    (c) =>
      void new HorizontalPodAutoscaler(c, 'x', {
        of: new Deployment(c, 'd', { image: 'x' }),
        max: 2,
        spec: { behavior: { scaleUp: { tolerance: '0.1' } } },
      }),
  ],
  [
    'claims for devices',
    '1.34',
    /has no ResourceClaim/,
    (c) => void new ResourceClaim(c, 'x', { devices: { a: { deviceClass: 'gpu' } } }),
  ],
  [
    'policies that change what is written',
    '1.36',
    /has no MutatingAdmissionPolicy/,
    (c) =>
      void new MutatingAdmissionPolicy(c, 'x', {
        match: { resources: ['pods'] },
        mutations: [{ apply: 'Object{}' }],
      }).bind(),
  ],
];
for (const [name, from, expected, build] of rows)
  test(`${name}: from ${from}`, () => {
    for (const target of TARGETS)
      if (target < from) assert.match(problems(target, build), expected, target);
      else assert.is(problems(target, build), '', target);
    assert.is(problems(undefined, build), '');
  });

test('what every version has off by default is told with a target', () => {
  const build = (c: Chart): void =>
    void new Deployment(c, 'x', {
      image: 'x',
      container: { lifecycle: { stopSignal: 'SIGUSR1' } },
      pod: { os: { name: 'linux' } },
    });
  assert.match(problems('1.36', build), /stopSignal: Kubernetes 1\.36 has it off by default/);
});

test('ordinary workloads are for every version', () => {
  const build = (c: Chart): void => {
    const web = new Deployment(c, 'x', {
      image: 'x',
      ports: { http: 80 },
      init: { a: { image: 'x', restart: 'Always' } },
      spread: 'zones',
    });
    web.expose({ port: 80 });
  };
  for (const target of TARGETS) assert.is(problems(target, build), '');
});

const gone: [string, string, RegExp][] = [
  ['extensions/v1beta1', 'Ingress', /is gone since 1\.22: use networking\.k8s\.io\/v1/],
  ['extensions/v1beta1', 'Deployment', /is gone since 1\.16: use apps\/v1/],
  ['policy/v1beta1', 'PodDisruptionBudget', /is gone since 1\.25: use policy\/v1/],
  ['policy/v1beta1', 'PodSecurityPolicy', /is gone since 1\.25, and nothing took its place/],
  ['batch/v1beta1', 'CronJob', /is gone since 1\.25: use batch\/v1/],
  ['autoscaling/v2beta2', 'HorizontalPodAutoscaler', /is gone since 1\.26: use autoscaling\/v2/],
];
for (const [apiVersion, kind, expected] of gone)
  test(`${apiVersion} ${kind} is an error with any target, and with none`, () => {
    const build = (c: Chart): void => void new ApiObject(c, 'x', { apiVersion, kind });
    assert.match(problems(undefined, build), expected);
    assert.match(problems('1.30', build), expected);
  });

const unknown: [string, string, RegExp | undefined][] = [
  ['apps/v1', 'Deploymnt', /there is no Deploymnt in apps\/v1\. Did you mean Deployment\?/],
  ['v1', 'Deployment', /there is no Deployment in v1\. It is in apps\/v1\./],
  ['apps/v2', 'Deployment', /there is no apps\/v2; there is apps\/v1/],
  ['networking.k8s.io/v1', 'Gateway', /there is no Gateway in networking\.k8s\.io\/v1/],
  ['gateway.networking.k8s.io/v1', 'Gateway', undefined],
  ['example.com/v1', 'Deploymnt', undefined],
];
for (const [apiVersion, kind, expected] of unknown)
  test(`${apiVersion} ${kind}: ${expected ? 'an error' : 'nobody here knows'}`, () => {
    const told = problems(undefined, (c) => void new ApiObject(c, 'x', { apiVersion, kind }));
    if (expected) assert.match(told, expected);
    else assert.is(told, '');
  });

test('what is gone later is there for an earlier target', () => {
  const build = (c: Chart): void =>
    void new ApiObject(c, 'x', { apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta3', kind: 'FlowSchema' });
  assert.is(problems('1.31', build), '');
  assert.match(problems('1.32', build), /is gone since 1\.32/);
});

test('the tables speak of types and fields that there are', () => {
  for (const line of SINCE.trim().split('\n')) {
    const [type, ...fields] = line.split(' ');
    const schema = findTypeSchema(type!);
    assert.ok(schema, type);
    for (const field of fields.filter((it) => it.includes(':')))
      assert.ok(schema!.fields.has(field.split(':')[0]!), `${type} ${field}`);
  }
  for (const id of Object.keys(REMOVED)) assert.match(id, /^[\w.]+\/v\w+\/(\*|[A-Z]\w+)$/);
});

test('an unknown target is refused', () => {
  assert.throws(
    () => new App({ target: '1.29' as TargetVersion }).synth(),
    /target 1\.29 is not known; there are 1\.30/,
  );
});

test.run();
