// Who reaches whom: the ports of each workload, and the workloads that NetworkPolicies let through to them.

import type { KubeObject } from '../../api/object.ts';
import { connection, endpointOf, selecting, type Endpoint } from '../../engine/network/policy.ts';
import type { Reader } from '../../engine/interface.ts';
import { workloadName, workloadOf } from '../workload.ts';

/** A port of a workload, and who may open a connection to it. */
export interface Exposure {
  /** `namespace/name`. */
  readonly workload: string;
  readonly port: number;
  readonly protocol: string;
  /** Whether any policy restricts who comes in. */
  readonly isolated: boolean;
  /** Workloads that reach it; of all others only when not isolated. */
  readonly from: readonly string[];
  /** Whether an address outside the cluster gets through the policies. */
  readonly outside: boolean;
  /** The policies that let somebody in. */
  readonly by: readonly string[];
}

/** An address nobody has: documentation space. */
const OUTSIDE = '198.51.100.1';

interface Group {
  readonly name: string;
  readonly endpoint: Endpoint;
}

/** One endpoint a workload stands for all its pods: they share their template's labels and ports. */
function groups(read: Reader): Group[] {
  const found = new Map<string, Group>();
  for (const pod of read.list('pods')) {
    if (pod['spec'].hostNetwork) continue;
    const name = workloadName(workloadOf(read, pod));
    if (!found.has(name)) found.set(name, { name, endpoint: endpointOf(read, pod) });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Every declared port of every workload. */
export function exposures(read: Reader): Exposure[] {
  const policies = read.list('networkpolicies.networking.k8s.io');
  const all = groups(read);
  const found: Exposure[] = [];
  for (const { name, endpoint } of all)
    for (const { containerPort, protocol = 'TCP' } of endpoint.ports) {
      const isolated = selecting(policies, endpoint, 'Ingress').length > 0;
      const from: string[] = [];
      const by = new Set<string>();
      for (const other of all) {
        if (other.name === name) continue;
        const verdict = connection(policies, other.endpoint, endpoint, containerPort, protocol);
        if (!verdict.allowed) continue;
        from.push(other.name);
        for (const why of verdict.why) by.add(why);
      }
      found.push({
        workload: name,
        port: containerPort,
        protocol,
        isolated,
        from,
        outside: connection(policies, OUTSIDE, endpoint, containerPort, protocol).allowed,
        by: [...by].sort(),
      });
    }
  return found;
}

/** Whether one pod reaches another on a port, and why. */
export function reaches(
  read: Reader,
  from: KubeObject,
  to: KubeObject,
  port: number,
  protocol = 'TCP',
): { allowed: boolean; why: readonly string[] } {
  return connection(
    read.list('networkpolicies.networking.k8s.io'),
    endpointOf(read, from),
    endpointOf(read, to),
    port,
    protocol,
  );
}
