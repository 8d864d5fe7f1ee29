// No capabilities beyond those of an ordinary container. Follows pod-security-admission/policy/check_capabilities_baseline.go.

import { allContainers, containersNamed, quoted, sorted, type Check } from './interface.ts';

const ALLOWED = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

export const capabilitiesBaseline: Check = {
  id: 'capabilities_baseline',
  level: 'baseline',
  since: 0,
  violation(pod) {
    const added = allContainers(pod)
      .map((it) => ({
        name: it.name,
        more: (it.securityContext?.capabilities?.add ?? []).filter((name) => !ALLOWED.has(name)),
      }))
      .filter((it) => it.more.length);
    if (!added.length) return undefined;
    return {
      reason: 'non-default capabilities',
      detail: `${containersNamed(added.map((it) => it.name))} must not include ${quoted(sorted(added.flatMap((it) => it.more)))} in securityContext.capabilities.add`,
    };
  },
};
