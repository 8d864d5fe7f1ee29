// Probes and hooks ask the pod itself, and no other host. Follows pod-security-admission/policy/check_hostProbesAndhostLifecycle.go.

import { allContainers, containersNamed, quoted, sorted, type Check, type Container } from './interface.ts';

export const hostProbes: Check = {
  id: 'hostProbesAndHostLifecycle',
  level: 'baseline',
  since: 34,
  violation(pod) {
    const asking = allContainers(pod)
      .map((it) => ({ name: it.name, hosts: hostsOf(it) }))
      .filter((it) => it.hosts.length);
    if (!asking.length) return undefined;
    const hosts = sorted(asking.flatMap((it) => it.hosts));
    return {
      reason: 'probe or lifecycle host',
      detail: `${containersNamed(sorted(asking.map((it) => it.name)))} ${asking.length === 1 ? 'uses' : 'use'} ${hosts.length === 1 ? 'probe or lifecycle host' : 'probe or lifecycle hosts'} ${quoted(hosts)}`,
    };
  },
};

function hostsOf({ livenessProbe, readinessProbe, startupProbe, lifecycle }: Container): string[] {
  return [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop].flatMap((handler) =>
    [handler?.httpGet?.host, handler?.tcpSocket?.host].flatMap((host) => host || []),
  );
}
