// Namespaces. Follows kubernetes/pkg/registry/core/namespace/strategy.go.

import { invalid } from '../../api/field-errors.ts';
import { qualifiedName, standardFinalizer } from '../../api/labels.ts';
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
  validatePart(object, _, { subresource }) {
    const path = 'spec.finalizers';
    const finalizers = (object['spec']?.finalizers ?? []) as readonly string[];
    return subresource === 'finalize'
      ? finalizers.flatMap((it, i) =>
          [...qualifiedName(it), ...standardFinalizer(it)].map((message) => invalid(`${path}[${i}]`, it, message)),
        )
      : [];
  },
  // What holds a namespace is changed by its own door.
  prepareForUpdate(draft, old, { subresource }) {
    if (subresource === '') draft.spec = { ...draft.spec, finalizers: (old as Draft).spec?.finalizers };
  },
  selectable: { 'status.phase': (it) => it['status']?.phase ?? '' },
};
