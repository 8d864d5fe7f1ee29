// NodeUnschedulable: keeps pods off cordoned nodes, unless they tolerate the taint that stands for it.
// Follows kubernetes/pkg/scheduler/framework/plugins/nodeunschedulable.

import type { Change } from '../../interface.ts';
import { refusal, type Plugin } from '../interface.ts';
import { tolerates } from '../terms.ts';

const name = 'NodeUnschedulable';
const TAINT = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
const REFUSED = refusal(name, 'UnschedulableAndUnresolvable', 'node(s) were unschedulable');

export const nodeUnschedulable: Plugin = {
  name,
  local: true,
  filter(_, node, { pod }) {
    if (!node.unschedulable || tolerates(pod.shape.tolerations, TAINT)) return undefined;
    return REFUSED;
  },
  hints: [
    {
      resource: 'nodes',
      on: ['ADDED', 'MODIFIED'],
      helps: (_, { object, old }: Change) => !object.spec?.unschedulable && (!old || Boolean(old.spec?.unschedulable)),
    },
    { resource: 'pods', pods: 'own', on: ['MODIFIED'] },
  ],
};
