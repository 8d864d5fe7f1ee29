// Only kernel settings that stay within the pod. Follows pod-security-admission/policy/check_sysctls.go.

import { type Check } from './interface.ts';

/** The settings allowed, by the minor version that allows them first. */
const ALLOWED: readonly (readonly [since: number, name: string])[] = [
  [0, 'kernel.shm_rmid_forced'],
  [0, 'net.ipv4.ip_local_port_range'],
  [0, 'net.ipv4.tcp_syncookies'],
  [0, 'net.ipv4.ping_group_range'],
  [0, 'net.ipv4.ip_unprivileged_port_start'],
  [27, 'net.ipv4.ip_local_reserved_ports'],
  [29, 'net.ipv4.tcp_keepalive_time'],
  [29, 'net.ipv4.tcp_fin_timeout'],
  [29, 'net.ipv4.tcp_keepalive_intvl'],
  [29, 'net.ipv4.tcp_keepalive_probes'],
  [32, 'net.ipv4.tcp_rmem'],
  [32, 'net.ipv4.tcp_wmem'],
  [37, 'net.ipv4.tcp_slow_start_after_idle'],
  [37, 'net.ipv4.tcp_notsent_lowat'],
];

export const sysctls: Check = {
  id: 'sysctls',
  level: 'baseline',
  since: 0,
  violation({ spec }, minor) {
    const bad = (spec.securityContext?.sysctls ?? [])
      .map((it) => it.name)
      .filter((name) => !ALLOWED.some(([since, allowed]) => allowed === name && minor >= since));
    return bad.length ? { reason: 'forbidden sysctls', detail: bad.join(', ') } : undefined;
  },
};
