// Endpoints and their slices, as a control plane v1.36.3 was seen to write them.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../lib/api/object.ts';
import { Cluster } from '../../../lib/engine/cluster.ts';

const test = suite('endpoints');

const NODES = { simulation: { pools: [{ name: 'pool', zones: ['a'], nodes: 4, cpu: 64, memory: '256Gi' }] } };
const TRIGGER = 'endpoints.kubernetes.io/last-change-trigger-time';

function serve(cluster: Cluster, replicas: number, ports: readonly object[] = [{ name: 'http', port: 80 }]): void {
  const api = cluster.as();
  api.create('deployments.apps', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
    },
  });
  api.create('services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector: { app: 'web' }, ports },
  });
  cluster.untilQuiet();
}

const slices = (cluster: Cluster): readonly KubeObject[] =>
  cluster.store
    .list('endpointslices.discovery.k8s.io', 'default')
    .filter((it) => it.metadata.labels?.['kubernetes.io/service-name'] === 'web');
const addresses = (slice: KubeObject): string[] =>
  ((slice['endpoints'] ?? []) as { addresses: string[] }[]).map((it) => it.addresses[0]!);
const subsets = (cluster: Cluster): any[] => cluster.store.get('endpoints', 'default/web')!['subsets'];

test('ports of Endpoints come by the hash of what they are, addresses by their text', () => {
  const cluster = Cluster.create(NODES);
  serve(cluster, 3, [
    { name: '80-8080', port: 80, targetPort: 8080 },
    { name: '90-9090', port: 90, targetPort: 9090 },
  ]);
  const [subset] = subsets(cluster);
  assert.equal(
    subset.ports.map((it: { name: string }) => it.name),
    ['90-9090', '80-8080'],
  );
  const ips = subset.addresses.map((it: { ip: string }) => it.ip);
  assert.equal(ips, [...ips].sort());
  assert.equal(
    (slices(cluster)[0]!['ports'] as { name: string }[]).map((it) => it.name),
    ['80-8080', '90-9090'],
  );
});

test('what was written tells of the change it was written for, and nothing when endpoints only went', () => {
  const cluster = Cluster.create(NODES);
  serve(cluster, 2);
  const ready = cluster.store
    .list('pods', 'default')
    .map(
      (pod) =>
        (pod['status'].conditions as { type: string; lastTransitionTime: string }[]).find((it) => it.type === 'Ready')!
          .lastTransitionTime,
    );
  for (const it of [slices(cluster)[0]!, cluster.store.get('endpoints', 'default/web')!])
    assert.ok(ready.includes(it.metadata.annotations![TRIGGER]!));
  cluster.as().patch('deployments.apps', 'default', 'web', 'merge', { spec: { replicas: 1 } });
  cluster.advance(60_000);
  for (const it of [slices(cluster)[0]!, cluster.store.get('endpoints', 'default/web')!])
    assert.is(it.metadata.annotations?.[TRIGGER], undefined);
});

test('an endpoint stays in its slice: a pod that is replaced changes one of several slices', () => {
  const cluster = Cluster.create(NODES);
  serve(cluster, 250);
  const before = new Map(slices(cluster).map((it) => [it.metadata.name!, it]));
  assert.equal(
    [...before.values()].map((it) => addresses(it).length).sort((a, b) => b - a),
    [100, 100, 50],
  );
  const gone = cluster.store.list('pods', 'default')[0]!;
  cluster.as().delete('pods', 'default', gone.metadata.name!, { gracePeriodSeconds: 0 });
  cluster.untilQuiet();
  const after = slices(cluster);
  assert.is(after.length, 3);
  assert.is(
    after.reduce((sum, it) => sum + addresses(it).length, 0),
    250,
  );
  const changed = after.filter(
    (it) => it.metadata.resourceVersion !== before.get(it.metadata.name!)!.metadata.resourceVersion,
  );
  assert.ok(changed.length <= 2, `${changed.length} slices were written`);
  for (const slice of after)
    for (const ip of addresses(before.get(slice.metadata.name!)!))
      if (ip !== gone['status'].podIP) assert.ok(addresses(slice).includes(ip), `${ip} went elsewhere`);
});

test('a Service without endpoints has one slice that is used once there are some', () => {
  const cluster = Cluster.create(NODES);
  serve(cluster, 0);
  const [empty] = slices(cluster);
  assert.equal(addresses(empty!), []);
  cluster.as().patch('deployments.apps', 'default', 'web', 'merge', { spec: { replicas: 1 } });
  cluster.untilQuiet();
  const [only, ...others] = slices(cluster);
  assert.equal([only!.metadata.uid, addresses(only!).length, others.length], [empty!.metadata.uid, 1, 0]);
});

test('Endpoints hold a thousand addresses, and say when there are more', () => {
  const cluster = Cluster.create({
    simulation: { pools: [{ name: 'pool', zones: ['a'], nodes: 12, cpu: 64, memory: '256Gi' }] },
  });
  serve(cluster, 1_010);
  const endpoints = cluster.store.get('endpoints', 'default/web')!;
  assert.is(endpoints.metadata.annotations!['endpoints.kubernetes.io/over-capacity'], 'truncated');
  assert.is(subsets(cluster)[0].addresses.length, 1_000);
  cluster.as().patch('deployments.apps', 'default', 'web', 'merge', { spec: { replicas: 5 } });
  cluster.advance(60_000);
  assert.is(
    cluster.store.get('endpoints', 'default/web')!.metadata.annotations?.['endpoints.kubernetes.io/over-capacity'],
    undefined,
  );
  assert.is(subsets(cluster)[0].addresses.length, 5);
});

test.run();
