// Policies of every kind in one form: whom they are about, and ordered rules of peers and ports.
// Follows the NetworkPolicy API (networking.k8s.io/v1) and sig-network's policy API (policy.networking.k8s.io: AdminNetworkPolicy,
// BaselineAdminNetworkPolicy, ClusterNetworkPolicy).

import type { KubeObject } from '../../api/object.ts';
import { selectorMatcher, type LabelSelector } from '../../api/selectors.ts';
import { AddressSet } from './addresses.ts';
import { namedPort, type Endpoint } from './endpoint.ts';
import { PortSet } from './ports.ts';

export type Direction = 'Ingress' | 'Egress';

/** Where a policy stands: before all NetworkPolicies, among them, or behind them. */
export type Tier = 'Admin' | 'NetworkPolicy' | 'Baseline';

/** Workloads at the other end. */
export interface Peer {
  matches(endpoint: Endpoint): boolean;
  /** The one namespace it can be about, when it is bound to one. */
  readonly namespace?: string;
  /** A `key=value` that every one of its pods has, when the selector says one. */
  readonly pair?: string;
}

export interface Rule {
  /** `rule 1`, or the name the rule has. */
  readonly name: string;
  readonly action: 'Allow' | 'Deny' | 'Pass';
  /** Undefined for everybody, inside and outside. */
  readonly peers?: readonly Peer[];
  /** Addresses outside the cluster that are peers, too. */
  readonly outside: AddressSet;
  /** Blocks as they were written, one set each. */
  readonly blocks: readonly AddressSet[];
  /** The ports opened or closed at a destination; an outside address has no port names. */
  ports(destination: Endpoint | undefined): PortSet;
}

/** A policy as the evaluation sees it. */
export interface Policy {
  readonly tier: Tier;
  readonly kind: string;
  /** `namespace/name`, or the name alone. */
  readonly name: string;
  readonly namespace?: string;
  /** A `key=value` that every pod it selects has, when the selector says one. */
  readonly pair?: string;
  readonly priority: number;
  selects(endpoint: Endpoint): boolean;
  readonly rules: { readonly [direction in Direction]?: readonly Rule[] };
  /** What its rules name and nothing here knows: nodes, domain names. */
  readonly notEvaluated: readonly string[];
}

interface NetworkPeer {
  readonly podSelector?: LabelSelector | null;
  readonly namespaceSelector?: LabelSelector | null;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface NetworkPort {
  readonly port?: string | number;
  readonly endPort?: number;
  readonly protocol?: string;
}

interface NetworkPolicySpec {
  readonly podSelector?: LabelSelector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly { readonly from?: readonly NetworkPeer[]; readonly ports?: readonly NetworkPort[] }[];
  readonly egress?: readonly { readonly to?: readonly NetworkPeer[]; readonly ports?: readonly NetworkPort[] }[];
}

/** A NetworkPolicy. */
export function networkPolicy(object: KubeObject): Policy {
  const spec = (object['spec'] ?? {}) as NetworkPolicySpec;
  const namespace = object.metadata.namespace ?? 'default';
  const about = selectorMatcher(spec.podSelector ?? {});
  const types = spec.policyTypes?.length ? spec.policyTypes : spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
  const rule = (
    peers: readonly NetworkPeer[] | undefined,
    ports: readonly NetworkPort[] | undefined,
    i: number,
  ): Rule => {
    const blocks = (peers ?? []).flatMap(({ ipBlock }) =>
      ipBlock ? [AddressSet.block(ipBlock.cidr, ipBlock.except)] : [],
    );
    return {
      name: `rule ${i + 1}`,
      action: 'Allow',
      ...(peers?.length ? { peers: peers.filter((it) => !it.ipBlock).map((it) => networkPeer(it, namespace)) } : {}),
      outside: peers?.length ? AddressSet.union(blocks) : AddressSet.ALL,
      blocks,
      ports: portsOf((ports ?? []).map(networkPort)),
    };
  };
  return {
    tier: 'NetworkPolicy',
    kind: 'NetworkPolicy',
    name: `${namespace}/${object.metadata.name}`,
    namespace,
    ...pairOf(spec.podSelector),
    priority: 0,
    selects: (endpoint) => endpoint.namespace === namespace && about(endpoint.labels),
    rules: {
      ...(types.includes('Ingress')
        ? { Ingress: (spec.ingress ?? []).map((it, i) => rule(it?.from, it?.ports, i)) }
        : {}),
      ...(types.includes('Egress') ? { Egress: (spec.egress ?? []).map((it, i) => rule(it?.to, it?.ports, i)) } : {}),
    },
    notEvaluated: [],
  };
}

function networkPeer({ podSelector, namespaceSelector }: NetworkPeer, namespace: string): Peer {
  const pods = podSelector ? selectorMatcher(podSelector) : undefined;
  const spaces = namespaceSelector ? selectorMatcher(namespaceSelector) : undefined;
  return {
    ...(spaces ? {} : { namespace }),
    ...pairOf(podSelector),
    matches: (endpoint) =>
      (spaces ? spaces(endpoint.namespaceLabels) : endpoint.namespace === namespace) &&
      (!pods || pods(endpoint.labels)),
  };
}

function pairOf(selector: LabelSelector | null | undefined): { pair?: string } {
  const [first] = Object.entries(selector?.matchLabels ?? {});
  return first ? { pair: `${first[0]}=${first[1]}` } : {};
}

type PortRule = PortSet | { readonly name: string; readonly protocol?: string };

function networkPort({ port, endPort, protocol = 'TCP' }: NetworkPort): PortRule {
  if (port === undefined || port === null) return PortSet.of(protocol);
  if (typeof port === 'string') return { name: port, protocol };
  return PortSet.of(protocol, port, endPort ?? port);
}

/** What a list of ports opens; everything when there is none. Names are looked up at the destination, and remembered for it. */
function portsOf(rules: readonly PortRule[]): Rule['ports'] {
  if (rules.length === 0) return () => PortSet.ALL;
  let numbers = PortSet.EMPTY;
  const names: { name: string; protocol?: string }[] = [];
  for (const rule of rules)
    if (rule instanceof PortSet) numbers = numbers.or(rule);
    else names.push(rule);
  if (names.length === 0) return () => numbers;
  const known = new WeakMap<Endpoint, PortSet>();
  return (destination) => {
    if (!destination) return numbers;
    let found = known.get(destination);
    if (!found) {
      found = numbers;
      for (const { name, protocol } of names) {
        const at = namedPort(destination, name, protocol);
        if (at) found = found.or(PortSet.port(at.protocol, at.port));
      }
      known.set(destination, found);
    }
    return found;
  };
}

interface Selection {
  readonly namespaces?: LabelSelector;
  readonly pods?: { readonly namespaceSelector?: LabelSelector; readonly podSelector?: LabelSelector };
}

interface AdminPeer extends Selection {
  readonly networks?: readonly string[];
  readonly nodes?: object;
  readonly domainNames?: readonly string[];
}

interface AdminPort {
  readonly portNumber?: { readonly protocol?: string; readonly port: number };
  readonly portRange?: { readonly protocol?: string; readonly start: number; readonly end: number };
  readonly namedPort?: string;
}

type Destination = {
  readonly destinationPort?: { readonly number?: number; readonly range?: { start: number; end: number } };
};

interface AdminRule {
  readonly name?: string;
  readonly action: string;
  readonly from?: readonly AdminPeer[];
  readonly to?: readonly AdminPeer[];
  readonly ports?: readonly AdminPort[] | null;
  /** The later form, of ClusterNetworkPolicy. */
  readonly protocols?: readonly {
    tcp?: Destination;
    udp?: Destination;
    sctp?: Destination;
    destinationNamedPort?: string;
  }[];
}

interface AdminSpec {
  readonly tier?: string;
  readonly priority?: number;
  readonly subject?: Selection;
  readonly ingress?: readonly AdminRule[];
  readonly egress?: readonly AdminRule[];
}

/** An AdminNetworkPolicy, a BaselineAdminNetworkPolicy or a ClusterNetworkPolicy. */
export function adminPolicy(object: KubeObject): Policy {
  const spec = (object['spec'] ?? {}) as AdminSpec;
  const kind = object.kind ?? 'AdminNetworkPolicy';
  const baseline = kind === 'BaselineAdminNetworkPolicy' || spec.tier === 'Baseline';
  const notEvaluated: string[] = [];
  const about = spec.subject ? selection(spec.subject) : () => false;
  const rule = (it: AdminRule, i: number, direction: Direction): Rule => {
    const peers = it.from ?? it.to ?? [];
    const blocks = peers.flatMap(({ networks }) => (networks ?? []).map((cidr) => AddressSet.block(cidr)));
    for (const peer of peers)
      for (const what of ['nodes', 'domainNames'] as const)
        if (peer[what]) notEvaluated.push(`${direction.toLowerCase()} rule ${i + 1}: ${what}`);
    return {
      name: it.name ? `rule ${it.name}` : `rule ${i + 1}`,
      action: it.action === 'Accept' ? 'Allow' : (it.action as Rule['action']),
      peers: peers.filter((peer) => peer.namespaces || peer.pods).map((peer) => ({ matches: selection(peer) })),
      outside: AddressSet.union(blocks),
      blocks,
      ports: portsOf([...(it.ports ?? []).flatMap(adminPort), ...(it.protocols ?? []).flatMap(protocolPort)]),
    };
  };
  return {
    tier: baseline ? 'Baseline' : 'Admin',
    kind,
    name: object.metadata.name!,
    priority: spec.priority ?? 0,
    selects: about,
    rules: {
      Ingress: (spec.ingress ?? []).map((it, i) => rule(it, i, 'Ingress')),
      Egress: (spec.egress ?? []).map((it, i) => rule(it, i, 'Egress')),
    },
    notEvaluated,
  };
}

function selection({ namespaces, pods }: Selection): (endpoint: Endpoint) => boolean {
  const inSpace = selectorMatcher(namespaces ?? pods?.namespaceSelector ?? {});
  const isPod = pods ? selectorMatcher(pods.podSelector ?? {}) : () => true;
  return (endpoint) => inSpace(endpoint.namespaceLabels) && isPod(endpoint.labels);
}

function adminPort({ portNumber, portRange, namedPort: name }: AdminPort): PortRule[] {
  const found: PortRule[] = [];
  if (portNumber) found.push(PortSet.port(portNumber.protocol || 'TCP', portNumber.port));
  if (portRange) found.push(PortSet.of(portRange.protocol || 'TCP', portRange.start, portRange.end));
  if (name) found.push({ name });
  return found;
}

function protocolPort(it: NonNullable<AdminRule['protocols']>[number]): PortRule[] {
  const found: PortRule[] = [];
  for (const [protocol, at] of [
    ['TCP', it.tcp],
    ['UDP', it.udp],
    ['SCTP', it.sctp],
  ] as const) {
    if (!at) continue;
    const { number, range } = at.destinationPort ?? {};
    found.push(
      number !== undefined
        ? PortSet.port(protocol, number)
        : range
          ? PortSet.of(protocol, range.start, range.end)
          : PortSet.of(protocol),
    );
  }
  if (it.destinationNamedPort) found.push({ name: it.destinationNamedPort });
  return found;
}
