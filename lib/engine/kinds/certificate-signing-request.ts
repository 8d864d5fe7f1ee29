// Requests for certificates: who asks is written down by the server, and only the approval subresource approves.
// Follows kubernetes/pkg/registry/certificates/certificates/strategy.go.

import type { Condition } from '../../api/conditions.ts';
import { formatTime } from '../../api/time.ts';
import type { Kind } from './interface.ts';

const DECISIONS = new Set(['Approved', 'Denied']);

export const certificateSigningRequest: Kind = {
  resource: 'certificatesigningrequests.certificates.k8s.io',
  prepareForCreate(draft, { user }) {
    const { username: _, uid: __, groups: ___, extra: ____, ...spec } = draft.spec ?? {};
    draft.spec = {
      ...spec,
      ...(user.extra && Object.keys(user.extra).length ? { extra: user.extra } : {}),
      groups: user.groups,
      ...(user.uid ? { uid: user.uid } : {}),
      username: user.name,
    };
    draft.status = {};
  },
  prepareForUpdate(draft, old, { subresource, now }) {
    draft.spec = old['spec'];
    const before = (old['status'] ?? {}) as { conditions?: readonly Condition[] };
    if (!subresource) {
      draft.status = old['status'];
      return;
    }
    const said = ((draft.status as typeof before | undefined)?.conditions ?? []) as readonly Condition[];
    const isKept = (it: Condition): boolean => DECISIONS.has(it.type) !== (subresource === 'approval');
    // A decision is taken by approval alone, everything else by whoever writes the status.
    const kept = (before.conditions ?? []).filter(isKept);
    const given = said.filter((it) => !isKept(it)).map((it) => stamped(it, before.conditions, now));
    const conditions = subresource === 'approval' ? [...given, ...kept] : [...kept, ...given];
    const rest = subresource === 'approval' ? before : draft.status;
    draft.status = { ...rest, ...(conditions.length ? { conditions } : {}) };
  },
};

/** A condition with its times; that of the transition stays while the status does. */
function stamped(condition: Condition, before: readonly Condition[] | undefined, now: number): Condition {
  const time = formatTime(now);
  const old = before?.find((it) => it.type === condition.type);
  return {
    ...condition,
    lastUpdateTime: condition['lastUpdateTime'] ?? time,
    lastTransitionTime:
      condition.lastTransitionTime ?? (old?.status === condition.status ? old.lastTransitionTime : time),
  };
}
