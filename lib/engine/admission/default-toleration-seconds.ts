// DefaultTolerationSeconds: pods bear a node that is not ready for five minutes. Follows kubernetes/plugin/pkg/admission/defaulttolerationseconds.

import type { AdmissionPlugin } from './interface.ts';

const KEYS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'] as const;

interface Toleration {
  readonly key?: string;
  readonly effect?: string;
}

export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  resources: ['pods'],
  operations: ['CREATE', 'UPDATE'],
  admit(draft) {
    if (!draft.spec) return;
    const own = (draft.spec.tolerations ?? []) as Toleration[];
    const missing = KEYS.filter(
      (key) => !own.some((it) => (!it.key || it.key === key) && (!it.effect || it.effect === 'NoExecute')),
    );
    if (missing.length)
      draft.spec.tolerations = [
        ...own,
        ...missing.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 })),
      ];
  },
};
