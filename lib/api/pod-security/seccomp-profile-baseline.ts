// Seccomp is not switched off. Follows pod-security-admission/policy/check_seccompProfile_baseline.go.

import { allContainers, quoted, setters, sorted, type Check, type CheckedPod, type Violation } from './interface.ts';

const POD = 'seccomp.security.alpha.kubernetes.io/pod';
const CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';

/** The profiles that filter. */
export const PROFILES = new Set(['RuntimeDefault', 'Localhost']);

/** The pod and containers that choose a profile which filters nothing. */
export function unconfined(pod: CheckedPod): Violation | undefined {
  const own = pod.spec.securityContext?.seccompProfile?.type;
  const podBad = own !== undefined && !PROFILES.has(own);
  const bad = allContainers(pod).filter((it) => {
    const type = it.securityContext?.seccompProfile?.type;
    return type !== undefined && !PROFILES.has(type);
  });
  const subjects = setters(
    podBad,
    bad.map((it) => it.name),
  );
  if (!subjects.length) return undefined;
  const values = sorted([...(podBad ? [own] : []), ...bad.map((it) => it.securityContext!.seccompProfile!.type)]);
  return {
    reason: 'seccompProfile',
    detail: `${subjects.join(' and ')} must not set securityContext.seccompProfile.type to ${quoted(values)}`,
  };
}

// Before 1.19 profiles were annotations.
function annotated(pod: CheckedPod): Violation | undefined {
  const keys = [POD, ...allContainers(pod).map((it) => CONTAINER + it.name)];
  const bad = sorted(
    keys.flatMap((key) => {
      const value = pod.annotations[key];
      const fine =
        value === undefined ||
        value === 'runtime/default' ||
        value === 'docker/default' ||
        value.startsWith('localhost/');
      return fine ? [] : [`${key}=${JSON.stringify(value)}`];
    }),
  );
  if (!bad.length) return undefined;
  return {
    reason: 'seccompProfile',
    detail: `forbidden ${bad.length === 1 ? 'annotation' : 'annotations'} ${bad.join(', ')}`,
  };
}

export const seccompProfileBaseline: Check = {
  id: 'seccompProfile_baseline',
  level: 'baseline',
  since: 0,
  violation: (pod, minor) => (minor >= 19 ? unconfined(pod) : annotated(pod)),
};
