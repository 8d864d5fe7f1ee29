// What NetworkPolicies let through, as a pure function of a view. Follows the NetworkPolicy API's documentation (networking.k8s.io/v1).

import { BlockList, isIP } from 'node:net';
import type { KubeObject } from '../../api/object.ts';
import { selectorMatcher, type LabelSelector } from '../../api/selectors.ts';
import type { Reader } from '../interface.ts';

/** A pod as policies see it. */
export interface Endpoint {
  readonly namespace: string;
  readonly labels: { readonly [key: string]: string };
  readonly namespaceLabels: { readonly [key: string]: string };
  /** Named ports: name and protocol to number. */
  readonly ports: readonly { readonly name?: string; readonly containerPort: number; readonly protocol?: string }[];
  readonly ip?: string;
}

/** An answer, with the policies that gave it. */
export interface Verdict {
  readonly allowed: boolean;
  /** `namespace/name, rule n` of each direction that is restricted; empty where nothing restricts. */
  readonly why: readonly string[];
}

interface Peer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface Port {
  readonly port?: string | number;
  readonly endPort?: number;
  readonly protocol?: string;
}

interface PolicySpec {
  readonly podSelector?: LabelSelector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly { readonly from?: readonly Peer[]; readonly ports?: readonly Port[] }[];
  readonly egress?: readonly { readonly to?: readonly Peer[]; readonly ports?: readonly Port[] }[];
}

const EVERYTHING: LabelSelector = {};

function directions(spec: PolicySpec): readonly string[] {
  return spec.policyTypes?.length ? spec.policyTypes : spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
}

/** The policies that select an endpoint in a direction. */
export function selecting(
  policies: readonly KubeObject[],
  endpoint: Endpoint,
  direction: 'Ingress' | 'Egress',
): KubeObject[] {
  return policies.filter((policy) => {
    const spec = policy['spec'] as PolicySpec;
    return (
      policy.metadata.namespace === endpoint.namespace &&
      directions(spec).includes(direction) &&
      selectorMatcher(spec.podSelector ?? EVERYTHING)(endpoint.labels)
    );
  });
}

const blocks = new Map<string, BlockList>();

function inBlock(cidr: string, ip: string): boolean {
  let list = blocks.get(cidr);
  if (!list) {
    list = new BlockList();
    const [net = '', length = ''] = cidr.split('/');
    list.addSubnet(net, Number(length), isIP(net) === 6 ? 'ipv6' : 'ipv4');
    blocks.set(cidr, list);
  }
  return list.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4');
}

function peerMatches(peer: Peer, policy: KubeObject, other: Endpoint | string): boolean {
  if (peer.ipBlock) {
    const ip = typeof other === 'string' ? other : undefined;
    // Blocks speak of addresses outside the cluster; a pod is matched by its labels only.
    return (
      ip !== undefined && inBlock(peer.ipBlock.cidr, ip) && !(peer.ipBlock.except ?? []).some((it) => inBlock(it, ip))
    );
  }
  if (typeof other === 'string') return false;
  const space = peer.namespaceSelector
    ? selectorMatcher(peer.namespaceSelector)(other.namespaceLabels)
    : other.namespace === policy.metadata.namespace;
  return space && (!peer.podSelector || selectorMatcher(peer.podSelector)(other.labels));
}

function portMatches(port: Port, number: number, protocol: string, destination: Endpoint | undefined): boolean {
  if ((port.protocol ?? 'TCP') !== protocol) return false;
  if (port.port === undefined) return true;
  if (typeof port.port === 'string')
    return (
      destination?.ports.some(
        (it) => it.name === port.port && it.containerPort === number && (it.protocol ?? 'TCP') === protocol,
      ) ?? false
    );
  return port.endPort === undefined ? port.port === number : number >= port.port && number <= port.endPort;
}

/** Whether one direction lets the traffic through; undefined when nothing restricts it. */
function oneWay(
  policies: readonly KubeObject[],
  self: Endpoint,
  other: Endpoint | string,
  direction: 'Ingress' | 'Egress',
  number: number,
  protocol: string,
): { allowed: boolean; why: string } | undefined {
  const mine = selecting(policies, self, direction);
  if (mine.length === 0) return undefined;
  const destination = direction === 'Ingress' ? self : typeof other === 'string' ? undefined : other;
  for (const policy of mine) {
    const spec = policy['spec'] as PolicySpec;
    const rules = direction === 'Ingress' ? spec.ingress : spec.egress;
    for (const [i, rule] of (rules ?? []).entries()) {
      const peers = 'from' in rule ? rule.from : 'to' in rule ? rule.to : undefined;
      const peerFits = !peers?.length || peers.some((peer) => peerMatches(peer, policy, other));
      const portFits =
        !rule.ports?.length || rule.ports.some((port) => portMatches(port, number, protocol, destination));
      if (peerFits && portFits)
        return {
          allowed: true,
          why: `${policy.metadata.namespace}/${policy.metadata.name}, ${direction.toLowerCase()} rule ${i + 1}`,
        };
    }
  }
  return {
    allowed: false,
    why: `no ${direction.toLowerCase()} rule of ${mine.map((it) => `${it.metadata.namespace}/${it.metadata.name}`).join(', ')}`,
  };
}

/** Whether traffic gets from one endpoint (or outside address) to another on a port: both ends must agree. */
export function connection(
  policies: readonly KubeObject[],
  from: Endpoint | string,
  to: Endpoint | string,
  port: number,
  protocol = 'TCP',
): Verdict {
  const out = typeof from === 'string' ? undefined : oneWay(policies, from, to, 'Egress', port, protocol);
  const into = typeof to === 'string' ? undefined : oneWay(policies, to, from, 'Ingress', port, protocol);
  const told = [out, into].filter((it) => it !== undefined);
  const refusals = told.filter((it) => !it.allowed);
  return { allowed: refusals.length === 0, why: (refusals.length ? refusals : told).map((it) => it.why) };
}

/** A pod as an endpoint. */
export function endpointOf(read: Reader, pod: KubeObject): Endpoint {
  const namespace = read.get('namespaces', pod.metadata.namespace!);
  return {
    namespace: pod.metadata.namespace!,
    labels: pod.metadata.labels ?? {},
    namespaceLabels: namespace?.metadata.labels ?? {},
    ports: (pod['spec'].containers as { ports?: Endpoint['ports'] }[]).flatMap((container) => container.ports ?? []),
    ip: pod['status']?.podIP as string | undefined,
  };
}
