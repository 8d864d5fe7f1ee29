// Nothing may run as root. Follows pod-security-admission/policy/check_runAsNonRoot.go.

import { allContainers, containersNamed, ownUsers, setters, type Check } from './interface.ts';

export const runAsNonRoot: Check = {
  id: 'runAsNonRoot',
  level: 'restricted',
  since: 0,
  violation(pod, minor) {
    if (minor >= 35 && ownUsers(pod)) return undefined;
    const own = pod.spec.securityContext?.runAsNonRoot;
    const containers = allContainers(pod);
    const explicit = containers.filter((it) => it.securityContext?.runAsNonRoot === false).map((it) => it.name);
    const subjects = setters(own === false, explicit);
    if (subjects.length)
      return {
        reason: 'runAsNonRoot != true',
        detail: `${subjects.join(' and ')} must not set securityContext.runAsNonRoot=false`,
      };
    const silent = own
      ? []
      : containers.filter((it) => it.securityContext?.runAsNonRoot === undefined).map((it) => it.name);
    if (!silent.length) return undefined;
    return {
      reason: 'runAsNonRoot != true',
      detail: `pod or ${containersNamed(silent)} must set securityContext.runAsNonRoot=true`,
    };
  },
};
