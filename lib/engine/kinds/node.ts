// Nodes register with their status. Follows kubernetes/pkg/registry/core/node/strategy.go.

import { forbidden, type FieldError } from '../../api/field-errors.ts';
import type { Json, JsonObject } from '../../api/object.ts';
import { taintErrors } from '../../api/rules/tables/nodes.ts';
import { nodeStatus } from '../../api/rules/tables/statuses.ts';
import { equal } from '../apiserver/equality.ts';
import type { Draft, Kind } from './interface.ts';

interface Spec {
  readonly podCIDRs?: readonly string[];
  readonly providerID?: string;
}

/** Kubelets are not configured this way any more. */
function unconfigured(draft: Draft): void {
  if (!draft.status?.config) return;
  const { config: _, ...rest } = draft.status;
  draft.status = rest;
}

export const node: Kind = {
  resource: 'nodes',
  keepsStatus: true,
  defaults(draft) {
    const { podCIDR, podCIDRs } = (draft.spec ?? {}) as { podCIDR?: string; podCIDRs?: readonly string[] };
    // The one that older clients know is the first of all.
    if (podCIDR && podCIDRs?.[0] !== podCIDR) draft.spec = { ...draft.spec, podCIDRs: [podCIDR] };
    else if (podCIDRs?.length && !podCIDR) draft.spec = { ...draft.spec, podCIDR: podCIDRs[0] };
  },
  prepareForCreate: unconfigured,
  prepareForUpdate(draft, old, { subresource }) {
    if (subresource === 'status' && !(old as Draft).status?.config) unconfigured(draft);
  },
  validate: (object, _, old) => (old || !object['status'] ? [] : nodeStatus(object['status'] as JsonObject)),
  validateUpdate(object, old) {
    const [now, before] = [(object['spec'] ?? {}) as Spec, ((old as Draft)['spec'] ?? {}) as Spec];
    const errors: FieldError[] = [];
    if (before.podCIDRs?.length && !equal(now.podCIDRs as Json, before.podCIDRs as Json))
      errors.push(forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
    if (before.providerID && now.providerID !== before.providerID)
      errors.push(forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'));
    // Upstream looks at the taints of an update twice.
    return [...errors, ...taintErrors((object['spec'] ?? {}).taints, 'metadata.taints')];
  },
  selectable: { 'spec.unschedulable': (it) => String(it['spec']?.unschedulable ?? false) },
};
