// TaintToleration: keeps pods off nodes whose taints they do not tolerate, and likes nodes with fewer such soft taints.
// Follows kubernetes/pkg/scheduler/framework/plugins/tainttoleration.

import { refusal, scaleToHighest, type Plugin } from '../interface.ts';
import { keepsAway, tolerates } from '../terms.ts';
import type { Taint } from '../../../api/schema/types/core-v1.ts';

const name = 'TaintToleration';
const REFUSED = refusal(name, 'UnschedulableAndUnresolvable', 'node(s) had untolerated taint(s)');

export const taintToleration: Plugin = {
  name,
  weight: 3,
  local: true,
  filter(_, node, { pod }) {
    for (const taint of node.taints) if (keepsAway(taint) && !tolerates(pod.shape.tolerations, taint)) return REFUSED;
    return undefined;
  },
  score(_, node, { pod }) {
    let soft = 0;
    for (const taint of node.taints) {
      if (taint.effect !== 'PreferNoSchedule') continue;
      const speaking = pod.shape.tolerations.filter((one) => !one.effect || one.effect === 'PreferNoSchedule');
      if (!tolerates(speaking, taint)) soft++;
    }
    return soft;
  },
  normalise: (scores) => scaleToHighest(scores, true),
  hints: [
    {
      resource: 'nodes',
      on: ['ADDED', 'MODIFIED'],
      helps: (pod, { object }) =>
        !((object.spec?.taints ?? []) as Taint[]).some(
          (taint) => keepsAway(taint) && !tolerates(pod.shape.tolerations, taint),
        ),
    },
    { resource: 'pods', pods: 'own', on: ['MODIFIED'] },
  ],
};
