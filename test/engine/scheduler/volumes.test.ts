import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../lib/api/object.ts';
import { container, Stage } from './stage.ts';

const test = suite('scheduler: pods with claims');

const SELECTED = 'volume.kubernetes.io/selected-node';
const using = (claim: string, more: object = {}): object => ({
  volumes: [{ name: 'v', persistentVolumeClaim: { claimName: claim } }],
  ...more,
});

function storageClass(stage: Stage, provisioner = 'csi.example.com', more: object = {}): void {
  stage.put('storageclasses.storage.k8s.io', {
    metadata: { name: 'fast' },
    provisioner,
    volumeBindingMode: 'WaitForFirstConsumer',
    ...more,
  });
}

function claim(stage: Stage, name: string, more: object = {}): KubeObject {
  return stage.put('persistentvolumeclaims', {
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: 'default' },
    spec: {
      storageClassName: 'fast',
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      ...more,
    },
    status: { phase: 'Pending' },
  });
}

function volume(stage: Stage, name: string, node: string, size = '1Gi'): KubeObject {
  return stage.put('persistentvolumes', {
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      storageClassName: 'fast',
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: size },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] },
          ],
        },
      },
    },
    status: { phase: 'Available' },
  });
}

/** What the volume controller does in the end. */
function bindClaim(stage: Stage, name: string, volumeName: string): void {
  const object = stage.store.get('persistentvolumeclaims', `default/${name}`)!;
  stage.put('persistentvolumeclaims', {
    ...object,
    metadata: {
      ...object.metadata,
      annotations: { ...object.metadata.annotations, 'pv.kubernetes.io/bind-completed': 'yes' },
    },
    spec: { ...object.spec, volumeName },
    status: { phase: 'Bound' },
  });
}

const selectedNode = (stage: Stage, name: string): string | undefined =>
  stage.store.get('persistentvolumeclaims', `default/${name}`)!.metadata.annotations?.[SELECTED];

test('a claim that waits for its consumer is told the node, and the pod is bound when the claim is', () => {
  const stage = new Stage();
  storageClass(stage);
  stage.node('n1');
  claim(stage, 'data');
  stage.pod('db', using('data'));
  stage.run();
  assert.is(selectedNode(stage, 'data'), 'n1');
  assert.is(stage.nodeOf('db'), undefined);
  assert.is(stage.get('db').status.nominatedNodeName, 'n1');
  volume(stage, 'pv', 'n1');
  bindClaim(stage, 'data', 'pv');
  stage.run();
  assert.is(stage.nodeOf('db'), 'n1');
});

test('the smallest free volume that is large enough is taken, on a node that reaches it', () => {
  const stage = new Stage();
  storageClass(stage, 'kubernetes.io/no-provisioner');
  stage.node('n1');
  stage.node('n2');
  volume(stage, 'small', 'n2', '500Mi');
  volume(stage, 'large', 'n2', '10Gi');
  volume(stage, 'right', 'n2', '2Gi');
  claim(stage, 'data');
  stage.pod('db', using('data'));
  stage.run();
  const { claimRef } = stage.store.get('persistentvolumes', 'right')!.spec;
  assert.is(`${claimRef.namespace}/${claimRef.name} ${claimRef.uid}`, 'default/data uid-default/data');
  assert.is(selectedNode(stage, 'data'), undefined);
  bindClaim(stage, 'data', 'right');
  stage.run();
  assert.is(stage.nodeOf('db'), 'n2');
});

test('a pod that waits for its volume keeps its place on the node, also in a fork', () => {
  const stage = new Stage();
  storageClass(stage);
  stage.node('n1', { cpu: '2' });
  claim(stage, 'data');
  stage.pod('db', using('data'));
  stage.run();
  for (const one of [stage, stage.fork()]) {
    one.pod('beside');
    one.pod('other', { containers: [container('500m')] });
    one.run();
    assert.is(one.nodeOf('beside'), 'n1', 'its place is counted once');
    assert.is(one.nodeOf('other'), undefined);
    volume(one, 'pv', 'n1');
    bindClaim(one, 'data', 'pv');
    one.run();
    assert.is(one.nodeOf('db'), 'n1');
  }
});

test('a node taken off the claim again sends the pod back to look for another', () => {
  const stage = new Stage();
  storageClass(stage);
  stage.node('n1');
  claim(stage, 'data');
  stage.pod('db', using('data'));
  stage.run();
  claim(stage, 'data');
  stage.run();
  assert.ok(stage.messageOf('db')!.includes('provisioning failed'));
  assert.is(selectedNode(stage, 'data'), undefined);
  stage.run(2);
  assert.is(selectedNode(stage, 'data'), 'n1');
});

test('a pod whose claims are not bound in ten minutes gives up and tries again', () => {
  const stage = new Stage();
  storageClass(stage);
  stage.node('n1');
  claim(stage, 'data');
  stage.pod('db', using('data'));
  stage.run(599);
  assert.is(stage.messageOf('db'), undefined);
  stage.run(2);
  assert.ok(stage.messageOf('db')!.includes('deadline exceeded'));
});

test('what is wrong with a claim is said, and the pod is tried when the claim is right', () => {
  const stage = new Stage();
  storageClass(stage);
  stage.node('n1');
  stage.pod('db', using('data'));
  stage.run();
  assert.is(stage.messageOf('db'), '0/1 nodes are available: persistentvolumeclaim "data" not found. not found');
  claim(stage, 'data', { storageClassName: '' });
  stage.run(20);
  assert.is(
    stage.messageOf('db'),
    '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
  );
  volume(stage, 'pv', 'n1');
  bindClaim(stage, 'data', 'pv');
  stage.run(20);
  assert.is(stage.nodeOf('db'), 'n1');
});

test('a claim for one pod at a time is used by one pod at a time', () => {
  const stage = new Stage();
  stage.node('n1');
  volume(stage, 'pv', 'n1');
  claim(stage, 'data', { accessModes: ['ReadWriteOncePod'] });
  bindClaim(stage, 'data', 'pv');
  stage.pod('first', using('data'));
  stage.pod('second', using('data'));
  stage.run();
  assert.is(stage.nodeOf('first'), 'n1');
  assert.ok(stage.messageOf('second')!.includes('ReadWriteOncePod access mode already in-use by another pod'));
  stage.remove('pods', 'default/first');
  stage.run(10);
  assert.is(stage.nodeOf('second'), 'n1');
});

test('a node takes as many volumes of a driver as it says', () => {
  const stage = new Stage();
  stage.node('n1');
  const limit = (count: number): void =>
    void stage.put('csinodes.storage.k8s.io', {
      metadata: { name: 'n1' },
      spec: { drivers: [{ name: 'csi.example.com', nodeID: 'n1', allocatable: { count } }] },
    });
  limit(1);
  for (const name of ['a', 'b']) {
    const pv = volume(stage, `pv-${name}`, 'n1');
    stage.put('persistentvolumes', {
      ...pv,
      spec: { ...pv.spec, csi: { driver: 'csi.example.com', volumeHandle: name } },
    });
    claim(stage, name);
    bindClaim(stage, name, `pv-${name}`);
    stage.pod(`pod-${name}`, using(name));
  }
  stage.run();
  assert.is(stage.nodeOf('pod-a'), 'n1');
  assert.ok(stage.messageOf('pod-b')!.includes('node(s) exceed max volume count'));
  limit(2);
  stage.run(10);
  assert.is(stage.nodeOf('pod-b'), 'n1');
});

test.run();
