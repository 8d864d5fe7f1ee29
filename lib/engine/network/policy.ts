// What policies let through, as a pure function of a view. A connection must be let out by the policies of its source and in by those
// of its destination. In each direction administrators' rules come first, in order of priority; then, where a NetworkPolicy selects the
// pod, what NetworkPolicies allow and nothing else; then the baseline; and what nobody speaks of is allowed.

import type { KubeObject } from '../../api/object.ts';
import type { Reader } from '../interface.ts';
import type { Endpoint } from './endpoint.ts';
import { PortSet } from './ports.ts';
import { adminPolicy, networkPolicy, type Direction, type Policy, type Rule } from './rules.ts';

/** How one direction of one connection was decided. */
export interface Decision {
  readonly direction: Direction;
  readonly allowed: boolean;
  /** Undefined when no policy selects the pod in this direction. */
  readonly tier?: Policy['tier'];
  /** The policy that decided, or those that would have had to allow it. */
  readonly policies: readonly string[];
  /** The rule that decided. */
  readonly rule?: string;
  /** The decision as a sentence's part: `shop/web-ingress, ingress rule 1`. */
  readonly why?: string;
}

/** An answer, with the policies that gave it. */
export interface Verdict {
  readonly allowed: boolean;
  /** `namespace/name, ingress rule n` of each direction that is restricted; empty where nothing restricts. */
  readonly why: readonly string[];
  /** Egress of the source first (absent for an outside source), then ingress of the destination. */
  readonly decisions: readonly Decision[];
}

/** The policies that speak for an endpoint in one direction, by tier, in the order they are asked. */
export interface Selected {
  readonly admin: readonly Policy[];
  readonly namespaced: readonly Policy[];
  readonly baseline: readonly Policy[];
}

const NOBODY: Selected = { admin: [], namespaced: [], baseline: [] };
const ADMIN_KINDS = ['adminnetworkpolicies', 'baselineadminnetworkpolicies', 'clusternetworkpolicies'];
const GROUP = 'policy.networking.k8s.io';

/** The resources whose objects are policies. */
export const POLICY_RESOURCES: readonly string[] = [
  'networkpolicies.networking.k8s.io',
  ...ADMIN_KINDS.map((it) => `${it}.${GROUP}`),
];

const compiled = new WeakMap<Reader, { readonly revision: number; readonly policies: Policies }>();

/** All policies of a view. Answers are remembered by the identity of endpoints, so make each endpoint once. */
export class Policies {
  readonly all: readonly Policy[];
  /** By namespace and first label; those that name no label under the namespace alone. */
  private readonly byPair = new Map<string, Policy[]>();
  private readonly admin: readonly Policy[];
  private readonly baseline: readonly Policy[];
  private readonly selected = { Ingress: new WeakMap<Endpoint, Selected>(), Egress: new WeakMap<Endpoint, Selected>() };

  constructor(policies: readonly Policy[]) {
    this.all = policies;
    for (const policy of policies) {
      if (policy.namespace === undefined) continue;
      const key = pairKey(policy.namespace, policy.pair);
      const own = this.byPair.get(key);
      if (own) own.push(policy);
      else this.byPair.set(key, [policy]);
    }
    // Equal priorities are undefined by the API; the name makes it the same each time.
    const ordered = (tier: Policy['tier']): Policy[] =>
      policies.filter((it) => it.tier === tier).sort((a, b) => a.priority - b.priority || (a.name < b.name ? -1 : 1));
    this.admin = ordered('Admin');
    this.baseline = ordered('Baseline');
  }

  /** The policies of NetworkPolicy objects and of sig-network's cluster-wide kinds. */
  static from(objects: readonly KubeObject[]): Policies {
    return new Policies(
      objects.map((it) => (it.kind === undefined || it.kind === 'NetworkPolicy' ? networkPolicy(it) : adminPolicy(it))),
    );
  }

  /** The policies of a cluster as it is; made once for each of its revisions. */
  static of(read: Reader): Policies {
    let known = compiled.get(read);
    if (known?.revision !== read.revision) {
      known = { revision: read.revision, policies: Policies.from(POLICY_RESOURCES.flatMap((it) => read.list(it))) };
      compiled.set(read, known);
    }
    return known.policies;
  }

  /** Whether any policy speaks for an endpoint in a direction. */
  restricts(endpoint: Endpoint, direction: Direction): boolean {
    const { admin, namespaced, baseline } = this.select(endpoint, direction);
    return admin.length > 0 || namespaced.length > 0 || baseline.length > 0;
  }

  /** The policies that speak for an endpoint in a direction. */
  select(endpoint: Endpoint, direction: Direction): Selected {
    const known = this.selected[direction].get(endpoint);
    if (known) return known;
    // A NetworkPolicy without a rule isolates; a cluster-wide one without a rule says nothing.
    const chosen = (from: readonly Policy[]): Policy[] =>
      from.filter(
        (it) =>
          (it.tier === 'NetworkPolicy' ? it.rules[direction] : it.rules[direction]?.length) && it.selects(endpoint),
      );
    const own: Policy[] = [];
    for (const key of pairKeys(endpoint)) own.push(...(this.byPair.get(key) ?? []));
    const found: Selected =
      own.length || this.admin.length || this.baseline.length
        ? { admin: chosen(this.admin), namespaced: chosen(own).sort(byName), baseline: chosen(this.baseline) }
        : NOBODY;
    this.selected[direction].set(endpoint, found);
    return found;
  }

  /** Whether one endpoint (or outside address) gets to another on a port. */
  connection(from: Endpoint | string, to: Endpoint | string, port: number, protocol = 'TCP'): Verdict {
    const decisions: Decision[] = [];
    if (typeof from !== 'string') decisions.push(this.decide('Egress', from, to, port, protocol));
    if (typeof to !== 'string') decisions.push(this.decide('Ingress', to, from, port, protocol));
    const refusals = decisions.filter((it) => !it.allowed);
    const told = refusals.length ? refusals : decisions;
    return {
      allowed: refusals.length === 0,
      why: told.flatMap((it) => (it.why === undefined ? [] : [it.why])),
      decisions,
    };
  }

  /** How the policies of one end decide. */
  decide(direction: Direction, self: Endpoint, other: Endpoint | string, port: number, protocol: string): Decision {
    const { admin, namespaced, baseline } = this.select(self, direction);
    const destination = direction === 'Ingress' ? self : typeof other === 'string' ? undefined : other;
    const fits = (rule: Rule): boolean => peerFits(rule, other) && rule.ports(destination).has(protocol, port);
    const way = direction.toLowerCase();
    const by = (policy: Policy, rule: Rule): Decision => ({
      direction,
      allowed: rule.action === 'Allow',
      tier: policy.tier,
      policies: [policy.name],
      rule: rule.name,
      why: `${policy.name}, ${way} ${rule.name}`,
    });
    for (const policy of admin) {
      const rule = policy.rules[direction]!.find(fits);
      if (rule?.action === 'Pass') break;
      if (rule) return by(policy, rule);
    }
    if (namespaced.length) {
      for (const policy of namespaced) {
        const rule = policy.rules[direction]!.find(fits);
        if (rule) return by(policy, rule);
      }
      const policies = namespaced.map((it) => it.name);
      return {
        direction,
        allowed: false,
        tier: 'NetworkPolicy',
        policies,
        why: `no ${way} rule of ${policies.join(', ')}`,
      };
    }
    for (const policy of baseline) {
      const rule = policy.rules[direction]!.find(fits);
      if (rule && rule.action !== 'Pass') return by(policy, rule);
    }
    return { direction, allowed: true, policies: [] };
  }

  /** All ports on which one endpoint (or outside address) gets to another. */
  ports(from: Endpoint | string, to: Endpoint | string): PortSet {
    const out = typeof from === 'string' ? PortSet.ALL : this.oneWay('Egress', from, to);
    if (out.empty || typeof to === 'string') return out;
    return out.and(this.oneWay('Ingress', to, from));
  }

  private oneWay(direction: Direction, self: Endpoint, other: Endpoint | string): PortSet {
    const { admin, namespaced, baseline } = this.select(self, direction);
    const destination = direction === 'Ingress' ? self : typeof other === 'string' ? undefined : other;
    let allowed = PortSet.EMPTY;
    let open = PortSet.ALL;
    let passed = PortSet.EMPTY;
    for (const policy of admin)
      for (const rule of policy.rules[direction]!) {
        if (open.empty || !peerFits(rule, other)) continue;
        const hit = rule.ports(destination).and(open);
        if (rule.action === 'Allow') allowed = allowed.or(hit);
        if (rule.action === 'Pass') passed = passed.or(hit);
        open = open.minus(hit);
      }
    open = open.or(passed);
    if (namespaced.length) {
      let granted = PortSet.EMPTY;
      for (const policy of namespaced)
        for (const rule of policy.rules[direction]!)
          if (peerFits(rule, other)) granted = granted.or(rule.ports(destination));
      return allowed.or(granted.and(open));
    }
    for (const policy of baseline)
      for (const rule of policy.rules[direction]!) {
        if (open.empty || !peerFits(rule, other)) continue;
        const hit = rule.ports(destination).and(open);
        if (rule.action === 'Allow') allowed = allowed.or(hit);
        if (rule.action !== 'Pass') open = open.minus(hit);
      }
    return allowed.or(open);
  }
}

function peerFits(rule: Rule, other: Endpoint | string): boolean {
  // Blocks speak of addresses outside the cluster; a pod is matched by labels only.
  if (typeof other === 'string') return rule.outside.has(other);
  return !rule.peers || rule.peers.some((peer) => peer.matches(other));
}

/** Where things about pods with a label are kept: under one of its labels, or under the namespace alone. */
export function pairKey(namespace: string, pair: string | undefined): string {
  return pair === undefined ? namespace : `${namespace} ${pair}`;
}

/** All places where something about this endpoint can be. */
export function pairKeys({ namespace, labels }: Endpoint): string[] {
  return [namespace, ...Object.entries(labels).map(([key, value]) => `${namespace} ${key}=${value}`)];
}

function byName(a: Policy, b: Policy): number {
  return a.name < b.name ? -1 : 1;
}
