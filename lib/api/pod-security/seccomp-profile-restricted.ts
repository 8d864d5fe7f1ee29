// A seccomp profile that filters is chosen. Follows pod-security-admission/policy/check_seccompProfile_restricted.go.

import { allContainers, containersNamed, isWindows, type Check } from './interface.ts';
import { PROFILES, unconfined } from './seccomp-profile-baseline.ts';

export const seccompProfileRestricted: Check = {
  id: 'seccompProfile_restricted',
  level: 'restricted',
  since: 19,
  overrides: 'seccompProfile_baseline',
  violation(pod, minor) {
    if (minor >= 25 && isWindows(pod)) return undefined;
    const explicit = unconfined(pod);
    if (explicit) return explicit;
    if (PROFILES.has(pod.spec.securityContext?.seccompProfile?.type ?? '')) return undefined;
    const silent = allContainers(pod)
      .filter((it) => !it.securityContext?.seccompProfile)
      .map((it) => it.name);
    if (!silent.length) return undefined;
    return {
      reason: 'seccompProfile',
      detail: `pod or ${containersNamed(silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
    };
  },
};
