// All capabilities dropped, at most the one for low ports added. Follows pod-security-admission/policy/check_capabilities_restricted.go.

import { allContainers, containersNamed, isWindows, quoted, sorted, type Check } from './interface.ts';

export const capabilitiesRestricted: Check = {
  id: 'capabilities_restricted',
  level: 'restricted',
  since: 22,
  overrides: 'capabilities_baseline',
  violation(pod, minor) {
    if (minor >= 25 && isWindows(pod)) return undefined;
    const containers = allContainers(pod);
    const keeping = containers
      .filter((it) => !it.securityContext?.capabilities?.drop?.includes('ALL'))
      .map((it) => it.name);
    const adding = containers
      .map((it) => ({
        name: it.name,
        more: (it.securityContext?.capabilities?.add ?? []).filter((name) => name !== 'NET_BIND_SERVICE'),
      }))
      .filter((it) => it.more.length);
    const details: string[] = [];
    if (keeping.length) details.push(`${containersNamed(keeping)} must set securityContext.capabilities.drop=["ALL"]`);
    if (adding.length)
      details.push(
        `${containersNamed(adding.map((it) => it.name))} must not include ${quoted(sorted(adding.flatMap((it) => it.more)))} in securityContext.capabilities.add`,
      );
    return details.length ? { reason: 'unrestricted capabilities', detail: details.join('; ') } : undefined;
  },
};
