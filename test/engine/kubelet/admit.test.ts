// Pods that come to a node past the scheduler: taken where they fit, otherwise failed with the first thing that stands in the way.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../lib/api/object.ts';
import { clusterOf, condition, make, podOf, statusOf, told } from './setting.ts';

const NODE = 'app-a-1';
const port = { ports: [{ containerPort: 80, hostPort: 8080 }] };
const asking = (requests: object): object => ({ resources: { requests } });

// What is asked of the node, and why it does not take the pod.
const REJECTED: readonly [string, object, object, string, string][] = [
  [
    'a port of the node that is taken',
    port,
    {},
    'NodePorts',
    "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
  ],
  [
    'more CPU than is left',
    asking({ cpu: '3500m' }),
    {},
    'OutOfcpu',
    "Node didn't have enough resource: cpu, requested: 3500, used: 1000, capacity: 4000",
  ],
  [
    'more memory than is left',
    asking({ memory: '5Gi' }),
    {},
    'OutOfmemory',
    "Node didn't have enough resource: memory, requested: 5368709120, used: 0, capacity: 4294967296",
  ],
  [
    'another sort of node',
    {},
    { nodeSelector: { disk: 'fast' } },
    'NodeAffinity',
    "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
  ],
];
for (const [what, container, spec, reason, message] of REJECTED)
  test(`a pod that asks its node for ${what} fails`, () => {
    const cluster = clusterOf();
    make(cluster, [{ name: 'c', image: 'a:1', ...port, ...asking({ cpu: '1' }) }], { nodeName: NODE }, 'first');
    cluster.advance(10_000);
    make(cluster, [{ name: 'c', image: 'a:1', ...container }], { nodeName: NODE, ...spec });
    cluster.advance(10_000);
    const { phase, reason: why, message: text } = statusOf(cluster);
    assert.equal([phase, why, text], ['Failed', reason, `Pod was rejected: ${message}`]);
    assert.equal(told(cluster, [reason]), [`${reason} ${message}`]);
    assert.is(statusOf(cluster, 'first').phase, 'Running');
  });

test('a pod that its node has room for runs, and its node says that it has been scheduled', () => {
  const cluster = clusterOf();
  make(cluster, [{ name: 'c', image: 'a:1', ...port }], { nodeName: NODE }, 'first');
  make(cluster, [{ name: 'c', image: 'a:1', ports: [{ containerPort: 80, hostPort: 8081 }] }], { nodeName: NODE });
  cluster.advance(10_000);
  assert.equal([statusOf(cluster).phase, statusOf(cluster, 'first').phase], ['Running', 'Running']);
  assert.is(condition(cluster, 'PodScheduled')!.status, 'True');
});

test('a node that drives pods away takes none that does not bear that', () => {
  const cluster = clusterOf();
  const taints = [{ key: 'gone', effect: 'NoExecute' }];
  cluster.as().patch('nodes', '', NODE, 'strategic', { spec: { taints } } as never);
  // Whatever else would drive it away.
  make(cluster, [{ name: 'c', image: 'a:1' }], { nodeName: NODE });
  cluster.advance(1_000);
  const { reason } = (podOf(cluster)?.['status'] ?? { reason: 'gone' }) as { reason: string };
  assert.ok(['TaintToleration', 'gone'].includes(reason), reason);
});

test('a StatefulSet makes the pod anew that its node did not take, until it does', () => {
  const cluster = clusterOf();
  make(cluster, [{ name: 'c', image: 'a:1', ...port }], { nodeName: NODE });
  cluster.advance(10_000);
  const labels = { app: 'db' };
  const containers = [{ name: 'c', image: 'a:1', ...port }];
  cluster.as().create('statefulsets.apps', {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace: 'default' },
    spec: {
      serviceName: 'db',
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { nodeName: NODE, containers } },
    },
  } as KubeObject);
  cluster.advance(5_000);
  const first = podOf(cluster, 'db-0')?.metadata.uid;
  cluster.advance(60_000);
  assert.is.not(podOf(cluster, 'db-0')?.metadata.uid, first);
  cluster.as().delete('pods', 'default', 'web');
  cluster.advance(120_000);
  assert.is(statusOf(cluster, 'db-0').phase, 'Running');
});

test.run();
