// Claims and volumes begin as pending. Follows kubernetes/pkg/registry/core/{persistentvolumeclaim,persistentvolume}.

import { invalid, required, type FieldError } from '../../api/field-errors.ts';
import { dns1123Subdomain } from '../../api/labels.ts';
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

interface Source {
  readonly apiGroup?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

const sameSource = (a: Source, b: Source): boolean =>
  a.kind === b.kind && a.name === b.name && (a.apiGroup ?? '') === (b.apiGroup ?? '');

function sourceErrors({ apiGroup = '', kind = '', name = '' }: Source, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!name) errors.push(required(`${path}.name`));
  if (!kind) errors.push(required(`${path}.kind`));
  if (!apiGroup && kind !== 'PersistentVolumeClaim')
    errors.push(invalid(path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
  if (apiGroup)
    for (const message of dns1123Subdomain(apiGroup)) errors.push(invalid(`${path}.apiGroup`, apiGroup, message));
  return errors;
}

/** Sources of before are claims and snapshots, all others are passed over; one of another namespace is behind a gate that is off. */
function dropSources(spec: Draft): void {
  if ((spec['dataSourceRef'] as Source | undefined)?.namespace) delete spec['dataSourceRef'];
  const source = spec['dataSource'] as Source | undefined;
  if (!source || spec['dataSourceRef']) return;
  const { apiGroup = '', kind } = source;
  const isClaim = kind === 'PersistentVolumeClaim' && (apiGroup ?? '') === '';
  if (!isClaim && !(kind === 'VolumeSnapshot' && apiGroup === 'snapshot.storage.k8s.io')) delete spec['dataSource'];
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
    dropSources(draft.spec);
    sourceInBoth(draft);
  },
  prepareForUpdate(draft, old, { subresource }) {
    const before = (old as Draft).spec;
    if (subresource || draft.spec === before || !draft.spec) return;
    draft.spec = { ...draft.spec };
    // Who knows of one field only means both.
    if (before?.dataSource || before?.dataSourceRef) {
      if (draft.spec.dataSource && sameSource(draft.spec.dataSource, before.dataSource ?? {}))
        draft.spec.dataSourceRef ??= before.dataSourceRef;
      return;
    }
    dropSources(draft.spec);
  },
  validate({ spec }) {
    const { dataSource, dataSourceRef } = (spec ?? {}) as { dataSource?: Source; dataSourceRef?: Source };
    const errors = dataSource ? sourceErrors(dataSource, 'spec.dataSource') : [];
    if (dataSourceRef) errors.push(...sourceErrors(dataSourceRef, 'spec.dataSourceRef'));
    if (dataSourceRef?.namespace) {
      if (dataSource)
        errors.push(invalid('spec', {}, 'may not be specified when dataSourceRef.namespace is specified'));
    } else if (dataSource && dataSourceRef && !sameSource(dataSource, dataSourceRef))
      errors.push(invalid('spec', {}, 'must match dataSourceRef'));
    return errors;
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
