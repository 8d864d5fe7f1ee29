// No process gains more rights than its parent. Follows pod-security-admission/policy/check_allowPrivilegeEscalation.go.

import { allContainers, containersNamed, isWindows, type Check } from './interface.ts';

export const allowPrivilegeEscalation: Check = {
  id: 'allowPrivilegeEscalation',
  level: 'restricted',
  since: 8,
  violation(pod, minor) {
    if (minor >= 25 && isWindows(pod)) return undefined;
    const bad = allContainers(pod)
      .filter((it) => it.securityContext?.allowPrivilegeEscalation !== false)
      .map((it) => it.name);
    if (!bad.length) return undefined;
    return {
      reason: 'allowPrivilegeEscalation != false',
      detail: `${containersNamed(bad)} must set securityContext.allowPrivilegeEscalation=false`,
    };
  },
};
