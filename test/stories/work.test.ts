import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { expectCluster, simulate } from 'slipway';
import blackFriday from '../../examples/black-friday/main.ts';
import gpu from '../../examples/gpu-training/main.ts';
import { work as jobs } from '../../examples/jobs/main.ts';
import { apps as registry } from '../../examples/private-registry/main.ts';
import { teams } from '../../examples/quotas/main.ts';

const work = suite('Jobs and CronJobs');

work('parts are done two at a time, failures end after their retries, nights do not overlap', async () => {
  const simulation = await simulate(jobs({ broken: true }));
  assert.is(simulation.placement('work/resize').completed, 5);
  assert.is(simulation.get('Job', 'work/resize')!['status'].completedIndexes, '0-4');
  const failed = simulation.get('Job', 'work/import')!['status'] as {
    failed: number;
    conditions: { reason: string }[];
  };
  assert.is(failed.failed, 3);
  assert.ok(failed.conditions.some((it) => it.reason === 'BackoffLimitExceeded'));
  simulation.advance('72h');
  const nights = simulation
    .as()
    .list('jobs.batch', 'work')
    .filter((it) => it.metadata.name!.startsWith('report-'));
  // Three are kept.
  assert.is(nights.length, 3);
  assert.ok(nights.every((it) => it['status'].succeeded === 1));
});

const training = suite('training on GPUs');

training('one pod a GPU, the third after one of the first two, and nobody else beside them', async () => {
  const simulation = await simulate(gpu);
  assert.is(simulation.placement('research/train').completed, 3);
  expectCluster(simulation).workload('research/notebook').toBeReady(2).toBeInPool('app');
  const pods = simulation.as().list('pods', 'research', { label: 'batch.kubernetes.io/job-name=train' });
  const times = pods.map((pod) => Date.parse(pod['status'].startTime as string)).sort((a, b) => a - b);
  assert.ok(times[1]! - times[0]! < 1_000);
  assert.ok(times[2]! - times[0]! >= 120_000, `the third began ${times[2]! - times[0]!} ms after the first`);
  assert.equal(new Set(simulation.placement('research/train').pools), new Set(['gpu']));
});

const images = suite('a private registry');

images('with a pull secret the image comes, without one it does not', async () => {
  const simulation = await simulate(registry({ forget: true }));
  expectCluster(simulation).workload('apps/billing').toBeReady(1);
  assert.throws(
    () => expectCluster(simulation).workload('apps/reports').toBeReady(),
    /apps\/reports has 0 of 1 pods ready\n.*1 not running: ImagePullBackOff.*pull access denied/,
  );
});

images('an image that somebody pulled with a secret is for nobody without one', async () => {
  const simulation = (await simulate(registry())).fork();
  const api = simulation.as();
  const pod = (name: string, more: object) =>
    api.create('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'apps' },
      spec: { containers: [{ name: 'main', image: 'registry.example.com/billing:7' }], ...more },
    });
  pod('with', { imagePullSecrets: [{ name: 'registry-login' }] });
  pod('without', {});
  simulation.advance('2m');
  const state = (name: string): string => simulation.get('Pod', `apps/${name}`)!['status'].phase as string;
  assert.is(state('with'), 'Running');
  assert.is(state('without'), 'Pending');
});

const shares = suite('three namespaces with quotas');

shares('who has room runs, who has not is told what it would take', async () => {
  const simulation = await simulate(teams(6));
  const expected = expectCluster(simulation);
  expected.workload('search/api').toBeReady(6);
  expected.workload('mobile/api').toBeReady(6);
  assert.throws(
    () => expected.workload('lab/api').toBeReady(),
    /lab\/api has 4 of 6 pods ready\n.*2 not made: .*exceeded quota: share, requested: requests\.cpu=250m, used: requests\.cpu=1, limited: requests\.cpu=1/,
  );
});

const rush = suite('Black Friday');

rush('twenty times the queue makes twenty times the workers, and goes again', async () => {
  const simulation = await simulate(blackFriday);
  const workers = (): number => simulation.placement('shop/workers').ready;
  simulation.advance('30m');
  assert.is(workers(), 2);
  simulation.advance('60m');
  assert.is(workers(), 40);
  simulation.advance('3h');
  assert.is(workers(), 2);
  const told = simulation.happened('HorizontalPodAutoscaler', 'shop/scaler').map((it) => it.reason);
  assert.ok(told.includes('SuccessfulRescale'), told.join());
});

for (const it of [work, training, images, shares, rush]) it.run();
