// What a fresh control plane holds. The objects are made once a process, frozen in effect, and shared by all clusters.

import type { KubeObject } from '../../api/object.ts';
import { recordedBootstrap } from '../../api/recorded/read.ts';
import { builtInResources, apiVersionOf, groupResource } from '../../api/schema/resources.ts';
import { formatTime } from '../../api/time.ts';
import type { Chance, Store } from '../interface.ts';
import { SETTLED } from './structure.ts';

interface Seed {
  readonly resource: string;
  readonly object: KubeObject;
}

let seeds: readonly Seed[] | undefined;

/** The address of the API server itself, in documentation space. */
const SERVER = '192.0.2.2';
const SERVER_PORT = 6443;

function load(): readonly Seed[] {
  if (seeds) return seeds;
  const found: Seed[] = [];
  for (const [name, list] of Object.entries(recordedBootstrap())) {
    const info = builtInResources().find((it) => it.resource === name && apiVersionOf(it) === list.apiVersion);
    if (!info) continue;
    for (const item of list.items) {
      const object: KubeObject = withAddress({ apiVersion: apiVersionOf(info), kind: info.kind, ...item });
      for (const part of Object.values(object))
        if (typeof part === 'object' && part !== null) SETTLED.add(part as object);
      found.push({ resource: groupResource(info), object });
    }
  }
  found.push({ resource: 'endpoints', object: ENDPOINTS });
  seeds = found.sort((a, b) => ORDER.indexOf(a.resource) - ORDER.indexOf(b.resource));
  return seeds;
}

// Namespaces before what is in them.
const ORDER = ['configmaps', 'services', 'endpoints', 'endpointslices.discovery.k8s.io', 'namespaces'].reverse();

/** The server tells where it is in both ways, by itself. */
const ENDPOINTS: KubeObject = {
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: { name: 'kubernetes', namespace: 'default', labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
  subsets: [{ addresses: [{ ip: SERVER }], ports: [{ name: 'https', port: SERVER_PORT, protocol: 'TCP' }] }],
};

/** The recorded server stood at some port of its machine; ours always at the same. */
function withAddress(object: KubeObject): KubeObject {
  const port = (entry: KubeObject): KubeObject => ({
    ...entry,
    ...(entry.targetPort ? { targetPort: SERVER_PORT } : { port: SERVER_PORT }),
  });
  if (object.metadata.name !== 'kubernetes') return object;
  if (object.kind === 'Service') return { ...object, spec: { ...object.spec, ports: object.spec.ports.map(port) } };
  if (object.kind === 'EndpointSlice')
    return {
      ...object,
      endpoints: object.endpoints.map((it: object) => ({ ...it, addresses: [SERVER] })),
      ports: object.ports.map(port),
    };
  return object;
}

/** Fills an empty store. */
export function bootstrap(store: Store, now: number, chance: Chance): void {
  const created = formatTime(now);
  for (const { resource, object } of load()) {
    const { name, namespace, ...rest } = object.metadata;
    const key = namespace ? `${namespace}/${name}` : name!;
    const generation = GENERATED.has(resource) ? { generation: 1 } : {};
    store.put(resource, {
      ...object,
      metadata: {
        name: name!,
        ...(namespace ? { namespace } : {}),
        uid: chance.uuid(`${resource}/${key}`, `uid ${now}`),
        ...generation,
        creationTimestamp: created,
        ...rest,
      },
    });
  }
}

const GENERATED = new Set([
  'flowschemas.flowcontrol.apiserver.k8s.io',
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io',
  'priorityclasses.scheduling.k8s.io',
  'endpointslices.discovery.k8s.io',
]);
