// PodTopologyLabels: a pod made for a node carries where that node is, as bound ones do. Follows
// kubernetes/plugin/pkg/admission/podtopologylabels.

import { withTopology } from '../kinds/topology-labels.ts';
import type { AdmissionPlugin } from './interface.ts';

export const podTopologyLabels: AdmissionPlugin = {
  name: 'PodTopologyLabels',
  resources: ['pods'],
  operations: ['CREATE'],
  always: true,
  admit(draft, _old, call) {
    const node = draft.spec?.nodeName as string | undefined;
    if (!node) return;
    const labels = draft.metadata.labels as Record<string, string> | undefined;
    const next = withTopology(labels, call.read.get('nodes', node)?.metadata.labels);
    if (next !== labels) draft.metadata = { ...draft.metadata, labels: next };
  },
};
