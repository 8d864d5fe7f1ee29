// Which zones or nodes an endpoint is meant for. Follows k8s.io/endpointslice/{trafficdist,topologycache}; all endpoints of a Service
// are shared out anew each time, where upstream leaves slices alone that nothing changed.

import { ZONE } from '../../api/well-known-labels.ts';
import type { KubeObject } from '../../api/object.ts';
import { milliValue } from '../../api/quantity.ts';
import type { Reader } from '../interface.ts';
import { isReady } from './controller.ts';

export interface Endpoint {
  readonly addresses: readonly string[];
  readonly conditions: { readonly ready?: boolean; readonly serving?: boolean };
  readonly targetRef?: { readonly uid?: string };
  readonly nodeName?: string;
  readonly zone?: string;
  readonly hints?: { readonly forZones?: readonly { name: string }[]; readonly forNodes?: readonly { name: string }[] };
}

/** A zone may get this much more than its share of the processors before it counts as overloaded. */
const OVERLOAD = 0.2;

/** Whether the annotations ask for hints by topology. */
export function wantsTopologyHints(annotations: Readonly<Record<string, string>> | undefined): boolean {
  const value =
    annotations?.['service.kubernetes.io/topology-aware-hints'] ?? annotations?.['service.kubernetes.io/topology-mode'];
  return value === 'Auto' || value === 'auto';
}

/** Ready endpoints with hints to their own zone, and with `PreferSameNode` to their own node. */
export function closeHints<T extends Endpoint>(endpoints: readonly T[], distribution: string | undefined): T[] {
  const isClose = distribution === 'PreferClose' || distribution === 'PreferSameZone';
  const byNode = distribution === 'PreferSameNode';
  if (!isClose && !byNode) return [...endpoints];
  return endpoints.map((it) => {
    const hints = {
      ...(it.zone ? { forZones: [{ name: it.zone }] } : {}),
      ...(byNode && it.nodeName ? { forNodes: [{ name: it.nodeName }] } : {}),
    };
    return it.conditions.ready && Object.keys(hints).length ? { ...it, hints } : it;
  });
}

/** The share of the processors each zone has; undefined when too little is known of the nodes. */
function shares(read: Reader): Map<string, number> | undefined {
  const cpu = new Map<string, number>();
  let all = 0;
  for (const node of read.list('nodes')) {
    const labels = node.metadata.labels ?? {};
    if ('node-role.kubernetes.io/control-plane' in labels || 'node-role.kubernetes.io/master' in labels) continue;
    if (!isReady(node)) continue;
    const own = milliValue(node['status']?.allocatable?.cpu as string | undefined);
    const zone = labels[ZONE];
    if (!zone || !own) return undefined;
    all += own;
    cpu.set(zone, (cpu.get(zone) ?? 0) + own);
  }
  if (!all || cpu.size < 2) return undefined;
  return new Map([...cpu].map(([zone, own]) => [zone, own / all]));
}

/** Endpoints shared out to zones by their processors; `problem` says why that was not possible. */
export function topologyHints<T extends Endpoint>(
  read: Reader,
  endpoints: readonly T[],
): { endpoints: T[]; problem?: string } {
  const fail = (problem: string): { endpoints: T[]; problem: string } => ({
    endpoints: [...endpoints],
    problem: `${problem}, addressType: IPv4`,
  });
  const ratios = shares(read);
  const ready = endpoints.filter((it) => it.conditions.ready);
  if (!ratios) return fail('Insufficient Node information: allocatable CPU or zone not specified on one or more nodes');
  const counts = `(${ready.length} endpoints, ${ratios.size} zones)`;
  if (ratios.size > ready.length) return fail(`Insufficient number of endpoints ${counts}`);
  const desired = new Map<string, number>();
  let least = 0;
  for (const [zone, ratio] of ratios) {
    const minimum = Math.ceil(ratio * ready.length * (1 / (1 + OVERLOAD)));
    desired.set(zone, Math.max(ratio * ready.length, minimum));
    least += minimum;
  }
  if (least > ready.length)
    return fail(
      `Unable to allocate minimum required endpoints to each zone without exceeding overload threshold ${counts}`,
    );
  if (ready.some((it) => !it.zone)) return fail('One or more endpoints do not have a zone specified');
  const have = new Map<string, number>();
  for (const it of ready) have.set(it.zone!, (have.get(it.zone!) ?? 0) + 1);
  const moves = balance(desired, have);
  return {
    endpoints: endpoints.map((it) => {
      if (!it.conditions.ready) return it;
      return { ...it, hints: { forZones: [{ name: moves.get(it.zone!)?.shift() ?? it.zone! }] } };
    }),
  };
}

/** Of each zone with more than its share: the zones its first endpoints go to. */
function balance(desired: ReadonlyMap<string, number>, have: ReadonlyMap<string, number>): Map<string, string[]> {
  const give = new Map<string, number>();
  const take = new Map<string, number>();
  for (const [zone, target] of desired) {
    const surplus = (have.get(zone) ?? 0) - target;
    if (surplus > 0) give.set(zone, surplus);
    else if (surplus < 0) take.set(zone, -surplus);
  }
  const most = (of: ReadonlyMap<string, number>): [string, number] =>
    [...of].reduce((best, it) => (it[1] > best[1] ? it : best), ['', 0]);
  const moves = new Map<string, string[]>();
  for (;;) {
    const [from, surplus] = most(give);
    const [to, lack] = most(take);
    if (!from || !to || (surplus < 1 && lack < 1) || surplus < 0.5 || lack < 0.5) return moves;
    moves.set(from, [...(moves.get(from) ?? []), to]);
    give.set(from, surplus - 1);
    take.set(to, lack - 1);
  }
}

/** Whether a change of a node can change the shares of the zones. */
export function changesShares(object: KubeObject, old: KubeObject | undefined): boolean {
  return (
    !old ||
    old.metadata.labels?.[ZONE] !== object.metadata.labels?.[ZONE] ||
    old['status']?.allocatable !== object['status']?.allocatable ||
    isReady(old) !== isReady(object)
  );
}
