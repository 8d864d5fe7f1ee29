// SchedulingGates: a pod with gates is not looked at before they are gone.
// Follows kubernetes/pkg/scheduler/framework/plugins/schedulinggates.

import { refusal, type Plugin } from '../interface.ts';

const name = 'SchedulingGates';

export const schedulingGates: Plugin = {
  name,
  preEnqueue(pod) {
    if (!pod.shape.gated) return undefined;
    const gates = (pod.object.spec.schedulingGates as { name: string }[]).map((gate) => gate.name);
    return refusal(name, 'UnschedulableAndUnresolvable', `waiting for scheduling gates: [${gates.join(' ')}]`);
  },
  hints: [{ resource: 'pods', pods: 'own', on: ['MODIFIED'] }],
};
