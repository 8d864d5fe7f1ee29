import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../lib/api/object.ts';
import type { DeployObject } from '../../lib/deploy/interface.ts';
import { deploy } from '../../lib/deploy/walker.ts';
import blackFriday from '../../examples/black-friday/main.ts';
import { Cluster } from '../../lib/engine/cluster.ts';
import { fieldChanges } from '../../lib/plan/changes.ts';
import { plan, type PlanOptions, type PlanResult } from '../../lib/plan/plan.ts';
import { loseZone } from '../../lib/plan/what-if.ts';
import { planText } from '../../lib/report/text.ts';
import { deployment, object, POOL, requests, service } from '../outcomes/setting.ts';

const listed = (objects: readonly KubeObject[]): DeployObject[] =>
  [object('v1', 'Namespace', 'shop'), ...objects].map((it, i) => ({
    object: ['Namespace', 'CustomResourceDefinition', 'PersistentVolume'].includes(it.kind!)
      ? it
      : { ...it, metadata: { namespace: 'shop', ...it.metadata } },
    after: i ? [0] : [],
  }));

/** Deploys some objects and plans others over them. */
async function change(
  before: readonly KubeObject[],
  after: readonly KubeObject[],
  options?: PlanOptions,
): Promise<PlanResult> {
  const cluster = Cluster.create({ simulation: { pools: [POOL] }, seed: 'plan' });
  if (before.length) {
    await deploy(cluster.client(), { name: 'shop', objects: listed(before) });
    cluster.untilQuiet(600_000);
  }
  const revision = cluster.store.revision;
  const result = await plan(cluster, { name: 'shop', objects: listed(after) }, options);
  assert.is(cluster.store.revision, revision, 'planning moves nothing');
  return result;
}

const probe = { readinessProbe: { httpGet: { path: '/', port: 8080 } } };
const told = (result: PlanResult): string[] =>
  result.changes.map((it) =>
    `${it.action} ${it.kind} ${it.name} ${it.fields.map((field) => field.path).join(' ')}`.trim(),
  );

test('a first plan has no past, and creates everything', async () => {
  const result = await change([], [deployment('web')]);
  assert.ok(result.first);
  assert.is(result.before, undefined);
  assert.equal(told(result), ['create Namespace shop', 'create Deployment web']);
});

test('the same again changes nothing', async () => {
  const result = await change([deployment('web'), service('web')], [deployment('web'), service('web')]);
  assert.not(result.first);
  assert.equal(result.changes, []);
});

const edits: [string, KubeObject[], KubeObject[], string[]][] = [
  ['a field', [deployment('web')], [deployment('web', { replicas: 2 })], ['update Deployment web spec.replicas']],
  [
    'an image of a container, by name',
    [deployment('web')],
    [deployment('web', { container: { image: 'web:2' } })],
    ['update Deployment web spec.template.spec.containers[name=web].image'],
  ],
  [
    'one more, one gone',
    [deployment('web'), deployment('old')],
    [deployment('web'), deployment('new')],
    ['create Deployment new', 'delete Deployment old'],
  ],
  [
    'a label',
    [deployment('web')],
    [deployment('web', { metadata: { labels: { team: 'a' } } })],
    ['update Deployment web metadata.labels'],
  ],
];
for (const [name, before, after, wanted] of edits)
  test(`changes: ${name}`, async () => {
    const result = await change(before, after);
    assert.equal(told(result), wanted);
  });

test('a size is what the manifest says, and what an autoscaler makes of it is told', async () => {
  const scaler = object('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      minReplicas: 1,
      maxReplicas: 4,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
      ],
    },
  });
  const web = (replicas: number): KubeObject => deployment('web', { replicas, container: requests('10m') });
  const result = await change([web(2), scaler], [web(9), scaler]);
  const [one] = result.changes;
  assert.equal([one!.fields, one!.note], [[{ path: 'spec.replicas', before: 2, after: 9 }], 'then scaled to 4']);
  assert.match(planText(result), /~ Deployment shop\/web +replicas 2 → 9 · then scaled to 4/);
});

const crd = object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'widgets.example.com', {
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { kind: 'Widget', plural: 'widgets', singular: 'widget' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } },
          },
        },
      },
    ],
  },
});

test('a custom resource that names no namespace is the one that is there, whoever defined its kind', async () => {
  const cluster = Cluster.create({ simulation: { pools: [POOL] }, seed: 'plan' });
  cluster.as().create('customresourcedefinitions.apiextensions.k8s.io', crd);
  cluster.advance(5_000);
  const widgets = (size: number) => ({
    name: 'app',
    objects: [{ object: object('example.com/v1', 'Widget', 'one', { spec: { size } }), after: [] }],
  });
  assert.ok((await deploy(cluster.client(), widgets(1))).ok);
  assert.equal((await plan(cluster, widgets(1))).changes, []);
  assert.equal(told(await plan(cluster, widgets(2))), ['update Widget one spec.size']);
});

test('custom resources are compared like others', async () => {
  const widget = (size: number): KubeObject => object('example.com/v1', 'Widget', 'one', { spec: { size } });
  assert.equal(told(await change([crd, widget(1)], [crd, widget(1)])), []);
  const result = await change([crd, widget(1)], [crd, widget(2)]);
  assert.equal(told(result), ['update Widget one spec.size']);
  assert.equal(result.after.notEvaluated, ['Widget shop/one: no controller for it here']);
});

test('values of Secrets stay hidden, that they changed does not', () => {
  const secret = (value: string): KubeObject =>
    object('v1', 'Secret', 's', { data: { password: value, same: 'eA==' } });
  assert.equal(fieldChanges(secret('YQ=='), secret('Yg==')), [
    { path: 'data.password', before: '(hidden)', after: '(hidden, changed)' },
  ]);
});

test('capacity while rolling: how few were ready at the worst, how many there were at most', async () => {
  const web = (image: string): KubeObject =>
    deployment('web', { replicas: 4, container: { image, ...probe, ...requests('100m') } });
  const { timeline } = await change([web('web:1')], [web('web:2')]);
  assert.equal(
    timeline.map(({ workload, began, lowest }) => ({ workload, began, lowest })),
    // A quarter may be missing.
    [{ workload: 'Deployment shop/web', began: 4, lowest: 3 }],
  );
  assert.ok(timeline[0]!.most >= 5, 'a quarter more may be there, and those that end take their room still');
  const [first] = timeline[0]!.moments;
  assert.equal(first, [0, 4, 4, 0]);
  assert.ok(timeline[0]!.moments.every(([time], i, all) => i === 0 || time >= all[i - 1]![0]));
  const last = timeline[0]!.moments[timeline[0]!.moments.length - 1]!;
  assert.equal(last.slice(1), [4, 4, 0]);
});

test('a rollout that cannot finish keeps what is there, and shows what waits', async () => {
  const web = (cpu: string): KubeObject =>
    deployment('web', { replicas: 3, container: { ...probe, ...requests(cpu) } });
  const { timeline, after } = await change([web('500m')], [web('6')]);
  assert.is(timeline[0]!.lowest, 3);
  assert.ok(
    timeline[0]!.moments.some((it) => it[3] > 0),
    'pods without a node',
  );
  assert.is(after.placement.workloads[0]!.pending.length, 1);
});

test('what if a zone were lost: each in turn, or one', async () => {
  const spread = {
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { app: 'web' } },
      },
    ],
  };
  const web = deployment('web', { replicas: 3, container: { ...probe, ...requests('500m') }, pod: spread });
  const { whatIf, after } = await change([], [web], { whatIf: [{ event: 'zone-loss' }] });
  assert.equal(
    whatIf.map((it) => it.name),
    ['zone-loss zone-a', 'zone-loss zone-b', 'zone-loss zone-c'],
  );
  assert.is(after.placement.nodes.length, 3, 'the plan’s own future has lost nothing');
  for (const it of whatIf) {
    assert.is(it.after.placement.nodes.length, 2);
    assert.is(it.after.placement.workloads[0]!.ready, 3);
    assert.equal([it.timeline[0]!.began, it.timeline[0]!.lowest], [3, 2]);
    assert.ok(it.settled.quiet);
  }
  assert.equal(
    (await change([], [web], { whatIf: [{ event: 'zone-loss', zone: 'b' }] })).whatIf.map((it) => it.name),
    ['zone-loss zone-b'],
  );
  assert.is(loseZone(Cluster.create({ simulation: { pools: [POOL] } }), 'nowhere'), 0);
});

test('each node is lost in a future of its own, and the load comes twenty times over', async () => {
  const web = deployment('web', { replicas: 2, container: { ...probe, ...requests('500m') } });
  const { whatIf } = await change([], [web], { whatIf: [{ event: 'node-loss' }] });
  assert.is(whatIf.length, 3);
  for (const it of whatIf) assert.is(it.after.placement.workloads[0]!.ready, 2);
  // Nothing is said of loads: there is nothing to multiply.
  assert.equal((await change([], [web], { whatIf: [{ event: 'load', times: 20 }] })).whatIf, []);

  const synth = blackFriday.synth();
  const cluster = Cluster.create({ simulation: synth.simulation, seed: synth.name });
  const [rush] = (await plan(cluster, synth, { whatIf: [{ event: 'load', times: 10 }] })).whatIf;
  assert.is(rush!.name, 'load ×10');
  assert.is(rush!.after.placement.workloads[0]!.ready, 20);
});

test('an image cannot be pulled: the old pods go on, the new ones wait', async () => {
  const web = (image: string): KubeObject =>
    deployment('web', { replicas: 2, container: { ...probe, ...requests('500m'), image } });
  const { whatIf, after } = await change([web('web:1')], [web('web:2')], {
    whatIf: [
      { event: 'image-pull-failure', image: 'web:2' },
      { event: 'image-pull-failure', image: 'other' },
    ],
  });
  assert.is(after.placement.workloads[0]!.ready, 2);
  assert.equal(
    whatIf.map((it) => it.name),
    ['image-pull-failure web:2'],
  );
  const [then] = whatIf[0]!.after.placement.workloads;
  assert.is(then!.ready, 2);
  assert.match(then!.troubled[0]!.reason, /ImagePullBackOff/);
});

test('a StatefulSet that goes keeps its claims; a claim that goes takes its volume along', async () => {
  const fast = object('storage.k8s.io/v1', 'StorageClass', 'fast', {
    provisioner: 'pd.csi.example.com',
    volumeBindingMode: 'WaitForFirstConsumer',
  });
  const claim = object('v1', 'PersistentVolumeClaim', 'data', {
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast', resources: { requests: { storage: '1Gi' } } },
  });
  const user = deployment('web', {
    pod: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
  });
  const kept = await change([fast, claim, user], [fast]);
  assert.equal(
    kept.after.storage.map((it) => it.claim),
    ['shop/data'],
    'unless it is asked for, a claim stays',
  );
  assert.equal(kept.deploy.kept, [{ id: 'PersistentVolumeClaim shop/data', why: 'its volume goes with it' }]);
  assert.equal(
    told(kept).filter((it) => it.startsWith('delete')),
    ['delete Deployment web'],
  );
  const { before, after } = await change([fast, claim, user], [fast], { pruneData: true });
  assert.equal(
    before!.storage.map((it) => [it.claim, it.size, it.phase, it.keeps]),
    [['shop/data', '1Gi', 'Bound', false]],
  );
  assert.equal(after.storage, []);
});

test('an object that comes back under another name is told with what would keep it', async () => {
  const notes = (result: PlanResult): string[] =>
    result.changes.filter((it) => it.note).map((it) => `${it.action} ${it.kind} ${it.name}: ${it.note}`);
  assert.equal(notes(await change([deployment('web'), deployment('api', { replicas: 3 })], [deployment('front')])), [
    "create Deployment front: was web, which is removed; name: 'web' would keep it",
  ]);
  assert.equal(
    notes(await change([deployment('web')], [deployment('front', { container: { image: 'other:2' } })])),
    [],
  );
  const disk = (name: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/x' } },
  });
  assert.equal(notes(await change([disk('data')], [disk('store')])), [
    "create PersistentVolume store: was data, which is kept aside; name: 'data' would keep it",
  ]);
});

test('what cannot be changed in place is refused, and replaced where that is asked for, with what it costs', async () => {
  const job = (image: string): KubeObject =>
    object('batch/v1', 'Job', 'migrate', {
      spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image }] } } },
    });
  const refused = await change([job('a:1')], [job('a:2')]);
  assert.match(refused.deploy.failures[0]!.message, /field is immutable/);
  assert.match(
    planText(refused),
    /1 object cannot be changed in place and would have to be replaced \(--replace Job\/migrate\)\./,
  );
  const replaced = await change([job('a:1')], [job('a:2')], { replace: ['Job/migrate'] });
  assert.ok(replaced.deploy.ok);
  assert.equal(
    replaced.changes.map((it) => [it.action, it.name, it.note]),
    [['replace', 'migrate', 'it runs again; what its pods said goes with them']],
  );
});

test.run();
