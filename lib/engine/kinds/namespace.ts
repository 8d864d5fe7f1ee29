// Namespaces. Follows kubernetes/pkg/registry/core/namespace/strategy.go.

import type { Draft, Kind } from './interface.ts';

function label(draft: Draft): void {
  const { metadata } = draft;
  draft.metadata = { ...metadata, labels: { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name } };
}

export const namespace: Kind = {
  resource: 'namespaces',
  defaults(draft) {
    if (draft.metadata.name) label(draft);
    if (draft.status && !draft.status.phase) draft.status = { ...draft.status, phase: 'Active' };
  },
  prepareForCreate(draft) {
    // One whose name was made up has it only now.
    if (draft.metadata.generateName) label(draft);
    const finalizers = (draft.spec?.finalizers ?? []) as readonly string[];
    draft.spec = {
      ...draft.spec,
      finalizers: finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'],
    };
    draft.status = { phase: 'Active' };
  },
  // What holds a namespace is changed by its own door.
  prepareForUpdate(draft, old, { subresource }) {
    if (subresource === '') draft.spec = { ...draft.spec, finalizers: (old as Draft).spec?.finalizers };
  },
  selectable: { 'status.phase': (it) => it['status']?.phase ?? '' },
};
