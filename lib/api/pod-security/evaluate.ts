// The Pod Security Standards: whether a pod passes a level as a version of Kubernetes has it.
// Follows pod-security-admission/policy/registry.go and api/helpers.go.

import type { KubeObject } from '../object.ts';
import { allowPrivilegeEscalation } from './allow-privilege-escalation.ts';
import { appArmorProfile } from './app-armor-profile.ts';
import { capabilitiesBaseline } from './capabilities-baseline.ts';
import { capabilitiesRestricted } from './capabilities-restricted.ts';
import { hostNamespaces } from './host-namespaces.ts';
import { hostPathVolumes } from './host-path-volumes.ts';
import { hostPorts } from './host-ports.ts';
import { hostProbes } from './host-probes.ts';
import type { Check, CheckedPod, Level, Violation } from './interface.ts';
import { privileged } from './privileged.ts';
import { procMountBaseline, procMountRestricted } from './proc-mount.ts';
import { restrictedVolumes } from './restricted-volumes.ts';
import { runAsNonRoot } from './run-as-non-root.ts';
import { runAsUser } from './run-as-user.ts';
import { seLinuxOptions } from './se-linux-options.ts';
import { seccompProfileBaseline } from './seccomp-profile-baseline.ts';
import { seccompProfileRestricted } from './seccomp-profile-restricted.ts';
import { sysctls } from './sysctls.ts';
import { windowsHostProcess } from './windows-host-process.ts';

/** Baseline first, then restricted, each in the order of ids. */
export const CHECKS: readonly Check[] = [
  appArmorProfile,
  capabilitiesBaseline,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbes,
  privileged,
  procMountBaseline,
  seLinuxOptions,
  seccompProfileBaseline,
  sysctls,
  windowsHostProcess,
  allowPrivilegeEscalation,
  capabilitiesRestricted,
  procMountRestricted,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompProfileRestricted,
];

/** The newest policy there is: what `latest` means, in minor versions. */
export const LATEST = 36;

/** What a namespace asks for in one mode. */
export interface Policy {
  readonly level: Level;
  /** `latest` or `v1.24`. */
  readonly version: string;
}

/** The outcome: what is violated, in order. */
export interface Evaluation {
  readonly allowed: boolean;
  readonly violations: readonly Violation[];
  /** `host namespaces (hostNetwork=true), privileged (…)`. */
  readonly text: string;
}

const FINE: Evaluation = { allowed: true, violations: [], text: '' };

/** Whether a pod passes a level. */
export function evaluatePod(
  level: Level,
  version: string,
  metadata: KubeObject['metadata'] | undefined,
  spec: object | undefined,
): Evaluation {
  if (level === 'privileged') return FINE;
  const minor = minorOf(version);
  const pod: CheckedPod = { annotations: metadata?.annotations ?? {}, spec: (spec ?? {}) as CheckedPod['spec'] };
  const active = CHECKS.filter(
    (check) => check.since <= minor && (check.level === 'baseline' || level === 'restricted'),
  );
  const overridden = new Set(active.map((check) => check.overrides));
  const violations = active
    .filter((check) => !overridden.has(check.id))
    .flatMap((check) => check.violation(pod, minor) ?? []);
  if (!violations.length) return FINE;
  return {
    allowed: false,
    violations,
    text: violations.map(({ reason, detail }) => (detail ? `${reason} (${detail})` : reason)).join(', '),
  };
}

function minorOf(version: string): number {
  const match = /^v1\.(\d+)$/.exec(version);
  return match ? Number(match[1]) : LATEST;
}

const LEVELS = ['privileged', 'baseline', 'restricted'];

/** What is wrong with the labels of a namespace: the label, its value, and what it should be. */
export function labelFaults(
  labels: { readonly [key: string]: string } | undefined,
): { label: string; value: string; kind: 'level' | 'version' }[] {
  const faults: { label: string; value: string; kind: 'level' | 'version' }[] = [];
  for (const mode of ['enforce', 'audit', 'warn']) {
    const label = `${PREFIX}${mode}`;
    const level = labels?.[label];
    if (level !== undefined && !LEVELS.includes(level)) faults.push({ label, value: level, kind: 'level' });
    const version = labels?.[`${label}-version`];
    if (version !== undefined && !/^(latest|v1\.(0|[1-9]\d*))$/.test(version))
      faults.push({ label: `${label}-version`, value: version, kind: 'version' });
  }
  return faults;
}

const PREFIX = 'pod-security.kubernetes.io/';

/** What a namespace's labels ask for. Levels that are none count as restricted, versions that are none as the latest. */
export function policyOf(
  labels: { readonly [key: string]: string } | undefined,
  mode: 'enforce' | 'audit' | 'warn',
): Policy {
  const level = labels?.[`${PREFIX}${mode}`];
  const version = labels?.[`${PREFIX}${mode}-version`];
  return {
    level: level === undefined ? 'privileged' : LEVELS.includes(level) ? (level as Level) : 'restricted',
    version: version !== undefined && /^v1\.(0|[1-9]\d*)$/.test(version) ? version : 'latest',
  };
}
