// Real time of stretches of cluster time: a rollout, a month of nights.

import { Cluster } from '../../lib/engine/cluster.ts';
import { clock, figure, median } from './figure.ts';

const MONTH = 30 * 24 * 3_600_000;
const pools = [{ name: 'pool', zones: ['a', 'b', 'c'], nodes: 1, cpu: 16, memory: '64Gi' }];

const deployment = (
  image: string,
): { [field: string]: unknown } & { metadata: { name: string; namespace: string } } => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas: 10,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [
          {
            name: 'web',
            image,
            ports: [{ containerPort: 80 }],
            readinessProbe: { httpGet: { path: '/ready', port: 80 } },
            livenessProbe: { httpGet: { path: '/live', port: 80 } },
          },
        ],
      },
    },
  },
});

const rollouts = Array.from({ length: 15 }, () => {
  const cluster = Cluster.create({ simulation: { pools } });
  cluster.as().create('deployments.apps', deployment('web:1') as never);
  cluster.untilQuiet();
  const began = clock();
  const patch = { spec: { template: { spec: { containers: [{ name: 'web', image: 'web:2' }] } } } };
  cluster.as().patch('deployments.apps', 'default', 'web', 'strategic', patch);
  cluster.untilQuiet();
  const time = clock() - began;
  const updated = cluster.as().get('deployments.apps', 'default', 'web')['status']?.updatedReplicas as number;
  if (updated !== 10) throw new Error(`${updated} of 10 replicas are updated`);
  return time;
});
figure('life: a rollout of 10 replicas with probes', median(rollouts), 'ms');

const months = Array.from({ length: 5 }, () => {
  const cluster = Cluster.create({ simulation: { pools } });
  const container = { name: 'main', image: 'job:1' };
  cluster.as().create('cronjobs.batch', {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'nightly', namespace: 'default' },
    spec: {
      schedule: '0 2 * * *',
      jobTemplate: { spec: { template: { spec: { restartPolicy: 'OnFailure', containers: [container] } } } },
    },
  });
  cluster.untilQuiet();
  const began = clock();
  cluster.advance(MONTH);
  const time = clock() - began;
  const last = cluster.as().get('cronjobs.batch', 'default', 'nightly')['status']?.lastSuccessfulTime as string;
  if (!last) throw new Error('no night went well');
  return time;
});
figure('life: a month of a nightly CronJob', median(months), 'ms');

const idle = Cluster.create({ simulation: { pools } });
idle.untilQuiet();
const began = clock();
idle.advance(MONTH);
figure('life: a month in which nothing happens', clock() - began, 'ms');
