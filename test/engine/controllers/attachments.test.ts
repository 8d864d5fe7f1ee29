// Volumes attached to the nodes whose pods use them: before these start, and for as long as it takes to be let go of.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../lib/api/object.ts';
import { DOWN, type Provisioner } from '../../../lib/api/simulation/simulation.ts';
import { Cluster } from '../../../lib/engine/cluster.ts';

const test = suite('controllers: volumes are attached');

const DRIVER = 'disk.csi.example.com';
const meta = (name: string, namespace = 'default'): object => ({ name, namespace });

function boot(provisioner: Partial<Provisioner> = {}): Cluster {
  const cluster = Cluster.create({
    simulation: {
      pools: [{ name: 'n', zones: ['zone-a'], nodes: 2 }],
      provisioners: [{ name: DRIVER, ...provisioner }],
    },
  });
  make(cluster, 'storageclasses.storage.k8s.io', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'disk' },
    provisioner: DRIVER,
  });
  return cluster;
}
const make = (cluster: Cluster, resource: string, object: object): KubeObject =>
  cluster.as().create(resource, object as KubeObject);
function claim(cluster: Cluster, mode = 'ReadWriteOnce', name = 'data'): void {
  make(cluster, 'persistentvolumeclaims', {
    metadata: meta(name),
    spec: { accessModes: [mode], storageClassName: 'disk', resources: { requests: { storage: '1Gi' } } },
  });
  cluster.advance(20_000);
}
const pod = (cluster: Cluster, name: string, node: string, more: object = {}): KubeObject =>
  make(cluster, 'pods', {
    metadata: meta(name),
    spec: {
      nodeName: node,
      containers: [{ name: 'c', image: 'db:1' }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
      ...more,
    },
  });
const status = (cluster: Cluster, name: string): Record<string, any> | undefined =>
  cluster.store.get('pods', `default/${name}`)?.['status'];
const attached = (cluster: Cluster): string[] =>
  cluster.store
    .list('volumeattachments.storage.k8s.io')
    .map((it) => `${it['spec'].nodeName} ${it['status']?.attached ? 'attached' : 'not yet'}`);
const node = (cluster: Cluster, name: string): KubeObject => cluster.store.get('nodes', name)!;
const events = (cluster: Cluster, about: string): string[] =>
  cluster.store
    .list('events')
    .filter((it) => it['involvedObject'].name === about)
    .map((it) => `${it['source'].component} ${it['reason']} ${it['message']}`);
const volume = (cluster: Cluster): string =>
  cluster.store.get('persistentvolumeclaims', 'default/data')!['spec'].volumeName as string;
const down = (cluster: Cluster, name: string): void => {
  cluster.as().patch('nodes', '', name, 'merge', { metadata: { annotations: { [DOWN]: 'yes' } } });
};
const force = (cluster: Cluster, name: string): unknown =>
  cluster.as().delete('pods', 'default', name, { gracePeriodSeconds: 0 });

test('a pod starts when its volume is attached, which its node and an event tell', () => {
  const cluster = boot({ attachSeconds: 30 });
  claim(cluster);
  pod(cluster, 'db', 'n-a-1');
  cluster.advance(20_000);
  assert.equal(attached(cluster), ['n-a-1 not yet']);
  const name = `kubernetes.io/csi/${DRIVER}^${volume(cluster)}`;
  assert.equal(node(cluster, 'n-a-1')['status'].volumesInUse, [name]);
  const [container] = status(cluster, 'db')!['containerStatuses'];
  assert.equal([status(cluster, 'db')!['phase'], container.state.waiting.reason], ['Pending', 'ContainerCreating']);
  cluster.advance(20_000);
  assert.equal([attached(cluster), status(cluster, 'db')!['phase']], [['n-a-1 attached'], 'Running']);
  assert.equal(node(cluster, 'n-a-1')['status'].volumesAttached, [{ name, devicePath: '' }]);
  const text = `attachdetach-controller SuccessfulAttachVolume AttachVolume.Attach succeeded for volume "${volume(cluster)}" `;
  assert.ok(events(cluster, 'db').includes(text));
});

test('a volume that takes long is told of by the kubelet after two minutes', () => {
  const cluster = boot({ attachSeconds: 300 });
  claim(cluster);
  pod(cluster, 'db', 'n-a-1');
  cluster.advance(130_000);
  const text =
    'kubelet FailedMount Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[data], failed to process volumes=[]: context deadline exceeded';
  assert.ok(events(cluster, 'db').includes(text));
  cluster.advance(200_000);
  assert.is(status(cluster, 'db')!['phase'], 'Running');
});

test('a volume goes with its last pod, and a deleted volume leaves nothing behind', () => {
  const cluster = boot();
  claim(cluster);
  pod(cluster, 'db', 'n-a-1');
  cluster.advance(60_000);
  cluster.as().delete('pods', 'default', 'db');
  cluster.as().delete('persistentvolumeclaims', 'default', 'data');
  cluster.advance(60_000);
  assert.equal(attached(cluster), []);
  const { volumesAttached, volumesInUse } = node(cluster, 'n-a-1')['status'];
  assert.equal([volumesAttached, volumesInUse, cluster.store.count('persistentvolumes')], [undefined, undefined, 0]);
});

test('a pod that has ended lets go of its volume', () => {
  const cluster = boot();
  claim(cluster);
  pod(cluster, 'job', 'n-a-1', {
    restartPolicy: 'Never',
    containers: [{ name: 'c', image: 'busybox', command: ['sh', '-c', 'sleep 5'] }],
  });
  cluster.advance(60_000);
  assert.equal([status(cluster, 'job')!['phase'], attached(cluster)], ['Succeeded', []]);
});

test('a volume for one node at a time is not given to a second one, which says who has it', () => {
  const cluster = boot();
  claim(cluster);
  pod(cluster, 'db', 'n-a-1');
  cluster.advance(60_000);
  pod(cluster, 'other', 'n-a-2');
  cluster.advance(60_000);
  assert.equal(attached(cluster), ['n-a-1 attached']);
  const text = `attachdetach-controller FailedAttachVolume Multi-Attach error for volume "${volume(cluster)}" Volume is already used by pod(s) db`;
  assert.is(events(cluster, 'other').filter((it) => it === text).length, 1);
  cluster.as().delete('pods', 'default', 'db');
  cluster.advance(60_000);
  assert.equal([attached(cluster), status(cluster, 'other')!['phase']], [['n-a-2 attached'], 'Running']);
});

test('a volume that many may have is attached to each node', () => {
  const cluster = boot();
  claim(cluster, 'ReadWriteMany');
  pod(cluster, 'one', 'n-a-1');
  pod(cluster, 'two', 'n-a-2');
  cluster.advance(60_000);
  assert.equal(attached(cluster).sort(), ['n-a-1 attached', 'n-a-2 attached']);
});

test('from a node that does not answer a volume is taken after six minutes', () => {
  const cluster = boot();
  claim(cluster);
  pod(cluster, 'db', 'n-a-1');
  cluster.advance(60_000);
  down(cluster, 'n-a-1');
  cluster.advance(120_000);
  force(cluster, 'db');
  pod(cluster, 'next', 'n-a-2');
  cluster.advance(350_000);
  assert.equal([attached(cluster), status(cluster, 'next')!['phase']], [['n-a-1 attached'], 'Pending']);
  const text = `Multi-Attach error for volume "${volume(cluster)}" Volume is already exclusively attached to one node and can't be attached to another`;
  assert.ok(events(cluster, 'next').includes(`attachdetach-controller FailedAttachVolume ${text}`));
  cluster.advance(60_000);
  assert.equal([attached(cluster), status(cluster, 'next')!['phase']], [['n-a-2 attached'], 'Running']);
});

test('a node that is back before that lets go of what its pods of then used', () => {
  const cluster = boot();
  claim(cluster);
  pod(cluster, 'db', 'n-a-1');
  cluster.advance(60_000);
  down(cluster, 'n-a-1');
  cluster.advance(120_000);
  force(cluster, 'db');
  cluster.advance(30_000);
  assert.equal(attached(cluster), ['n-a-1 attached']);
  cluster.as().patch('nodes', '', 'n-a-1', 'merge', { metadata: { annotations: { [DOWN]: null } } });
  cluster.advance(30_000);
  assert.equal(attached(cluster), []);
});

test('a node declared out of service loses its pods and their volumes at once', () => {
  const cluster = boot();
  claim(cluster);
  pod(cluster, 'db', 'n-a-1');
  cluster.advance(60_000);
  down(cluster, 'n-a-1');
  cluster.advance(120_000);
  const taints = [{ key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute' }];
  cluster.as().patch('nodes', '', 'n-a-1', 'strategic', { spec: { taints } } as never);
  cluster.advance(30_000);
  assert.equal([status(cluster, 'db'), attached(cluster)], [undefined, []]);
});

test('a node declared out of service while it still answers is collected when it does no more', () => {
  const cluster = boot();
  claim(cluster);
  pod(cluster, 'db', 'n-a-1', { tolerations: [{ operator: 'Exists' }] });
  cluster.advance(60_000);
  const taints = [{ key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute' }];
  cluster.as().patch('nodes', '', 'n-a-1', 'strategic', { spec: { taints } } as never);
  down(cluster, 'n-a-1');
  cluster.advance(1_000);
  cluster.as().delete('pods', 'default', 'db');
  cluster.advance(40_000);
  assert.is(status(cluster, 'db')!['phase'], 'Running');
  cluster.advance(60_000);
  assert.is(status(cluster, 'db'), undefined);
});

const NOT: readonly [string, (cluster: Cluster) => void, Partial<Provisioner>][] = [
  ['its driver says that it is not', (cluster) => driver(cluster, false), {}],
  ['the simulation says that it is not', () => undefined, { attaches: false }],
];
const driver = (cluster: Cluster, attachRequired: boolean): unknown =>
  make(cluster, 'csidrivers.storage.k8s.io', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSIDriver',
    metadata: { name: DRIVER },
    spec: { attachRequired },
  });
for (const [why, prepare, provisioner] of NOT)
  test(`a volume is mounted without being attached where ${why}`, () => {
    const cluster = boot(provisioner);
    prepare(cluster);
    claim(cluster);
    pod(cluster, 'db', 'n-a-1');
    cluster.advance(60_000);
    assert.equal([attached(cluster), status(cluster, 'db')!['phase']], [[], 'Running']);
  });

test.run();
