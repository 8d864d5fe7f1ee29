// No process of the Windows node itself. Follows pod-security-admission/policy/check_windowsHostProcess.go.

import { allContainers, setters, type Check } from './interface.ts';

export const windowsHostProcess: Check = {
  id: 'windowsHostProcess',
  level: 'baseline',
  since: 0,
  violation(pod) {
    const bad = allContainers(pod)
      .filter((it) => it.securityContext?.windowsOptions?.hostProcess)
      .map((it) => it.name);
    const subjects = setters(pod.spec.securityContext?.windowsOptions?.hostProcess === true, bad);
    if (!subjects.length) return undefined;
    return {
      reason: 'hostProcess',
      detail: `${subjects.join(' and ')} must not set securityContext.windowsOptions.hostProcess=true`,
    };
  },
};
