// Who reaches whom: the ports of each workload, and the workloads that policies let through to them.

import type { KubeObject } from '../../api/object.ts';
import { Crowd } from '../../engine/network/crowd.ts';
import { endpointIn, endpointOf, type Endpoint } from '../../engine/network/endpoint.ts';
import { Policies } from '../../engine/network/policy.ts';
import type { Reader } from '../../engine/interface.ts';
import { isFinished } from '../../engine/scheduler/pods.ts';
import { workloadName, workloadOf } from '../workload.ts';

/** A port of a workload, and who may open a connection to it. */
export interface Exposure {
  readonly kind: string;
  /** `namespace/name`. */
  readonly workload: string;
  readonly port: number;
  readonly protocol: string;
  /** Whether any policy says who comes in. */
  readonly isolated: boolean;
  /** Every pod of the cluster reaches it, but those in `except`. */
  readonly everyone: boolean;
  /** Workloads that reach it; empty where everyone does. */
  readonly from: readonly string[];
  /** Workloads that do not, of everyone: their own policies keep them in. */
  readonly except: readonly string[];
  /** Whether an address outside the cluster gets through the policies. */
  readonly outside: boolean;
  /** The rules that let somebody in: `shop/web-ingress, ingress rule 1`. */
  readonly by: readonly string[];
}

/** A workload as policies see it: one endpoint stands for all its pods, which share their template's labels and ports. */
export interface Member {
  readonly kind: string;
  /** `namespace/name`. */
  readonly name: string;
  readonly endpoint: Endpoint;
}

/** An address nobody has: documentation space. */
const OUTSIDE = '198.51.100.1';

/** Workloads that may have no pod just now. */
const TEMPLATES = [
  ['deployments.apps', 'Deployment'],
  ['statefulsets.apps', 'StatefulSet'],
  ['daemonsets.apps', 'DaemonSet'],
  ['cronjobs.batch', 'CronJob'],
] as const;

/** All workloads with a network of their own, in order of names; pods on their host's network are their host to every policy. */
export function membersOf(read: Reader): readonly Member[] {
  let known = members.get(read);
  if (known?.revision !== read.revision) {
    known = { revision: read.revision, all: makeMembers(read) };
    members.set(read, known);
  }
  return known.all;
}

const members = new WeakMap<Reader, { readonly revision: number; readonly all: readonly Member[] }>();

function makeMembers(read: Reader): Member[] {
  const found = new Map<string, Member>();
  for (const pod of read.list('pods')) {
    if (pod['spec'].hostNetwork || pod.metadata.deletionTimestamp || isFinished(pod)) continue;
    const id = workloadOf(read, pod);
    const name = workloadName(id);
    const key = `${id.kind} ${name}`;
    if (!found.has(key)) found.set(key, { kind: id.kind, name, endpoint: endpointOf(read, pod) });
  }
  for (const [resource, kind] of TEMPLATES)
    for (const object of read.list(resource)) {
      const { namespace, name } = object.metadata;
      const key = `${kind} ${namespace}/${name}`;
      const template = (object['spec'].jobTemplate?.spec.template ?? object['spec'].template) as KubeObject;
      if (found.has(key) || template['spec']?.hostNetwork) continue;
      const pod = { metadata: { ...template.metadata, namespace }, spec: template['spec'] as object };
      const endpoint = endpointIn(read.get('namespaces', namespace!), pod);
      found.set(key, { kind, name: `${namespace}/${name}`, endpoint });
    }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Every declared port of every workload. */
export function exposures(read: Reader): Exposure[] {
  const policies = Policies.of(read);
  const all = membersOf(read);
  const names = new Map(all.map((it) => [it.endpoint, it.name]));
  const crowd = new Crowd(
    policies,
    all.map((it) => it.endpoint),
  );
  const named = (endpoints: readonly Endpoint[]): string[] => endpoints.map((it) => names.get(it)!).sort();
  return all.flatMap(({ kind, name, endpoint }) => {
    const told = new Set<string>();
    return endpoint.ports.flatMap(({ containerPort: port, protocol = 'TCP' }): Exposure[] => {
      if (told.has(`${port}/${protocol}`)) return [];
      told.add(`${port}/${protocol}`);
      const { everyone, endpoints, except } = crowd.reaching(endpoint, port, protocol);
      const by = new Set<string>();
      for (const from of everyone ? [] : endpoints) {
        const { why } = policies.decide('Ingress', endpoint, from, port, protocol);
        if (why) by.add(why);
      }
      return [
        {
          kind,
          workload: name,
          port,
          protocol,
          isolated: policies.restricts(endpoint, 'Ingress'),
          everyone,
          from: named(endpoints),
          except: named(except),
          outside: policies.connection(OUTSIDE, endpoint, port, protocol).allowed,
          by: [...by].sort(),
        },
      ];
    });
  });
}

/** A policy, and whether it does what somebody may think it does. */
export interface PolicyOutcome {
  /** `Kind namespace/name`. */
  readonly policy: string;
  /** Workloads it speaks for. */
  readonly selects: readonly string[];
  /** It selects nothing, or shares its priority with another. */
  readonly problem?: string;
}

/** All policies with the workloads they speak for. */
export function policyOutcomes(read: Reader): PolicyOutcome[] {
  const { all } = Policies.of(read);
  const crowd = membersOf(read);
  const near = new Map<string, Member[]>();
  for (const it of crowd) near.set(it.endpoint.namespace, [...(near.get(it.endpoint.namespace) ?? []), it]);
  return all.map((policy): PolicyOutcome => {
    const there = policy.namespace === undefined ? crowd : (near.get(policy.namespace) ?? []);
    const selects = there.filter((it) => policy.selects(it.endpoint)).map((it) => it.name);
    const rival = all.find(
      (it) =>
        it !== policy &&
        it.tier === policy.tier &&
        it.tier !== 'NetworkPolicy' &&
        it.kind !== 'BaselineAdminNetworkPolicy' &&
        it.priority === policy.priority,
    );
    const problem = !selects.length
      ? 'selects no workload'
      : rival
        ? `has the priority of ${rival.name} (${policy.priority}): which comes first is undefined`
        : undefined;
    return { policy: `${policy.kind} ${policy.name}`, selects, ...(problem ? { problem } : {}) };
  });
}

/** Rules that name what nothing here knows, as `Kind name: what`. */
export function unknownPeers(read: Reader): string[] {
  return Policies.of(read).all.flatMap((it) => it.notEvaluated.map((what) => `${it.kind} ${it.name}: ${what}`));
}
