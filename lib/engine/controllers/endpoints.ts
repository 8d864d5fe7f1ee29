// The older picture of what stands behind a Service: one Endpoints object by its name.
// Follows kubernetes/pkg/controller/endpoint.

import type { KubeObject } from '../../api/object.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { controllerUser, isReady } from './controller.ts';
import { resolvePort, type ServicePort } from './endpointslice.ts';
import { changesEndpoint, podsSelected, servicesSelecting } from './selected.ts';

const RESOURCE = 'endpoints';
const HEADLESS = 'service.kubernetes.io/headless';

export function endpointsController(): Actor {
  return {
    name: 'endpoint-controller',
    user: controllerUser('endpoint-controller'),
    watches: ['services', 'pods', 'endpoints'],
    changed(change, context) {
      if (change.resource === 'endpoints') {
        // What somebody takes away is made again.
        if (change.type === 'DELETED') context.enqueue(change.key);
        return;
      }
      if (change.resource === 'services') {
        context.enqueue(change.key);
        return;
      }
      if (changesEndpoint(change)) for (const key of servicesSelecting(context.read, change)) context.enqueue(key);
    },
    sync,
  };
}

interface Subset {
  addresses?: object[];
  notReadyAddresses?: object[];
  ports?: object[];
}

function sync(key: string, context: ActorContext): void {
  const service = context.read.get('services', key);
  const known = context.read.get(RESOURCE, key);
  if (!service) {
    if (known?.metadata.labels?.['endpoints.kubernetes.io/managed-by'] === 'endpoint-controller')
      context.api.delete(RESOURCE, known.metadata.namespace!, known.metadata.name!);
    return;
  }
  const { namespace, name } = service.metadata;
  const spec = service['spec'] as {
    selector?: Record<string, string>;
    ports?: ServicePort[];
    type?: string;
    clusterIP?: string;
    publishNotReadyAddresses?: boolean;
  };
  if (!spec.selector || spec.type === 'ExternalName' || service.metadata.deletionTimestamp) return;
  const groups = new Map<string, Subset>();
  for (const pod of podsSelected(context.read, namespace!, spec.selector)) {
    if (!pod['status']?.podIP) continue;
    if (pod.metadata.deletionTimestamp && !spec.publishNotReadyAddresses) continue;
    const ready = isReady(pod) || (spec.publishNotReadyAddresses ?? false);
    const phase = pod['status'].phase as string;
    if (phase === 'Succeeded' || phase === 'Failed') continue;
    const ports = (spec.ports ?? []).map((port) => resolvePort(pod, port)).filter((port) => port !== undefined);
    if (ports.length === 0 && (spec.ports?.length || spec.clusterIP !== 'None')) continue;
    const named = ports.map(({ name: portName, ...rest }) => ({ ...(portName ? { name: portName } : {}), ...rest }));
    const id = JSON.stringify(named);
    let subset = groups.get(id);
    if (!subset) groups.set(id, (subset = named.length ? { ports: named } : {}));
    (ready ? (subset.addresses ??= []) : (subset.notReadyAddresses ??= [])).push(address(service, pod));
  }
  const subsets = [...groups.values()].map(({ addresses, notReadyAddresses, ports }) => ({
    ...(addresses ? { addresses } : {}),
    ...(notReadyAddresses ? { notReadyAddresses } : {}),
    ...(ports ? { ports } : {}),
  }));
  const labels: Record<string, string> = {
    ...service.metadata.labels,
    'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
    ...(spec.clusterIP === 'None' ? { [HEADLESS]: '' } : {}),
  };
  if (
    known &&
    JSON.stringify(known['subsets'] ?? []) === JSON.stringify(subsets) &&
    JSON.stringify(known.metadata.labels) === JSON.stringify(labels)
  )
    return;
  const next = subsets.length ? { subsets } : {};
  if (known) {
    const { subsets: _, ...rest } = known as KubeObject & { subsets?: unknown };
    context.api.update(RESOURCE, { ...rest, metadata: { ...known.metadata, labels }, ...next } as KubeObject);
  } else
    context.api.create(RESOURCE, {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name, namespace, labels },
      ...next,
    });
}

function address(service: KubeObject, pod: KubeObject): object {
  const { hostname, subdomain, nodeName } = pod['spec'] as { hostname?: string; subdomain?: string; nodeName?: string };
  const { namespace, name, uid } = pod.metadata;
  return {
    ip: pod['status'].podIP,
    ...(hostname && subdomain === service.metadata.name ? { hostname } : {}),
    nodeName,
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}
