// Looking into pods nobody runs: logs, metrics, forwarded ports.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../lib/api/object.ts';
import type { SimulationSpec } from '../../lib/api/simulation/simulation.ts';
import type { ApiResponse } from '../../lib/engine/apiserver/server.ts';
import { ADMIN, Cluster } from '../../lib/engine/cluster.ts';

const test = suite('logs, metrics and ports of simulated pods');

const POOL = { name: 'n', zones: ['zone-a'], nodes: 2, cpu: 4, memory: '8Gi' };
function pod(name: string, container: object = {}, spec: object = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels: { name } },
    spec: { containers: [{ name: 'main', image: `${name}:1`, ...container }], ...spec },
  };
}
function clusterWith(simulation: Partial<SimulationSpec>, ...pods: KubeObject[]): Cluster {
  const cluster = Cluster.create({ simulation: { pools: [POOL], ...simulation } });
  for (const it of pods) cluster.as().create('pods', it);
  cluster.advance(20_000);
  return cluster;
}
function ask(cluster: Cluster, path: string): ApiResponse {
  const url = new URL(path, 'https://x');
  return cluster.server.handle({
    method: 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: {},
    user: ADMIN,
  });
}
function text(cluster: Cluster, path: string): string {
  const answer = ask(cluster, path);
  assert.ok('body' in answer);
  return answer.body.toString();
}
const log = (cluster: Cluster, name: string, query = ''): string =>
  text(cluster, `/api/v1/namespaces/default/pods/${name}/log${query}`);
const message = (body: string): string => (JSON.parse(body) as { message: string }).message;

test('a container’s life is what its log says, each line at its time', () => {
  const cluster = clusterWith({}, pod('web'));
  const lines = log(cluster, 'web', '?timestamps=true').trim().split('\n');
  assert.equal(
    lines.map((it) => it.replace(/^\S+ /, '')),
    [
      'slipway: web:1 is simulated and prints nothing; this is what is known of its life',
      'slipway: started',
      'slipway: ready',
    ],
  );
  const status = cluster.store.get('pods', 'default/web')!['status'];
  const started = status.containerStatuses[0].state.running.startedAt as string;
  assert.is(lines[1]!.split(' ')[0], started.replace('Z', '.000000000Z'));
});

test('an end is told with its exit code; the life before with --previous', () => {
  const programs = [
    { image: 'job', exitSeconds: 3 },
    { image: 'crash', exitSeconds: 2, exitCode: 7 },
  ];
  const cluster = clusterWith({ programs }, pod('job', {}, { restartPolicy: 'Never' }), pod('crash'));
  assert.match(log(cluster, 'job'), /slipway: ended with exit code 0 \(Completed\)\n$/);
  assert.match(log(cluster, 'crash', '?previous=true'), /slipway: ended with exit code 7 \(Error\)\n$/);
  assert.match(log(cluster, 'crash'), /ended with exit code 7/, 'waiting to be started again, the last is shown');
});

const waiting: [string, KubeObject, string][] = [
  ['has not started', pod('slow'), 'container "main" in pod "slow" is waiting to start: ContainerCreating'],
  ['has no image', pod('gone'), 'container "main" in pod "gone" is waiting to start: trying and failing to pull image'],
  [
    'lacks its configuration',
    pod('poor', { envFrom: [{ configMapRef: { name: 'none' } }] }),
    'container "main" in pod "poor" is waiting to start: CreateContainerConfigError',
  ],
];
for (const [name, it, wanted] of waiting)
  test(`a container that ${name} has no log, and it is said why`, () => {
    const cluster = clusterWith(
      { programs: [{ image: 'slow', startSeconds: 600 }], images: [{ name: 'gone', missing: true }] },
      it,
    );
    cluster.advance(60_000);
    if (it.metadata.name === 'slow')
      cluster.as().update(
        'pods',
        {
          ...cluster.store.get('pods', 'default/slow')!,
          status: {
            ...cluster.store.get('pods', 'default/slow')!['status'],
            containerStatuses: [{ name: 'main', state: { waiting: { reason: 'ContainerCreating' } } }],
          },
        } as KubeObject,
        { subresource: 'status' },
      );
    assert.is(message(log(cluster, it.metadata.name!)), wanted);
  });

const queries: [string, string | RegExp][] = [
  ['?tailLines=1', 'slipway: ready\n'],
  ['?tailLines=0', ''],
  ['?limitBytes=8', 'slipway:'],
  ['?sinceSeconds=1', ''],
  ['?sinceTime=2026-01-01T00:00:00Z&tailLines=1', 'slipway: ready\n'],
  ['?container=main&tailLines=1', 'slipway: ready\n'],
  [
    '?tailLines=-1',
    /PodLogOptions .*web.* is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0/,
  ],
  ['?limitBytes=0', /limitBytes: Invalid value: 0: must be greater than 0/],
  ['?sinceSeconds=0', /sinceSeconds: Invalid value: 0: must be greater than 0/],
  [
    '?sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z',
    /Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified/,
  ],
  ['?tailLines=x', /strconv\.ParseInt: parsing .*x.*: invalid syntax/],
  ['?sinceTime=x', /parsing time .*x/],
  ['?stream=Stdout', /stream: Forbidden: may not be specified/],
  ['?container=other', /container other is not valid for pod web/],
  ['?previous=true', /previous terminated container .*main.* in pod .*web.* not found/],
];
const quiet = clusterWith({}, pod('web'));
for (const [query, wanted] of queries)
  test(`log${query}`, () => {
    const body = log(quiet, 'web', query);
    if (typeof wanted === 'string') assert.is(body, wanted);
    else assert.match(body, wanted);
  });

test('a log is followed until its container ends', () => {
  const cluster = clusterWith(
    { programs: [{ image: 'web', readySeconds: 40, exitSeconds: 90 }] },
    pod('web', { readinessProbe: { httpGet: { port: 80 }, periodSeconds: 1 } }, { restartPolicy: 'Never' }),
  );
  const answer = ask(cluster, '/api/v1/namespaces/default/pods/web/log?follow=true');
  assert.ok('log' in answer);
  let told = 0;
  answer.log.ready(() => told++);
  assert.match(answer.log.take(), /started\n$/);
  assert.is(answer.log.take(), '');
  cluster.advance(60_000);
  assert.is(answer.log.take(), 'slipway: ready\n');
  assert.not(answer.log.over);
  cluster.advance(60_000);
  assert.is(answer.log.take(), 'slipway: ended with exit code 0 (Completed)\n');
  assert.ok(answer.log.over && told >= 2);
  answer.log.stop();
  assert.ok(
    'body' in ask(cluster, '/api/v1/namespaces/default/pods/web/log?follow=true'),
    'there is nothing more to follow',
  );
});

test('metrics are what programs and loads use; of what nothing is said there are none', () => {
  const cluster = clusterWith(
    {
      programs: [{ image: 'busy', cpu: '250m', memory: '64Mi' }],
      loads: [{ workload: 'default/loaded', cpu: '500m' }],
    },
    pod('busy'),
    pod('loaded'),
    pod('unknown'),
  );
  const { items } = JSON.parse(text(cluster, '/apis/metrics.k8s.io/v1beta1/namespaces/default/pods')) as {
    items: { metadata: { name: string }; window: string; containers: { name: string; usage: object }[] }[];
  };
  assert.equal(
    items.map((it) => [it.metadata.name, it.containers]),
    [
      ['busy', [{ name: 'main', usage: { cpu: '250000000n', memory: '65536Ki' } }]],
      ['loaded', [{ name: 'main', usage: { cpu: '500000000n', memory: '0Ki' } }]],
    ],
  );
  assert.is(items[0]!.window, '15s');
  const nodes = JSON.parse(text(cluster, '/apis/metrics.k8s.io/v1beta1/nodes')) as {
    items: { usage: { cpu: string } }[];
  };
  const sum = nodes.items.reduce((total, it) => total + parseInt(it.usage.cpu, 10), 0);
  assert.equal([nodes.items.length, sum], [2, 750_000_000]);
  const chosen = JSON.parse(text(cluster, '/apis/metrics.k8s.io/v1beta1/pods?labelSelector=name%3Dbusy')) as {
    items: object[];
  };
  assert.is(chosen.items.length, 1);
  assert.is(
    message(text(cluster, '/apis/metrics.k8s.io/v1beta1/namespaces/default/pods/unknown')),
    'pods.metrics.k8s.io "default/unknown" not found',
  );
});

test('the metrics API is there where somebody measures, and discovery says so', () => {
  const groups = (cluster: Cluster): boolean => text(cluster, '/apis').includes('"metrics.k8s.io"');
  assert.ok(groups(quiet));
  assert.match(text(quiet, '/apis/metrics.k8s.io/v1beta1'), /"name":"pods".*"kind":"PodMetrics"/);
  const bare = Cluster.create({ simulation: { pools: [] } });
  assert.not(groups(bare));
  assert.is(ask(bare, '/apis/metrics.k8s.io/v1beta1/nodes').status, 404);
});

function forwarded(
  cluster: Cluster,
  name: string,
  port: number,
  sent = 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n',
): string | undefined {
  const answer = ask(cluster, `/api/v1/namespaces/default/pods/${name}/portforward`);
  assert.ok('forward' in answer);
  const opened = answer.forward.open(port);
  if ('refused' in opened) return opened.refused;
  const reply = opened.answer(sent);
  return reply && ('refused' in reply ? reply.refused : reply.body);
}

test('a forwarded port answers HTTP by whether its container is ready', () => {
  const ports = [{ containerPort: 8080, name: 'http' }];
  const cluster = clusterWith(
    { programs: [{ image: 'late', neverReady: true }] },
    pod('web', { ports, livenessProbe: { tcpSocket: { port: 9090 } } }),
    pod('late', { ports, readinessProbe: { httpGet: { port: 'http' } } }),
  );
  assert.match(
    forwarded(cluster, 'web', 8080)!,
    /^HTTP\/1\.1 200 OK\r\n[\s\S]*It is ready, and would answer GET \/x on 8080\.\n$/,
  );
  assert.match(forwarded(cluster, 'web', 9090)!, /^HTTP\/1\.1 200 OK/, 'a probe names a port, too');
  assert.match(forwarded(cluster, 'late', 8080)!, /^HTTP\/1\.1 503 Service Unavailable/);
  assert.is(
    forwarded(cluster, 'web', 81),
    'pod default/web is simulated, and its manifest names nothing that listens on 81; it names 8080, 9090',
  );
  assert.is(
    forwarded(cluster, 'web', 8080, '\u0016\u0003\u0001'),
    'pod default/web is simulated, and answers nothing but HTTP on 8080',
  );
  assert.is(forwarded(cluster, 'web', 8080, 'GET / HT'), undefined, 'more is to come');
});

test.run();
