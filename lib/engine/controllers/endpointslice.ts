// Which pods stand behind a Service. Follows kubernetes/pkg/controller/endpointslice; one slice for each set of port numbers.

import { keyOf, type KubeObject } from '../../api/object.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { controllerUser, isReady, managedObjects } from './controller.ts';
import { changesEndpoint, podsSelected, servicesSelecting } from './selected.ts';
import { changesShares, closeHints, topologyHints, wantsTopologyHints, type Endpoint } from './topology-hints.ts';

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
    watches: ['services', 'pods', 'nodes', SLICES],
    changed(change, context) {
      const { resource, object, old, type } = change;
      if (resource === 'services') context.enqueue(change.key);
      else if (resource === SLICES) {
        // What somebody takes away is made again.
        const { labels = {}, namespace } = object.metadata;
        const service = labels['kubernetes.io/service-name'];
        if (type === 'DELETED' && service && labels['endpointslice.kubernetes.io/managed-by'] === MANAGED)
          context.enqueue(`${namespace}/${service}`);
      } else if (resource === 'pods') {
        if (changesEndpoint(change)) for (const key of servicesSelecting(context.read, change)) context.enqueue(key);
      } else if (type === 'DELETED' || changesShares(object, old)) {
        // Shares of zones concern only who asks for them.
        for (const service of context.read.list('services'))
          if (wantsTopologyHints(service.metadata.annotations)) context.enqueue(keyOf(service));
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
  const groups = new Map<string, { ports: object[]; endpoints: Endpoint[] }>();
  for (const pod of podsSelected(context.read, service.metadata.namespace!, spec.selector)) {
    if (!pod['status']?.podIP) continue;
    const phase = pod['status'].phase as string;
    if (phase === 'Succeeded' || phase === 'Failed') continue;
    const isHomeless = !context.read.get('nodes', (pod['spec'].nodeName as string | undefined) ?? '');
    if (isHomeless && !spec.publishNotReadyAddresses) continue;
    const ports = (spec.ports ?? []).map((port) => resolvePort(pod, port)).filter((port) => port !== undefined);
    const id = JSON.stringify(ports);
    if (!groups.has(id)) groups.set(id, { ports, endpoints: [] });
    groups.get(id)!.endpoints.push(endpoint(context, service, pod, spec.publishNotReadyAddresses ?? false));
  }
  giveHints(context, service, groups);
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

/** Says which zones or nodes the endpoints are for, where the Service asks for it. */
function giveHints(
  context: ActorContext,
  service: KubeObject,
  groups: ReadonlyMap<string, { endpoints: Endpoint[] }>,
): void {
  const id = `hints ${keyOf(service)}`;
  const had = context.memory.get<boolean>(id) ?? false;
  const say = (type: 'Normal' | 'Warning', reason: string, message: string): void =>
    context.events.event(service, type, reason, message);
  if (!wantsTopologyHints(service.metadata.annotations)) {
    for (const group of groups.values())
      group.endpoints = closeHints(group.endpoints, service['spec'].trafficDistribution as string | undefined);
    if (had) {
      context.memory.delete(id);
      say('Warning', 'TopologyAwareHintsDisabled', 'Topology Aware Hints has been disabled, addressType: IPv4');
    }
    return;
  }
  const all = [...groups.values()];
  const { endpoints, problem } = topologyHints(
    context.read,
    all.flatMap((group) => group.endpoints),
  );
  if (problem) {
    context.memory.delete(id);
    say('Warning', 'TopologyAwareHintsDisabled', problem);
    return;
  }
  let at = 0;
  for (const group of all) group.endpoints = endpoints.slice(at, (at += group.endpoints.length));
  if (had) return;
  context.memory.set(id, true);
  say('Normal', 'TopologyAwareHintsEnabled', 'Topology Aware Hints has been enabled, addressType: IPv4');
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

function endpoint(context: ActorContext, service: KubeObject, pod: KubeObject, publish: boolean): Endpoint {
  const ready = isReady(pod);
  const terminating = Boolean(pod.metadata.deletionTimestamp);
  const node = context.read.get('nodes', (pod['spec'].nodeName as string | undefined) ?? '');
  const zone = node?.metadata.labels?.['topology.kubernetes.io/zone'];
  const { hostname, subdomain } = pod['spec'] as { hostname?: string; subdomain?: string };
  return {
    addresses: [pod['status'].podIP as string],
    conditions: { ready: publish || (ready && !terminating), serving: ready, terminating },
    ...(hostname && subdomain === service.metadata.name ? { hostname } : {}),
    ...(pod['spec'].nodeName ? { nodeName: pod['spec'].nodeName as string } : {}),
    targetRef: { kind: 'Pod', namespace: pod.metadata.namespace, name: pod.metadata.name, uid: pod.metadata.uid },
    ...(zone ? { zone } : {}),
  } as Endpoint;
}
