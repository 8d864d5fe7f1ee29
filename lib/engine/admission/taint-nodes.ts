// Nodes begin as not ready. Follows kubernetes/plugin/pkg/admission/nodetaint.

import type { AdmissionPlugin } from './interface.ts';

const NOT_READY = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

export const taintNodes: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  resources: ['nodes'],
  operations: ['CREATE'],
  admit(draft) {
    const taints = (draft.spec?.taints ?? []) as { key: string; effect: string }[];
    if (taints.some((it) => it.key === NOT_READY.key && it.effect === NOT_READY.effect)) return;
    draft.spec = { ...draft.spec, taints: [...taints, NOT_READY] };
  },
};
