// DefaultPreemption: when nothing fits, finds a node that would after less important pods have left it.
// Follows kubernetes/pkg/scheduler/framework/plugins/defaultpreemption; the search itself is in ../preemption.ts.

import type { Plugin } from '../interface.ts';

export const defaultPreemption: Plugin = {
  name: 'DefaultPreemption',
  hints: [{ resource: 'pods', pods: 'assigned', on: ['DELETED'], helps: () => false }],
};
