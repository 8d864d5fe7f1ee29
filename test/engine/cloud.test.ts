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
  assert.is(told(cluster, 'ScaleDown').length, 2);
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

test.run();
