// The lives of a pod's containers, as a kubelet leads them.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Cluster } from '../../../lib/engine/cluster.ts';
import { clusterOf, condition, make, podOf, statusOf, told, wordOf } from './setting.ts';

const test = suite('containers of a pod');

const words = (cluster: Cluster): string[] => {
  const { initContainerStatuses = [], containerStatuses } = statusOf(cluster);
  return [...initContainerStatuses, ...containerStatuses].map((it) => `${it.name} ${wordOf(it)}`);
};
const patch = (cluster: Cluster, spec: object, subresource?: string): void => {
  const options = subresource ? { subresource } : {};
  cluster.as().patch('pods', 'default', 'web', 'strategic', { spec } as never, options);
};

test('a container whose image is changed in place is stopped, and runs the other image once it is pulled', () => {
  const cluster = clusterOf({ images: [{ name: 'web:2', size: '500M' }] });
  make(cluster, [{ name: 'main', image: 'web:1' }], { restartPolicy: 'Never' });
  cluster.untilQuiet();
  const [before] = statusOf(cluster).containerStatuses;
  patch(cluster, { containers: [{ name: 'main', image: 'web:2' }] });
  cluster.advance(3_000);
  // The kubelet is busy pulling: what it told last stands.
  assert.is(statusOf(cluster).containerStatuses[0]!.image, 'web:1');
  cluster.untilQuiet();
  const [after] = statusOf(cluster).containerStatuses;
  assert.is(wordOf(after), 'running 1');
  assert.equal(
    [before!.imageID, after!.imageID].map((it) => it.split('@')[0]),
    ['web:1', 'web:2'],
  );
  assert.is(after!.lastState.terminated!.reason, 'Completed');
  assert.equal(told(cluster, ['Killing']), ['Killing Container main definition changed, will be restarted']);
  assert.equal(told(cluster, ['Pulling']), ['Pulling Pulling image "web:1"', 'Pulling Pulling image "web:2"']);
});

test('a node pulls one image after the other, whichever pods they are for', () => {
  const cluster = clusterOf({
    images: [
      { name: 'big:1', size: '500M' },
      { name: 'small:1', size: '100M' },
    ],
  });
  const from = cluster.now;
  make(cluster, [{ name: 'main', image: 'big:1' }], {}, 'first');
  make(cluster, [{ name: 'main', image: 'small:1' }], {}, 'second');
  cluster.untilQuiet();
  const pulled = (name: string): string[] => told(cluster, ['Pulled'], name).map((it) => it.replace(/^.* in /, ''));
  assert.equal(pulled('first'), ['5s (5s including waiting). Image size: 500000000 bytes.']);
  assert.equal(pulled('second'), ['1s (6s including waiting). Image size: 100000000 bytes.']);
  const { startedAt } = statusOf(cluster, 'second').containerStatuses[0]!.state.running!;
  assert.is(Date.parse(startedAt) - from, 7_000);
});

test('an image that cannot be had leaves the container waiting for it, and another helps at once', () => {
  const cluster = clusterOf({ images: [{ name: 'web:2', missing: true }] });
  make(cluster, [{ name: 'main', image: 'web:1' }]);
  cluster.untilQuiet();
  patch(cluster, { containers: [{ name: 'main', image: 'web:2' }] });
  cluster.advance(60_000);
  const { phase, containerStatuses } = statusOf(cluster);
  assert.equal([phase, wordOf(containerStatuses[0])], ['Running', 'ImagePullBackOff']);
  assert.is(containerStatuses[0]!.lastState.terminated!.exitCode, 0);
  patch(cluster, { containers: [{ name: 'main', image: 'web:3' }] });
  cluster.advance(2_000);
  assert.is(wordOf(statusOf(cluster).containerStatuses[0]), 'running 1');
});

test('of two containers the one whose image is there runs, and the pod is pending all the same', () => {
  const cluster = clusterOf({ images: [{ name: 'bad', missing: true }] });
  make(cluster, [
    { name: 'bad', image: 'bad:1' },
    { name: 'good', image: 'good:1' },
  ]);
  cluster.advance(60_000);
  assert.equal(words(cluster), ['bad ImagePullBackOff', 'good running 0']);
  assert.is(statusOf(cluster).phase, 'Pending');
});

test('a container whose environment names what is not there waits alone, until it is made', () => {
  const cluster = clusterOf();
  make(cluster, [
    { name: 'main', image: 'web:1', envFrom: [{ secretRef: { name: 'later' } }] },
    { name: 'other', image: 'other:1' },
  ]);
  cluster.advance(60_000);
  assert.equal(words(cluster), ['main CreateContainerConfigError', 'other running 0']);
  cluster
    .as()
    .create('secrets', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'later', namespace: 'default' } });
  cluster.untilQuiet();
  assert.equal(words(cluster), ['main running 0', 'other running 0']);
});

test('a container put in to look around starts, is told of, and is not started again', () => {
  const cluster = clusterOf({ programs: [{ container: 'debug', exitSeconds: 60, exitCode: 3 }] });
  make(cluster, [{ name: 'main', image: 'web:1' }]);
  cluster.untilQuiet();
  patch(cluster, { ephemeralContainers: [{ name: 'debug', image: 'busybox' }] }, 'ephemeralcontainers');
  cluster.advance(10_000);
  assert.is(wordOf(statusOf(cluster).ephemeralContainerStatuses![0]), 'running 0');
  assert.is(condition(cluster, 'Ready')!.status, 'True');
  cluster.advance(120_000);
  assert.is(wordOf(statusOf(cluster).ephemeralContainerStatuses![0]), 'Error 3');
});

test('a pod that may be active for so long fails then, also when that is said later', () => {
  const cluster = clusterOf();
  make(cluster, [{ name: 'main', image: 'web:1' }]);
  cluster.advance(60_000);
  patch(cluster, { activeDeadlineSeconds: 90 });
  cluster.advance(29_000);
  assert.is(statusOf(cluster).phase, 'Running');
  cluster.advance(1_500);
  // Its containers are stopping: it is not ready any more.
  assert.equal([statusOf(cluster).phase, condition(cluster, 'Ready')!.reason], ['Running', 'PodFailed']);
  cluster.advance(2_000);
  const { phase, reason, message, containerStatuses } = statusOf(cluster);
  assert.equal([phase, reason], ['Failed', 'DeadlineExceeded']);
  assert.is(message, 'Pod was active on the node longer than the specified deadline');
  assert.is(wordOf(containerStatuses[0]), 'Completed 0');
  assert.equal(told(cluster, ['DeadlineExceeded']), [`DeadlineExceeded ${message}`]);
});

const sidecar = (name: string, more: object = {}): object => ({
  name,
  image: `${name}:1`,
  restartPolicy: 'Always',
  ...more,
});

test('init containers go one after the other; a sidecar lets the next one start when its startup probe has succeeded', () => {
  const cluster = clusterOf({ programs: [{ container: 'proxy', readySeconds: 12 }] });
  const startupProbe = { httpGet: { path: '/', port: 80 }, periodSeconds: 5, failureThreshold: 9 };
  make(cluster, [{ name: 'main', image: 'web:1' }], {
    initContainers: [{ name: 'setup', image: 'setup:1' }, sidecar('proxy', { startupProbe }), sidecar('logs')],
  });
  cluster.advance(10_000);
  assert.equal(words(cluster), [
    'setup Completed 0',
    'proxy running 0',
    'logs PodInitializing',
    'main PodInitializing',
  ]);
  assert.equal([statusOf(cluster).phase, statusOf(cluster).initContainerStatuses![1]!.started], ['Pending', false]);
  assert.is(condition(cluster, 'Initialized')!.message, 'containers with incomplete status: [proxy logs]');
  cluster.untilQuiet();
  assert.equal(words(cluster).slice(1), ['proxy running 0', 'logs running 0', 'main running 0']);
  assert.is(condition(cluster, 'Ready')!.status, 'True');
});

test('a sidecar that ends is started again while the pod goes on, and the pod is not ready meanwhile', () => {
  const cluster = clusterOf({ programs: [{ container: 'proxy', exitSeconds: 30, exitCode: 1 }] });
  make(cluster, [{ name: 'main', image: 'web:1' }], { initContainers: [sidecar('proxy')], restartPolicy: 'Never' });
  cluster.advance(33_500);
  assert.equal(words(cluster), ['proxy running 1', 'main running 0']);
  cluster.advance(32_000);
  assert.equal(words(cluster), ['proxy CrashLoopBackOff', 'main running 0']);
  assert.is(condition(cluster, 'Ready')!.message, 'containers with unready status: [proxy]');
  assert.is(statusOf(cluster).phase, 'Running');
});

test('sidecars are stopped when the others are done, the last one first, and the pod has succeeded after that', () => {
  const cluster = clusterOf({ programs: [{ container: 'main', exitSeconds: 10 }] });
  make(cluster, [{ name: 'main', image: 'web:1' }], {
    initContainers: [sidecar('first'), sidecar('second')],
    restartPolicy: 'Never',
  });
  const seen: string[] = [];
  for (let i = 0; i < 40; i++) {
    cluster.advance(500);
    const now =
      statusOf(cluster).containerStatuses?.[0]?.state.terminated &&
      [statusOf(cluster).phase, ...words(cluster)].join(', ');
    if (now && now !== seen[seen.length - 1]) seen.push(now);
  }
  assert.equal(seen, [
    'Running, first running 0, second running 0, main Completed 0',
    'Running, first running 0, second Completed 0, main Completed 0',
    'Succeeded, first Completed 0, second Completed 0, main Completed 0',
  ]);
});

test('a deleted pod with sidecars ends in the same order, within its grace', () => {
  const cluster = clusterOf();
  const preStop = { sleep: { seconds: 3 } };
  make(cluster, [{ name: 'main', image: 'web:1', lifecycle: { preStop } }], { initContainers: [sidecar('proxy')] });
  cluster.untilQuiet();
  cluster.as().delete('pods', 'default', 'web');
  cluster.advance(4_500);
  assert.equal(words(cluster), ['proxy running 0', 'main Completed 0']);
  cluster.advance(1_000);
  assert.is(podOf(cluster), undefined);
  make(cluster, [{ name: 'main', image: 'web:1', lifecycle: { preStop } }], {
    initContainers: [sidecar('proxy')],
    terminationGracePeriodSeconds: 3,
  });
  cluster.untilQuiet();
  cluster.as().delete('pods', 'default', 'web');
  cluster.advance(3_100);
  assert.is(podOf(cluster), undefined);
});

test('a container has its own policy, and rules by exit code before it', () => {
  const rule = { action: 'Restart', exitCodes: { operator: 'In', values: [42] } };
  for (const [exitCode, policy, expected] of [
    [42, { restartPolicy: 'Never', restartPolicyRules: [rule] }, 'running 1'],
    [1, { restartPolicy: 'Never', restartPolicyRules: [rule] }, 'Error 1'],
    [1, { restartPolicy: 'OnFailure' }, 'running 1'],
    [0, { restartPolicy: 'OnFailure' }, 'Completed 0'],
    [0, { restartPolicy: 'Always' }, 'running 1'],
    [0, {}, 'Completed 0'],
  ] as const) {
    const cluster = clusterOf({ programs: [{ container: 'main', exitSeconds: 20, exitCode }] });
    make(
      cluster,
      [
        { name: 'main', image: 'web:1', ...policy },
        { name: 'other', image: 'web:1' },
      ],
      {
        restartPolicy: 'Never',
      },
    );
    cluster.advance(30_000);
    assert.is(wordOf(statusOf(cluster).containerStatuses[0]), expected, `${exitCode} ${JSON.stringify(policy)}`);
  }
});

test('a rule may have all containers of a pod begin anew in place', () => {
  const cluster = clusterOf({ programs: [{ container: 'worker', exitSeconds: 20, exitCode: 88 }] });
  const rule = { action: 'RestartAllContainers', exitCodes: { operator: 'In', values: [88] } };
  make(
    cluster,
    [
      { name: 'worker', image: 'web:1', restartPolicy: 'Never', restartPolicyRules: [rule] },
      { name: 'other', image: 'web:1' },
    ],
    { restartPolicy: 'Never', initContainers: [{ name: 'setup', image: 'setup:1' }] },
  );
  cluster.advance(25_300);
  assert.equal(condition(cluster, 'AllContainersRestarting')!.status, 'True');
  assert.equal([statusOf(cluster).phase, condition(cluster, 'Initialized')!.status], ['Running', 'True']);
  cluster.advance(4_000);
  assert.equal(words(cluster), ['setup Completed 0', 'worker running 1', 'other running 1']);
  assert.is(statusOf(cluster).containerStatuses[1]!.lastState.terminated!.reason, 'RestartingAllContainers');
  assert.is(condition(cluster, 'AllContainersRestarting')!.status, 'False');
});

test('a container that ran for long starts its back-off anew, and restarts are counted when they come', () => {
  const cluster = clusterOf({ programs: [{ exitSeconds: 1, exitCode: 1 }] });
  make(cluster, [{ name: 'main', image: 'web:1' }]);
  cluster.advance(6_000);
  assert.equal([words(cluster), statusOf(cluster).containerStatuses[0]!.restartCount], [['main CrashLoopBackOff'], 1]);
  cluster.advance(10_000);
  assert.is(statusOf(cluster).containerStatuses[0]!.restartCount, 2);
});

test('a pod with a readiness gate is ready when somebody says so', () => {
  const cluster = clusterOf();
  make(cluster, [{ name: 'main', image: 'web:1' }], { readinessGates: [{ conditionType: 'example.com/up' }] });
  cluster.untilQuiet();
  assert.is(condition(cluster, 'ContainersReady')!.status, 'True');
  assert.is(
    condition(cluster, 'Ready')!.message,
    'corresponding condition of pod readiness gate "example.com/up" does not exist.',
  );
  const status = { conditions: [{ type: 'example.com/up', status: 'True' }] };
  cluster.as().patch('pods', 'default', 'web', 'strategic', { status } as never, { subresource: 'status' });
  cluster.untilQuiet();
  assert.is(condition(cluster, 'Ready')!.status, 'True');
  assert.is(condition(cluster, 'example.com/up')!.status, 'True');
});

test.run();
