// PrioritySort: the more important pod first, of equals the one that waits longer.
// Follows kubernetes/pkg/scheduler/framework/plugins/queuesort.

import type { Plugin } from '../interface.ts';

export const prioritySort: Plugin = {
  name: 'PrioritySort',
  queueSort: (a, b) => b.priority - a.priority || a.timestamp - b.timestamp,
};
