// A cluster people have, read and gone on with: what runs there runs on, and what could not be read is said.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Holdings } from '../../lib/api/holdings.ts';
import type { GroupResource, KubeObject } from '../../lib/api/object.ts';
import { builtInResources, groupResource } from '../../lib/api/schema/resources.ts';
import { deploy } from '../../lib/deploy/walker.ts';
import { Cluster } from '../../lib/engine/cluster.ts';
import { existingCluster } from '../../lib/plan/existing.ts';
import { plan } from '../../lib/plan/plan.ts';
import { findings } from '../../lib/report/verdict.ts';
import type { DeployObject } from '../../lib/deploy/interface.ts';

const test = suite('a cluster people have');

const deployment = (name: string, replicas: number, pod: object = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'shop' },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name, image: 'nginx', resources: { requests: { cpu: '500m' } } }], ...pod },
    },
  },
});
const tree = (...objects: KubeObject[]): DeployObject[] => objects.map((object) => ({ object, after: [] }));
const NAMESPACE: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
const MORE: KubeObject[] = [
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace: 'shop' },
    spec: {
      replicas: 2,
      serviceName: 'db',
      selector: { matchLabels: { app: 'db' } },
      template: { metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'db', image: 'mongo' }] } },
    },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace: 'shop' },
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [{ name: 'agent', image: 'agent' }] } },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  },
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'password', namespace: 'shop' }, stringData: { word: 'x' } },
];
const POOL = { name: 'big', zones: ['zone-a', 'zone-b'], nodes: 1, cpu: 2, memory: '8Gi' };

/** A cluster in which some time ago this was deployed. */
async function running(...objects: KubeObject[]): Promise<Cluster> {
  const cluster = Cluster.create({ simulation: { pools: [POOL] }, seed: 'theirs' });
  const all = [NAMESPACE, ...objects];
  const after = all.map((object, i) => ({ object, after: i ? [0] : [] }));
  await deploy(cluster.client(), { name: 'theirs', objects: after }, { timeout: 30_000 });
  cluster.advance(3_600_000);
  return cluster;
}

/** All of it as its API tells it, but for what may not be read. */
function read(
  cluster: Cluster,
  hidden: readonly GroupResource[] = [],
  change: (object: KubeObject) => KubeObject = (it) => it,
): Holdings {
  const resources = cluster.store.resources().filter((it) => it !== 'events' && !hidden.includes(it));
  return {
    objects: resources.flatMap((resource) =>
      cluster.store
        .list(resource)
        .map((it) => [resource, change(JSON.parse(JSON.stringify(it)) as KubeObject)] as const),
    ),
    complete: new Set(
      builtInResources()
        .map(groupResource)
        .filter((it) => !hidden.includes(it)),
    ),
    notRead: hidden.map((what) => ({ what, why: 'forbidden' })),
    at: cluster.now,
    source: 'theirs',
  };
}
const where = (cluster: Cluster): string[] =>
  cluster.store.list('pods').map((it) => `${it.metadata.name} ${it['spec'].nodeName} ${it['status'].phase}`);

test('what runs there runs on where it is, for hours, and a plan of the same changes nothing', async () => {
  const theirs = await running(deployment('web', 3), ...MORE);
  const { cluster, notes } = existingCluster(read(theirs), { pools: [] });
  assert.equal(where(cluster), where(theirs));
  assert.equal(notes, []);
  cluster.advance(6 * 3_600_000);
  assert.equal(where(cluster), where(theirs));
  assert.equal(
    cluster.store.list('replicasets.apps').map((it) => it.metadata.name),
    theirs.store.list('replicasets.apps').map((it) => it.metadata.name),
  );
  const objects = [NAMESPACE, deployment('web', 3), ...MORE].map((object, i) => ({ object, after: i ? [0] : [] }));
  const result = await plan(cluster, { name: 'theirs', objects }, { existing: true });
  assert.equal([result.changes, result.deploy.failures], [[], []]);
});

test('a change is planned into the room that is left there', async () => {
  const theirs = await running(deployment('web', 3));
  const { cluster } = existingCluster(read(theirs), { pools: [] });
  const result = await plan(cluster, { name: 'mine', objects: tree(deployment('mine', 6)) }, { existing: true });
  assert.not(result.first);
  const { workloads } = result.after.placement;
  const mine = workloads.find((it) => it.name === 'mine')!;
  assert.equal([mine.ready, mine.pending.length], [5, 1]);
  assert.is(workloads.find((it) => it.name === 'web')!.ready, 3);
  assert.equal(where(theirs), where(cluster), 'the plan’s own future apart, nothing moved');
});

test('nodes of a provider are grouped by the label it gives them', async () => {
  const theirs = await running(deployment('web', 1));
  const gke = (object: KubeObject): KubeObject =>
    object.kind === 'Node'
      ? {
          ...object,
          metadata: { ...object.metadata, annotations: {}, labels: { 'cloud.google.com/gke-nodepool': 'spot' } },
        }
      : object;
  const { cluster } = existingCluster(read(theirs, [], gke), { pools: [] });
  cluster.advance(600_000);
  assert.equal(
    cluster.store.list('nodes').map((it) => [it.metadata.labels!['slipway.dev/pool'], it['spec'].taints]),
    [
      ['spot', undefined],
      ['spot', undefined],
    ],
  );
  assert.equal(where(cluster), where(theirs));
});

const broken: [string, object][] = [
  [
    'crashes over and over',
    { state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } }, restartCount: 9 },
  ],
  ['has no image', { state: { waiting: { reason: 'ImagePullBackOff', message: 'not found' } }, restartCount: 0 }],
  ['has not become ready for hours', { state: { running: { startedAt: '2026-01-05T00:00:10Z' } }, restartCount: 0 }],
];
for (const [name, status] of broken)
  test(`a pod that ${name} stays so`, async () => {
    const theirs = await running(deployment('web', 1));
    const breaks = (object: KubeObject): KubeObject =>
      object.kind === 'Pod'
        ? {
            ...object,
            status: {
              ...object['status'],
              conditions: [{ type: 'Ready', status: 'False' }],
              containerStatuses: [{ name: 'web', image: 'nginx', ready: false, ...status }],
            },
          }
        : object;
    const { cluster } = existingCluster(read(theirs, [], breaks), { pools: [] });
    cluster.advance(3_600_000);
    const [pod] = cluster.store.list('pods');
    assert.is(pod!['status'].containerStatuses[0].ready, false);
    assert.equal(pod!['status'].containerStatuses[0].state, (status as { state: object }).state);
  });

test('a pod that was about to start starts here', async () => {
  const theirs = await running(deployment('web', 1));
  const begins = (object: KubeObject): KubeObject =>
    object.kind === 'Pod'
      ? {
          ...object,
          status: {
            phase: 'Pending',
            conditions: [],
            containerStatuses: [{ name: 'web', state: { waiting: { reason: 'ContainerCreating' } } }],
          },
        }
      : object;
  const { cluster, notes } = existingCluster(read(theirs, [], begins), { pools: [] });
  assert.is(cluster.store.list('pods')[0]!['status'].phase, 'Running');
  assert.equal(notes, ['it was not at rest: without any change, pods of it go on (1 changed)']);
});

test('Secrets that may not be read are assumed where something names them, and it is said', async () => {
  const names = {
    containers: [
      {
        name: 'web',
        image: 'nginx',
        env: [{ name: 'WORD', valueFrom: { secretKeyRef: { name: 'password', key: 'word' } } }],
      },
    ],
  };
  const theirs = await running(MORE[3]!, deployment('web', 1, names));
  const { cluster, notes } = existingCluster(
    read(theirs, ['secrets']),
    { pools: [] },
    { name: 'mine', objects: tree(deployment('mine', 1, { ...names, imagePullSecrets: [{ name: 'pull' }] })) },
  );
  assert.equal(notes, [
    'secrets were not read: forbidden; those that are named are assumed to be there, with the keys that are named',
  ]);
  assert.equal(Object.keys(cluster.store.get('secrets', 'shop/password')!['data']), ['word']);
  const result = await plan(cluster, { name: 'mine', objects: tree(deployment('mine', 1, names)) }, { existing: true });
  assert.equal(
    findings(result.after).filter((it) => it.kind === 'trouble'),
    [],
  );
  assert.ok(result.deploy.ok);
});

test('without nodes, machines are assumed; without pods or namespaces it goes on, and all of it is said', async () => {
  const theirs = await running(deployment('web', 1));
  const { cluster, notes } = existingCluster(
    read(theirs, ['nodes', 'pods', 'namespaces', 'leases.coordination.k8s.io']),
    { pools: [] },
  );
  assert.is(cluster.store.list('nodes').length, 3);
  assert.ok(cluster.store.get('namespaces', 'shop'));
  assert.equal(
    notes.map((it) => it.split(':')[0]),
    [
      'leases.coordination.k8s.io were not read',
      'nodes were not read',
      'pods were not read',
      'namespaces were not read',
      'it was not at rest',
    ],
  );
});

test('a fork of it and a saved copy have the same future', async () => {
  const theirs = await running(deployment('web', 3), ...MORE);
  const { cluster } = existingCluster(read(theirs), { pools: [] });
  const saved = Cluster.open(JSON.parse(JSON.stringify(cluster.save())) as ReturnType<Cluster['save']>);
  for (const it of [cluster, saved]) {
    it.as().delete('nodes', '', 'big-a-1');
    it.advance(600_000);
  }
  assert.equal(where(saved), where(cluster));
});

test.run();
