// Who of many gets to a port. The work is that of the answer, not of the crowd: peers are looked up by namespace and label and remembered,
// and sources whose way out nothing restricts are not asked.

import type { Endpoint } from './endpoint.ts';
import { pairKey, pairKeys, type Policies } from './policy.ts';
import type { Peer } from './rules.ts';

/** Who gets to a port: the listed ones, or everyone but those. */
export interface Reaching {
  readonly everyone: boolean;
  readonly endpoints: readonly Endpoint[];
  readonly except: readonly Endpoint[];
}

/** All endpoints of a cluster under its policies. */
export class Crowd {
  readonly policies: Policies;
  readonly endpoints: readonly Endpoint[];
  private readonly byPair = new Map<string, Endpoint[]>();
  private readonly peers = new Map<Peer, readonly Endpoint[]>();
  /** Those whose way out some policy restricts. */
  private readonly restricted: ReadonlySet<Endpoint>;

  constructor(policies: Policies, endpoints: readonly Endpoint[]) {
    this.policies = policies;
    this.endpoints = endpoints;
    for (const endpoint of endpoints)
      for (const key of pairKeys(endpoint)) {
        const there = this.byPair.get(key);
        if (there) there.push(endpoint);
        else this.byPair.set(key, [endpoint]);
      }
    this.restricted = new Set(endpoints.filter((it) => policies.restricts(it, 'Egress')));
  }

  /** Who gets to a port of an endpoint, itself left out. */
  reaching(to: Endpoint, port: number, protocol = 'TCP'): Reaching {
    const { admin, namespaced, baseline } = this.policies.select(to, 'Ingress');
    const leaves = (from: Endpoint): boolean =>
      !this.restricted.has(from) || this.policies.decide('Egress', from, to, port, protocol).allowed;
    if (admin.length || baseline.length) {
      const others = this.endpoints.filter((it) => it !== to);
      const endpoints = others.filter(
        (it) => this.policies.decide('Ingress', to, it, port, protocol).allowed && leaves(it),
      );
      return endpoints.length === others.length ? EVERYONE : { everyone: false, endpoints, except: [] };
    }
    const rules = namespaced.flatMap((it) => it.rules.Ingress!).filter((rule) => rule.ports(to).has(protocol, port));
    if (!namespaced.length || rules.some((rule) => !rule.peers)) {
      if (this.restricted.size === 0) return EVERYONE;
      return { ...EVERYONE, except: [...this.restricted].filter((it) => it !== to && !leaves(it)) };
    }
    const found = new Set<Endpoint>();
    for (const rule of rules) for (const peer of rule.peers!) for (const it of this.members(peer)) found.add(it);
    found.delete(to);
    return { everyone: false, endpoints: [...found].filter(leaves), except: [] };
  }

  private members(peer: Peer): readonly Endpoint[] {
    let found = this.peers.get(peer);
    if (!found) {
      const near = peer.namespace === undefined ? this.endpoints : this.byPair.get(pairKey(peer.namespace, peer.pair));
      found = (near ?? []).filter((it) => peer.matches(it));
      this.peers.set(peer, found);
    }
    return found;
  }
}

const EVERYONE: Reaching = { everyone: true, endpoints: [], except: [] };
