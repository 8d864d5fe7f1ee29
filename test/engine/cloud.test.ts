// Node pools that grow and shrink.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Cluster } from '../../lib/engine/cluster.ts';
import type { NodePool } from '../../lib/api/simulation/simulation.ts';

const test = suite('autoscaled pools');

const clusterOf = (...pools: NodePool[]): Cluster => Cluster.create({ simulation: { pools } });
const small: NodePool = {
  name: 'app',
  zones: ['zone-a'],
  nodes: 1,
  cpu: 2,
  memory: '4Gi',
  maxNodes: 4,
  bootSeconds: 90,
};

function web(cluster: Cluster, replicas: number, cpu = '500m'): void {
  cluster.as().create('deployments.apps', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'main', image: 'web:1', resources: { requests: { cpu } } }] },
      },
    },
  });
}

const nodes = (cluster: Cluster): string[] => cluster.store.list('nodes').map((it) => it.metadata.name!);
const ready = (cluster: Cluster): number =>
  (cluster.store.get('deployments.apps', 'default/web')!['status'].readyReplicas as number | undefined) ?? 0;
const told = (cluster: Cluster, reason: string): string[] =>
  cluster.store
    .list('events')
    .filter((it) => it['reason'] === reason)
    .map((it) => it['message'] as string);

test('as many nodes as the waiting pods need are ordered, and are there after their boot time', () => {
  const cluster = clusterOf(small);
  web(cluster, 10);
  const began = cluster.now;
  cluster.advance(60_000);
  assert.equal(nodes(cluster), ['app-a-1']);
  assert.equal(
    new Set(told(cluster, 'TriggeredScaleUp')),
    new Set(['pod triggered scale-up: [{app-a 1->3 (max: 4)}]']),
  );
  cluster.untilQuiet();
  assert.equal(nodes(cluster), ['app-a-1', 'app-a-2', 'app-a-3']);
  assert.is(ready(cluster), 10);
  assert.ok(cluster.now - began < 130_000, `${cluster.now - began} ms`);
});

test('no more than the most: the rest waits and is told so', () => {
  const cluster = clusterOf(small);
  web(cluster, 20);
  cluster.untilQuiet();
  assert.is(nodes(cluster).length, 4);
  assert.is(ready(cluster), 16);
  assert.ok(told(cluster, 'NotTriggerScaleUp').includes("pod didn't trigger scale-up: 1 max node group size reached"));
});

test('a pod that fits no node of any pool orders none', () => {
  const cluster = clusterOf(small, {
    ...small,
    name: 'tainted',
    taints: [{ key: 'k', value: 'v', effect: 'NoSchedule' }],
  });
  web(cluster, 1, '3');
  cluster.untilQuiet();
  assert.is(nodes(cluster).length, 2);
  assert.equal(told(cluster, 'NotTriggerScaleUp'), [
    "pod didn't trigger scale-up: 1 Insufficient cpu, 1 node(s) had untolerated taint(s)",
  ]);
});

test('the cheapest pool that would do grows', () => {
  const cluster = clusterOf({ ...small, price: 3 }, { ...small, name: 'spot', nodes: 0, price: 1 });
  web(cluster, 5);
  cluster.untilQuiet();
  assert.equal(nodes(cluster), ['app-a-1', 'spot-a-1']);
});

test('nodes that were empty for ten minutes go, but for the least', () => {
  const cluster = clusterOf(small);
  web(cluster, 10);
  cluster.untilQuiet();
  cluster.as().patch('deployments.apps', 'default', 'web', 'merge', { spec: { replicas: 0 } });
  cluster.advance(9 * 60_000);
  assert.is(nodes(cluster).length, 3);
  cluster.advance(2 * 60_000);
  assert.is(nodes(cluster).length, 1);
  assert.equal(told(cluster, 'ScaleDown').sort(), [
    'marked the node as toBeDeleted/unschedulable',
    'marked the node as toBeDeleted/unschedulable',
    'nodes removed by cluster autoscaler',
    'nodes removed by cluster autoscaler',
  ]);
});

/** Two nodes of which the second has one small pod; `more` is said of that pod. */
function halfEmpty(more: { annotations?: object; spec?: object } = {}, owner = true): Cluster {
  const cluster = clusterOf({ ...small, nodes: 2, minNodes: 1 });
  const pod = (name: string, node: string, cpu: string, extra: typeof more = {}): void => {
    const spec = {
      nodeSelector: { 'kubernetes.io/hostname': node },
      containers: [{ name: 'main', image: 'web:1', resources: { requests: { cpu } } }],
    };
    cluster.as().create('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default', annotations: { ...extra.annotations } },
      spec: { ...spec, ...extra.spec },
    } as never);
  };
  pod('full', 'app-a-1', '1200m');
  const { annotations = {}, spec = {} } = more;
  if (!owner) {
    cluster.untilQuiet();
    pod('small', 'app-a-2', '200m', more);
  } else {
    const template = {
      metadata: { labels: { app: 'small' }, annotations },
      spec: {
        ...spec,
        containers: [{ name: 'main', image: 'web:1', resources: { requests: { cpu: '200m' } } }],
        // It starts on the empty node, and would do on the other.
        affinity: {
          nodeAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              {
                weight: 100,
                preference: {
                  matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['app-a-2'] }],
                },
              },
            ],
          },
        },
      },
    };
    cluster.as().create('deployments.apps', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'small', namespace: 'default' },
      spec: { replicas: 1, selector: { matchLabels: { app: 'small' } }, template },
    } as never);
  }
  cluster.untilQuiet();
  return cluster;
}

test('a node that is used little is emptied and taken down when its pods find a place elsewhere', () => {
  const cluster = halfEmpty();
  const at = (): unknown => cluster.store.list('pods').map((it) => it['spec'].nodeName as string);
  assert.equal(at(), ['app-a-1', 'app-a-2']);
  cluster.advance(60_000);
  const [, candidate] = cluster.store.list('nodes');
  const [taint] = candidate!['spec'].taints as { key: string; effect: string }[];
  assert.equal([taint!.key, taint!.effect], ['DeletionCandidateOfClusterAutoscaler', 'PreferNoSchedule']);
  cluster.advance(9 * 60_000 + 12_000);
  const leaving = cluster.store.get('nodes', 'app-a-2')!['spec'].taints as { key: string }[];
  assert.ok(leaving.some((it) => it.key === 'ToBeDeletedByClusterAutoscaler'));
  cluster.untilQuiet();
  assert.equal(nodes(cluster), ['app-a-1']);
  assert.equal(at(), ['app-a-1', 'app-a-1']);
  assert.ok(told(cluster, 'ScaleDown').includes('deleting pod for node scale down'));
  assert.is(ready2(cluster), 1);
});

const ready2 = (cluster: Cluster): number =>
  cluster.store.get('deployments.apps', 'default/small')!['status'].readyReplicas as number;

test('what stands in the way of taking a node down', () => {
  const SAFE = 'cluster-autoscaler.kubernetes.io/safe-to-evict';
  const emptyDir = (medium?: string): object => ({ volumes: [{ name: 'scratch', emptyDir: { medium } }] });
  const local = 'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes';
  for (const [what, cluster, left] of [
    ['a pod that nobody makes anew', halfEmpty({}, false), 2],
    ['a pod said not to be moved', halfEmpty({ annotations: { [SAFE]: 'false' } }), 2],
    ['files on its disk', halfEmpty({ spec: emptyDir() }), 2],
    ['files in its memory do not', halfEmpty({ spec: emptyDir('Memory') }), 1],
    ['files said not to matter do not', halfEmpty({ spec: emptyDir(), annotations: { [local]: 'scratch' } }), 1],
    ['nothing of a pod said to be movable does', halfEmpty({ spec: emptyDir(), annotations: { [SAFE]: 'true' } }), 1],
  ] as const) {
    cluster.advance(20 * 60_000);
    assert.is(nodes(cluster).length, left, what);
  }
});

test('a budget that allows no disruption keeps the node, until it does', () => {
  const cluster = halfEmpty();
  cluster.as().create('poddisruptionbudgets.policy', {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'small', namespace: 'default' },
    spec: { maxUnavailable: 0, selector: { matchLabels: { app: 'small' } } },
  });
  cluster.advance(30 * 60_000);
  assert.is(nodes(cluster).length, 2);
  cluster.as().patch('poddisruptionbudgets.policy', 'default', 'small', 'merge', { spec: { maxUnavailable: 1 } });
  cluster.advance(12 * 60_000);
  assert.is(nodes(cluster).length, 1);
});

test('nothing is taken down for ten minutes after a pool has grown', () => {
  const cluster = halfEmpty();
  cluster.advance(8 * 60_000);
  web(cluster, 1, '1900m');
  cluster.advance(7 * 60_000);
  assert.ok(nodes(cluster).includes('app-a-2'));
  cluster.advance(5 * 60_000);
  assert.not.ok(nodes(cluster).includes('app-a-2'));
});

test('without prices the pool grows of whose node the pod leaves least unused', () => {
  const cluster = clusterOf({ ...small, name: 'large', nodes: 0, cpu: 16, memory: '64Gi' }, { ...small, nodes: 0 });
  web(cluster, 1, '1500m');
  cluster.untilQuiet();
  assert.equal(nodes(cluster), ['app-a-1']);
});

test('a fork made while machines boot has them, too, and both futures are alike', () => {
  const cluster = clusterOf(small);
  web(cluster, 10);
  cluster.advance(30_000);
  const fork = cluster.fork();
  cluster.untilQuiet();
  fork.untilQuiet();
  assert.equal(nodes(fork), nodes(cluster));
  assert.is(fork.store.revision, cluster.store.revision);
});

test('labels that were renamed are on a node under both names, and the new one is right', () => {
  const cluster = clusterOf(small);
  const labelled = (name: string, labels: Record<string, string>): void =>
    void cluster.as().create('nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name, labels } });
  labelled('bare', {});
  labelled('new', { 'kubernetes.io/os': 'windows' });
  labelled('both', { 'kubernetes.io/arch': 'arm64', 'beta.kubernetes.io/arch': 'amd64' });
  labelled('old', { 'beta.kubernetes.io/os': 'linux' });
  cluster.settleInstant();
  const old = (name: string): object => {
    const labels = cluster.store.get('nodes', name)!.metadata.labels ?? {};
    return Object.fromEntries(Object.entries(labels).filter(([label]) => label.startsWith('beta.')));
  };
  assert.equal(nodes(cluster).map(old), [
    { 'beta.kubernetes.io/arch': 'amd64', 'beta.kubernetes.io/os': 'linux' },
    {},
    { 'beta.kubernetes.io/arch': 'arm64' },
    { 'beta.kubernetes.io/os': 'windows' },
    { 'beta.kubernetes.io/os': 'linux' },
  ]);
});

test.run();
