// Claims and volumes begin as pending. Follows kubernetes/pkg/registry/core/{persistentvolumeclaim,persistentvolume}.

import { formatTime } from '../../api/time.ts';
import type { Draft, Kind, KindContext } from './interface.ts';

/** Where a claim's content comes from is said in either of two fields, and read from both. */
function sourceInBoth({ spec }: Draft): void {
  const { dataSource, dataSourceRef } = spec ?? {};
  if (dataSource && !dataSourceRef)
    spec.dataSourceRef = {
      ...(dataSource.apiGroup === undefined ? {} : { apiGroup: dataSource.apiGroup }),
      kind: dataSource.kind,
      name: dataSource.name,
    };
  else if (dataSourceRef && !dataSource && dataSourceRef.namespace === undefined)
    spec.dataSource = {
      ...(dataSourceRef.apiGroup === undefined ? {} : { apiGroup: dataSourceRef.apiGroup }),
      kind: dataSourceRef.kind,
      name: dataSourceRef.name,
    };
}

/** A status is never empty. */
function pendingAtLeast(draft: Draft, { operation }: KindContext): void {
  if (operation === 'UPDATE' && draft.status && !draft.status.phase)
    draft.status = { ...draft.status, phase: 'Pending' };
}

export const claim: Kind = {
  resource: 'persistentvolumeclaims',
  prepareForCreate(draft) {
    draft.status = { phase: 'Pending' };
    if (!draft.spec) return;
    draft.spec = { ...draft.spec };
    // The source's namespace is behind a feature gate that is off.
    if (draft.spec.dataSourceRef?.namespace !== undefined) {
      const { namespace: _, ...rest } = draft.spec.dataSourceRef;
      draft.spec.dataSourceRef = rest;
    }
    sourceInBoth(draft);
  },
  defaults: pendingAtLeast,
};

export const volume: Kind = {
  resource: 'persistentvolumes',
  prepareForCreate(draft, { now }) {
    draft.status = { phase: 'Pending', lastPhaseTransitionTime: formatTime(now) };
  },
  defaults: pendingAtLeast,
  prepareForUpdate(draft, old, { subresource, now }) {
    if (subresource !== 'status' || !draft.status) return;
    const before = (old as Draft).status as Draft | undefined;
    const said = draft.status.lastPhaseTransitionTime as string | undefined;
    const known = before?.['lastPhaseTransitionTime'] as string | undefined;
    // The time of a phase is the server's, unless who writes another phase says another one.
    if (before?.['phase'] !== draft.status.phase) {
      if (!said || said === known) draft.status = { ...draft.status, lastPhaseTransitionTime: formatTime(now) };
    } else if (!said && known) draft.status = { ...draft.status, lastPhaseTransitionTime: known };
  },
};
