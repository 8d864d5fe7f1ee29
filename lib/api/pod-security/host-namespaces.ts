// None of the node's own namespaces. Follows pod-security-admission/policy/check_hostNamespaces.go.

import { type Check } from './interface.ts';

export const hostNamespaces: Check = {
  id: 'hostNamespaces',
  level: 'baseline',
  since: 0,
  violation({ spec }) {
    const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((it) => spec[it]);
    if (!shared.length) return undefined;
    return { reason: 'host namespaces', detail: shared.map((it) => `${it}=true`).join(', ') };
  },
};
