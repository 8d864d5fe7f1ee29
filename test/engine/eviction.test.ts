// Nodes that run short, and the pods that go.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Cluster } from '../../lib/engine/cluster.ts';
import type { KubeObject } from '../../lib/api/object.ts';
import type { Load, Program } from '../../lib/api/simulation/simulation.ts';

const test = suite('eviction under pressure');

const clusterOf = (programs: Program[], nodes = 1, loads: Load[] = []): Cluster =>
  Cluster.create({
    simulation: {
      pools: [{ name: 'app', zones: ['zone-a'], nodes, cpu: 4, memory: '4Gi', storage: '20Gi' }],
      programs,
      loads,
    },
  });

function pod(cluster: Cluster, name: string, memory?: string, more: object = {}, limits?: object): void {
  cluster.as().create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: {
      ...more,
      containers: [
        { name: 'main', image: `${name}:1`, resources: { ...(memory ? { requests: { memory } } : {}), ...limits } },
      ],
    },
  });
}

const podOf = (cluster: Cluster, name: string): KubeObject => cluster.store.get('pods', `default/${name}`)!;
const reasonOf = (cluster: Cluster, name: string): string =>
  (podOf(cluster, name)['status'].reason as string | undefined) ?? (podOf(cluster, name)['status'].phase as string);
const condition = (object: KubeObject, type: string): { status: string; reason: string } | undefined =>
  (object['status'].conditions as { type: string; status: string; reason: string }[]).find((it) => it.type === type);
const told = (cluster: Cluster, reason: string): string[] =>
  cluster.store
    .list('events')
    .filter((it) => it['reason'] === reason)
    .map((it) => it['message'] as string);

test('who uses most beyond what it asked for goes first, and says why; the node is well again five minutes later', () => {
  const cluster = clusterOf([
    { image: 'modest', memory: '2Gi' },
    { image: 'greedy', memory: '2000Mi' },
  ]);
  pod(cluster, 'modest', '2Gi');
  pod(cluster, 'greedy', '512Mi');
  cluster.advance(12_000);
  const node = (): KubeObject => cluster.store.get('nodes', 'app-a-1')!;
  assert.is(condition(node(), 'MemoryPressure')!.reason, 'KubeletHasInsufficientMemory');
  assert.ok((node()['spec'].taints as { key: string }[]).some((it) => it.key === 'node.kubernetes.io/memory-pressure'));
  assert.is(reasonOf(cluster, 'modest'), 'Running');
  const { phase, reason, message } = podOf(cluster, 'greedy')['status'] as Record<string, string>;
  assert.equal([phase, reason], ['Failed', 'Evicted']);
  assert.is(
    message,
    'The node was low on resource: memory. Threshold quantity: 100Mi, available: 48Mi. ' +
      'Container main was using 2000Mi, request is 512Mi, has larger consumption of memory. ',
  );
  assert.is(condition(podOf(cluster, 'greedy'), 'DisruptionTarget')!.reason, 'TerminationByKubelet');
  assert.is(condition(podOf(cluster, 'greedy'), 'Ready')!.reason, 'PodFailed');
  assert.equal(told(cluster, 'EvictionThresholdMet'), ['Attempting to reclaim memory']);
  cluster.advance(290_000);
  assert.is(condition(node(), 'MemoryPressure')!.status, 'True');
  cluster.advance(20_000);
  assert.is(condition(node(), 'MemoryPressure')!.status, 'False');
  assert.not.ok(node()['spec'].taints);
  assert.ok(cluster.quiet);
});

test('priority counts before the amount, and what the system cannot do without stays', () => {
  const cluster = clusterOf([{ memory: '1340Mi' }]);
  cluster.as().create('priorityclasses.scheduling.k8s.io', {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'high' },
    value: 1000,
  });
  pod(cluster, 'high', undefined, { priorityClassName: 'high' });
  pod(cluster, 'critical', undefined, { priorityClassName: 'system-node-critical' });
  pod(cluster, 'low', '100Mi');
  cluster.untilQuiet();
  assert.equal(
    ['high', 'critical', 'low'].map((it) => reasonOf(cluster, it)),
    ['Running', 'Running', 'Evicted'],
  );
});

test('a Deployment whose pod goes gets another, on a node with room', () => {
  const cluster = clusterOf([{ image: 'web', memory: '2020Mi' }], 2);
  cluster.as().create('deployments.apps', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: {
          nodeSelector: { 'kubernetes.io/hostname': 'app-a-1' },
          containers: [{ name: 'main', image: 'web:1' }],
        },
      },
    },
  });
  cluster.advance(60_000);
  const phases = cluster.store.list('pods').map((it) => it['status'].phase as string);
  // The third waits: its only node is under pressure, and takes nobody who does not stand it.
  assert.equal(phases.sort(), ['Failed', 'Pending', 'Running']);
});

test('who writes more than its limit goes, whatever room there is; disk pressure ends who writes most', () => {
  const cluster = clusterOf([
    { image: 'over', storage: '3Gi' },
    { image: 'writer', storage: '18500Mi' },
    { image: 'reader', storage: '10Mi' },
  ]);
  pod(cluster, 'over', undefined, {}, { limits: { 'ephemeral-storage': '2Gi' } });
  cluster.advance(30_000);
  assert.is(
    podOf(cluster, 'over')['status'].message,
    'Pod ephemeral local storage usage exceeds the total limit of containers 2Gi. ',
  );
  assert.not.ok(condition(podOf(cluster, 'over'), 'DisruptionTarget'));
  pod(cluster, 'reader');
  pod(cluster, 'writer');
  cluster.advance(30_000);
  assert.is(reasonOf(cluster, 'writer'), 'Evicted');
  assert.is(reasonOf(cluster, 'reader'), 'Running');
  assert.is(condition(cluster.store.get('nodes', 'app-a-1')!, 'DiskPressure')!.reason, 'KubeletHasDiskPressure');
});

test('a load that grows at an hour brings pressure at that hour', () => {
  const load = (atSeconds: number, memory: string): Load => ({ workload: 'default/web', atSeconds, memory });
  const cluster = clusterOf([], 1, [load(0, '1Gi'), load(3_600, '4000Mi')]);
  pod(cluster, 'web', '1Gi');
  cluster.advance(3_590_000);
  assert.is(reasonOf(cluster, 'web'), 'Running');
  cluster.advance(30_000);
  assert.is(reasonOf(cluster, 'web'), 'Evicted');
});

test('where nothing is said of memory nothing happens, and forks made under pressure end alike', () => {
  const plain = clusterOf([]);
  pod(plain, 'web');
  assert.ok(plain.untilQuiet().elapsed < 10_000);
  const cluster = clusterOf([{ memory: '1010Mi' }]);
  for (const name of ['a', 'b', 'c', 'd']) pod(cluster, name);
  cluster.advance(15_000);
  const fork = cluster.fork();
  cluster.untilQuiet();
  fork.untilQuiet();
  assert.is(fork.store.revision, cluster.store.revision);
  assert.is(['a', 'b', 'c', 'd'].filter((it) => reasonOf(fork, it) === 'Evicted').length, 1);
});

test('a volume that holds more than it may ends its pod; one in memory is as large as it is', () => {
  const cluster = clusterOf([{ volumes: { scratch: '600Mi', cache: '600Mi' } }]);
  const sizeLimit = '500Mi';
  const mount = (name: string, emptyDir: object): object => ({ volumes: [{ name, emptyDir }] });
  pod(cluster, 'disk', undefined, mount('scratch', { sizeLimit }));
  pod(cluster, 'memory', undefined, mount('cache', { sizeLimit, medium: 'Memory' }));
  pod(cluster, 'free', undefined, mount('scratch', {}));
  cluster.advance(30_000);
  assert.equal(
    ['disk', 'memory', 'free'].map((it) => reasonOf(cluster, it)),
    ['Evicted', 'Running', 'Running'],
  );
  assert.is(podOf(cluster, 'disk')['status'].message, 'Usage of EmptyDir volume "scratch" exceeds the limit "500Mi". ');
});

test('a pod as a whole is held to what its containers may write, with its volumes', () => {
  const cluster = clusterOf([{ storage: '300Mi', volumes: { scratch: '300Mi' } }]);
  const limits = { limits: { 'ephemeral-storage': '500Mi' } };
  pod(cluster, 'web', undefined, { volumes: [{ name: 'scratch', emptyDir: {} }] }, limits);
  cluster.advance(30_000);
  assert.is(
    podOf(cluster, 'web')['status'].message,
    'Pod ephemeral local storage usage exceeds the total limit of containers 500Mi. ',
  );
});

test('images that nobody uses go before any pod does', () => {
  const cluster = Cluster.create({
    simulation: {
      pools: [{ name: 'app', zones: ['zone-a'], nodes: 1, cpu: 4, memory: '4Gi', storage: '20Gi' }],
      images: [{ name: 'large', size: '9500M' }],
    },
  });
  pod(cluster, 'large-a');
  cluster.untilQuiet();
  const large = (name: string, image: string): void => {
    cluster.as().create('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default' },
      spec: { containers: [{ name: 'main', image }] },
    });
  };
  large('old', 'large:1');
  cluster.untilQuiet();
  cluster.as().delete('pods', 'default', 'old');
  cluster.untilQuiet();
  large('new', 'large:2');
  cluster.advance(120_000);
  // 19 of 21 GB are images: the old one goes, and that is enough.
  assert.is(condition(cluster.store.get('nodes', 'app-a-1')!, 'DiskPressure')!.status, 'True');
  assert.equal([reasonOf(cluster, 'new'), reasonOf(cluster, 'large-a')], ['Running', 'Running']);
  assert.equal(told(cluster, 'EvictionThresholdMet'), ['Attempting to reclaim ephemeral-storage']);
  large('again', 'large:1');
  cluster.advance(450_000);
  // It has to be pulled once more, and then there is none to spare: a pod goes.
  assert.is(['new', 'again', 'large-a'].filter((it) => reasonOf(cluster, it) === 'Evicted').length, 1);
});

test('where a node has no memory left the kernel kills at once: who asked for nothing, then who uses most beyond its share', () => {
  const cluster = clusterOf([
    { image: 'safe', memory: '1Gi' },
    { image: 'burst', memory: '2Gi' },
    { image: 'none', memory: '1200Mi' },
  ]);
  const limits = { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } };
  pod(cluster, 'safe', undefined, {}, limits);
  pod(cluster, 'burst', '1Gi');
  pod(cluster, 'none');
  cluster.advance(9_000);
  const restarts = (name: string): number => podOf(cluster, name)['status'].containerStatuses[0].restartCount as number;
  assert.equal([restarts('safe'), restarts('burst')], [0, 0]);
  assert.ok(restarts('none') > 0);
  const { lastState } = podOf(cluster, 'none')['status'].containerStatuses[0];
  assert.equal([lastState.terminated.reason, lastState.terminated.exitCode], ['OOMKilled', 137]);
  assert.match(told(cluster, 'SystemOOM')[0]!, /^System OOM encountered, victim process: none, pid: \d+$/);
});

test('a load that outgrows a limit kills the container that bears it', () => {
  const load = (atSeconds: number, memory: string): Load => ({ workload: 'default/web', atSeconds, memory });
  const cluster = clusterOf([], 1, [load(0, '500Mi'), load(600, '1500Mi')]);
  pod(cluster, 'web', '1Gi', {}, { requests: { memory: '1Gi' }, limits: { memory: '1Gi' } });
  cluster.advance(599_000);
  assert.is(podOf(cluster, 'web')['status'].containerStatuses[0].restartCount, 0);
  cluster.advance(60_000);
  const { restartCount, lastState } = podOf(cluster, 'web')['status'].containerStatuses[0];
  assert.ok(restartCount > 0);
  assert.is(lastState.terminated.reason, 'OOMKilled');
  assert.is(reasonOf(cluster, 'web'), 'Running');
});

test.run();
