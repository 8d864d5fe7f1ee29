// What a check of the Pod Security Standards is.

/** The levels, from what allows all to what allows least. */
export type Level = 'privileged' | 'baseline' | 'restricted';

/** What the checks look at in a container. */
export interface Container {
  readonly name: string;
  readonly ports?: readonly { readonly hostPort?: number }[];
  readonly livenessProbe?: Handler;
  readonly readinessProbe?: Handler;
  readonly startupProbe?: Handler;
  readonly lifecycle?: { readonly postStart?: Handler; readonly preStop?: Handler };
  readonly securityContext?: SecurityContext;
}

interface Handler {
  readonly httpGet?: { readonly host?: string };
  readonly tcpSocket?: { readonly host?: string };
}

export interface SecurityContext {
  readonly allowPrivilegeEscalation?: boolean;
  readonly privileged?: boolean;
  readonly procMount?: string;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly appArmorProfile?: { readonly type: string };
  readonly seccompProfile?: { readonly type: string };
  readonly seLinuxOptions?: { readonly type?: string; readonly user?: string; readonly role?: string };
  readonly windowsOptions?: { readonly hostProcess?: boolean };
  readonly sysctls?: readonly { readonly name: string }[];
}

/** What the checks look at in a pod. */
export interface CheckedPod {
  readonly annotations: { readonly [key: string]: string };
  readonly spec: {
    readonly containers?: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly ephemeralContainers?: readonly Container[];
    readonly volumes?: readonly { readonly name: string; readonly [source: string]: unknown }[];
    readonly securityContext?: SecurityContext;
    readonly hostNetwork?: boolean;
    readonly hostPID?: boolean;
    readonly hostIPC?: boolean;
    readonly hostUsers?: boolean;
    readonly os?: { readonly name: string };
  };
}

/** Why a pod does not pass. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

export interface Check {
  /** Upstream's id; violations come in the order of ids. */
  readonly id: string;
  readonly level: 'baseline' | 'restricted';
  /** The first minor version of Kubernetes 1 that has the check. */
  readonly since: number;
  /** The baseline check that this one takes the place of. */
  readonly overrides?: string;
  /** `minor` is the version of the policy, not of the server. */
  violation(pod: CheckedPod, minor: number): Violation | undefined;
}

/** Init, ordinary and ephemeral containers. */
export function allContainers({ spec }: CheckedPod): readonly Container[] {
  return [...(spec.initContainers ?? []), ...(spec.containers ?? []), ...(spec.ephemeralContainers ?? [])];
}

/** `"a", "b"`. */
export function quoted(items: Iterable<string>): string {
  return [...items].map((item) => `"${item}"`).join(', ');
}

/** `container "a"` or `containers "a", "b"`. */
export function containersNamed(names: readonly string[]): string {
  return `${names.length === 1 ? 'container' : 'containers'} ${quoted(names)}`;
}

/** The pod (if it is one) and the containers that set something, as the subject of a sentence. */
export function setters(pod: boolean, names: readonly string[], more: readonly string[] = []): string[] {
  return [...(pod ? ['pod'] : []), ...(names.length ? [containersNamed(names)] : []), ...more];
}

/** Distinct values in order. */
export function sorted(values: Iterable<string>): string[] {
  return [...new Set(values)].sort();
}

export function isWindows({ spec }: CheckedPod): boolean {
  return spec.os?.name === 'windows';
}

/** With a user namespace of its own a pod's root is nobody on the node: policies of 1.35 and later are relaxed. */
export function ownUsers({ spec }: CheckedPod): boolean {
  return spec.hostUsers === false;
}
