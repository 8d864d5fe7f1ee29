import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../lib/api/object.ts';
import type { SimulationSpec } from '../../lib/api/simulation/simulation.ts';
import { Cluster } from '../../lib/engine/cluster.ts';

const test = suite('forks, histories and chance');

const simulation: SimulationSpec = {
  pools: [{ name: 'app', zones: ['zone-a', 'zone-b'], nodes: 2, cpu: 2, memory: '8Gi' }],
  programs: [
    { image: 'crash:*', exitSeconds: 3, exitCode: 1 },
    { image: 'slow:*', readySeconds: 20 },
  ],
};

function deployment(name: string, replicas: number, image: string, more: object = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop' },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [
            {
              name: 'main',
              image,
              resources: { requests: { cpu: '500m' } },
              readinessProbe: { tcpSocket: { port: 80 } },
            },
          ],
          ...more,
        },
      },
    },
  };
}

/** A cluster with a rollout, a crashing program and a preemption under way. */
function busy(unrelated = false): Cluster {
  const cluster = Cluster.create({ simulation, seed: 7 });
  const api = cluster.as();
  api.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  if (unrelated)
    api.create('configmaps', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'unrelated', namespace: 'shop' },
      data: { a: 'b' },
    });
  api.create('priorityclasses.scheduling.k8s.io', {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'high' },
    value: 1000,
  });
  api.create('deployments.apps', deployment('web', 8, 'slow:1'));
  api.create('deployments.apps', deployment('broken', 1, 'crash:1'));
  cluster.advance(60_000);
  const web = api.get('deployments.apps', 'shop', 'web');
  const template = web['spec'].template;
  api.update('deployments.apps', {
    ...web,
    spec: {
      ...web['spec'],
      template: {
        ...template,
        spec: { ...template.spec, containers: [{ ...template.spec.containers[0], image: 'slow:2' }] },
      },
    },
  });
  api.create('deployments.apps', deployment('urgent', 10, 'slow:3', { priorityClassName: 'high' }));
  return cluster;
}

/** Everything that happened after a revision, events included. */
function history(cluster: Cluster, since = 0): string {
  const hash = createHash('sha256');
  for (const change of cluster.store.changesSince(Math.max(since, cluster.store.compacted)))
    hash.update(
      `${change.revision} ${change.time} ${change.type} ${change.resource} ${JSON.stringify(change.object)}\n`,
    );
  return hash.digest('hex');
}

for (const [moment, milliseconds] of [
  ['in mid-rollout', 5_000],
  ['in mid-back-off', 12_000],
  ['in mid-preemption', 500],
  ['right after the change', 0],
] as const)
  test(`a fork ${moment} has the future of its original, revision by revision and event by event`, () => {
    const original = busy();
    original.advance(milliseconds);
    const from = original.store.revision;
    const fork = original.fork();
    assert.is(history(fork), history(original));
    for (const cluster of [fork, original]) cluster.advance(120_000);
    assert.ok(original.store.revision > from + 20, 'something happens after the fork');
    assert.is(fork.store.revision, original.store.revision);
    assert.is(history(fork, from), history(original, from));
  });

test('forks go separate ways, and the original does not notice', () => {
  const original = busy();
  const untouched = original.fork();
  const changed = original.fork();
  changed.as().delete('deployments.apps', 'shop', 'web');
  for (const cluster of [changed, original, untouched]) cluster.advance(60_000);
  assert.not(changed.store.get('deployments.apps', 'shop/web'));
  assert.is(history(original), history(untouched));
});

test('a preemption takes place in that story, and the crashing program backs off', () => {
  const cluster = busy();
  cluster.advance(30_000);
  const reasons = new Set(cluster.store.list('events').map((event) => event['reason'] as string));
  for (const reason of ['Preempted', 'BackOff', 'ScalingReplicaSet', 'FailedScheduling'])
    assert.ok(reasons.has(reason), `an event ${reason}`);
});

test('an unrelated object more moves nothing: the same pods with the same names on the same nodes', () => {
  const placed = (cluster: Cluster): string[] => {
    cluster.advance(60_000);
    return cluster.store
      .list('pods')
      .map((pod) => `${pod.metadata.name} ${pod.metadata.uid} ${pod['spec'].nodeName} ${pod['status']?.podIP}`);
  };
  assert.equal(placed(busy(true)), placed(busy()));
});

test('a saved cluster opened again has the future of the one that was saved', () => {
  const original = busy();
  original.advance(5_000);
  const opened = Cluster.open(JSON.parse(JSON.stringify(original.save())));
  const from = original.store.revision;
  for (const cluster of [opened, original]) cluster.advance(60_000);
  const told = (cluster: Cluster): string[] =>
    cluster.store.changesSince(from).map((it) => `${it.time} ${it.type} ${it.resource} ${it.key}`);
  assert.equal(told(opened).length, told(original).length);
  assert.equal(told(opened).sort(), told(original).sort());
});

test('the same program in two processes of other time zones and locales has one history, byte for byte', () => {
  const self = fileURLToPath(import.meta.url);
  const run = (env: Record<string, string>): string =>
    execFileSync(process.execPath, ['--conditions=slipway-source', '--import', 'tsx', self], {
      env: { ...process.env, ...env, SLIPWAY_HISTORY: '1' },
      encoding: 'utf8',
    });
  const first = run({ TZ: 'UTC', LANG: 'C' });
  assert.match(first, /^[0-9a-f]{64}$/);
  assert.is(run({ TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }), first);
});

if (process.env['SLIPWAY_HISTORY']) {
  const cluster = busy();
  cluster.advance(120_000);
  process.stdout.write(history(cluster));
} else test.run();
