import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../lib/api/object.ts';
import type { NodePool } from '../../lib/api/simulation/simulation.ts';
import type { Cluster } from '../../lib/engine/cluster.ts';
import { outcomes } from '../../lib/outcomes/outcomes.ts';
import type { Placement, WorkloadPlacement } from '../../lib/outcomes/placement/placement.ts';
import { deployment, object, POOL, requests, settled } from './setting.ts';

const placed = (cluster: Cluster, explain = false): Placement => outcomes(cluster.store, { explain }).placement;
const workload = (placement: Placement, name: string): WorkloadPlacement =>
  placement.workloads.find((it) => it.name === name)!;

const data: NodePool = {
  name: 'data',
  zones: ['zone-a', 'zone-b', 'zone-c'],
  cpu: 8,
  memory: '8Gi',
  labels: { disk: 'ssd' },
  taints: [{ key: 'data', value: 'only', effect: 'NoSchedule' }],
};
const spread = (when: string): object => ({
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: when,
      labelSelector: { matchLabels: { app: 'web' } },
    },
  ],
});
const apart = {
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { labelSelector: { matchLabels: { app: 'web' } }, topologyKey: 'kubernetes.io/hostname' },
      ],
    },
  },
};

// What would place pods that wait: each row is a cluster, the pods that wait in it, and the smallest changes.
const waiting: [string, KubeObject, NodePool[], number, string[]][] = [
  [
    'too much cpu: another node, or less',
    deployment('web', { replicas: 5, container: requests('2500m') }),
    [POOL],
    2,
    ['2 nodes more in pool app', 'requests.cpu ≤ 1500m'],
  ],
  [
    'more than any node has: only less helps',
    deployment('web', { container: requests('6') }),
    [POOL],
    1,
    ['requests.cpu ≤ 4'],
  ],
  [
    'too much memory',
    deployment('web', { replicas: 4, container: requests('100m', '5Gi') }),
    [POOL],
    1,
    ['one node more in pool app', 'requests.memory ≤ 3Gi'],
  ],
  [
    'a taint nobody tolerates: the pool that is free has it',
    deployment('web', { container: requests('6') }),
    [POOL, data],
    1,
    ['requests.cpu ≤ 4', 'a toleration of data=only:NoSchedule'],
  ],
  [
    'a node selector that nothing fits',
    deployment('web', { pod: { nodeSelector: { disk: 'nvme' } } }),
    [POOL],
    1,
    ['a node labelled disk=nvme: there is none', 'no node selector disk=nvme'],
  ],
  [
    'pods that keep apart: as many nodes as pods',
    deployment('web', { replicas: 4, pod: apart }),
    [POOL],
    1,
    ['one node more in pool app', 'one replica less'],
  ],
];
for (const [name, web, pools, pending, remedies] of waiting)
  test(`pending: ${name}`, () => {
    const cluster = settled([web], pools);
    const it = workload(placed(cluster), 'web');
    assert.is(it.pending.length, pending);
    assert.equal(it.blocked?.remedies, remedies);
    assert.is(it.blocked!.nodes.length, cluster.store.count('nodes'));
    assert.ok(
      it.blocked!.nodes.every((node) => node.reasons.length > 0),
      'each node says why not',
    );
    assert.is(it.blocked!.message, it.pending[0]!.message, 'the words are the scheduler’s');
  });

test('what is told to help does help', () => {
  const cluster = settled([deployment('web', { replicas: 5, container: requests('2500m') })]);
  const change = (path: string, value: unknown): Cluster => {
    const fork = cluster.fork();
    fork.as().patch('deployments.apps', 'shop', 'web', 'json', [{ op: 'replace', path, value } as never]);
    fork.untilQuiet(600_000);
    return fork;
  };
  const at = '/spec/template/spec/containers/0/resources/requests/cpu';
  assert.is(workload(placed(change(at, '1500m')), 'web').ready, 5);
  assert.is.not(workload(placed(change(at, '1600m')), 'web').ready, 5);
});

test('pods that are placed: where, why in few words, and what the scheduler thinks of it', () => {
  const cluster = settled([
    deployment('web', { replicas: 3, pod: spread('DoNotSchedule'), container: requests('500m') }),
    object('apps/v1', 'DaemonSet', 'agent', {
      spec: {
        selector: { matchLabels: { app: 'agent' } },
        template: {
          metadata: { labels: { app: 'agent' } },
          spec: { containers: [{ name: 'agent', image: 'agent:1' }] },
        },
      },
    }),
    deployment('alone', { pod: apart }),
  ]);
  const placement = placed(cluster, true);
  const web = workload(placement, 'web');
  assert.equal(web.zones, { 'zone-a': 1, 'zone-b': 1, 'zone-c': 1 });
  assert.is(web.reason, 'spread over zones');
  assert.is(workload(placement, 'agent').reason, 'every node');
  assert.is(workload(placement, 'alone').reason, 'each in a node of its own');
  assert.ok(web.pods.every((pod) => pod.ready && pod.node.startsWith('app-')));
  const why = web.why!;
  assert.is(why.node, web.pods.find((pod) => pod.name === why.pod)!.node);
  assert.is(why.feasible, 1, 'taken off its node, the others would make the spread uneven');
  assert.equal(why.refused, [{ reason: "node(s) didn't match pod topology spread constraints", nodes: 2 }]);
});

test('scores are told where there was a choice', () => {
  const why = workload(placed(settled([deployment('web', { container: requests('500m') })]), true), 'web').why!;
  assert.is(why.feasible, 3);
  assert.ok(why.total! >= why.next!.total);
  assert.is(
    Object.values(why.scores!).reduce((a, b) => a + b, 0),
    why.total,
  );
});

test('room: what nodes and pools have, and what is asked of it', () => {
  const { nodes, pools } = placed(
    settled([deployment('web', { replicas: 3, container: requests('500m', '1Gi'), pod: spread('DoNotSchedule') })]),
  );
  assert.is(nodes.length, 3);
  assert.equal(
    nodes.map((it) => [
      it.node,
      it.zone,
      it.pool,
      it.cpu,
      it.cpuRequested,
      it.memoryRequested,
      it.podsPlaced,
      it.ready,
    ]),
    ['a', 'b', 'c'].map((zone) => [`app-${zone}-1`, `zone-${zone}`, 'app', 4000, 500, 1024 ** 3, 1, true]),
  );
  assert.is(pools.length, 1);
  assert.is(pools[0]!.cpuRequested, 1500);
});

test('a pod of init containers asks for the most it needs at once', () => {
  const { pools } = placed(
    settled([
      deployment('web', {
        container: requests('500m'),
        pod: { initContainers: [{ name: 'first', image: 'first:1', ...requests('2') }] },
      }),
    ]),
  );
  assert.is(pools[0]!.cpuRequested, 2000);
});

test('pods that were never made say why', () => {
  const cluster = settled([
    object('v1', 'Namespace', 'shop', {}, { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } }),
    deployment('web', { replicas: 2 }),
  ]);
  const { missing, pods } = workload(placed(cluster), 'web');
  assert.is(pods.length, 0);
  assert.is(missing!.pods, 2);
  assert.match(missing!.reason, /violates PodSecurity "restricted:latest"/);
});

test('a pod whose image is not there is in trouble, with the kubelet’s reason', () => {
  const cluster = settled([deployment('web')], [POOL], { images: [{ name: 'web', missing: true }] });
  const [trouble] = workload(placed(cluster), 'web').troubled;
  assert.match(trouble!.reason, /^(ImagePullBackOff|ErrImagePull)/);
});

const losses: [string, KubeObject[], NodePool[], string[], string[]][] = [
  [
    'enough room elsewhere',
    [deployment('web', { replicas: 3, container: requests('1'), pod: spread('DoNotSchedule') })],
    [POOL],
    [],
    [],
  ],
  [
    'no room elsewhere',
    [deployment('web', { replicas: 3, container: requests('3'), pod: spread('DoNotSchedule') })],
    [POOL],
    ['zone-a: shop/web 1', 'zone-b: shop/web 1', 'zone-c: shop/web 1'],
    [],
  ],
  [
    'pods that keep apart by node',
    [deployment('web', { replicas: 3, pod: apart })],
    [POOL],
    ['zone-a: shop/web 1', 'zone-b: shop/web 1', 'zone-c: shop/web 1'],
    [],
  ],
  [
    'the only pool with what it asks for',
    [deployment('web', { pod: { nodeSelector: { disk: 'ssd' } } })],
    [POOL, { ...data, zones: ['zone-b'], taints: [] }],
    ['zone-b: shop/web 1'],
    ['zone-b: shop/web'],
  ],
];
for (const [name, objects, pools, wanted, down] of losses)
  test(`zone loss: ${name}`, () => {
    const { loss } = placed(settled(objects, pools));
    assert.equal(
      loss.flatMap(({ zone, waiting: pods }) => pods.map((it) => `${zone}: ${it.workload} ${it.pods}`)),
      wanted,
    );
    assert.equal(loss.filter((it) => !it.survives).length > 0, wanted.length > 0);
    if (down.length)
      assert.equal(
        loss.flatMap(({ zone, down: names }) => names.map((it) => `${zone}: ${it}`)),
        down,
      );
  });

const budget = (spec: object): KubeObject =>
  object('policy/v1', 'PodDisruptionBudget', 'b', { spec: { selector: { matchLabels: { app: 'web' } }, ...spec } });
const budgets: [string, KubeObject, number, RegExp | undefined][] = [
  ['one may go', budget({ maxUnavailable: 1 }), 1, undefined],
  ['half may go', budget({ minAvailable: '50%' }), 1, undefined],
  ['none may go', budget({ minAvailable: 3 }), 0, /^allows no eviction although all 3 pods are healthy/],
  ['nobody is meant', budget({ maxUnavailable: 1, selector: { matchLabels: { app: 'wbe' } } }), 0, /^selects no pod$/],
];
for (const [name, pdb, allowed, problem] of budgets)
  test(`budget: ${name}`, () => {
    const [found] = placed(settled([deployment('web', { replicas: 3 }), pdb])).budgets;
    assert.is(found!.allowed, allowed);
    if (problem) assert.match(found!.problem!, problem);
    else assert.is(found!.problem, undefined);
  });

const scaler = (to: string, metric: object = { type: 'Utilization', averageUtilization: 80 }): KubeObject =>
  object('autoscaling/v2', 'HorizontalPodAutoscaler', 'h', {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: to },
      minReplicas: 1,
      maxReplicas: 3,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: metric } }],
    },
  });
const asking = { container: { resources: { requests: { cpu: '100m' } } } };
const autoscalers: [string, readonly KubeObject[], RegExp | undefined][] = [
  ['all that it needs is said', [deployment('web', asking), scaler('web')], undefined],
  [
    'an amount needs no request',
    [deployment('web'), scaler('web', { type: 'AverageValue', averageValue: '1' })],
    undefined,
  ],
  [
    'its target is not there',
    [deployment('web', asking), scaler('wbe')],
    /^scales Deployment wbe, which is not there$/,
  ],
  [
    'a share of no request',
    [deployment('web'), scaler('web')],
    /^goes by a share of requested cpu, and container \w+ of Deployment web requests none$/,
  ],
  [
    'a limit range says what the program does not',
    [
      object('v1', 'LimitRange', 'l', { spec: { limits: [{ type: 'Container', defaultRequest: { cpu: '50m' } }] } }),
      deployment('web'),
      scaler('web'),
    ],
    undefined,
  ],
];
for (const [name, objects, problem] of autoscalers)
  test(`autoscaler: ${name}`, () => {
    const [found] = placed(settled(objects)).autoscalers;
    assert.equal([found!.autoscaler, found!.min, found!.max], ['shop/h', 1, 3]);
    if (problem) assert.match(found!.problem!, problem);
    else assert.is(found!.problem, undefined);
  });

test('a single zone has no answer about losing one', () => {
  assert.equal(placed(settled([deployment('web')], [{ name: 'app', zones: ['zone-a'], nodes: 2 }])).loss, []);
});

test.run();
