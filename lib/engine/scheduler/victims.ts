// Carries a preemption out: nominations of less important pods are taken back, victims are told why and deleted.
// Follows kubernetes/pkg/scheduler/framework/preemption (executor).

import type { KubeObject } from '../../api/object.ts';
import { isStatus } from '../../api/status-errors.ts';
import type { ActorContext } from '../interface.ts';
import type { Cycle } from './cycle.ts';
import { patchStatus, SCHEDULER } from './pod-status.ts';
import { factsOf, type PodFacts } from './pods.ts';
import type { Candidate } from './preemption.ts';

/** Makes room for a pod on a node. `again` is told of pods that have to look for another place. */
export function makeRoom(
  pod: PodFacts,
  { node, victims }: Candidate,
  { cluster }: Cycle,
  context: ActorContext,
  again: (pod: PodFacts) => void,
): void {
  // As upstream: when all victims are leaving already nothing is taken from anybody.
  if (victims.every((victim) => victim.terminating)) return;
  for (const other of cluster.nominated(node.name)) {
    if (other.priority >= pod.priority) continue;
    patchStatus(other, undefined, '', context);
    again(other);
  }
  for (const victim of victims) {
    if (victim.terminating) continue;
    const current = context.read.get('pods', victim.key);
    if (!current) continue;
    if (!current.spec?.nodeName) {
      // It waits to be bound: it is not deleted, only its place is taken back.
      cluster.unplace(victim);
      again(factsOf(current));
      tell(current, pod, `${node.name} (in kube-scheduler memory).`, context);
      continue;
    }
    try {
      const target = {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'PreemptionByScheduler',
        message: `${SCHEDULER}: preempting to accommodate a higher priority pod`,
      };
      patchStatus(victim, target, undefined, context);
      context.api.delete('pods', victim.namespace, victim.name);
    } catch (error) {
      if (!isStatus(error)) throw error;
      continue;
    }
    tell(current, pod, node.name, context);
  }
}

function tell(victim: KubeObject, by: PodFacts, where: string, context: ActorContext): void {
  context.events.event(victim, 'Normal', 'Preempted', `Preempted by pod ${by.uid} on node ${where}`, {
    action: 'Preempting',
  });
}
