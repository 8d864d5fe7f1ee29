// What one look at a pod knows of its containers' scripts: how they will end, what they leave in the pod's volumes, what probes hear.

import type { KubeObject } from '../../api/object.ts';
import type { Program } from '../../api/simulation/simulation.ts';
import { hostAddress } from './host-address.ts';
import type { Missing } from './needs.ts';
import { subPathError } from './sub-paths.ts';
import { startedBy, type Beginning, type Shared } from './course.ts';
import type { Container, ContainerLife } from './life.ts';
import type { Look } from './look.ts';
import { knownOf } from './probe-answers.ts';
import type { Known } from './probes.ts';
import { programOf } from './programs.ts';
import { sharedBy, toldOf, type Told } from './told.ts';

const beginningOf = (since: number, shared: Shared | undefined): Beginning => ({
  since,
  ...(shared ? { shared } : {}),
});

/** The pod with the addresses that its status will have. */
function withAddresses({ pod, podIP, node }: Look): KubeObject {
  const hostIP = hostAddress(node);
  const ip = pod['spec'].hostNetwork ? hostIP : podIP;
  return { ...pod, status: { ...pod['status'], podIP: ip, podIPs: [{ ip }], hostIP, hostIPs: [{ ip: hostIP }] } };
}

/** What is known of a container that starts now. */
export function toldAtStart(look: Look, container: Container): { readonly told?: Told; readonly shared?: Shared } {
  if (!startedBy(container)) return NOTHING;
  const { context, pod, shared } = look;
  const program = programOf(context.simulation, pod, container);
  const told = toldOf(context.read, withAddresses(look), container, program, beginningOf(context.now, shared));
  return told ? { told, ...(shared ? { shared } : {}) } : NOTHING;
}
const NOTHING = {};

/** Why a container cannot be given its volumes. */
export function unmountable(look: Look, container: Container): Missing | undefined {
  if (!container.volumeMounts?.some((it) => it.subPathExpr)) return undefined;
  const message = subPathError(look.context.read, withAddresses(look), container);
  return message === undefined ? undefined : { reason: 'CreateContainerConfigError', message };
}

/** Notes what the pod's volumes hold by now. */
export function share(look: Look, container: Container, now: ContainerLife): void {
  if (!now.told?.writes) return;
  const { context, shared } = look;
  const beginning = beginningOf(now.since!, now.shared);
  look.shared = sharedBy(context.read, withAddresses(look), container, beginning, shared, context.now);
}

/** What is known of a running container's probes. */
export function knownProbes(look: Look, container: Container, program: Program, now: ContainerLife): Known | undefined {
  if (!container.startupProbe && !container.livenessProbe && !container.readinessProbe) return undefined;
  const { context, pod } = look;
  return knownOf({ read: context.read, pod, container, beginning: beginningOf(now.since!, now.shared) }, program);
}
