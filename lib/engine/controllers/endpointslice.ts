// Which pods stand behind a Service. Follows kubernetes/pkg/controller/endpointslice; one slice for each set of port numbers.

import { keyOf, type KubeObject } from '../../api/object.ts';
import { mapMatcher } from '../../api/selectors.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { controllerUser, isReady, managedObjects } from './controller.ts';

const SLICES = 'endpointslices.discovery.k8s.io';
const MANAGED = 'endpointslice-controller.k8s.io';
/** The most endpoints of one slice. */
const ROOM = 100;

export interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly protocol?: string;
  readonly targetPort?: string | number;
  readonly appProtocol?: string;
}

export function endpointSliceController(): Actor {
  return {
    name: 'endpoint-slice-controller',
    user: controllerUser('endpointslice-controller'),
    watches: ['services', 'pods'],
    changed(change, context) {
      if (change.resource === 'services') {
        context.enqueue(change.key);
        return;
      }
      const { object, old } = change;
      // Before a pod has an address it is no endpoint, and most of its writes change nothing here.
      if (
        old &&
        object['status'] === old['status'] &&
        object.metadata.labels === old.metadata.labels &&
        object.metadata.deletionTimestamp === old.metadata.deletionTimestamp &&
        change.type !== 'DELETED'
      )
        return;
      if (!object['status']?.podIP && !old?.['status']?.podIP) return;
      for (const service of context.read.list('services', object.metadata.namespace)) {
        const matches = mapMatcher(service['spec'].selector);
        if (matches(object.metadata.labels) || (old && matches(old.metadata.labels))) context.enqueue(keyOf(service));
      }
    },
    sync,
  };
}

function sync(key: string, context: ActorContext): void {
  const service = context.read.get('services', key);
  if (!service || service.metadata.deletionTimestamp) return;
  const spec = service['spec'] as {
    selector?: Record<string, string>;
    type?: string;
    ports?: ServicePort[];
    publishNotReadyAddresses?: boolean;
    clusterIP?: string;
    ipFamilies?: string[];
  };
  if (!spec.selector || Object.keys(spec.selector).length === 0 || spec.type === 'ExternalName') return;
  const matches = mapMatcher(spec.selector);
  const groups = new Map<string, { ports: object[]; endpoints: object[] }>();
  context.read.walk('pods', { namespace: service.metadata.namespace }, (pod) => {
    if (!matches(pod.metadata.labels) || !pod['status']?.podIP) return;
    const phase = pod['status'].phase as string;
    if (phase === 'Succeeded' || phase === 'Failed') return;
    const ports = (spec.ports ?? []).map((port) => resolvePort(pod, port)).filter((port) => port !== undefined);
    const id = JSON.stringify(ports);
    if (!groups.has(id)) groups.set(id, { ports, endpoints: [] });
    groups.get(id)!.endpoints.push(endpoint(context, service, pod, spec.publishNotReadyAddresses ?? false));
  });
  if (groups.size === 0) groups.set('[]', { ports: [], endpoints: [] });

  const existing = managedObjects(context, service, 'EndpointSlice').filter(
    (slice) => slice.metadata.labels?.['endpointslice.kubernetes.io/managed-by'] === MANAGED,
  );
  const unused = new Set(existing);
  const { labels: own } = service.metadata;
  const labels = {
    ...own,
    'endpointslice.kubernetes.io/managed-by': MANAGED,
    'kubernetes.io/service-name': service.metadata.name!,
    ...(spec.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {}),
  };
  for (const { ports, endpoints } of groups.values()) {
    const text = JSON.stringify(ports);
    for (let at = 0; at === 0 || at < endpoints.length; at += ROOM) {
      const part = endpoints.slice(at, at + ROOM);
      const body = { addressType: 'IPv4', endpoints: part, ports: ports.length ? ports : undefined };
      const known = [...unused].find((slice) => JSON.stringify(slice['ports'] ?? []) === text) ?? [...unused][0];
      if (known) {
        unused.delete(known);
        const same =
          JSON.stringify(known['endpoints'] ?? []) === JSON.stringify(part) &&
          JSON.stringify(known['ports'] ?? []) === text &&
          JSON.stringify(known.metadata.labels) === JSON.stringify(labels);
        if (!same) context.api.update(SLICES, { ...known, ...body, metadata: { ...known.metadata, labels } });
      } else
        context.api.create(SLICES, {
          apiVersion: 'discovery.k8s.io/v1',
          kind: 'EndpointSlice',
          metadata: {
            generateName: `${service.metadata.name}-`,
            namespace: service.metadata.namespace,
            labels,
            ownerReferences: [
              {
                apiVersion: 'v1',
                kind: 'Service',
                name: service.metadata.name!,
                uid: service.metadata.uid!,
                controller: true,
                blockOwnerDeletion: true,
              },
            ],
          },
          ...body,
        });
    }
  }
  for (const slice of unused) context.api.delete(SLICES, slice.metadata.namespace!, slice.metadata.name!);
}

/** The port as this pod has it; a pod without the named port is an endpoint without it. */
export function resolvePort(
  pod: KubeObject,
  port: ServicePort,
): { name: string; port: number; protocol: string; appProtocol?: string } | undefined {
  const target = port.targetPort ?? port.port;
  let number: number | undefined;
  if (typeof target === 'number') number = target === 0 ? port.port : target;
  else
    for (const container of [...pod['spec'].containers, ...(pod['spec'].initContainers ?? [])] as {
      ports?: { name?: string; containerPort: number; protocol?: string }[];
    }[])
      number ??= container.ports?.find(
        (it) => it.name === target && (it.protocol ?? 'TCP') === (port.protocol ?? 'TCP'),
      )?.containerPort;
  if (number === undefined) return undefined;
  return {
    name: port.name ?? '',
    port: number,
    protocol: port.protocol ?? 'TCP',
    ...(port.appProtocol ? { appProtocol: port.appProtocol } : {}),
  };
}

function endpoint(context: ActorContext, service: KubeObject, pod: KubeObject, publish: boolean): object {
  const ready = isReady(pod);
  const terminating = Boolean(pod.metadata.deletionTimestamp);
  const node = context.read.get('nodes', (pod['spec'].nodeName as string | undefined) ?? '');
  const zone = node?.metadata.labels?.['topology.kubernetes.io/zone'];
  const { hostname, subdomain } = pod['spec'] as { hostname?: string; subdomain?: string };
  return {
    addresses: [pod['status'].podIP],
    conditions: { ready: (publish || ready) && !(terminating && !publish), serving: ready, terminating },
    ...(hostname && subdomain === service.metadata.name ? { hostname } : {}),
    ...(pod['spec'].nodeName ? { nodeName: pod['spec'].nodeName } : {}),
    targetRef: { kind: 'Pod', namespace: pod.metadata.namespace, name: pod.metadata.name, uid: pod.metadata.uid },
    ...(zone ? { zone } : {}),
  };
}
