// NodeResourcesBalancedAllocation: likes nodes on which the pod brings the use of CPU and memory closer together.
// Follows kubernetes/pkg/scheduler/framework/plugins/noderesources (balanced_allocation).

import { SKIP, type Plugin } from '../interface.ts';

/** 100 when both resources are used to the same share. */
function balance(cpu: number, memory: number, allCpu: number, allMemory: number): number {
  // With one resource only there is nothing to be out of balance.
  if (!allCpu || !allMemory) return 100;
  const spread = Math.abs((Math.min(cpu / allCpu, 1) - Math.min(memory / allMemory, 1)) / 2);
  return Math.trunc((1 - spread) * 100);
}

export const nodeResourcesBalancedAllocation: Plugin<undefined, undefined> = {
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  local: true,
  preScore({ pod }) {
    const { cpu, memory } = pod.shape.requests;
    return cpu || memory ? { state: undefined } : SKIP;
  },
  score(_, node, { pod }) {
    const { requests } = pod.shape;
    const { cpu, memory } = node.allocatable;
    const before = balance(node.cpu, node.memory, cpu, memory);
    const after = balance(node.cpu + requests.cpu, node.memory + requests.memory, cpu, memory);
    return 50 + Math.trunc((50 + after - before) / 2);
  },
};
