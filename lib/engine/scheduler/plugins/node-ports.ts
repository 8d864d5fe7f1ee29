// NodePorts: a host port can be taken once a node.
// Follows kubernetes/pkg/scheduler/framework/plugins/nodeports.

import { refusal, SKIP, type Plugin } from '../interface.ts';
import { factsOf } from '../pods.ts';

const name = 'NodePorts';
const REFUSED = refusal(name, 'Unschedulable', "node(s) didn't have free ports for the requested pod ports");

export const nodePorts: Plugin<undefined> = {
  name,
  local: true,
  preFilter: ({ pod }) => (pod.shape.ports.length ? { state: undefined } : SKIP),
  filter(_, node, { pod }) {
    for (const port of pod.shape.ports) if (node.portTaken(port)) return REFUSED;
    return undefined;
  },
  hints: [
    {
      resource: 'pods',
      pods: 'assigned',
      on: ['DELETED'],
      helps: (pod, { object }) =>
        factsOf(object).shape.ports.some((freed) => pod.shape.ports.some((wanted) => wanted.port === freed.port)),
    },
    { resource: 'nodes', on: ['ADDED'] },
  ],
};
