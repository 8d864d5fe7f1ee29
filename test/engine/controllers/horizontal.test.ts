import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../lib/api/object.ts';
import type { Load } from '../../../lib/api/simulation/simulation.ts';
import { Cluster } from '../../../lib/engine/cluster.ts';
import { normalize, NO_PAST, remember, type Behavior } from '../../../lib/engine/controllers/horizontal/behavior.ts';

const test = suite('controllers: workloads scaled by what is measured');

const meta = (name: string): { name: string; namespace: string } => ({ name, namespace: 'default' });

/** A Deployment of two pods that request half a core each, under a load, scaled by one metric. */
function shop(loads: Load[], metric: object, more: object = {}): Cluster {
  const cluster = Cluster.create({
    simulation: { pools: [{ name: 'pool', zones: ['zone-a'], nodes: 4, cpu: 16, memory: '64Gi' }], loads },
  });
  const api = cluster.as();
  const container = { name: 'main', image: 'web:1', resources: { requests: { cpu: '500m', memory: '100Mi' } } };
  api.create('deployments.apps', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: meta('web'),
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } },
    },
  });
  api.create('horizontalpodautoscalers.autoscaling', {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: meta('web'),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      minReplicas: 1,
      maxReplicas: 40,
      metrics: [metric],
      ...more,
    },
  });
  return cluster;
}

const sizeOf = (cluster: Cluster): number => cluster.as().get('deployments.apps', 'default', 'web')['spec'].replicas;
const scaler = (cluster: Cluster): KubeObject =>
  cluster.as().get('horizontalpodautoscalers.autoscaling', 'default', 'web');
const conditionOf = (cluster: Cluster, type: string): string => {
  const all = scaler(cluster)['status'].conditions as { type: string; status: string; reason: string }[];
  const found = all.find((it) => it.type === type)!;
  return `${found.status} ${found.reason}`;
};
const MINUTE = 60_000;

const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } };
const queue = {
  type: 'External',
  external: { metric: { name: 'queue_length' }, target: { type: 'AverageValue', averageValue: '100' } },
};

for (const [name, loads, metric, minutes, want] of [
  // 2 cores of load at 50% of half a core each: eight pods share it.
  ['the CPU of a load is shared by its pods', [{ workload: 'default/web', cpu: 2 }], cpu, 10, 8],
  ['a load near the target changes nothing', [{ workload: 'default/web', cpu: '520m' }], cpu, 10, 2],
  [
    'memory has a target too',
    [{ workload: 'default/web', memory: '600Mi' }],
    {
      type: 'Resource',
      resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '100Mi' } },
    },
    10,
    6,
  ],
  ['a queue gets a pod for its share', [{ workload: 'default/web', metrics: { queue_length: 1500 } }], queue, 10, 15],
  ['nobody goes beyond the most', [{ workload: 'default/web', metrics: { queue_length: 90_000 } }], queue, 20, 40],
  [
    'a load that comes later counts from then on',
    [
      { workload: 'default/web', metrics: { queue_length: 100 } },
      { workload: 'default/web', atSeconds: 3600, metrics: { queue_length: 1000 } },
    ],
    queue,
    70,
    10,
  ],
] as [string, Load[], object, number, number][])
  test(name, () => {
    const cluster = shop(loads, metric);
    cluster.advance(minutes * MINUTE);
    assert.is(sizeOf(cluster), want);
  });

test('scaling down waits for five minutes of lower needs, and then goes to the least', () => {
  const cluster = shop(
    [
      { workload: 'default/web', metrics: { queue_length: 800 } },
      { workload: 'default/web', atSeconds: 600, metrics: { queue_length: 0 } },
    ],
    queue,
  );
  cluster.advance(10 * MINUTE);
  assert.is(sizeOf(cluster), 8);
  cluster.advance(4 * MINUTE);
  assert.is(sizeOf(cluster), 8);
  assert.is(conditionOf(cluster, 'AbleToScale'), 'True ScaleDownStabilized');
  cluster.advance(3 * MINUTE);
  assert.is(sizeOf(cluster), 1);
  assert.is(conditionOf(cluster, 'ScalingLimited'), 'True TooFewReplicas');
});

test('a behavior said for one direction slows that one down and leaves the other as usual', () => {
  const behavior = { scaleUp: { policies: [{ type: 'Pods', value: 2, periodSeconds: 60 }] } };
  const cluster = shop([{ workload: 'default/web', metrics: { queue_length: 4000 } }], queue, { behavior });
  cluster.advance(2.5 * MINUTE);
  assert.ok(sizeOf(cluster) >= 4 && sizeOf(cluster) <= 8, `${sizeOf(cluster)} pods`);
  assert.is(conditionOf(cluster, 'ScalingLimited'), 'True ScaleUpLimit');
});

test('what nobody measures is said, and nothing is scaled', () => {
  const cluster = shop([], cpu);
  cluster.advance(5 * MINUTE);
  assert.is(sizeOf(cluster), 2);
  assert.is(conditionOf(cluster, 'ScalingActive'), 'False FailedGetResourceMetric');
});

const fast: Behavior = { scaleUp: { selectPolicy: 'Disabled' }, scaleDown: { selectPolicy: 'Disabled' } };
for (const [name, behavior, current, desired, want, reason] of [
  ['without a behavior the size at most doubles', undefined, 10, 50, 20, 'ScaleUpLimit'],
  ['or goes to four', undefined, 1, 50, 4, 'ScaleUpLimit'],
  ['a direction that is switched off stays where it is', fast, 10, 50, 10, 'ScaleUpLimit'],
  ['downwards too', fast, 10, 2, 10, 'ScaleDownLimit'],
] as [string, Behavior | undefined, number, number, number, string][])
  test(name, () => {
    const verdict = normalize({ current, desired, least: 1, most: 100, now: 0 }, behavior, NO_PAST);
    assert.is(verdict.replicas, want);
    assert.is(verdict.limited[0], reason);
  });

test('what no rule asks for any more is forgotten', () => {
  let past = NO_PAST;
  for (let now = 0; now < 3_600_000; now += 15_000)
    past = remember(past, undefined, { current: 3, desired: 3, least: 1, most: 9, now }, 3);
  assert.ok(past.recommendations.length <= 21);
});

test.run();
