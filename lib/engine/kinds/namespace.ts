// Namespaces. Follows kubernetes/pkg/registry/core/namespace/strategy.go.

import type { Kind } from './interface.ts';

export const namespace: Kind = {
  resource: 'namespaces',
  defaults(draft) {
    const { name } = draft.metadata;
    if (name) draft.metadata.labels = { ...draft.metadata.labels, 'kubernetes.io/metadata.name': name };
  },
  prepareForCreate(draft) {
    const finalizers = (draft.spec?.finalizers ?? []) as readonly string[];
    draft.spec = {
      ...draft.spec,
      finalizers: finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'],
    };
    draft.status = { phase: 'Active' };
  },
  selectable: { 'status.phase': (it) => it['status']?.phase ?? '' },
};
