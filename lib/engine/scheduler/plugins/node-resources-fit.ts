// NodeResourcesFit: the node must have what the pod requests, and the emptier it stays the better (LeastAllocated on CPU and memory).
// Follows kubernetes/pkg/scheduler/framework/plugins/noderesources (fit, least_allocated).

import { refusal, type Plugin, type Refusal } from '../interface.ts';
import type { NodeFacts } from '../nodes.ts';
import { factsOf, type Shape } from '../pods.ts';
import { amountsOf, type Amounts } from '../requests.ts';

const name = 'NodeResourcesFit';
const remembered = new Map<string, Refusal>();

function lacking(shape: Shape, node: NodeFacts): Refusal | undefined {
  const { requests } = shape;
  const { allocatable } = node;
  if (
    node.pods.length < node.allowedPods &&
    requests.cpu <= allocatable.cpu - node.cpu &&
    requests.memory <= allocatable.memory - node.memory &&
    requests.ephemeral <= allocatable.ephemeral - node.ephemeral &&
    !requests.scalars
  )
    return undefined;
  const reasons: string[] = [];
  let never = false;
  const check = (resource: string, wanted: number, used: number, capacity: number): void => {
    if (wanted <= 0 || wanted <= capacity - used) return;
    reasons.push(`Insufficient ${resource}`);
    if (wanted > capacity) never = true;
  };
  if (node.pods.length + 1 > node.allowedPods) reasons.push('Too many pods');
  check('cpu', requests.cpu, node.cpu, allocatable.cpu);
  check('memory', requests.memory, node.memory, allocatable.memory);
  check('ephemeral-storage', requests.ephemeral, node.ephemeral, allocatable.ephemeral);
  for (const [resource, wanted] of requests.scalars ?? [])
    check(resource, wanted, node.scalars?.get(resource) ?? 0, allocatable.scalars?.get(resource) ?? 0);
  if (!reasons.length) return undefined;
  const key = `${never} ${reasons.join()}`;
  let found = remembered.get(key);
  if (!found) {
    found = refusal(name, never ? 'UnschedulableAndUnresolvable' : 'Unschedulable', ...reasons);
    remembered.set(key, found);
  }
  return found;
}

/** How much of a capacity would stay free, of 100. */
function free(used: number, capacity: number): number {
  return used > capacity ? 0 : Math.floor(((capacity - used) * 100) / capacity);
}

/** Whether one of the resources the pod requests is more in one than in the other. */
function grew(requests: Amounts, before: Amounts, after: Amounts): boolean {
  if (requests.cpu > 0 && after.cpu > before.cpu) return true;
  if (requests.memory > 0 && after.memory > before.memory) return true;
  if (requests.ephemeral > 0 && after.ephemeral > before.ephemeral) return true;
  for (const resource of requests.scalars?.keys() ?? [])
    if ((after.scalars?.get(resource) ?? 0) > (before.scalars?.get(resource) ?? 0)) return true;
  return false;
}

export const nodeResourcesFit: Plugin = {
  name,
  weight: 1,
  local: true,
  filter: (_, node, { pod }) => lacking(pod.shape, node),
  score(_, node, { pod }) {
    const { scored } = pod.shape;
    const { cpu, memory } = node.allocatable;
    let sum = 0;
    let resources = 0;
    if (cpu) {
      sum += free(node.nonZeroCpu + scored.cpu, cpu);
      resources++;
    }
    if (memory) {
      sum += free(node.nonZeroMemory + scored.memory, memory);
      resources++;
    }
    return resources ? Math.floor(sum / resources) : 0;
  },
  hints: [
    {
      resource: 'pods',
      pods: 'assigned',
      on: ['DELETED', 'MODIFIED'],
      helps(pod, { type, object, old }) {
        if (type === 'DELETED') return true;
        if (!old || old.spec?.containers === object.spec?.containers) return false;
        // Scaled down in place.
        return grew(pod.shape.requests, factsOf(object).shape.requests, factsOf(old).shape.requests);
      },
    },
    {
      resource: 'nodes',
      on: ['ADDED', 'MODIFIED'],
      helps(pod, { object, old }) {
        const after = amountsOf(object.status?.allocatable);
        const { requests } = pod.shape;
        const enough =
          requests.cpu <= after.cpu &&
          requests.memory <= after.memory &&
          requests.ephemeral <= after.ephemeral &&
          [...(requests.scalars ?? [])].every(([resource, amount]) => amount <= (after.scalars?.get(resource) ?? 0));
        if (!enough) return false;
        if (!old) return true;
        if (old.status?.allocatable === object.status?.allocatable) return false;
        const before = amountsOf(old.status?.allocatable);
        const pods = (it: typeof object): number => Number(it.status?.allocatable?.pods ?? 0);
        return pods(object) > pods(old) || grew(requests, before, after);
      },
    },
  ],
};
