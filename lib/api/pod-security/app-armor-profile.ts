// AppArmor is not switched off. Follows pod-security-admission/policy/check_appArmorProfile.go.

import { allContainers, quoted, setters, sorted, type Check } from './interface.ts';

const ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';
const ALLOWED = new Set(['RuntimeDefault', 'Localhost']);

export const appArmorProfile: Check = {
  id: 'appArmorProfile',
  level: 'baseline',
  since: 0,
  violation(pod) {
    const own = pod.spec.securityContext?.appArmorProfile?.type;
    const bad = allContainers(pod).filter((it) => {
      const type = it.securityContext?.appArmorProfile?.type;
      return type !== undefined && !ALLOWED.has(type);
    });
    const annotations = Object.entries(pod.annotations)
      .filter(
        ([key, value]) =>
          key.startsWith(ANNOTATION) && value && value !== 'runtime/default' && !value.startsWith('localhost/'),
      )
      .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
      .sort();
    const podBad = own !== undefined && !ALLOWED.has(own);
    const values = [
      ...sorted([...(podBad ? [own] : []), ...bad.map((it) => it.securityContext!.appArmorProfile!.type)]),
      ...annotations,
    ];
    const subjects = setters(
      podBad,
      bad.map((it) => it.name),
      annotations.length ? [annotations.length === 1 ? 'annotation' : 'annotations'] : [],
    );
    if (!subjects.length) return undefined;
    return {
      reason: values.length === 1 ? 'forbidden AppArmor profile' : 'forbidden AppArmor profiles',
      detail: `${subjects.join(' and ')} must not set AppArmor profile type to ${quoted(values)}`,
    };
  },
};
