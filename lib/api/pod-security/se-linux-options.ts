// SELinux runs containers as containers. Follows pod-security-admission/policy/check_seLinuxOptions.go.

import { allContainers, quoted, setters, sorted, type Check, type SecurityContext } from './interface.ts';

const ALLOWED = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t']);

export const seLinuxOptions: Check = {
  id: 'seLinuxOptions',
  level: 'baseline',
  since: 0,
  violation(pod, minor) {
    const badType = (type = ''): boolean => !ALLOWED.has(type) && !(minor >= 31 && type === 'container_engine_t');
    const isBad = (context: SecurityContext | undefined): boolean => {
      const options = context?.seLinuxOptions;
      return options !== undefined && (badType(options.type) || !!options.user || !!options.role);
    };
    const bad = allContainers(pod).filter((it) => isBad(it.securityContext));
    const own = isBad(pod.spec.securityContext);
    const subjects = setters(
      own,
      bad.map((it) => it.name),
    );
    if (!subjects.length) return undefined;
    const options = [...(own ? [pod.spec.securityContext] : []), ...bad.map((it) => it.securityContext)].map(
      (it) => it!.seLinuxOptions!,
    );
    const types = sorted(options.flatMap(({ type = '' }) => (badType(type) ? [type] : [])));
    const faults: string[] = [];
    if (types.length) faults.push(`${types.length === 1 ? 'type' : 'types'} ${quoted(types)}`);
    if (options.some((it) => it.user)) faults.push('user may not be set');
    if (options.some((it) => it.role)) faults.push('role may not be set');
    return {
      reason: 'seLinuxOptions',
      detail: `${subjects.join(' and ')} set forbidden securityContext.seLinuxOptions: ${faults.join('; ')}`,
    };
  },
};
