import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject, KubeObject } from '../../../lib/api/object.ts';
import type { SimulationSpec } from '../../../lib/api/simulation/simulation.ts';
import { Cluster } from '../../../lib/engine/cluster.ts';

const test = suite('controllers: workloads, quotas, volumes, namespaces');

const POOLS: SimulationSpec = {
  pools: [{ name: 'pool', zones: ['zone-a', 'zone-b'], nodes: 1, cpu: 8, memory: '16Gi' }],
};
const boot = (more: Partial<SimulationSpec> = {}): Cluster => Cluster.create({ simulation: { ...POOLS, ...more } });
const meta = (name: string): { name: string; namespace: string } => ({ name, namespace: 'default' });
const template = (image = 'web:1', more: object = {}): object => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'c', image, ...more }] },
});
const make = (cluster: Cluster, resource: string, object: object): KubeObject =>
  cluster.as().create(resource, object as KubeObject);
const workload = (kind: string, spec: object): object => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: meta('web'),
  spec: { selector: { matchLabels: { app: 'web' } }, template: template(), ...spec },
});
const pods = (cluster: Cluster): readonly KubeObject[] => cluster.as().list('pods', 'default');
const names = (cluster: Cluster): string[] => pods(cluster).map((pod) => pod.metadata.name!);
const setImage = (cluster: Cluster, resource: string, image: string): void => {
  const body = { spec: { template: { spec: { containers: [{ name: 'c', image }] } } } } as unknown as JsonObject;
  cluster.as().patch(resource, 'default', 'web', 'strategic', body);
};

test('a DaemonSet with surge has the new pod ready beside the old one before that goes', () => {
  const cluster = boot();
  const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
  make(cluster, 'daemonsets.apps', workload('DaemonSet', { updateStrategy }));
  cluster.untilQuiet();
  assert.is(pods(cluster).length, 2);
  setImage(cluster, 'daemonsets.apps', 'web:2');
  let least = Infinity;
  for (let i = 0; i < 600; i++) {
    cluster.advance(100);
    const status = cluster.as().get('daemonsets.apps', 'default', 'web')['status'] as { numberAvailable?: number };
    least = Math.min(least, status.numberAvailable ?? 0);
  }
  assert.is(least, 2);
  assert.equal(
    pods(cluster).map((pod) => pod['spec'].containers[0].image as string),
    ['web:2', 'web:2'],
  );
});

test('a recorded template is what its owner has now, byte for byte, whatever the order it was said in', () => {
  const cluster = boot();
  const said = { spec: { containers: [{ image: 'web:1', name: 'c' }] }, metadata: { labels: { app: 'web' } } };
  const { metadata } = make(cluster, 'daemonsets.apps', workload('DaemonSet', { template: said }));
  cluster.untilQuiet();
  const { template: held } = cluster.as().get('daemonsets.apps', 'default', metadata.name!)['spec'];
  const inOrder = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(inOrder)
      : value && typeof value === 'object'
        ? Object.fromEntries(
            Object.keys(value)
              .sort()
              .map((key) => [key, inOrder((value as JsonObject)[key])]),
          )
        : value;
  const [revision] = cluster.as().list('controllerrevisions.apps', 'default');
  const patch = inOrder({ spec: { template: { $patch: 'replace', ...held } } });
  assert.is(JSON.stringify(revision!['data']), JSON.stringify(patch));
});

test('orphaned ReplicaSets and pods are taken over by a Deployment of the same name and template', () => {
  const cluster = boot();
  make(cluster, 'deployments.apps', workload('Deployment', { replicas: 3 }));
  cluster.untilQuiet();
  const before = names(cluster);
  cluster.as().delete('deployments.apps', 'default', 'web', { propagation: 'Orphan' });
  cluster.untilQuiet();
  assert.equal(names(cluster), before);
  make(cluster, 'deployments.apps', workload('Deployment', { replicas: 3 }));
  cluster.untilQuiet();
  assert.equal(names(cluster), before);
  const [set] = cluster.as().list('replicasets.apps', 'default');
  assert.is(set!.metadata.ownerReferences![0]!.kind, 'Deployment');
});

test('a pod that loses its label is let go and replaced', () => {
  const cluster = boot();
  make(cluster, 'replicasets.apps', workload('ReplicaSet', { replicas: 2 }));
  cluster.untilQuiet();
  const [first] = names(cluster);
  cluster.as().patch('pods', 'default', first!, 'merge', { metadata: { labels: { app: 'debug' } } });
  cluster.untilQuiet();
  assert.is(pods(cluster).length, 3);
  assert.not.ok(cluster.as().get('pods', 'default', first!).metadata.ownerReferences);
});

for (const [whenScaled, left] of [
  ['Retain', 3],
  ['Delete', 1],
] as const)
  test(`claims of pods scaled away: ${whenScaled}`, () => {
    const cluster = boot();
    make(cluster, 'storageclasses.storage.k8s.io', {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'fast' },
      provisioner: 'disk.example.com',
    });
    make(
      cluster,
      'statefulsets.apps',
      workload('StatefulSet', {
        replicas: 3,
        serviceName: 'web',
        persistentVolumeClaimRetentionPolicy: { whenScaled, whenDeleted: 'Retain' },
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: {
              storageClassName: 'fast',
              accessModes: ['ReadWriteOnce'],
              resources: { requests: { storage: '1Gi' } },
            },
          },
        ],
      }),
    );
    cluster.untilQuiet();
    assert.equal(names(cluster), ['web-0', 'web-1', 'web-2']);
    cluster.as().patch('statefulsets.apps', 'default', 'web', 'merge', { spec: { replicas: 1 } });
    cluster.untilQuiet();
    assert.equal(names(cluster), ['web-0']);
    assert.is(cluster.as().list('persistentvolumeclaims', 'default').length, left);
  });

test('a quota stops what would exceed it, says so, and lets it in when there is room', () => {
  const cluster = boot();
  make(cluster, 'resourcequotas', {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: meta('few'),
    spec: { hard: { pods: '2', 'requests.cpu': '1' } },
  });
  cluster.untilQuiet();
  const container = { resources: { requests: { cpu: '400m' } } };
  make(cluster, 'replicasets.apps', workload('ReplicaSet', { replicas: 3, template: template('web:1', container) }));
  cluster.advance(60_000);
  assert.is(pods(cluster).length, 2);
  const set = cluster.as().get('replicasets.apps', 'default', 'web');
  assert.match(set['status'].conditions[0].message as string, /exceeded quota: few, requested: pods=1/);
  assert.equal(cluster.as().get('resourcequotas', 'default', 'few')['status'].used, {
    pods: '2',
    'requests.cpu': '800m',
  });
  cluster
    .as()
    .patch('resourcequotas', 'default', 'few', 'merge', { spec: { hard: { pods: '5', 'requests.cpu': '2' } } });
  cluster.advance(20 * 60_000);
  assert.is(pods(cluster).length, 3);
  assert.throws(
    () =>
      make(cluster, 'pods', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: meta('mute'),
        spec: { containers: [{ name: 'c', image: 'i' }] },
      }),
    /failed quota: few: must specify requests\.cpu for: c/,
  );
});

test('a LimitRange gives containers what they leave out, for every pod of a template, and refuses what goes beyond', () => {
  const cluster = boot();
  make(cluster, 'limitranges', {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: meta('usual'),
    spec: {
      limits: [{ type: 'Container', max: { cpu: '2' }, default: { cpu: '500m' }, defaultRequest: { cpu: '100m' } }],
    },
  });
  make(cluster, 'deployments.apps', workload('Deployment', { replicas: 3 }));
  cluster.untilQuiet();
  assert.is(pods(cluster).length, 3);
  for (const pod of pods(cluster)) {
    assert.equal(pod['spec'].containers[0].resources, { limits: { cpu: '500m' }, requests: { cpu: '100m' } });
    assert.is(
      pod.metadata.annotations!['kubernetes.io/limit-ranger'],
      'LimitRanger plugin set: cpu request for container c; cpu limit for container c',
    );
  }
  const resources = { limits: { cpu: '3' }, requests: { cpu: '1' } };
  assert.throws(
    () =>
      make(cluster, 'pods', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: meta('big'),
        spec: { containers: [{ name: 'c', image: 'i', resources }] },
      }),
    /maximum cpu usage per Container is 2, but limit is 3/,
  );
});

test('a volume that is deleted under its claim leaves the claim lost', () => {
  const cluster = boot();
  make(cluster, 'persistentvolumes', {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'disk' },
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      hostPath: { path: '/x' },
      storageClassName: '',
    },
  });
  make(cluster, 'persistentvolumeclaims', {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: meta('data'),
    spec: { storageClassName: '', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '500Mi' } } },
  });
  cluster.advance(60_000);
  const claim = (): KubeObject => cluster.as().get('persistentvolumeclaims', 'default', 'data');
  assert.is(claim()['status'].phase, 'Bound');
  cluster
    .as()
    .patch('persistentvolumes', '', 'disk', 'merge', { metadata: { finalizers: null } } as unknown as JsonObject);
  cluster.as().delete('persistentvolumes', '', 'disk');
  cluster.advance(60_000);
  assert.is(claim()['status'].phase, 'Lost');
});

test('a namespace says what keeps it from going', () => {
  const cluster = boot();
  make(cluster, 'namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'old' } });
  make(cluster, 'configmaps', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'held', namespace: 'old', finalizers: ['example.com/hold'] },
  });
  cluster.as().delete('namespaces', '', 'old');
  cluster.advance(60_000);
  const conditions = cluster.as().get('namespaces', '', 'old')['status'].conditions as {
    type: string;
    message: string;
  }[];
  assert.match(conditions.find((it) => it.type === 'NamespaceFinalizersRemaining')!.message, /example\.com\/hold in 1/);
  cluster.as().patch('configmaps', 'old', 'held', 'merge', { metadata: { finalizers: null } } as unknown as JsonObject);
  cluster.advance(60_000);
  assert.throws(() => cluster.as().get('namespaces', '', 'old'), /not found/);
});

test.run();
