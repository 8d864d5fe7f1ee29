// What failing probes make of containers that run: not ready and ready again, stopped after as many failures as it takes, and told of.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Outage, Program } from '../../../lib/api/simulation/simulation.ts';
import type { Cluster } from '../../../lib/engine/cluster.ts';
import { probing, turnsAt } from '../../../lib/engine/kubelet/probes.ts';
import { clusterOf, condition, make, podOf, statusOf, told } from './setting.ts';

const http = { httpGet: { path: '/ready', port: 8080 } };

/** A cluster whose program `web` behaves so. */
const running = (program: Program, container: object, spec: object = {}): Cluster => {
  const cluster = clusterOf({ programs: [{ image: 'web', ...program }] });
  make(cluster, [{ name: 'web', image: 'web:1', ...container }], spec);
  return cluster;
};

const since = (cluster: Cluster): number =>
  Date.parse(statusOf(cluster).containerStatuses[0]!.state.running!.startedAt);

/** Lets time pass until so many seconds after the start of the container. */
function until(cluster: Cluster, start: number, seconds: number): void {
  cluster.advance(start + seconds * 1000 - cluster.now);
}

const counts = (cluster: Cluster, reason: string): number[] =>
  cluster.store
    .list('events')
    .filter((it) => it['reason'] === reason)
    .map((it) => it['count'] as number);

// Begins, then what is asked: `alive` outages at these seconds, probe, and the times at which it turns: not ready, ready.
const TURNS: readonly [string, Outage, object, [number, number]][] = [
  ['three failures at the usual pace', { atSeconds: 35, forSeconds: 60 }, {}, [60, 100]],
  ['fewer failures than it takes', { atSeconds: 35, forSeconds: 20 }, {}, [Infinity, Infinity]],
  ['one failure is enough', { atSeconds: 35, forSeconds: 20 }, { failureThreshold: 1 }, [40, 60]],
  ['two successes', { atSeconds: 35, forSeconds: 20 }, { failureThreshold: 1, successThreshold: 2 }, [40, 70]],
  ['for good', { atSeconds: 35 }, { periodSeconds: 5, failureThreshold: 2 }, [40, Infinity]],
  ['asked late', { atSeconds: 35 }, { initialDelaySeconds: 7, failureThreshold: 2 }, [47, Infinity]],
];
for (const [what, outage, more, expected] of TURNS)
  test(`a readiness probe turns: ${what}`, () => {
    const container = { name: 'web', readinessProbe: { ...http, ...more } };
    const { readiness } = probing(container, { outages: [{ ...outage, alive: true }] })!;
    const bad = turnsAt(readiness!, 30, false);
    assert.equal([bad, bad === Infinity ? Infinity : turnsAt(readiness!, bad + readiness!.period, true)], expected);
  });

test('a pod that fails its readiness probe is ready no more, takes no traffic, and comes back', () => {
  const cluster = running({ outages: [{ atSeconds: 120, forSeconds: 60, alive: true }] }, { readinessProbe: http });
  cluster.as().patch('pods', 'default', 'web', 'merge', { metadata: { labels: { app: 'web' } } });
  cluster.as().create('services', {
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  } as never);
  cluster.advance(10_000);
  const start = since(cluster);
  const ready = (): unknown =>
    cluster.store
      .list('endpointslices.discovery.k8s.io', 'default')
      .find((it) => it.metadata.labels?.['kubernetes.io/service-name'] === 'web')!['endpoints'][0].conditions.ready;
  until(cluster, start, 139);
  assert.equal([condition(cluster, 'Ready')!.status, ready()], ['True', true]);
  until(cluster, start, 141);
  const { status, reason, message } = condition(cluster, 'ContainersReady')!;
  assert.equal([status, reason, message], ['False', 'ContainersNotReady', 'containers with unready status: [web]']);
  assert.equal([condition(cluster, 'Ready')!.status, ready()], ['False', false]);
  const unhealthy = told(cluster, ['Unhealthy']);
  assert.ok(unhealthy.includes('Unhealthy Readiness probe failed: HTTP probe failed with statuscode: 503'));
  until(cluster, start, 181);
  assert.equal([condition(cluster, 'Ready')!.status, ready()], ['True', true]);
  // One before it answered at all, and six in a minute.
  assert.equal(counts(cluster, 'Unhealthy'), [1, 6]);
  assert.is(statusOf(cluster).containerStatuses[0]!.restartCount, 0);
});

test('a program that answers nobody is stopped after as many failures as it takes, and does not hear that it is to end', () => {
  const cluster = running(
    { outages: [{ atSeconds: 100 }] },
    { livenessProbe: { ...http, initialDelaySeconds: 5, periodSeconds: 5, failureThreshold: 4 } },
  );
  cluster.advance(10_000);
  const start = since(cluster);
  until(cluster, start, 114);
  assert.equal(told(cluster, ['Killing']), []);
  until(cluster, start, 116);
  assert.equal(told(cluster, ['Killing']), ['Killing Container web failed liveness probe, will be restarted']);
  assert.equal(counts(cluster, 'Unhealthy'), [4]);
  assert.is(statusOf(cluster).containerStatuses[0]!.restartCount, 0);
  until(cluster, start, 146);
  const { restartCount, lastState } = statusOf(cluster).containerStatuses[0]!;
  assert.equal([restartCount, lastState.terminated!.exitCode], [1, 137]);
});

test('a probe may give a program less time to end than its pod does', () => {
  const cluster = running(
    { outages: [{ atSeconds: 100 }] },
    { livenessProbe: { ...http, initialDelaySeconds: 5, failureThreshold: 1, terminationGracePeriodSeconds: 3 } },
  );
  cluster.advance(10_000);
  const start = since(cluster);
  until(cluster, start, 109);
  assert.is(statusOf(cluster).containerStatuses[0]!.restartCount, 1);
});

test('a failure or two that are not enough leave a container as it is', () => {
  const cluster = running(
    { outages: [{ atSeconds: 41, forSeconds: 18 }] },
    { livenessProbe: http, readinessProbe: http },
  );
  cluster.advance(600_000);
  const [status] = statusOf(cluster).containerStatuses;
  assert.equal([status!.restartCount, status!.ready], [0, true]);
  assert.equal(told(cluster, ['Killing']), []);
});

test('a script that takes its file away is ready as long as the file is there', () => {
  const text = 'while true; do touch /tmp/ready; sleep 100; rm /tmp/ready; sleep 50; done';
  const cluster = clusterOf();
  const readinessProbe = { exec: { command: ['cat', '/tmp/ready'] }, periodSeconds: 5, failureThreshold: 2 };
  make(cluster, [{ name: 'web', image: 'busybox', command: ['sh', '-c', text], readinessProbe }]);
  cluster.advance(10_000);
  const start = since(cluster);
  const seen = [50, 103, 107, 148, 152, 253, 257].map((seconds) => {
    until(cluster, start, seconds);
    return statusOf(cluster).containerStatuses[0]!.ready;
  });
  assert.equal(seen, [true, true, false, false, true, true, false]);
  const text2 = "Unhealthy Readiness probe failed: cat: can't open '/tmp/ready': No such file or directory\n";
  assert.ok(told(cluster, ['Unhealthy']).includes(text2));
});

test('a probe that fails for good is told of at first each time, then every five minutes, and nobody waits for it', () => {
  const cluster = running({ neverReady: true }, { readinessProbe: { ...http, periodSeconds: 5 } });
  cluster.untilQuiet();
  const quiet = cluster.now;
  cluster.advance(120_000);
  const [first] = counts(cluster, 'Unhealthy');
  assert.ok(first! >= 20 && first! <= 21, String(first));
  cluster.advance(3_600_000);
  const [after] = counts(cluster, 'Unhealthy');
  assert.ok(after! - first! >= 11 && after! - first! <= 13, `${first} ${after}`);
  assert.ok(quiet < Date.parse(podOf(cluster)!.metadata.creationTimestamp!) + 60_000);
});

test('what is ready is nothing to wait for, until it is ready again', () => {
  const cluster = running({ outages: [{ atSeconds: 3000, forSeconds: 600, alive: true }] }, { readinessProbe: http });
  cluster.untilQuiet();
  assert.ok(cluster.now < since(cluster) + 60_000);
  until(cluster, since(cluster), 3100);
  assert.is(condition(cluster, 'Ready')!.status, 'False');
  cluster.untilQuiet();
  assert.is(condition(cluster, 'Ready')!.status, 'True');
});

test.run();
