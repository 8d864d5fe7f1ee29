import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject, KubeObject } from '../../../lib/api/object.ts';
import type { Program } from '../../../lib/api/simulation/simulation.ts';
import { Cluster } from '../../../lib/engine/cluster.ts';
import { firstFree, formatIndexes, parseIndexes } from '../../../lib/engine/controllers/job/indexes.ts';
import { recordWith, remaining } from '../../../lib/engine/controllers/job/backoff.ts';

const test = suite('controllers: work that ends');

const POOL = { name: 'pool', zones: ['zone-a'], nodes: 2, cpu: 8, memory: '16Gi' };

function work(spec: JsonObject, programs: Program[] = []): Cluster {
  const cluster = Cluster.create({ simulation: { pools: [POOL], programs } });
  cluster.as().create('jobs.batch', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'work', namespace: 'default' },
    spec: {
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'work:1' }] } },
      ...spec,
    },
  } as unknown as KubeObject);
  cluster.advance(30 * 60_000);
  return cluster;
}

const statusOf = (cluster: Cluster): KubeObject => cluster.as().get('jobs.batch', 'default', 'work')['status'];
const ended = (cluster: Cluster): string | undefined =>
  (statusOf(cluster)['conditions'] as { type: string; status: string; reason: string }[])
    .filter((it) => it.type === 'Complete' || it.type === 'Failed')
    .map((it) => `${it.type} ${it.reason}`)[0];

for (const [name, spec, programs, end, succeeded, failed] of [
  ['one pod that ends well', {}, [], 'Complete CompletionsReached', 1, undefined],
  ['three, two at a time', { completions: 3, parallelism: 2 }, [], 'Complete CompletionsReached', 3, undefined],
  [
    'one that fails is tried again as often as it may be',
    { backoffLimit: 2 },
    [{ image: 'work', exitCode: 1 }],
    'Failed BackoffLimitExceeded',
    undefined,
    3,
  ],
  [
    'an exit code that is not worth another try',
    {
      podFailurePolicy: {
        rules: [{ action: 'FailJob', onExitCodes: { containerName: 'c', operator: 'In', values: [42] } }],
      },
    },
    [{ image: 'work', exitCode: 42 }],
    'Failed PodFailurePolicy',
    undefined,
    1,
  ],
  [
    'every index once',
    { completions: 4, parallelism: 4, completionMode: 'Indexed' },
    [],
    'Complete CompletionsReached',
    4,
    undefined,
  ],
  [
    'enough of the indexes',
    {
      completions: 4,
      parallelism: 2,
      completionMode: 'Indexed',
      successPolicy: { rules: [{ succeededCount: 2 }] },
    },
    [],
    'Complete SuccessPolicy',
    2,
    undefined,
  ],
  [
    'longer than it may last',
    { activeDeadlineSeconds: 60 },
    [{ image: 'work', exitSeconds: 3600 }],
    'Failed DeadlineExceeded',
    undefined,
    1,
  ],
] as [string, JsonObject, Program[], string, number | undefined, number | undefined][])
  test(`${name}: ${end}`, () => {
    const cluster = work(spec, programs);
    assert.is(ended(cluster), end);
    assert.is(statusOf(cluster)['succeeded'], succeeded);
    assert.is(statusOf(cluster)['failed'], failed);
    assert.equal(statusOf(cluster)['uncountedTerminatedPods'], {});
    for (const pod of cluster.as().list('pods', 'default'))
      assert.not.ok(pod.metadata.finalizers, `${pod.metadata.name} is still held`);
  });

test('a suspended Job makes nothing until it is told to go on', () => {
  const cluster = work({ suspend: true });
  assert.is(cluster.as().list('pods', 'default').length, 0);
  cluster.as().patch('jobs.batch', 'default', 'work', 'merge', { spec: { suspend: false } });
  cluster.advance(60_000);
  assert.is(ended(cluster), 'Complete CompletionsReached');
});

test('a finished Job goes when its time to live is over, with its pods', () => {
  const cluster = work({ ttlSecondsAfterFinished: 100 });
  assert.is(cluster.as().list('jobs.batch', 'default').length, 0);
  assert.is(cluster.as().list('pods', 'default').length, 0);
});

test('a month of a nightly CronJob keeps its last Jobs, and starts at two in Zurich whatever the season', () => {
  const cluster = Cluster.create({ simulation: { pools: [POOL] } });
  cluster.as().create('cronjobs.batch', {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'nightly', namespace: 'default' },
    spec: {
      schedule: '0 2 * * *',
      timeZone: 'Europe/Zurich',
      jobTemplate: {
        spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'work:1' }] } } },
      },
    },
  });
  cluster.advance(30 * 86_400_000);
  const jobs = cluster.as().list('jobs.batch', 'default');
  assert.is(jobs.length, 3);
  for (const job of jobs)
    assert.match(job.metadata.annotations!['batch.kubernetes.io/cronjob-scheduled-timestamp']!, /T02:00:00\+0[12]:00$/);
});

for (const [text, numbers] of [
  ['0-2,5', [0, 1, 2, 5]],
  ['3,4', [3, 4]],
  ['', []],
] as [string, number[]][])
  test(`indexes as text: "${text}"`, () => {
    assert.is(formatIndexes(numbers), text);
    assert.equal([...parseIndexes(text, 100)], numbers);
  });

test('indexes out of range are not read, and the lowest free ones come first', () => {
  assert.equal([...parseIndexes('1-9,x,20', 4)], [1, 2, 3]);
  assert.equal(firstFree(new Set([0, 2]), 3, 5), [1, 3, 4]);
});

test('the wait doubles with every failure since the last success, up to ten minutes', () => {
  const pod = (at: string, phase: string): KubeObject =>
    ({
      metadata: { name: 'p', creationTimestamp: at },
      spec: {},
      status: { phase, containerStatuses: [{ state: { terminated: { finishedAt: at } } }] },
    }) as unknown as KubeObject;
  const first = recordWith({ failures: 0, last: 0 }, [], [pod('2026-01-01T00:00:00Z', 'Failed')]);
  assert.is(remaining(first, first.last), 10_000);
  const second = recordWith(first, [], [pod('2026-01-01T00:01:00Z', 'Failed')]);
  assert.is(remaining(second, second.last + 5_000), 15_000);
  assert.is(remaining({ failures: 30, last: 0 }, 0), 600_000);
  assert.is(recordWith(second, [pod('2026-01-01T00:02:00Z', 'Succeeded')], []).failures, 0);
});

test.run();
