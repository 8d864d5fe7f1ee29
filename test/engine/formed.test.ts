// The engine's own parts write some objects in their final form, past completing and checking. What they write must be what the
// whole pipeline would have made of it.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Cluster } from '../../lib/engine/cluster.ts';
import type { Json, KubeObject } from '../../lib/api/object.ts';

const MINUTE = 60_000;

function busy(): Cluster {
  const cluster = Cluster.create({
    simulation: {
      pools: [{ name: 'pool', zones: ['a', 'b'], nodes: 1, cpu: 2, memory: '4Gi' }],
      programs: [
        { container: 'crash', exitSeconds: 2, exitCode: 3 },
        { container: 'slow', readySeconds: 20 },
      ],
      images: [{ name: 'gone:1', missing: true }],
    },
  });
  const api = cluster.as();
  const pod = (name: string, spec: object): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels: { app: name } },
    spec: spec as Json,
  });
  const probe = { httpGet: { port: 80 }, periodSeconds: 5 };
  api.create('pods', pod('crash', { containers: [{ name: 'crash', image: 'web:1' }] }));
  api.create('pods', pod('once', { restartPolicy: 'Never', containers: [{ name: 'crash', image: 'web:1' }] }));
  api.create('pods', pod('slow', { containers: [{ name: 'slow', image: 'web:1', readinessProbe: probe }] }));
  api.create('pods', pod('gone', { containers: [{ name: 'main', image: 'gone:1' }] }));
  api.create('pods', pod('host', { hostNetwork: true, containers: [{ name: 'main', image: 'web:1' }] }));
  api.create(
    'pods',
    pod('lacks', { containers: [{ name: 'main', image: 'web:1', envFrom: [{ configMapRef: { name: 'no' } }] }] }),
  );
  api.create(
    'pods',
    pod('init', {
      initContainers: [
        { name: 'first', image: 'web:1' },
        { name: 'side', image: 'web:1', restartPolicy: 'Always' },
      ],
      containers: [{ name: 'main', image: 'web:2', imagePullPolicy: 'Always' }],
    }),
  );
  api.create(
    'pods',
    pod('large', { containers: [{ name: 'main', image: 'web:1', resources: { requests: { cpu: '8' } } }] }),
  );
  api.create('deployments.apps', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas: 14,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'web:1' }] } },
    },
  });
  cluster.advance(5 * MINUTE);
  api.delete('pods', 'default', 'slow');
  cluster.advance(MINUTE);
  return cluster;
}

const cluster = busy();
const strip = ({ metadata, ...rest }: KubeObject): object => {
  const { uid: _, resourceVersion: __, creationTimestamp: ___, name: ____, ...kept } = metadata;
  return { metadata: kept, ...rest };
};
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

test('an event of a recorder is kept in the form the whole pipeline gives it', () => {
  const api = cluster.fork().as();
  const events = cluster.store.list('events');
  assert.ok(events.length > 60, `${events.length} events`);
  for (const event of events) {
    const { uid: _, resourceVersion: __, ...metadata } = event.metadata;
    const made = api.create(
      'events',
      json({ ...event, metadata: { ...metadata, name: `again.${metadata.name}` } }) as KubeObject,
    );
    assert.equal(strip(event), strip(made));
    // Keys that are there without a value would show up in comparisons.
    assert.equal(json(event), event);
  }
});

test('a status of a kubelet is kept in the form the whole pipeline gives it', () => {
  const api = cluster.fork().as();
  for (const pod of cluster.store.list('pods')) {
    const before = pod.metadata.resourceVersion;
    const after = api.update('pods', json(pod) as KubeObject, { subresource: 'status' });
    assert.is(after.metadata.resourceVersion, before, `the pipeline changes the status of ${pod.metadata.name}`);
    assert.equal(json(pod), pod);
  }
});

test('events of one object are named in the order they happened', () => {
  const names = cluster.store
    .list('events')
    .filter((event) => event['involvedObject'].name === 'host')
    .map((event) => event['reason'] as string);
  assert.equal(names, ['Scheduled', 'Pulled', 'Created', 'Started']);
});

test('an event about a container names its field', () => {
  const fields = new Set(
    cluster.store
      .list('events')
      .filter((event) => event['involvedObject'].name === 'init')
      .map((event) => `${event['reason']} ${event['involvedObject'].fieldPath ?? ''}`),
  );
  assert.ok(fields.has('Started spec.initContainers{first}'));
  assert.ok(fields.has('Started spec.containers{main}'));
  assert.ok(fields.has('Scheduled '));
});

test.run();
