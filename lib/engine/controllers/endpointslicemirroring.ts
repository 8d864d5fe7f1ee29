// Mirrors Endpoints that somebody keeps by hand into slices. Follows kubernetes/pkg/controller/endpointslicemirroring.

import type { KubeObject } from '../../api/object.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { controllerUser, managedBy, managedObjects } from './controller.ts';

const ENDPOINTS = 'endpoints';
const SLICES = 'endpointslices.discovery.k8s.io';
const MANAGER = 'endpointslicemirroring-controller.k8s.io';
const MANAGED = 'endpointslice.kubernetes.io/managed-by';
/** The most addresses of one subset that are mirrored. */
const ROOM = 1000;
const NOT_MIRRORED = new Set([
  'endpoints.kubernetes.io/last-change-trigger-time',
  'kubectl.kubernetes.io/last-applied-configuration',
]);

interface Address {
  readonly ip: string;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly targetRef?: object;
}

interface Port {
  readonly name?: string;
  readonly port: number;
  readonly protocol?: string;
  readonly appProtocol?: string;
}

interface Subset {
  readonly addresses?: readonly Address[];
  readonly notReadyAddresses?: readonly Address[];
  readonly ports?: readonly Port[];
}

export function endpointSliceMirroringController(): Actor {
  return {
    name: 'endpoint-slice-mirroring-controller',
    user: controllerUser('endpointslicemirroring-controller'),
    watches: [ENDPOINTS, 'services'],
    changed(change, context) {
      const { resource, object, old, key } = change;
      const isSame = resource === 'services' && old && !old['spec'].selector === !object['spec'].selector;
      if (!isSame) context.enqueue(key);
    },
    sync,
  };
}

function isMirrored(endpoints: KubeObject | undefined): endpoints is KubeObject {
  return (
    endpoints !== undefined &&
    endpoints.metadata.labels?.['endpointslice.kubernetes.io/skip-mirror'] !== 'true' &&
    endpoints.metadata.annotations?.['control-plane.alpha.kubernetes.io/leader'] === undefined
  );
}

function sync(key: string, context: ActorContext): void {
  const endpoints = context.read.get(ENDPOINTS, key);
  const service = context.read.get('services', key);
  if (!endpoints) return;
  const known = managedObjects(context, endpoints, 'EndpointSlice').filter(
    (it) => it.metadata.labels?.[MANAGED] === MANAGER,
  );
  const wanted = isMirrored(endpoints) && service && !service['spec'].selector ? slicesOf(context, endpoints) : [];
  for (const body of wanted) {
    const id = (it: object): string => {
      const { addressType, ports } = it as { addressType?: string; ports?: unknown };
      return JSON.stringify([addressType, ports ?? []]);
    };
    const at = known.findIndex((it) => id(it) === id(body));
    const slice = at < 0 ? undefined : known.splice(at, 1)[0];
    const labels = {
      ...endpoints.metadata.labels,
      'kubernetes.io/service-name': endpoints.metadata.name!,
      [MANAGED]: MANAGER,
    };
    const notes = Object.entries(endpoints.metadata.annotations ?? {}).filter(([name]) => !NOT_MIRRORED.has(name));
    const annotations = notes.length ? Object.fromEntries(notes) : undefined;
    if (!slice) {
      context.api.create(SLICES, {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: {
          generateName: `${endpoints.metadata.name}-`,
          namespace: endpoints.metadata.namespace,
          labels,
          annotations,
          ownerReferences: [managedBy(endpoints)],
        },
        ...body,
      });
      continue;
    }
    const isSame =
      JSON.stringify(slice['endpoints']) === JSON.stringify(body.endpoints) &&
      JSON.stringify(slice.metadata.labels) === JSON.stringify(labels) &&
      JSON.stringify(slice.metadata.annotations) === JSON.stringify(annotations);
    if (!isSame)
      context.api.update(SLICES, { ...slice, ...body, metadata: { ...slice.metadata, labels, annotations } });
  }
  for (const slice of known) context.api.delete(SLICES, slice.metadata.namespace!, slice.metadata.name!);
}

interface Body {
  readonly addressType: string;
  readonly ports: object[];
  readonly endpoints: object[];
}

function slicesOf(context: ActorContext, endpoints: KubeObject): Body[] {
  const bodies = new Map<string, Body>();
  let invalid = 0;
  let skipped = 0;
  for (const subset of (endpoints['subsets'] ?? []) as readonly Subset[]) {
    const ports = (subset.ports ?? []).map(({ name = '', port, protocol = 'TCP', appProtocol }) => ({
      name,
      port,
      protocol,
      ...(appProtocol ? { appProtocol } : {}),
    }));
    let added = 0;
    for (const [addresses, ready] of [
      [subset.addresses ?? [], true],
      [subset.notReadyAddresses ?? [], false],
    ] as const)
      for (const { ip, hostname, nodeName, targetRef } of addresses) {
        const addressType = ip.includes(':') ? 'IPv6' : /^\d+(\.\d+){3}$/.test(ip) ? 'IPv4' : undefined;
        if (added >= ROOM) skipped++;
        else if (!addressType) invalid++;
        else {
          added++;
          const id = `${addressType} ${JSON.stringify(ports)}`;
          if (!bodies.has(id)) bodies.set(id, { addressType, ports, endpoints: [] });
          bodies.get(id)!.endpoints.push({
            addresses: [ip],
            conditions: { ready },
            ...(hostname ? { hostname } : {}),
            ...(targetRef ? { targetRef } : {}),
            ...(nodeName ? { nodeName } : {}),
          });
        }
      }
  }
  const warn = (reason: string, message: string): void => context.events.event(endpoints, 'Warning', reason, message);
  if (invalid) warn('InvalidIPAddress', `Skipped ${invalid} invalid IP addresses when mirroring to EndpointSlices`);
  if (skipped)
    warn(
      'TooManyAddressesToMirror',
      `A max of ${ROOM} addresses can be mirrored to EndpointSlices per Endpoints subset. ${skipped + invalid} addresses were skipped`,
    );
  return [...bodies.values()];
}
