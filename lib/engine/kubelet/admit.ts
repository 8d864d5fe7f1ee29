// Whether a node takes a pod that its scheduler has not weighed: one made for that node by name, or bound by somebody else's scheduler.
// Follows kubernetes/pkg/kubelet/lifecycle/predicate.go and AdmissionCheck of pkg/scheduler.

import { hasCondition, type Condition } from '../../api/conditions.ts';
import { keyOf, type KubeObject } from '../../api/object.ts';
import { formatTime } from '../../api/time.ts';
import type { ActorContext } from '../interface.ts';
import { NodeFacts } from '../scheduler/nodes.ts';
import { factsOf, isFinished, nodeWanted, type PodFacts } from '../scheduler/pods.ts';
import { tolerates } from '../scheduler/terms.ts';

/** Why a node does not take a pod. */
interface Rejection {
  readonly reason: string;
  readonly message: string;
}

const DEFAULT = 'default-scheduler';
/** From a pod's coming to its node's saying that it does not take it, in milliseconds: those who make another at once are not faster. */
const MOMENT = 1_000;
/** `rejected POD`: when its node says so. */
export const REJECTED = 'rejected ';

/** Whether a pod is where it is because the scheduler found that it fits. */
function isWeighed(pod: KubeObject): boolean {
  const conditions = (pod['status']?.conditions ?? []) as readonly Condition[];
  return hasCondition(conditions, 'PodScheduled') && ((pod['spec'].schedulerName as string) ?? DEFAULT) === DEFAULT;
}

/** Whether a node does not take a pod that has just come; it says so a moment later. */
export function isRejected(context: ActorContext, pod: KubeObject, node: KubeObject): boolean {
  if (isWeighed(pod)) return false;
  const rejection = rejectionOf(context, pod, node);
  const key = keyOf(pod);
  if (!rejection) return false;
  const at = context.memory.get<number>(REJECTED + key) ?? context.now + MOMENT;
  if (at <= context.now) reject(context, pod, rejection);
  else {
    context.memory.set(REJECTED + key, at);
    context.enqueue(key, at - context.now);
  }
  return true;
}

/** The first thing that keeps a node from taking a pod. */
function rejectionOf(context: ActorContext, pod: KubeObject, node: KubeObject): Rejection | undefined {
  const facts = new NodeFacts(node.metadata.name!, 0);
  facts.update(node);
  for (const other of context.read.indexed('podsByNode', node.metadata.name!))
    if (other.metadata.uid !== pod.metadata.uid && !isFinished(other) && context.memory.get(`pod ${keyOf(other)}`))
      facts.add(factsOf(other));
  const own = factsOf(pod);
  const why = lackOf(own, facts);
  if (why) return why;
  const { shape } = own;
  const failed = (name: string, text: string): Rejection => ({
    reason: name,
    message: `Predicate ${name} failed: ${text}`,
  });
  if (!nodeWanted(shape, facts)) return failed('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
  if (shape.ports.some((it) => facts.portTaken(it)))
    return failed('NodePorts', "node(s) didn't have free ports for the requested pod ports");
  if (facts.taints.some((it) => it.effect === 'NoExecute' && !tolerates(shape.tolerations, it)))
    return failed('TaintToleration', "node(s) had taints that the pod didn't tolerate");
  return undefined;
}

function lackOf({ shape: { requests } }: PodFacts, node: NodeFacts): Rejection | undefined {
  const { allocatable } = node;
  const rows: (readonly [string, number, number, number])[] = [
    ['pods', 1, node.pods.length, node.allowedPods],
    ['cpu', requests.cpu, node.cpu, allocatable.cpu],
    ['memory', requests.memory, node.memory, allocatable.memory],
    ['ephemeral-storage', requests.ephemeral, node.ephemeral, allocatable.ephemeral],
  ];
  // What the node does not know of at all is somebody else's to give.
  for (const [name, wanted] of requests.scalars ?? []) {
    const has = allocatable.scalars?.get(name);
    if (has !== undefined) rows.push([name, wanted, node.scalars?.get(name) ?? 0, has]);
  }
  for (const [name, wanted, used, has] of rows)
    if (wanted > 0 && wanted > has - used)
      return {
        reason: `OutOf${name}`,
        message: `Node didn't have enough resource: ${name}, requested: ${wanted}, used: ${used}, capacity: ${has}`,
      };
  return undefined;
}

/** A pod that its node does not take has failed. */
function reject(context: ActorContext, pod: KubeObject, { reason, message }: Rejection): void {
  context.events.event(pod, 'Warning', reason, message);
  const { qosClass, conditions } = (pod['status'] ?? {}) as { qosClass?: string; conditions?: readonly Condition[] };
  const status = {
    ...(qosClass ? { qosClass } : {}),
    observedGeneration: pod.metadata.generation,
    phase: 'Failed',
    ...(conditions ? { conditions } : {}),
    message: `Pod was rejected: ${message}`,
    reason,
    startTime: formatTime(context.now),
  };
  context.api.update('pods', { ...pod, status }, { subresource: 'status' });
}
