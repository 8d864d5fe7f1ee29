// Small clusters for tables of outcomes: some machines, some objects, quiet.

import type { KubeObject } from '../../lib/api/object.ts';
import { groupResource, resourceOfKind } from '../../lib/api/schema/resources.ts';
import type { NodePool, SimulationSpec } from '../../lib/api/simulation/simulation.ts';
import { Cluster } from '../../lib/engine/cluster.ts';

export const POOL: NodePool = { name: 'app', zones: ['zone-a', 'zone-b', 'zone-c'], nodes: 1, cpu: 4, memory: '8Gi' };

/** A cluster with these objects in namespace `shop` (unless they say another), after it has come to rest. */
export function settled(
  objects: readonly KubeObject[],
  pools: readonly NodePool[] = [POOL],
  more: Partial<SimulationSpec> = {},
): Cluster {
  const cluster = Cluster.create({ simulation: { pools, ...more }, seed: 'outcomes' });
  const spaces = new Set(objects.map((it) => it.metadata.namespace ?? 'shop'));
  for (const it of objects) if (it.kind === 'Namespace') spaces.delete(it.metadata.name!);
  const all = [...[...spaces].filter((it) => it !== 'default').map((it) => object('v1', 'Namespace', it)), ...objects];
  for (const it of all) put(cluster, it);
  cluster.untilQuiet(600_000);
  return cluster;
}

/** Creates one object more. */
export function put(cluster: Cluster, it: KubeObject): void {
  const info = resourceOfKind(it.apiVersion!, it.kind!)!;
  const metadata = info.namespaced ? { namespace: 'shop', ...it.metadata } : it.metadata;
  cluster.as().create(groupResource(info), { ...it, metadata });
}

export function object(
  apiVersion: string,
  kind: string,
  name: string,
  rest: object = {},
  metadata: object = {},
): KubeObject {
  return { apiVersion, kind, metadata: { name, ...metadata }, ...rest };
}

/** A Deployment of one container; `pod` lies over the pod's spec, `container` over the container. */
export function deployment(
  name: string,
  {
    replicas = 1,
    pod = {},
    container = {},
    metadata = {},
  }: { replicas?: number; pod?: object; container?: object; metadata?: object } = {},
): KubeObject {
  return object(
    'apps/v1',
    'Deployment',
    name,
    {
      spec: {
        replicas,
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: {
            containers: [{ name, image: `${name}:1`, ports: [{ name: 'http', containerPort: 8080 }], ...container }],
            ...pod,
          },
        },
      },
    },
    metadata,
  );
}

export const requests = (cpu: string, memory = '64Mi'): object => ({ resources: { requests: { cpu, memory } } });

export function service(name: string, spec: object = {}): KubeObject {
  return object('v1', 'Service', name, {
    spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 'http' }], ...spec },
  });
}
