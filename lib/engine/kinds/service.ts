// Services: addresses and node ports are drawn from the service's own name, the next free one where that is taken.
// Follows kubernetes/pkg/registry/core/service.

import type { KubeObject } from '../../api/object.ts';
import { forbidden, invalid, type FieldError } from '../../api/field-errors.ts';
import { ipErrors } from '../../api/ip.ts';
import { invalid as invalidObject } from '../../api/status-errors.ts';
import { equal } from '../apiserver/equality.ts';
import type { Draft, Kind, KindContext } from './interface.ts';

/** 10.96.0.0/16, without the first addresses, which are the control plane's. */
const ADDRESSES = 65_000;
const FIRST = 256;
const NODE_PORTS = { low: 30_000, high: 32_767 };

function address(number: number): string {
  return `10.96.${number >> 8}.${number & 255}`;
}

function freeAddress(draft: Draft, { chance, read }: KindContext): string {
  let number =
    FIRST + (chance.draw(`${draft.metadata.namespace}/${draft.metadata.name}`, 'cluster IP') % (ADDRESSES - FIRST));
  while (read.indexed('clusterIPs', address(number)).length) number = number + 1 < ADDRESSES ? number + 1 : FIRST;
  return address(number);
}

function freePort(draft: Draft, purpose: string, taken: ReadonlySet<number>, { chance, read }: KindContext): number {
  const size = NODE_PORTS.high - NODE_PORTS.low + 1;
  let port =
    NODE_PORTS.low + (chance.draw(`${draft.metadata.namespace}/${draft.metadata.name}`, `node port ${purpose}`) % size);
  while (taken.has(port) || read.indexed('nodePorts', String(port)).length)
    port = port < NODE_PORTS.high ? port + 1 : NODE_PORTS.low;
  return port;
}

/** A node port that was asked for. Throws `StatusError`. */
function checkPort(draft: Draft, index: number, port: number, { read }: KindContext): void {
  const why =
    port < NODE_PORTS.low || port > NODE_PORTS.high
      ? `provided port is not in the valid range. The range of valid ports is ${NODE_PORTS.low}-${NODE_PORTS.high}`
      : read.indexed('nodePorts', String(port)).some((it) => it.metadata.uid !== draft.metadata.uid)
        ? 'provided port is already allocated'
        : undefined;
  if (why)
    throw invalidObject('Service', draft.metadata.name as string, [
      invalid(`spec.ports[${index}].nodePort`, port, why),
    ]);
}

/** The cluster has addresses of one family, IPv4; only who needs none of its own may ask for more. Throws `StatusError`. */
function checkFamilies(draft: Draft): void {
  const {
    clusterIP,
    selector,
    ipFamilyPolicy,
    ipFamilies = [],
  } = draft.spec as {
    clusterIP?: string;
    selector?: object;
    ipFamilyPolicy?: string;
    ipFamilies?: readonly string[];
  };
  if (clusterIP === 'None' && !selector) return;
  const errors = [];
  if (ipFamilyPolicy === 'RequireDualStack')
    errors.push(
      invalid('spec.ipFamilyPolicy', ipFamilyPolicy, 'this cluster is not configured for dual-stack services'),
    );
  for (const [i, family] of ipFamilies.entries())
    if (family === 'IPv6') errors.push(invalid(`spec.ipFamilies[${i}]`, family, 'not configured on this cluster'));
  if (errors.length) throw invalidObject('Service', draft.metadata.name as string, errors);
}

const comesOut = (type: unknown): boolean => type === 'NodePort' || type === 'LoadBalancer';

/** What was given for a type that it no longer is goes with it, unless the update speaks of it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function forget(spec: any, before: any): void {
  const drop = (...fields: readonly string[]): void => {
    for (const field of fields) if (equal(spec[field], before[field])) delete spec[field];
  };
  if (before.type !== 'ExternalName' && spec.type === 'ExternalName')
    drop('clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy');
  type Ports = readonly { readonly nodePort?: number }[];
  const nodePorts = (of: { ports?: Ports }): unknown[] => (of.ports ?? []).map((it) => it.nodePort);
  if (comesOut(before.type) && !comesOut(spec.type)) {
    if (spec.ports && equal(nodePorts(spec), nodePorts(before)))
      spec.ports = (spec.ports as Ports).map(({ nodePort: _, ...port }) => port);
    if (!spec.externalIPs?.length) drop('externalTrafficPolicy');
    drop('healthCheckNodePort');
  }
  if (before.type === 'LoadBalancer' && spec.type !== 'LoadBalancer')
    drop('allocateLoadBalancerNodePorts', 'loadBalancerClass', 'healthCheckNodePort');
}

/** What a service says of addresses and of who may come in, for its type. Follows ValidateService. */
function serviceErrors({ spec }: Draft, old: KubeObject | undefined): FieldError[] {
  if (!spec) return [];
  const { type = 'ClusterIP', clusterIP, externalTrafficPolicy, loadBalancerSourceRanges } = spec;
  const ips = (spec.clusterIPs ?? []) as readonly string[];
  const errors: FieldError[] = [];
  const isOut = comesOut(type);
  if (type === 'ExternalName') {
    if (ips.length || clusterIP) errors.push(forbidden('spec.clusterIPs', 'may not be set for ExternalName services'));
  } else {
    if (isOut && clusterIP === 'None')
      errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`));
    if (clusterIP && ips.length && ips[0] !== clusterIP)
      errors.push(invalid('spec.clusterIPs', ips, 'first value must match `clusterIP`'));
    const known = new Set((old?.['spec']?.clusterIPs ?? []) as readonly string[]);
    (ips.length ? ips : clusterIP ? [clusterIP as string] : []).forEach((ip, i) => {
      if (ip !== 'None' && !known.has(ip)) errors.push(...ipErrors(`spec.clusterIPs[${i}]`, ip));
    });
  }
  if (loadBalancerSourceRanges?.length && type !== 'LoadBalancer')
    errors.push(forbidden('spec.LoadBalancerSourceRanges', "may only be used when `type` is 'LoadBalancer'"));
  const was = old?.['spec'];
  const checked = (it: typeof spec): boolean => it?.type === 'LoadBalancer' && it.externalTrafficPolicy === 'Local';
  if (checked(was) && checked(spec) && (was.healthCheckNodePort ?? 0) !== (spec.healthCheckNodePort ?? 0))
    errors.push(forbidden('spec.healthCheckNodePort', 'field is immutable'));
  if (externalTrafficPolicy && !isOut && !spec.externalIPs?.length)
    errors.push(
      invalid(
        'spec.externalTrafficPolicy',
        externalTrafficPolicy,
        'may only be set for externally-accessible services',
      ),
    );
  return errors;
}

export const service: Kind = {
  resource: 'services',
  validate: (object, _, old) => serviceErrors(object, old),
  prepareForUpdate(draft: Draft, old: KubeObject) {
    const before = old['spec'];
    draft.spec = { ...draft.spec };
    const { spec } = draft;
    if (!spec) return;
    forget(spec, before);
    if (spec.type === 'ExternalName' || before.type === 'ExternalName') return;
    // What was given to it stays, when an update does not say otherwise.
    spec.clusterIP ||= before.clusterIP;
    spec.clusterIPs ??= before.clusterIPs;
    // Who knows one address only means it.
    if (spec.clusterIP !== before.clusterIP && equal(spec.clusterIPs, before.clusterIPs))
      spec.clusterIPs = [spec.clusterIP];
    spec.ipFamilies ??= before.ipFamilies;
    spec.ipFamilyPolicy ??= before.ipFamilyPolicy;
  },
  allocate(draft, old, context) {
    if (!draft.spec || draft.spec.type === 'ExternalName') return;
    const ports = draft.spec.ports as object[] | undefined;
    const spec = { ...draft.spec, ...(ports ? { ports: ports.map((port) => ({ ...port })) } : {}) };
    draft.spec = spec;
    checkFamilies(draft);
    if (!spec.clusterIP) spec.clusterIP = freeAddress(draft, context);
    else if (
      spec.clusterIP !== 'None' &&
      spec.clusterIP !== old?.['spec']?.clusterIP &&
      context.read.indexed('clusterIPs', spec.clusterIP as string).length
    )
      throw invalidObject('Service', draft.metadata.name as string, [
        invalid(
          'spec.clusterIPs',
          [spec.clusterIP],
          'failed to allocate IP ' + spec.clusterIP + ': provided IP is already allocated',
        ),
      ]);
    spec.clusterIPs ??= [spec.clusterIP];
    spec.ipFamilies ??= ['IPv4'];
    spec.ipFamilyPolicy ??= 'SingleStack';
    if (!comesOut(spec.type)) return;
    if (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts === false) return;
    const taken = new Set<number>();
    const before = (old?.['spec']?.ports ?? []) as {
      name?: string;
      port: number;
      protocol?: string;
      nodePort?: number;
    }[];
    for (const [i, port] of ((spec.ports ?? []) as typeof before).entries()) {
      if (port.nodePort && !before.some((it) => it.nodePort === port.nodePort))
        checkPort(draft, i, port.nodePort, context);
      port.nodePort ??= before.find((it) => it.port === port.port && it.protocol === port.protocol)?.nodePort;
      if (!port.nodePort) port.nodePort = freePort(draft, String(port.name ?? port.port), taken, context);
      taken.add(port.nodePort as number);
    }
  },
};
