// The older picture of what stands behind a Service: one Endpoints object by its name.
// Follows kubernetes/pkg/controller/endpoint.

import { fnv128a } from '../../api/hash.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { controllerUser, isEnded, isReady } from './controller.ts';
import { resolvePort, type ServicePort } from './endpointslice.ts';
import { changesEndpoint, podsSelected, servicesSelecting } from './selected.ts';
import { triggerTime, withTriggerTime } from './trigger-time.ts';

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

interface Address {
  readonly ip: string;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly targetRef?: {
    readonly kind: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly uid?: string;
  };
}

interface Port {
  readonly name?: string;
  readonly port: number;
  readonly protocol: string;
  readonly appProtocol?: string;
}

interface Subset {
  readonly addresses?: readonly Address[];
  readonly notReadyAddresses?: readonly Address[];
  readonly ports?: readonly Port[];
}

/** The most addresses of one object, and what tells that there are more. */
const ROOM = 1000;
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';

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
  const groups = new Map<string, { ready: Address[]; waiting: Address[]; ports: readonly Port[] }>();
  const pods: KubeObject[] = [];
  for (const pod of podsSelected(context.read, namespace!, spec.selector)) {
    if (!pod['status']?.podIP || isEnded(pod)) continue;
    if (pod.metadata.deletionTimestamp && !spec.publishNotReadyAddresses) continue;
    const ready = isReady(pod) || (spec.publishNotReadyAddresses ?? false);
    const ports = (spec.ports ?? []).map((port) => resolvePort(pod, port)).filter((port) => port !== undefined);
    if (ports.length === 0 && (spec.ports?.length || spec.clusterIP !== 'None')) continue;
    const named = ports.map(({ name: portName, ...rest }) => ({ ...(portName ? { name: portName } : {}), ...rest }));
    const id = JSON.stringify(named);
    let group = groups.get(id);
    if (!group) groups.set(id, (group = { ready: [], waiting: [], ports: inOrder(named) }));
    (ready ? group.ready : group.waiting).push(address(service, pod));
    pods.push(pod);
  }
  const all = [...groups.values()].map(({ ready, waiting, ports }): Subset => ({
    ...(ready.length ? { addresses: ready.sort(byAddress) } : {}),
    ...(waiting.length ? { notReadyAddresses: waiting.sort(byAddress) } : {}),
    ...(ports.length ? { ports } : {}),
  }));
  const { subsets, isCut } = fitting(all);
  const labels: Record<string, string> = {
    ...service.metadata.labels,
    'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
    ...(spec.clusterIP === 'None' ? { [HEADLESS]: '' } : {}),
  };
  const { [OVER_CAPACITY]: wasCut, ...others } = known?.metadata.annotations ?? {};
  if (
    known &&
    JSON.stringify(known['subsets'] ?? []) === JSON.stringify(subsets) &&
    JSON.stringify(known.metadata.labels) === JSON.stringify(labels) &&
    (wasCut !== undefined) === isCut
  )
    return;
  const at = triggerTime(service, pods, known && knownIn(known));
  const annotations = withTriggerTime(isCut ? { ...others, [OVER_CAPACITY]: 'truncated' } : others, at);
  const next = subsets.length ? { subsets } : {};
  if (known) {
    const { subsets: _, ...rest } = known as KubeObject & { subsets?: unknown };
    const metadata = { ...known.metadata, labels, annotations };
    context.api.update(RESOURCE, { ...rest, metadata, ...next } as unknown as KubeObject);
  } else
    context.api.create(RESOURCE, {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name, namespace, labels, ...(annotations ? { annotations } : {}) },
      ...next,
    });
}

const byAddress = (a: Address, b: Address): number =>
  a.ip !== b.ip ? (a.ip < b.ip ? -1 : 1) : (a.targetRef?.uid ?? '') < (b.targetRef?.uid ?? '') ? -1 : 1;

/** Ports come by the hash of what they are in Go. Follows portsByHash of kubernetes/pkg/api/v1/endpoints. */
function inOrder(ports: readonly Port[]): readonly Port[] {
  if (ports.length < 2) return ports;
  const hash = ({ name = '', port, protocol, appProtocol = '<nil>' }: Port): string =>
    fnv128a(
      `(v1.EndpointPort){Name:(string)${name} Port:(int32)${port} Protocol:(v1.Protocol)${protocol} AppProtocol:(*string)${appProtocol}}`,
    );
  return ports
    .map((it): [string, Port] => [hash(it), it])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, it]) => it);
}

/** Subsets with as many addresses as one object may have: ready ones first. */
function fitting(all: readonly Subset[]): { subsets: readonly Subset[]; isCut: boolean } {
  const count = (of: 'addresses' | 'notReadyAddresses'): number =>
    all.reduce((sum, it) => sum + (it[of]?.length ?? 0), 0);
  const ready = count('addresses');
  if (ready + count('notReadyAddresses') <= ROOM) return { subsets: all, isCut: false };
  let room = Math.min(ready, ROOM);
  let waitingRoom = ROOM - room;
  const subsets = all.map(({ addresses = [], notReadyAddresses = [], ports }): Subset => {
    const some = addresses.slice(0, room);
    const others = notReadyAddresses.slice(0, waitingRoom);
    room -= some.length;
    waitingRoom -= others.length;
    return {
      ...(some.length ? { addresses: some } : {}),
      ...(others.length ? { notReadyAddresses: others } : {}),
      ...(ports ? { ports } : {}),
    };
  });
  return { subsets: subsets.filter((it) => it.addresses ?? it.notReadyAddresses), isCut: true };
}

function knownIn(endpoints: KubeObject): Map<string, boolean> {
  const known = new Map<string, boolean>();
  for (const { addresses = [], notReadyAddresses = [] } of (endpoints['subsets'] ?? []) as readonly Subset[]) {
    for (const it of addresses) known.set(it.targetRef?.uid ?? '', true);
    for (const it of notReadyAddresses) known.set(it.targetRef?.uid ?? '', false);
  }
  return known;
}

function address(service: KubeObject, pod: KubeObject): Address {
  const { hostname, subdomain, nodeName } = pod['spec'] as { hostname?: string; subdomain?: string; nodeName?: string };
  const { namespace, name, uid } = pod.metadata;
  return {
    ip: pod['status'].podIP,
    ...(hostname && subdomain === service.metadata.name ? { hostname } : {}),
    nodeName,
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}
