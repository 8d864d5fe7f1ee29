// No privileged containers. Follows pod-security-admission/policy/check_privileged.go.

import { allContainers, containersNamed, type Check } from './interface.ts';

export const privileged: Check = {
  id: 'privileged',
  level: 'baseline',
  since: 0,
  violation(pod) {
    const bad = allContainers(pod)
      .filter((it) => it.securityContext?.privileged)
      .map((it) => it.name);
    if (!bad.length) return undefined;
    return { reason: 'privileged', detail: `${containersNamed(bad)} must not set securityContext.privileged=true` };
  },
};
