import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { placed } from '../../lib/deploy/placed.ts';
import { groupResource, resourceOfKind } from '../../lib/api/schema/resources.ts';
import { Cluster } from '../../lib/engine/cluster.ts';
import * as slipway from '../../lib/index.ts';
import { everyConstruct } from './every-construct.ts';

const { ApiObject, App, Chart } = slipway;
const test = suite('constructs: each makes what the API takes');

const synth = everyConstruct('every').synth();

test('every construct of the front door is in the app that the tests look at', () => {
  const inTree = new Set(
    everyConstruct('every')
      .node.findAll()
      .map((it) => it.constructor.name),
  );
  const missing = Object.entries(slipway)
    .filter(([, it]) => typeof it === 'function' && it.prototype instanceof ApiObject)
    .map(([name]) => name)
    .filter((name) => !inTree.has(name) && name !== 'Workload');
  assert.equal(missing, []);
});

test('the embedded API server takes each, its fields checked strictly', () => {
  const cluster = Cluster.create({ seed: 'every' });
  const api = cluster.as();
  const refused: string[] = [];
  for (const { object, path } of placed(synth).objects) {
    const resource = groupResource(resourceOfKind(object.apiVersion!, object.kind!)!);
    try {
      api.create(resource, object, { fieldValidation: 'Strict' });
      // Its default service account is made.
      if (object.kind === 'Namespace') cluster.untilQuiet();
    } catch (error) {
      refused.push(`${path}: ${(error as Error).message}`);
    }
  }
  assert.equal(refused, []);
});

test('no prop is passed over: another word in it is an error, for every construct that has props of its own', () => {
  const app = new App();
  const chart = new Chart(app, 'c', { namespace: 'default' });
  const passed: string[] = [];
  for (const [name, Kind] of Object.entries(slipway)) {
    if (typeof Kind !== 'function' || !(Kind.prototype instanceof ApiObject) || name === 'Workload') continue;
    let it: InstanceType<typeof ApiObject> | undefined;
    try {
      it = new (Kind as new (...args: unknown[]) => InstanceType<typeof ApiObject>)(chart, name.toLowerCase(), {
        nonsense: true,
        // What some cannot be made without.
        of: { ports: [], selector: {}, name: 'x' },
        addresses: [],
        rules: [],
        subjects: [],
        match: { resources: [] },
        mutations: [],
        require: {},
        devices: {},
        select: [],
        role: { clusterRole: 'view' },
        kind: 'X',
        to: 'https://x',
        level: 'x',
      });
    } catch (error) {
      passed.push(`${name} throws ${(error as Error).message}`);
      continue;
    }
    const told = it.problems.some((problem) => /^nonsense$/.test(problem.field ?? ''));
    // Those that hand their props on are held to the manifest's fields instead.
    if (!told && !JSON.stringify(it.toJson()).includes('nonsense')) passed.push(name);
  }
  assert.equal(passed, []);
});

const rows: [string, (chart: InstanceType<typeof Chart>) => InstanceType<typeof ApiObject>, RegExp][] = [
  [
    'rights on a resource of another group',
    (c) => new slipway.Role(c, 'r', { allow: { deployments: 'read' } }),
    /deployments is not in the core group; it is in apps/,
  ],
  [
    'rights on a mistyped resource',
    (c) => new slipway.Role(c, 'r', { rules: [{ apiGroups: ['apps'], resources: ['deploymnts'], verbs: ['get'] }] }),
    /there is no deploymnts in apps\. Did you mean deployments\?/,
  ],
  [
    'a policy for a resource that is elsewhere',
    (c) =>
      new slipway.ValidatingAdmissionPolicy(c, 'p', { match: { resources: ['ingresses'] }, require: { x: 'true' } }),
    /ingresses is not in the core group; it is in networking\.k8s\.io/,
  ],
  [
    'a policy that nothing binds',
    (c) => new slipway.ValidatingAdmissionPolicy(c, 'p', { match: { resources: ['pods'] }, require: { x: 'true' } }),
    /nothing binds this policy/,
  ],
  [
    'endpoints for a Service that finds its own',
    (c) =>
      new slipway.EndpointSlice(c, 'e', {
        of: new slipway.Service(c, 's', { selector: { a: 'b' }, ports: [{ port: 1 }] }),
        addresses: ['192.0.2.1'],
      }),
    /finds its pods by a selector/,
  ],
];
for (const [name, build, expected] of rows)
  test(`an error: ${name}`, () => {
    const app = new App();
    build(new Chart(app, 'c', { namespace: 'default' }));
    assert.throws(
      () => app.synth(),
      (error: Error) => expected.test(error.message) || assert.unreachable(error.message),
    );
  });

test('an autoscaler that only waits longer is sound: the policies are the API’s own', () => {
  const app = new App();
  const chart = new Chart(app, 'c', { namespace: 'default' });
  const of = new slipway.Deployment(chart, 'd', { image: 'x' });
  new slipway.HorizontalPodAutoscaler(chart, 'h', { of, max: 3, cpu: 50, down: { wait: 60 } });
  assert.equal(app.toJson()[1]!['spec'].behavior, { scaleDown: { stabilizationWindowSeconds: 60 } });
});

test('short forms say what they mean', () => {
  const find = (kind: string, name: string) =>
    synth.objects.find((it) => it.object.kind === kind && it.object.metadata.name === name)!.object;
  const pod = find('Deployment', 'web')['spec'].template.spec;
  const main = pod.containers[0];
  assert.equal(main.readinessProbe.httpGet, {
    path: '/ready',
    port: 'http',
    httpHeaders: [{ name: 'X-From', value: 'probe' }],
  });
  assert.equal(main.lifecycle, { postStart: { exec: { command: ['true'] } }, preStop: { sleep: { seconds: 5 } } });
  assert.is(pod.initContainers[1].restartPolicy, 'Always');
  assert.is(pod.volumes.filter((it: { name: string }) => it.name === 'cache').length, 1, 'shared by name');
  assert.equal(
    pod.topologySpreadConstraints.map((it: any) => [it.topologyKey, it.maxSkew, it.whenUnsatisfiable]),
    [
      ['topology.kubernetes.io/zone', 1, 'ScheduleAnyway'],
      ['kubernetes.io/hostname', 2, 'DoNotSchedule'],
    ],
  );
  assert.is(pod.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution.length, 1);
  assert.equal(find('Role', 'reader')['rules'], [
    { apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list', 'watch'] },
    {
      apiGroups: ['apps'],
      resources: ['deployments'],
      verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'],
    },
    { apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] },
  ]);
  assert.equal(find('ResourceQuota', 'quota')['spec'].hard, {
    'requests.cpu': 20,
    'requests.memory': '64Gi',
    'limits.cpu': 40,
    'requests.storage': '1Ti',
    pods: 50,
    'count/deployments.apps': 20,
  });
});

test.run();
