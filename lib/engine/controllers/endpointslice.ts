// Which pods stand behind a Service. Follows kubernetes/pkg/controller/endpointslice; a set of slices for each set of port numbers.

import { keyOf, type KubeObject } from '../../api/object.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { controllerUser, isEnded, isReady, managedObjects } from './controller.ts';
import { changesEndpoint, podsSelected, servicesSelecting } from './selected.ts';
import { endpointsOf, fill, type Filled } from './slice-filling.ts';
import { changesShares, closeHints, topologyHints, wantsTopologyHints, type Endpoint } from './topology-hints.ts';
import { triggerTime, withTriggerTime } from './trigger-time.ts';

const SLICES = 'endpointslices.discovery.k8s.io';
const MANAGED = 'endpointslice-controller.k8s.io';
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
  const groups = new Map<string, Group>();
  const pods: KubeObject[] = [];
  for (const pod of podsSelected(context.read, service.metadata.namespace!, spec.selector)) {
    if (!pod['status']?.podIP || isEnded(pod)) continue;
    const isHomeless = !context.read.get('nodes', (pod['spec'].nodeName as string | undefined) ?? '');
    if (isHomeless && !spec.publishNotReadyAddresses) continue;
    const ports = (spec.ports ?? []).map((port) => resolvePort(pod, port)).filter((port) => port !== undefined);
    const id = JSON.stringify(ports);
    if (!groups.has(id)) groups.set(id, { ports, endpoints: [] });
    groups.get(id)!.endpoints.push(endpoint(context, service, pod, spec.publishNotReadyAddresses ?? false));
    pods.push(pod);
  }
  giveHints(context, service, groups);
  write(context, service, groups, pods, spec.clusterIP === 'None');
}

/** The endpoints with the same ports. */
interface Group {
  readonly ports: object[];
  endpoints: Endpoint[];
}

/** Brings the Service's slices to what its endpoints are. Slices that hold nothing any more are used again before others are made. */
function write(
  context: ActorContext,
  service: KubeObject,
  groups: ReadonlyMap<string, Group>,
  pods: readonly KubeObject[],
  isHeadless: boolean,
): void {
  const { name, namespace, uid, labels: own } = service.metadata;
  const labels = {
    ...own,
    'endpointslice.kubernetes.io/managed-by': MANAGED,
    'kubernetes.io/service-name': name!,
    ...(isHeadless ? { 'service.kubernetes.io/headless': '' } : {}),
  };
  const existing = managedObjects(context, service, 'EndpointSlice').filter(
    (slice) => slice.metadata.labels?.['endpointslice.kubernetes.io/managed-by'] === MANAGED,
  );
  const byPorts = new Map<string, KubeObject[]>();
  for (const slice of existing) {
    const id = JSON.stringify(slice['ports'] ?? []);
    byPorts.set(id, [...(byPorts.get(id) ?? []), slice]);
  }
  const told = JSON.stringify(labels);
  const isStale = (slice: KubeObject): boolean => JSON.stringify(slice.metadata.labels) !== told;
  const unused = [...byPorts].flatMap(([ports, slices]) => (groups.has(ports) ? [] : slices));
  const written: (Filled & { readonly ports: object[] })[] = [];
  for (const [id, { ports, endpoints }] of groups) {
    const filling = fill(byPorts.get(id) ?? [], endpoints, isStale);
    unused.push(...filling.emptied);
    written.push(...filling.written.map((it) => ({ ...it, ports })));
  }
  if (existing.length === unused.length && written.length === 0) {
    // A Service without endpoints has a slice all the same.
    const [only] = unused;
    if (unused.length === 1 && !endpointsOf(only!).length && !only!['ports'] && !isStale(only!)) return;
    written.push({ slice: undefined, endpoints: [], ports: [] });
  }
  const known = existing.length
    ? new Map(existing.flatMap(endpointsOf).map((it) => [it.targetRef?.uid ?? '', it.conditions.serving ?? false]))
    : undefined;
  const at = written.length ? triggerTime(service, pods, known) : undefined;
  for (const { slice, endpoints, ports } of written) {
    const into = slice ?? unused.shift();
    const body = { addressType: 'IPv4', endpoints, ports: ports.length ? ports : undefined };
    const annotations = withTriggerTime(into?.metadata.annotations, at);
    if (into)
      context.api.update(SLICES, {
        ...into,
        ...body,
        metadata: { ...into.metadata, labels, annotations },
      } as KubeObject);
    else
      context.api.create(SLICES, {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: {
          generateName: `${name}-`,
          namespace,
          labels,
          ...(annotations ? { annotations } : {}),
          ownerReferences: [
            { apiVersion: 'v1', kind: 'Service', name: name!, uid: uid!, controller: true, blockOwnerDeletion: true },
          ],
        },
        ...body,
      } as KubeObject);
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
