// Running pods that are given other resources.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Cluster } from '../../../lib/engine/cluster.ts';
import { clusterOf, condition, make, podOf, statusOf, told, wordOf } from './setting.ts';

const test = suite('resizes');

const main = (cpu: string, memory: string, more: object = {}): object => ({
  name: 'main',
  image: 'web:1',
  resources: { requests: { cpu, memory }, limits: { memory: '2Gi' } },
  ...more,
});
function resize(cluster: Cluster, resources: object, name = 'web'): void {
  const spec = { containers: [{ name: 'main', resources }] };
  cluster.as().patch('pods', 'default', name, 'strategic', { spec } as never, { subresource: 'resize' });
}

test('what the node has room for is given at once, and in effect a moment later', () => {
  const cluster = clusterOf();
  make(cluster, [main('1', '1Gi')]);
  cluster.untilQuiet();
  resize(cluster, { requests: { cpu: '2' } });
  cluster.settleInstant();
  const [given] = statusOf(cluster).containerStatuses;
  assert.equal(given!.allocatedResources, { cpu: '2', memory: '1Gi' });
  assert.equal(given!.resources!.requests, { cpu: '1', memory: '1Gi' });
  assert.is(condition(cluster, 'PodResizeInProgress')!.status, 'True');
  cluster.untilQuiet();
  const [had] = statusOf(cluster).containerStatuses;
  assert.equal([wordOf(had), had!.resources!.requests], ['running 0', { cpu: '2', memory: '1Gi' }]);
  assert.is(condition(cluster, 'PodResizeInProgress'), undefined);
  const details =
    '{"containers":[{"name":"main","resources":{"limits":{"memory":"2Gi"},"requests":{"cpu":"2","memory":"1Gi"}}}],"generation":2}';
  assert.equal(told(cluster, ['ResizeStarted', 'ResizeCompleted']), [
    `ResizeStarted Pod resize started: ${details}`,
    `ResizeCompleted Pod resize completed: ${details}`,
  ]);
});

test('a container that says so starts anew for it', () => {
  const cluster = clusterOf();
  const resizePolicy = [{ resourceName: 'memory', restartPolicy: 'RestartContainer' }];
  make(cluster, [main('1', '1Gi', { resizePolicy })]);
  cluster.untilQuiet();
  resize(cluster, { requests: { cpu: '2' } });
  cluster.untilQuiet();
  assert.is(wordOf(statusOf(cluster).containerStatuses[0]), 'running 0');
  resize(cluster, { requests: { memory: '1536Mi' } });
  cluster.untilQuiet();
  assert.is(wordOf(statusOf(cluster).containerStatuses[0]), 'running 1');
  assert.equal(told(cluster, ['Killing']), ['Killing Container main resize requires restart']);
});

test('what the node has no room for waits, is told of, and comes when another pod goes', () => {
  const cluster = clusterOf();
  make(cluster, [main('1', '1Gi')]);
  make(cluster, [main('2', '1Gi')], {}, 'other');
  cluster.untilQuiet();
  resize(cluster, { requests: { cpu: '3' } });
  cluster.advance(10_000);
  const said = "Node didn't have enough resource: cpu, requested: 3000, used: 2000, capacity: 4000";
  const pending = condition(cluster, 'PodResizePending')!;
  assert.equal([pending.reason, pending.message], ['Deferred', said]);
  assert.equal(statusOf(cluster).containerStatuses[0]!.allocatedResources, { cpu: '1', memory: '1Gi' });
  assert.is(told(cluster, ['ResizeDeferred']).length, 1);
  cluster.as().delete('pods', 'default', 'other');
  cluster.advance(10_000);
  assert.is(condition(cluster, 'PodResizePending'), undefined);
  assert.equal(statusOf(cluster).containerStatuses[0]!.allocatedResources, { cpu: '3', memory: '1Gi' });
});

test('more memory helps a container that is killed for lack of it at once; less than it uses is refused by its node', () => {
  const cluster = clusterOf({ programs: [{ memory: '1500Mi' }] });
  const limited = { requests: { memory: '1Gi' }, limits: { memory: '1Gi' } };
  make(cluster, [{ name: 'main', image: 'web:1', resources: limited }]);
  cluster.advance(60_000);
  assert.is(wordOf(statusOf(cluster).containerStatuses[0]), 'CrashLoopBackOff');
  assert.is(statusOf(cluster).containerStatuses[0]!.lastState.terminated!.reason, 'OOMKilled');
  resize(cluster, { limits: { memory: '2Gi' } });
  cluster.advance(3_000);
  assert.ok(statusOf(cluster).containerStatuses[0]!.ready);
  resize(cluster, { limits: { memory: '1Gi' } });
  cluster.advance(3_000);
  const { reason, message } = condition(cluster, 'PodResizeInProgress')!;
  assert.is(reason, 'Error');
  assert.match(
    message!,
    /^cannot decrease memory limits: attempting to set container "main" memory limit \(1073741824\)/,
  );
  assert.ok(statusOf(cluster).containerStatuses[0]!.ready);
});

test('only amounts of CPU and memory count, within what a pod may ask for', () => {
  const cluster = clusterOf();
  make(cluster, [main('1', '1Gi')]);
  cluster.untilQuiet();
  const spec = { containers: [{ name: 'main', image: 'other:1' }] };
  cluster.as().patch('pods', 'default', 'web', 'strategic', { spec } as never, { subresource: 'resize' });
  assert.is(podOf(cluster)!.metadata.generation, 1);
  for (const [resources, said] of [
    [{ requests: { memory: '3Gi' } }, /must be less than or equal to memory limit of 2Gi/],
    [{ requests: { cpu: null } }, /resource requests cannot be removed/],
    [{ requests: { 'ephemeral-storage': '1Gi' } }, /only cpu and memory resources are mutable/],
    [{ requests: { memory: '2Gi' }, limits: { cpu: '1' } }, /Pod QOS Class may not change as a result of resizing/],
  ] as const)
    assert.throws(() => resize(cluster, resources), said);
});

test.run();
