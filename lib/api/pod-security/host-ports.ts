// No ports of the node. Follows pod-security-admission/policy/check_hostPorts.go.

import { allContainers, containersNamed, sorted, type Check } from './interface.ts';

export const hostPorts: Check = {
  id: 'hostPorts',
  level: 'baseline',
  since: 0,
  violation(pod) {
    const using = allContainers(pod)
      .map((it) => ({ name: it.name, ports: (it.ports ?? []).flatMap((port) => port.hostPort || []) }))
      .filter((it) => it.ports.length);
    if (!using.length) return undefined;
    const ports = sorted(using.flatMap((it) => it.ports.map(String)));
    return {
      reason: 'hostPort',
      detail: `${containersNamed(using.map((it) => it.name))} ${using.length === 1 ? 'uses' : 'use'} ${ports.length === 1 ? 'hostPort' : 'hostPorts'} ${ports.join(', ')}`,
    };
  },
};
