// Namespaces. Follows kubernetes/pkg/registry/core/namespace/strategy.go.

import { dns1123Label } from '../../api/labels.ts';
import type { Kind } from './interface.ts';

export const namespace: Kind = {
  resource: 'namespaces',
  nameErrors: (name) => dns1123Label(name),
  defaults(draft) {
    const { name } = draft.metadata;
    if (name) draft.metadata.labels = { ...draft.metadata.labels, 'kubernetes.io/metadata.name': name };
  },
  prepareForCreate(draft) {
    draft.spec = { ...draft.spec, finalizers: ['kubernetes'] };
    draft.status = { phase: 'Active' };
  },
  selectable: { 'status.phase': (it) => it['status']?.phase ?? '' },
};
