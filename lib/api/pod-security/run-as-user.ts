// Nothing is told to run as root. Follows pod-security-admission/policy/check_runAsUser.go.

import { allContainers, ownUsers, setters, type Check } from './interface.ts';

export const runAsUser: Check = {
  id: 'runAsUser',
  level: 'restricted',
  since: 23,
  violation(pod, minor) {
    if (minor >= 35 && ownUsers(pod)) return undefined;
    const bad = allContainers(pod)
      .filter((it) => it.securityContext?.runAsUser === 0)
      .map((it) => it.name);
    const subjects = setters(pod.spec.securityContext?.runAsUser === 0, bad);
    if (!subjects.length) return undefined;
    return { reason: 'runAsUser=0', detail: `${subjects.join(' and ')} must not set runAsUser=0` };
  },
};
