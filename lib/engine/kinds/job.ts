// Jobs pick a selector of their own. Follows kubernetes/pkg/registry/batch/job/strategy.go.

import { quote } from '../../api/field-errors.ts';
import type { Kind } from './interface.ts';
import { selectedErrors } from './job-changes.ts';

export const job: Kind = {
  resource: 'jobs.batch',
  orphansAloud:
    'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
  allocate(draft, old) {
    if (old || draft.spec?.manualSelector || !draft.spec?.template) return;
    const { uid, name } = draft.metadata;
    const own = {
      'batch.kubernetes.io/controller-uid': uid,
      'batch.kubernetes.io/job-name': name,
      'controller-uid': uid,
      'job-name': name,
    };
    const { template } = draft.spec;
    // A Job without labels has its template's, which are one and the same map.
    const shared = draft.metadata.labels === undefined || draft.metadata.labels === template.metadata?.labels;
    const labels = { ...template.metadata?.labels, ...own };
    draft.spec = {
      ...draft.spec,
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    };
    if (shared) draft.metadata = { ...draft.metadata, labels };
  },
  prepareForUpdate(draft) {
    const labels = draft.spec?.template?.metadata?.labels as object | undefined;
    if (labels && !Object.keys(draft.metadata.labels ?? {}).length) draft.metadata = { ...draft.metadata, labels };
  },
  validate: ({ spec }, _, old) => (old ? selectedErrors(spec ?? {}) : []),
  unselectable: (field) => `field label ${quote(field)} not supported for Job`,
  selectable: { 'status.successful': (it) => String(it['status']?.succeeded ?? 0) },
};
