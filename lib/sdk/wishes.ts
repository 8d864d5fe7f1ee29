// What comes first because it is wanted, where nothing speaks against it: what pods speak to, and what says what they may do.

import { podSpecPath, type Reference } from '../api/rules/references.ts';
import { addressesIn, eachText, type Address } from './addresses.ts';
import type { Tree } from './tree.ts';

/** For each object the Services its pods speak to, and the workloads behind these. `references` are those of each object. */
export function wishes(
  { made, index }: Tree,
  references: readonly (readonly Reference[])[],
): Map<number, readonly number[]> {
  const services = new Set<string>();
  for (const { object } of made) if (object.kind === 'Service') services.add(object.metadata.name!);
  const found = new Map<number, readonly number[]>();
  if (services.size === 0) return found;
  let positions: Map<unknown, number> | undefined;
  const find = ({ name, namespace, port }: Address, own: string | undefined): number | undefined => {
    const at = index.find('v1', 'Service', namespace ?? own, name);
    if (at === undefined || port === undefined) return at;
    const ports = made[at]!.object['spec']?.ports as { port?: number }[] | undefined;
    return ports?.some((it) => it.port === port) ? at : undefined;
  };
  const spoken = (at: number): Address[] => {
    const addresses: Address[] = [];
    eachText(made[at]!.object, (text) => {
      for (const it of addressesIn(text)) if (services.has(it.name)) addresses.push(it);
    });
    return addresses;
  };
  // A ConfigMap may be read by many; its text is looked through once.
  const settings = new Map<number, Address[]>();
  made.forEach(({ object }, at) => {
    // Only pods speak, and what they are given to read.
    if (podSpecPath(object.apiVersion, object.kind) === undefined) return;
    const addresses = spoken(at);
    for (const { apiVersion, kind, name, namespace, use } of references[at]!) {
      if (use !== 'run' || (kind !== 'ConfigMap' && kind !== 'Secret')) continue;
      const data = index.find(apiVersion, kind, namespace, name);
      if (data === undefined) continue;
      if (!settings.has(data)) settings.set(data, spoken(data));
      addresses.push(...settings.get(data)!);
    }
    if (addresses.length === 0) return;
    const targets = new Set<number>();
    for (const address of addresses) {
      const service = find(address, object.metadata.namespace);
      if (service === undefined) continue;
      positions ??= new Map(made.map(({ construct }, at) => [construct, at]));
      const owner = positions.get(made[service]!.construct.node.scope);
      // A workload that names its own Service waits for neither.
      if (service === at || owner === at) continue;
      targets.add(service);
      if (owner !== undefined) targets.add(owner);
    }
    if (targets.size) found.set(at, [...targets]);
  });
  return found;
}

/** What says what pods of its namespace may do: there before them where nothing speaks against it, so that none slips through. */
const GUARDS = new Set(['LimitRange', 'ResourceQuota', 'NetworkPolicy']);

/** Adds to the wishes of everything that makes pods the guards of its namespace; behind a group where there are several. */
export function guards(
  { made }: Tree,
  needs: number[][],
  groups: string[],
  wanted: Map<number, readonly number[]>,
): void {
  const byNamespace = new Map<string, number[]>();
  made.forEach(({ object }, at) => {
    if (!GUARDS.has(object.kind!)) return;
    const namespace = object.metadata.namespace ?? 'default';
    const known = byNamespace.get(namespace);
    if (known) known.push(at);
    else byNamespace.set(namespace, [at]);
  });
  if (byNamespace.size === 0) return;
  const nodes = new Map<string, number>();
  for (const [namespace, members] of byNamespace) {
    if (members.length > 1) {
      groups.push(`guards of ${namespace}/*`);
      needs.push(members);
    }
    nodes.set(namespace, members.length > 1 ? needs.length - 1 : members[0]!);
  }
  made.forEach(({ object }, at) => {
    const node = nodes.get(object.metadata.namespace ?? 'default');
    if (node === undefined || podSpecPath(object.apiVersion, object.kind) === undefined) return;
    wanted.set(at, [...(wanted.get(at) ?? []), node]);
  });
}
