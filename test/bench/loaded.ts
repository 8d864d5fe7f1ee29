// A cluster with many pods of Deployments, all Ready.

import { Cluster } from '../../lib/engine/cluster.ts';
import { clock } from './figure.ts';

/** Makes `pods` pods, 20 a Deployment, on `nodes` nodes in five zones, and waits until they run. Milliseconds of real time. */
export function loaded(nodes: number, pods: number): { cluster: Cluster; milliseconds: number } {
  const cluster = Cluster.create({
    simulation: {
      pools: [{ name: 'pool', zones: ['a', 'b', 'c', 'd', 'e'], nodes: nodes / 5, cpu: 32, memory: '128Gi' }],
    },
  });
  const api = cluster.as();
  const began = clock();
  for (let i = 0; i < pods / 20; i++)
    api.create('deployments.apps', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: `d${i}`, namespace: 'default' },
      spec: {
        replicas: 20,
        selector: { matchLabels: { app: `d${i}` } },
        template: {
          metadata: { labels: { app: `d${i}` } },
          spec: {
            containers: [{ name: 'main', image: 'web:1', resources: { requests: { cpu: '100m', memory: '100Mi' } } }],
          },
        },
      },
    });
  cluster.untilQuiet();
  const milliseconds = clock() - began;
  const ready = cluster.store
    .list('pods')
    .filter((pod) =>
      (pod['status']?.conditions as { type: string; status: string }[] | undefined)?.some(
        (it) => it.type === 'Ready' && it.status === 'True',
      ),
    ).length;
  if (ready !== pods) throw new Error(`${ready} of ${pods} pods are Ready`);
  return { cluster, milliseconds };
}
