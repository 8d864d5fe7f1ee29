// Nodes register with their status. Follows kubernetes/pkg/registry/core/node/strategy.go.

import type { Kind } from './interface.ts';

export const node: Kind = {
  resource: 'nodes',
  keepsStatus: true,
  selectable: { 'spec.unschedulable': (it) => String(it['spec']?.unschedulable ?? false) },
};
