// Nodes register with their status. Follows kubernetes/pkg/registry/core/node/strategy.go.

import { forbidden } from '../../api/field-errors.ts';
import { equal } from '../apiserver/equality.ts';
import type { Draft, Kind } from './interface.ts';

export const node: Kind = {
  resource: 'nodes',
  keepsStatus: true,
  defaults(draft) {
    const { podCIDR, podCIDRs } = (draft.spec ?? {}) as { podCIDR?: string; podCIDRs?: readonly string[] };
    // The one that older clients know is the first of all.
    if (podCIDR && podCIDRs?.[0] !== podCIDR) draft.spec = { ...draft.spec, podCIDRs: [podCIDR] };
  },
  validateUpdate(object, old) {
    const [now, before] = [object['spec']?.podCIDRs ?? [], (old as Draft)['spec']?.podCIDRs ?? []];
    return before.length && !equal(now, before)
      ? [forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid')]
      : [];
  },
  selectable: { 'spec.unschedulable': (it) => String(it['spec']?.unschedulable ?? false) },
};
