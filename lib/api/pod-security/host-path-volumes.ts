// Nothing of the node's own files. Follows pod-security-admission/policy/check_hostPathVolumes.go.

import { quoted, type Check } from './interface.ts';

export const hostPathVolumes: Check = {
  id: 'hostPathVolumes',
  level: 'baseline',
  since: 0,
  violation({ spec }) {
    const bad = (spec.volumes ?? []).filter((it) => it.hostPath).map((it) => it.name);
    if (!bad.length) return undefined;
    return { reason: 'hostPath volumes', detail: `${bad.length === 1 ? 'volume' : 'volumes'} ${quoted(bad)}` };
  },
};
