// Each plugin by itself: rows of a node, a pod, and what the plugin says.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../lib/api/object.ts';
import { nodesToFind } from '../../../lib/engine/scheduler/cycle.ts';
import { fitMessage } from '../../../lib/engine/scheduler/diagnosis.ts';
import { refusal } from '../../../lib/engine/scheduler/interface.ts';
import { PLUGINS } from '../../../lib/engine/scheduler/order.ts';
import { schedulerOver } from '../../../lib/engine/scheduler/over.ts';
import { requestsOf } from '../../../lib/engine/scheduler/requests.ts';
import { chanceFrom } from '../../../lib/engine/sim/chance.ts';
import { container, Stage } from './stage.ts';

const test = suite('scheduler: plugins');

/** What stands before a case: nodes and pods. */
type Scene = (stage: Stage) => void;

function explained(scene: Scene, spec: object, metadata: object = {}) {
  const stage = new Stage();
  scene(stage);
  const pod: KubeObject = {
    metadata: { name: 'new', namespace: 'default', uid: 'new', ...metadata },
    spec: { containers: [container('100m', '100Mi')], priority: 0, ...spec },
    status: {},
  } as KubeObject;
  return schedulerOver(stage.store, chanceFrom(1)).explain(pod);
}

const affinity = (kind: string, topologyKey: string, labels: object): object => ({
  affinity: {
    [kind]: {
      requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey, labelSelector: { matchLabels: labels } }],
    },
  },
});
const required = (key: string, operator: string, values?: string[], field = 'matchExpressions'): object => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ [field]: [{ key, operator, values }] }] },
    },
  },
});
const spread = (topologyKey: string, maxSkew = 1, more: object = {}): object => ({
  topologySpreadConstraints: [
    { maxSkew, topologyKey, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'x' } }, ...more },
  ],
});
const port = (hostPort: number, hostIP?: string, protocol?: string): object => ({
  containers: [container('100m', '100Mi', { ports: [{ containerPort: 1, hostPort, hostIP, protocol }] })],
});
const taint =
  (effect: string, value = 'v'): Scene =>
  (stage) =>
    void stage.node('n', { spec: { taints: [{ key: 'k', value, effect }] } });

/** Sentence · scene · spec of the pod · the refusal of node n (its reasons), or undefined where it fits. */
const FILTERS: [string, Scene, object, string | undefined][] = [
  [
    'a cordoned node refuses',
    (s) => void s.node('n', { spec: { unschedulable: true } }),
    {},
    'NodeUnschedulable: node(s) were unschedulable',
  ],
  [
    'a pod that tolerates being cordoned comes',
    (s) => void s.node('n', { spec: { unschedulable: true } }),
    { tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }] },
    undefined,
  ],
  [
    'a taint that is not tolerated refuses',
    taint('NoSchedule'),
    {},
    'TaintToleration: node(s) had untolerated taint(s)',
  ],
  ['so does one that evicts', taint('NoExecute'), {}, 'TaintToleration: node(s) had untolerated taint(s)'],
  ['a soft taint does not', taint('PreferNoSchedule'), {}, undefined],
  [
    'a toleration of equal value is enough',
    taint('NoSchedule'),
    { tolerations: [{ key: 'k', value: 'v' }] },
    undefined,
  ],
  [
    'one of another value is not',
    taint('NoSchedule'),
    { tolerations: [{ key: 'k', value: 'w' }] },
    'TaintToleration: node(s) had untolerated taint(s)',
  ],
  [
    'one of another effect is not',
    taint('NoSchedule'),
    { tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoExecute' }] },
    'TaintToleration: node(s) had untolerated taint(s)',
  ],
  ['a toleration of everything is', taint('NoExecute'), { tolerations: [{ operator: 'Exists' }] }, undefined],
  [
    'a node selector must match',
    (s) => void s.node('n'),
    { nodeSelector: { disk: 'ssd' } },
    "NodeAffinity: node(s) didn't match Pod's node affinity/selector",
  ],
  [
    'and fits where it does',
    (s) => void s.node('n', { labels: { disk: 'ssd' } }),
    { nodeSelector: { disk: 'ssd' } },
    undefined,
  ],
  ['In', (s) => void s.node('n', { labels: { disk: 'ssd' } }), required('disk', 'In', ['ssd', 'hdd']), undefined],
  ['NotIn matches a node without the label', (s) => void s.node('n'), required('disk', 'NotIn', ['ssd']), undefined],
  [
    'Exists asks for the label',
    (s) => void s.node('n'),
    required('disk', 'Exists'),
    "NodeAffinity: node(s) didn't match Pod's node affinity/selector",
  ],
  ['DoesNotExist', (s) => void s.node('n'), required('disk', 'DoesNotExist'), undefined],
  ['Gt compares numbers', (s) => void s.node('n', { labels: { gen: '10' } }), required('gen', 'Gt', ['9']), undefined],
  [
    'Lt too',
    (s) => void s.node('n', { labels: { gen: '10' } }),
    required('gen', 'Lt', ['9']),
    "NodeAffinity: node(s) didn't match Pod's node affinity/selector",
  ],
  ['a node by its name', (s) => void s.node('n'), required('metadata.name', 'In', ['n'], 'matchFields'), undefined],
  [
    'no terms match nothing',
    (s) => void s.node('n'),
    { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{}] } } } },
    "NodeAffinity: node(s) didn't match Pod's node affinity/selector",
  ],
  [
    'a taken port refuses',
    (s) => {
      s.node('n');
      s.pod('p', { nodeName: 'n', ...port(80) });
    },
    port(80),
    "NodePorts: node(s) didn't have free ports for the requested pod ports",
  ],
  [
    'on another address it does not',
    (s) => {
      s.node('n');
      s.pod('p', { nodeName: 'n', ...port(80, '10.0.0.1') });
    },
    port(80, '10.0.0.2'),
    undefined,
  ],
  [
    'but 0.0.0.0 is every address',
    (s) => {
      s.node('n');
      s.pod('p', { nodeName: 'n', ...port(80, '10.0.0.1') });
    },
    port(80),
    "NodePorts: node(s) didn't have free ports for the requested pod ports",
  ],
  [
    'another protocol is another port',
    (s) => {
      s.node('n');
      s.pod('p', { nodeName: 'n', ...port(80) });
    },
    port(80, undefined, 'UDP'),
    undefined,
  ],
  [
    'too little CPU',
    (s) => {
      s.node('n', { cpu: '1' });
      s.pod('p', { nodeName: 'n', containers: [container('950m', '1')] });
    },
    {},
    'NodeResourcesFit: Insufficient cpu',
  ],
  [
    'too little of all, and too many pods',
    (s) => {
      s.node('n', { cpu: '50m', memory: '1Mi', status: { allocatable: { cpu: '50m', memory: '1Mi', pods: '0' } } });
    },
    {},
    'NodeResourcesFit: Too many pods,Insufficient cpu,Insufficient memory',
  ],
  ['exactly enough is enough', (s) => void s.node('n', { cpu: '100m', memory: '100Mi' }), {}, undefined],
  [
    'a pod that requests nothing needs no room',
    (s) => {
      s.node('n', { cpu: '1' });
      s.pod('p', { nodeName: 'n', containers: [container('3')] });
    },
    { containers: [{ name: 'c', image: 'i' }] },
    undefined,
  ],
  [
    'a finished pod takes nothing',
    (s) => {
      s.node('n', { cpu: '1' });
      s.pod('p', { nodeName: 'n', containers: [container('1')] }, {}, { phase: 'Failed' });
    },
    {},
    undefined,
  ],
  [
    'an extended resource the node does not have',
    (s) => void s.node('n'),
    { containers: [{ name: 'c', resources: { requests: { 'example.com/gpu': '1' } } }] },
    'NodeResourcesFit: Insufficient example.com/gpu',
  ],
  [
    'an uneven spread',
    (s) => {
      s.node('n', { labels: { zone: 'a' } });
      s.node('m', { labels: { zone: 'b' } });
      s.pod('p', { nodeName: 'n' }, { labels: { app: 'x' } });
    },
    spread('zone'),
    "PodTopologySpread: node(s) didn't match pod topology spread constraints",
  ],
  [
    'is fine within the skew',
    (s) => {
      s.node('n', { labels: { zone: 'a' } });
      s.node('m', { labels: { zone: 'b' } });
      s.pod('p', { nodeName: 'n' }, { labels: { app: 'x' } });
    },
    spread('zone', 2),
    undefined,
  ],
  [
    'a node without the key cannot be counted',
    (s) => void s.node('n'),
    spread('zone'),
    "PodTopologySpread: node(s) didn't match pod topology spread constraints (missing required label)",
  ],
  [
    'too few domains count as an empty one',
    (s) => {
      s.node('n', { labels: { zone: 'a' } });
      s.pod('p', { nodeName: 'n' }, { labels: { app: 'x' } });
    },
    spread('zone', 1, { minDomains: 2 }),
    "PodTopologySpread: node(s) didn't match pod topology spread constraints",
  ],
  [
    'pods that leave do not count',
    (s) => {
      s.node('n', { labels: { zone: 'a' } });
      s.node('m', { labels: { zone: 'b' } });
      s.pod('p', { nodeName: 'n' }, { labels: { app: 'x' }, deletionTimestamp: '2026-01-01T00:00:00Z' });
    },
    spread('zone'),
    undefined,
  ],
  [
    'near a pod that is there',
    (s) => {
      s.node('n', { labels: { zone: 'a' } });
      s.pod('p', { nodeName: 'n' }, { labels: { app: 'y' } });
    },
    affinity('podAffinity', 'zone', { app: 'y' }),
    undefined,
  ],
  [
    'near a pod that is not',
    (s) => void s.node('n', { labels: { zone: 'a' } }),
    affinity('podAffinity', 'zone', { app: 'y' }),
    "InterPodAffinity: node(s) didn't match pod affinity rules",
  ],
  [
    'the first of a group that wants to be together',
    (s) => void s.node('n', { labels: { zone: 'a' } }),
    affinity('podAffinity', 'zone', { app: 'x' }),
    undefined,
  ],
  [
    'not even the first where the key is missing',
    (s) => void s.node('n'),
    affinity('podAffinity', 'zone', { app: 'x' }),
    "InterPodAffinity: node(s) didn't match pod affinity rules",
  ],
  [
    'away from a pod in the zone',
    (s) => {
      s.node('n', { labels: { zone: 'a' } });
      s.node('m', { labels: { zone: 'a' } });
      s.pod('p', { nodeName: 'm' }, { labels: { app: 'y' } });
    },
    affinity('podAntiAffinity', 'zone', { app: 'y' }),
    "InterPodAffinity: node(s) didn't match pod anti-affinity rules",
  ],
  [
    'unwanted by a pod in the zone',
    (s) => {
      s.node('n', { labels: { zone: 'a' } });
      s.pod('p', { nodeName: 'n', ...affinity('podAntiAffinity', 'zone', { app: 'x' }) });
    },
    {},
    "InterPodAffinity: node(s) didn't satisfy existing pods anti-affinity rules",
  ],
  [
    'a pod of another namespace does not count',
    (s) => {
      s.node('n', { labels: { zone: 'a' } });
      s.pod('p', { nodeName: 'n' }, { labels: { app: 'y' }, namespace: 'other' });
    },
    affinity('podAntiAffinity', 'zone', { app: 'y' }),
    undefined,
  ],
];

for (const [sentence, scene, spec, wanted] of FILTERS)
  test(`filter: ${sentence}`, () => {
    const { nodes } = explained(scene, spec, { labels: { app: 'x' } });
    const { refused } = nodes.find(({ node }) => node === 'n')!;
    assert.is(refused && `${refused.plugin}: ${refused.reasons.join()}`, wanted);
  });

/** Sentence · plugin · scene with nodes n and m · spec · weighted scores of n and m, undefined where the plugin has nothing to say. */
const SCORES: [string, string, Scene, object, [number, number] | undefined][] = [
  [
    'the emptier node',
    'NodeResourcesFit',
    (s) => {
      s.node('n', { cpu: '1', memory: '1Gi' });
      s.node('m', { cpu: '10', memory: '10Gi' });
    },
    { containers: [container('500m', '512Mi')] },
    [50, 95],
  ],
  [
    'what requests nothing counts as a little',
    'NodeResourcesFit',
    (s) => {
      s.node('n', { cpu: '1', memory: '1000Mi' });
      s.node('m', { cpu: '10', memory: '10000Mi' });
    },
    { containers: [{ name: 'c' }] },
    [85, 98],
  ],
  [
    'a pod that evens out the use',
    'NodeResourcesBalancedAllocation',
    (s) => {
      s.node('n', { cpu: '1', memory: '1Gi' });
      s.node('m', { cpu: '1', memory: '1Gi' });
      s.pod('p', { nodeName: 'n', containers: [container('500m', '0')] });
    },
    { containers: [container('0', '512Mi')] },
    [87, 62],
  ],
  [
    'says nothing of a pod that requests nothing',
    'NodeResourcesBalancedAllocation',
    (s) => {
      s.node('n');
      s.node('m');
    },
    { containers: [{ name: 'c' }] },
    undefined,
  ],
  [
    'fewer soft taints',
    'TaintToleration',
    (s) => {
      taint('PreferNoSchedule')(s);
      s.node('m');
    },
    {},
    [0, 300],
  ],
  [
    'preferred labels',
    'NodeAffinity',
    (s) => {
      s.node('n', { labels: { a: '1', b: '1' } });
      s.node('m', { labels: { a: '1' } });
    },
    {
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 10, preference: { matchExpressions: [{ key: 'a', operator: 'Exists' }] } },
            { weight: 30, preference: { matchExpressions: [{ key: 'b', operator: 'Exists' }] } },
          ],
        },
      },
    },
    [200, 50],
  ],
  [
    'says nothing without preferences',
    'NodeAffinity',
    (s) => {
      s.node('n');
      s.node('m');
    },
    {},
    undefined,
  ],
  [
    'the image is there',
    'ImageLocality',
    (s) => {
      s.node('n', { status: { images: [{ names: ['img:latest'], sizeBytes: 1000 * 1024 * 1024 }] } });
      s.node('m');
    },
    {},
    [48, 0],
  ],
  [
    'fewer pods of the kind',
    'PodTopologySpread',
    (s) => {
      s.node('n', { labels: { zone: 'a' } });
      s.node('m', { labels: { zone: 'b' } });
      s.pod('p', { nodeName: 'n' }, { labels: { app: 'x' } });
    },
    spread('zone', 1, { whenUnsatisfiable: 'ScheduleAnyway' }),
    [0, 200],
  ],
  [
    'pods of a service are spread by default',
    'PodTopologySpread',
    (s) => {
      s.node('n');
      s.node('m');
      s.pod('p', { nodeName: 'n' }, { labels: { app: 'x' } });
      s.put('services', { metadata: { name: 's', namespace: 'default' }, spec: { selector: { app: 'x' } } });
    },
    {},
    [132, 200],
  ],
  [
    'others are not',
    'PodTopologySpread',
    (s) => {
      s.node('n');
      s.node('m');
    },
    {},
    undefined,
  ],
  [
    'near pods it likes',
    'InterPodAffinity',
    (s) => {
      s.node('n');
      s.node('m');
      s.pod('p', { nodeName: 'n' }, { labels: { app: 'y' } });
    },
    {
      affinity: {
        podAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            {
              weight: 5,
              podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'y' } } },
            },
          ],
        },
      },
    },
    [200, 0],
  ],
  [
    'near pods that want it near',
    'InterPodAffinity',
    (s) => {
      s.node('n');
      s.node('m');
      s.pod('p', { nodeName: 'm', ...affinity('podAffinity', 'kubernetes.io/hostname', { app: 'x' }) });
    },
    {},
    [0, 200],
  ],
];

for (const [sentence, plugin, scene, spec, wanted] of SCORES)
  test(`score: ${plugin}: ${sentence}`, () => {
    const { nodes } = explained(scene, spec, { labels: { app: 'x' } });
    const of = (name: string): number | undefined => nodes.find(({ node }) => node === name)!.scores?.[plugin];
    assert.equal(of('n') === undefined ? undefined : [of('n'), of('m')], wanted);
  });

test('the plugins are upstream’s, in upstream’s order, and those whose answers are remembered filter first', () => {
  assert.is(
    PLUGINS.map(({ name, weight }) => (weight ? `${name}(${weight})` : name)).join(' '),
    'SchedulingGates PrioritySort NodeUnschedulable NodeName TaintToleration(3) NodeAffinity(2) NodePorts NodeResourcesFit(1) ' +
      'VolumeRestrictions NodeVolumeLimits VolumeBinding VolumeZone PodTopologySpread(2) InterPodAffinity(2) DynamicResources(2) ' +
      'DefaultPreemption NodeResourcesBalancedAllocation(1) ImageLocality(1) DefaultBinder',
  );
  const filters = PLUGINS.filter((plugin) => plugin.filter).map((plugin) => Boolean(plugin.local));
  assert.equal(
    filters,
    [...filters].sort((a, b) => Number(b) - Number(a)),
  );
});

test('every plugin that can refuse says what may change its mind', () => {
  for (const plugin of PLUGINS)
    if (plugin.filter || plugin.preFilter || plugin.preEnqueue) assert.ok(plugin.hints?.length, plugin.name);
});

test('requests: the sum of containers, or the peak of their beginning, with sidecars and overhead', () => {
  const one = (cpu: string, more: object = {}) => ({ name: cpu, resources: { requests: { cpu } }, ...more });
  const cpu = (spec: object): number => requestsOf(spec as never).cpu;
  assert.is(cpu({ containers: [one('1'), one('500m')] }), 1500);
  assert.is(cpu({ containers: [one('1')], initContainers: [one('3'), one('2')] }), 3000);
  assert.is(
    cpu({ containers: [one('1')], initContainers: [one('100m', { restartPolicy: 'Always' }), one('2')] }),
    2100,
  );
  assert.is(
    cpu({ containers: [one('1')], initContainers: [one('2'), one('100m', { restartPolicy: 'Always' })] }),
    2000,
  );
  assert.is(cpu({ containers: [one('1')], overhead: { cpu: '250m' } }), 1250);
  assert.is(cpu({ containers: [one('1')], resources: { requests: { cpu: '2' } } }), 2000);
  assert.is(requestsOf({ containers: [{ name: 'c' }] } as never, 'assumed').memory, 200 * 1024 * 1024);
});

test('how many nodes are enough', () => {
  const rows: [number, number][] = [
    [50, 50],
    [99, 99],
    [100, 100],
    [500, 230],
    [1000, 420],
    [5000, 500],
    [6000, 300],
    [10000, 500],
  ];
  for (const [nodes, enough] of rows) assert.is(nodesToFind(nodes), enough, `of ${nodes}`);
});

test('the message counts reasons and sorts them as text', () => {
  const no = (...reasons: string[]) => refusal('X', 'Unschedulable', ...reasons);
  const nodes = new Map([
    ['a', no('Insufficient cpu', 'Too many pods')],
    ['b', no('Insufficient cpu')],
  ]);
  assert.is(
    fitMessage({ nodeCount: 3, nodes, others: 'not looked at', plugins: [] }, 'tail'),
    '0/3 nodes are available: 1 Too many pods, 1 not looked at, 2 Insufficient cpu. tail',
  );
});

test('a pod that has its node is explained as if it came now', () => {
  const stage = new Stage();
  stage.node('n', { cpu: '1' });
  stage.node('m', { cpu: '500m' });
  const pod = stage.pod('web', { nodeName: 'n' });
  const view = schedulerOver(stage.store, chanceFrom(1));
  for (const _ of [1, 2]) {
    const { chosen, nodes } = view.explain(pod);
    assert.is(chosen, 'n');
    assert.equal(nodes.find(({ node }) => node === 'm')!.refused!.reasons, ['Insufficient cpu']);
  }
  assert.is(view.fits(stage.pod('second')), undefined, 'its place is its own again');
});

test('how many more pods like this one find a place', () => {
  const stage = new Stage();
  stage.node('n', { cpu: '1' });
  stage.node('m', { cpu: '2' });
  const pod = {
    metadata: { name: 'x', namespace: 'default' },
    spec: { containers: [container('500m')] },
  } as KubeObject;
  const view = schedulerOver(stage.store, chanceFrom(1));
  assert.equal([...view.room(pod)].sort(), ['m', 'm', 'm', 'm', 'n', 'n']);
  assert.is(view.room(pod, 2).length, 2);
});

test.run();
