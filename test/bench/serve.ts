// What `slipway serve` does a second: pods of Deployments to Ready on fake nodes, over HTTPS, and writes that are on disk before
// they are answered. Peer of the pods: the 145 a second of a real control plane v1.36.3 with KWOK on two quiet cores, as measured
// once; the only peer here that is not of this run.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientOf, startServe } from '../server/serving.ts';
import { clock, figure } from './figure.ts';

const REAL = 145;
const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
const kubeconfig = join(folder, 'kubeconfig');

async function pods(): Promise<void> {
  const serving = await startServe(kubeconfig);
  const client = clientOf(kubeconfig);
  const capacity = { cpu: '32', memory: '128Gi', pods: '110' };
  for (let i = 0; i < 100; i++)
    await client.ask('POST', '/api/v1/nodes', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: `node-${i}`, annotations: { 'kwok.x-k8s.io/node': 'fake' } },
      status: { capacity, allocatable: capacity },
    });
  const began = clock();
  for (let i = 0; i < 100; i++) {
    const labels = { app: `d${i}` };
    const answer = await client.ask('POST', '/apis/apps/v1/namespaces/default/deployments', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: `d${i}` },
      spec: {
        replicas: 20,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'web:1' }] } },
      },
    });
    if (answer.status !== 201) throw new Error(answer.body.toString());
  }
  for (;;) {
    const { items } = (await client.ask('GET', '/apis/apps/v1/namespaces/default/deployments')).json() as {
      items: { status?: { availableReplicas?: number } }[];
    };
    if (items.reduce((sum, it) => sum + (it.status?.availableReplicas ?? 0), 0) === 2_000) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  figure(
    'serve: pods of Deployments to available, 100 nodes, 2,000 pods; peer: a real control plane',
    2_000 / ((clock() - began) / 1000),
    'pods/s',
    REAL,
  );
  client.close();
  await serving.stop();
}

async function writes(...args: string[]): Promise<number> {
  const serving = await startServe(kubeconfig, ...args);
  const client = clientOf(kubeconfig);
  let made = 0;
  const began = clock();
  await Promise.all(
    Array.from({ length: 32 }, async (_, writer) => {
      for (let i = 0; i < 100; i++) {
        const metadata = { name: `w-${writer}-${i}` };
        const { status } = await client.ask('POST', '/api/v1/namespaces/default/configmaps', {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata,
          data: { key: 'value' },
        });
        if (status === 201) made++;
      }
    }),
  );
  const rate = made / ((clock() - began) / 1000);
  client.close();
  await serving.stop();
  return rate;
}

await pods();
const memory = await writes();
figure(
  'serve --data: durable writes by 32 writers; peer: without --data',
  await writes('--data', join(folder, 'data')),
  'writes/s',
  memory,
);
rmSync(folder, { recursive: true, force: true });
