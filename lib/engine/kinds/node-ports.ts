// Node ports of services: kept by name where an update leaves them out, shared by one port over several protocols, drawn from the
// service's own name otherwise. Follows kubernetes/pkg/registry/core/service/storage.

import { invalid } from '../../api/field-errors.ts';
import type { KubeObject } from '../../api/object.ts';
import { internalError, invalid as invalidObject } from '../../api/status-errors.ts';
import type { Draft, KindContext } from './interface.ts';

const RANGE = { low: 30_000, high: 32_767 };

interface Port {
  readonly name?: string;
  readonly port: number;
  nodePort?: number;
}

interface Spec {
  readonly type?: string;
  readonly externalTrafficPolicy?: string;
  readonly allocateLoadBalancerNodePorts?: boolean;
  readonly ports?: readonly Port[];
  healthCheckNodePort?: number;
}

/** Whether a service of this type is reached through its nodes. */
export const comesOut = (type: unknown): boolean => type === 'NodePort' || type === 'LoadBalancer';

/** Whether its nodes answer a load balancer that asks who has endpoints of it. */
export const isHealthChecked = (spec: Spec | undefined): boolean =>
  spec?.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';

/** Whether it gets a node port for each of its ports. */
export const wantsNodePorts = (spec: Spec | undefined): boolean =>
  comesOut(spec?.type) && (spec!.type === 'NodePort' || spec!.allocateLoadBalancerNodePorts !== false);

/** Gives an update what it leaves out of what was allocated before. The ports of `spec` are the draft's own. */
export function keepNodePorts(spec: Spec, before: Spec | undefined): void {
  if (wantsNodePorts(before) && wantsNodePorts(spec)) {
    const old = before!.ports ?? [];
    const said = new Set((spec.ports ?? []).map((it) => it.nodePort));
    const byName = new Map(old.map((it) => [it.name ?? '', it.nodePort]));
    const taken = new Set(old.map((it) => it.nodePort).filter((it) => it && said.has(it)));
    for (const port of spec.ports ?? []) {
      const known = byName.get(port.name ?? '');
      if (!port.nodePort && known && !taken.has(known)) port.nodePort = known;
    }
  }
  if (isHealthChecked(before) && isHealthChecked(spec)) spec.healthCheckNodePort ||= before!.healthCheckNodePort;
}

/** Gives a service the node ports that it needs; `draft.spec` and its ports are the draft's own. Throws `StatusError`. */
export function allocateNodePorts(draft: Draft, old: KubeObject | undefined, context: KindContext): void {
  const spec = draft.spec as Spec;
  const before = old?.['spec'] as Spec | undefined;
  const ports = spec.ports ?? [];
  const taken = new Set<number>();
  if (comesOut(spec.type)) {
    const held = comesOut(before?.type) ? (before!.ports ?? []) : [];
    ports.forEach((port, i) => {
      // A service that gets its first node ports has one for a port, whatever the protocols.
      if (!port.nodePort && wantsNodePorts(spec) && !comesOut(before?.type))
        port.nodePort = ports.find((it) => it.port === port.port && it.nodePort)?.nodePort;
      if (port.nodePort) {
        const why = held.some((it) => it.nodePort === port.nodePort)
          ? undefined
          : refusal(draft, port.nodePort, context);
        if (why)
          throw invalidObject('Service', draft.metadata.name as string, [
            invalid(`spec.ports[${i}].nodePort`, port.nodePort, why),
          ]);
      } else if (wantsNodePorts(spec)) port.nodePort = freePort(draft, String(port.name ?? port.port), taken, context);
      if (port.nodePort) taken.add(port.nodePort);
    });
  }
  if (!isHealthChecked(spec) || isHealthChecked(before)) return;
  const asked = spec.healthCheckNodePort;
  const why = asked ? (taken.has(asked) ? ALLOCATED : refusal(draft, asked, context)) : undefined;
  if (why) throw internalError(`failed to allocate requested HealthCheck NodePort ${asked}: ${why}`);
  spec.healthCheckNodePort = asked || freePort(draft, 'health check', taken, context);
}

const ALLOCATED = 'provided port is already allocated';

/** Why a port that was asked for cannot be had. */
function refusal(draft: Draft, port: number, { read }: KindContext): string | undefined {
  if (port < RANGE.low || port > RANGE.high)
    return `provided port is not in the valid range. The range of valid ports is ${RANGE.low}-${RANGE.high}`;
  return read.indexed('nodePorts', String(port)).some((it) => it.metadata.uid !== draft.metadata.uid)
    ? ALLOCATED
    : undefined;
}

function freePort(draft: Draft, purpose: string, taken: ReadonlySet<number>, { chance, read }: KindContext): number {
  const size = RANGE.high - RANGE.low + 1;
  let port =
    RANGE.low + (chance.draw(`${draft.metadata.namespace}/${draft.metadata.name}`, `node port ${purpose}`) % size);
  while (taken.has(port) || read.indexed('nodePorts', String(port)).length)
    port = port < RANGE.high ? port + 1 : RANGE.low;
  return port;
}
