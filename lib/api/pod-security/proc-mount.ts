// /proc is masked as usual. Follows pod-security-admission/policy/check_procMount_baseline.go and check_procMount_restricted.go.

import {
  allContainers,
  containersNamed,
  ownUsers,
  quoted,
  sorted,
  type Check,
  type CheckedPod,
  type Violation,
} from './interface.ts';

function unmasked(pod: CheckedPod): Violation | undefined {
  const bad = allContainers(pod).filter((it) => (it.securityContext?.procMount ?? 'Default') !== 'Default');
  if (!bad.length) return undefined;
  return {
    reason: 'procMount',
    detail: `${containersNamed(bad.map((it) => it.name))} must not set securityContext.procMount to ${quoted(sorted(bad.map((it) => it.securityContext!.procMount!)))}`,
  };
}

export const procMountBaseline: Check = {
  id: 'procMount',
  level: 'baseline',
  since: 0,
  violation: (pod, minor) => (minor >= 35 && ownUsers(pod) ? undefined : unmasked(pod)),
};

export const procMountRestricted: Check = {
  id: 'procMount_restricted',
  level: 'restricted',
  since: 35,
  overrides: 'procMount',
  violation: unmasked,
};
