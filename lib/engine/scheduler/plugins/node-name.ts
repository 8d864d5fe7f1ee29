// NodeName: a pod that names its node fits no other.
// Follows kubernetes/pkg/scheduler/framework/plugins/nodename.

import { refusal, type Plugin } from '../interface.ts';

const name = 'NodeName';
const REFUSED = refusal(name, 'UnschedulableAndUnresolvable', "node(s) didn't match the requested node name");

export const nodeName: Plugin = {
  name,
  // Pods that name a node never come to the scheduler, so there is nothing here that differs between pods of one shape.
  local: true,
  filter: (_, node, { pod }) => (pod.nodeName && pod.nodeName !== node.name ? REFUSED : undefined),
  hints: [{ resource: 'nodes', on: ['ADDED'] }],
};
