// What is said of pods, and of the templates of pods, that are let pass. Follows kubernetes/pkg/api/pod/warnings.go.

import { quote } from '../../../api/field-errors.ts';
import { ipWarnings } from '../../../api/ip.ts';
import { parseQuantity } from '../../../api/quantity.ts';
import { selectorTermWarnings, oldLabel } from './labels.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Part = any;

const OLD_ANNOTATIONS: readonly (readonly [string, string])[] = [
  ['scheduler.alpha.kubernetes.io/critical-pod', 'non-functional in v1.16+; use the "priorityClassName" field instead'],
  ['security.alpha.kubernetes.io/sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
  ['security.alpha.kubernetes.io/unsafe-sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
];

const OLD_VOLUMES: readonly (readonly [string, string])[] = [
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

const UPSTREAM_FIELD: Readonly<Record<string, string>> = { storageos: 'storageOS' };
const SECCOMP = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_OF = 'container.seccomp.security.alpha.kubernetes.io/';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

/** Of an amount of bytes that has a fraction. */
export function fractionWarnings(path: string, amounts: Part, ...names: string[]): string[] {
  return names.flatMap((name) => {
    const amount = amounts?.[name] as string | undefined;
    const parsed = amount === undefined ? undefined : parseQuantity(amount);
    return parsed && parsed.nano % 1_000_000_000n !== 0n
      ? [`${path}[${name}]: fractional byte value ${quote(amount!)} is invalid, must be an integer`]
      : [];
  });
}

/** `prefix` is '' for a pod and `spec.template.` for a template there. */
export function podWarnings(pod: { metadata?: Part; spec?: Part }, prefix: string): string[] {
  const spec: Part = pod.spec ?? {};
  const annotations: Record<string, string> = pod.metadata?.annotations ?? {};
  const at = `${prefix}spec`;
  return [
    ...placement(spec, at),
    ...OLD_ANNOTATIONS.flatMap(([key, text]) =>
      annotations[key] === undefined ? [] : [`${prefix}metadata.annotations[${key}]: ${text}`],
    ),
    ...volumes(spec.volumes ?? [], at),
    ...twice(spec.hostAliases, 'ip', `${at}.hostAliases`),
    ...twice(spec.imagePullSecrets, 'name', `${at}.imagePullSecrets`),
    ...((spec.imagePullSecrets ?? []) as Part[]).flatMap((it, i) =>
      it?.name ? [] : [`${at}.imagePullSecrets[${i}].name: invalid empty name ""`],
    ),
    ...fractionWarnings(`${at}.overhead`, spec.overhead, 'memory', 'ephemeral-storage'),
    ...(!spec.securityContext?.seccompProfile && annotations[SECCOMP] !== undefined
      ? [`${prefix}metadata.annotations[${SECCOMP}]: non-functional in v1.27+; use the "seccompProfile" field instead`]
      : []),
    ...containers(spec, annotations, prefix),
    ...ports(spec, at),
    ...(spec.terminationGracePeriodSeconds < 0
      ? [`${at}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`]
      : []),
    ...affinity(spec, at),
    ...((spec.dnsConfig?.nameservers ?? []) as string[]).flatMap((it, i) =>
      ipWarnings(`${at}.dnsConfig.nameservers[${i}]`, it),
    ),
    ...((spec.hostAliases ?? []) as Part[]).flatMap((it, i) => ipWarnings(`${at}.hostAliases[${i}].ip`, it?.ip ?? '')),
  ];
}

function placement(spec: Part, at: string): string[] {
  const out: string[] = [];
  for (const key in spec.nodeSelector ?? {}) {
    const text = oldLabel(key);
    if (text) out.push(`${at}.nodeSelector[${key}]: ${text}`);
  }
  const node = spec.affinity?.nodeAffinity;
  const required = 'requiredDuringSchedulingIgnoredDuringExecution';
  const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
  ((node?.[required]?.nodeSelectorTerms ?? []) as Part[]).forEach((term, i) =>
    out.push(...selectorTermWarnings(term, false, `${at}.affinity.nodeAffinity.${required}.nodeSelectorTerms[${i}]`)),
  );
  ((node?.[preferred] ?? []) as Part[]).forEach((term, i) =>
    out.push(
      ...selectorTermWarnings(term?.preference, true, `${at}.affinity.nodeAffinity.${preferred}[${i}].preference`),
    ),
  );
  ((spec.topologySpreadConstraints ?? []) as Part[]).forEach((it, i) => {
    const path = `${at}.topologySpreadConstraints[${i}]`;
    const text = oldLabel(it?.topologyKey);
    if (text) out.push(`${path}.topologyKey: ${it.topologyKey} is ${text}`);
    if (!it?.labelSelector) out.push(`${path}.labelSelector: a null labelSelector results in matching no pod`);
  });
  return out;
}

function twice(list: Part[] | undefined, field: string, path: string): string[] {
  const seen = new Set<string>();
  return (list ?? []).flatMap((it, i) => {
    const value = (it?.[field] ?? '') as string;
    const again = seen.has(value);
    seen.add(value);
    return again ? [`${path}[${i}].${field}: duplicate ${field} ${quote(value)}`] : [];
  });
}

function volumes(list: Part[], at: string): string[] {
  const out = list.flatMap((volume, i) => [
    ...OLD_VOLUMES.flatMap(([field, text]) =>
      volume?.[field] ? [`${at}.volumes[${i}].${UPSTREAM_FIELD[field] ?? field}: ${text}`] : [],
    ),
    ...claimSpecWarnings(
      volume?.ephemeral?.volumeClaimTemplate?.spec,
      `${at}.volumes[${i}].ephemeral.volumeClaimTemplate.spec`,
    ),
  ]);
  for (const volume of list) out.push(...overlaps(volume ?? {}));
  return out;
}

/** Of what a claim asks for. */
export function claimSpecWarnings(spec: Part, path: string): string[] {
  return [
    ...fractionWarnings(`${path}.resources.requests`, spec?.resources?.requests, 'storage'),
    ...fractionWarnings(`${path}.resources.limits`, spec?.resources?.limits, 'storage'),
  ];
}

interface Place {
  readonly path: string;
  readonly source: string;
}

/** Of files of one volume that lie in each other's place. */
function overlaps(volume: Part): string[] {
  const places = (items: Part[] | undefined, source = ''): Place[] =>
    (items ?? []).map((it) => ({ path: it?.path ?? '', source }));
  const found = (what: string, all: readonly Place[]): string[] => {
    const seen: Place[] = [];
    return all.flatMap((given) => {
      const place = { ...given, path: given.path.replace(/\/+$/, '') };
      const clash = place.path ? seen.filter((it) => it.path && clashes(it.path, place.path)) : [];
      seen.push(place);
      return clash.map(
        (it) => `volume ${quote(volume.name)} (${what}): overlapping paths: ${shown(place)} with ${shown(it)}`,
      );
    });
  };
  const out = [
    ...found(`ConfigMap ${quote(volume.configMap?.name ?? '')}`, places(volume.configMap?.items)),
    ...found(`Secret ${quote(volume.secret?.secretName ?? '')}`, places(volume.secret?.items)),
    ...found('DownwardAPI', places(volume.downwardAPI?.items)),
  ];
  const all: Place[] = [];
  for (const source of (volume.projected?.sources ?? []) as Part[]) {
    if (!source || !Object.keys(source).length) {
      out.push(`volume ${quote(volume.name)} (Projected) has no sources provided`);
      continue;
    }
    const {
      configMap,
      secret,
      downwardAPI,
      serviceAccountToken: token,
      clusterTrustBundle: bundle,
      podCertificate,
    } = source;
    if (configMap?.items) all.push(...places(configMap.items, `ConfigMap ${quote(configMap.name ?? '')}`));
    else if (secret?.items) all.push(...places(secret.items, `Secret ${quote(secret.name ?? '')}`));
    else if (downwardAPI?.items) all.push(...places(downwardAPI.items, 'DownwardAPI'));
    else if (token) all.push({ path: token.path ?? '', source: 'ServiceAccountToken' });
    else if (bundle)
      all.push({
        path: bundle.path ?? '',
        source: `ClusterTrustBundle ${quote(bundle.name ?? bundle.signerName ?? '')}`,
      });
    else if (podCertificate)
      for (const [field, what] of [
        ['certificateChainPath', 'chain'],
        ['keyPath', 'key'],
        ['credentialBundlePath', 'credential bundle'],
      ] as const)
        if (podCertificate[field]) all.push({ path: podCertificate[field], source: `PodCertificate ${what}` });
  }
  return [...out, ...found('Projected', all)];
}

const clashes = (a: string, b: string): boolean => `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`);
const shown = ({ path, source }: Place): string => (source ? `${quote(path)} (${source})` : quote(path));

/** Init containers first, as they start. */
function all(spec: Part): readonly (readonly [Part, string])[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    ((spec[list] ?? []) as Part[]).map((it, i) => [it ?? {}, `${list}[${i}]`] as const),
  );
}

function containers(spec: Part, annotations: Record<string, string>, prefix: string): string[] {
  return all(spec).flatMap(([it, name]) => {
    const path = `${prefix}spec.${name}`;
    const key = SECCOMP_OF + it.name;
    const armor = APP_ARMOR + it.name;
    return [
      ...(!it.securityContext?.seccompProfile && annotations[key] !== undefined
        ? [`${prefix}metadata.annotations[${key}]: non-functional in v1.27+; use the "seccompProfile" field instead`]
        : []),
      ...(prefix &&
      !it.securityContext?.appArmorProfile &&
      annotations[armor] !== undefined &&
      !spec.securityContext?.appArmorProfile
        ? [`${prefix}metadata.annotations[${armor}]: deprecated since v1.30; use the "appArmorProfile" field instead`]
        : []),
      ...fractionWarnings(`${path}.resources.limits`, it.resources?.limits, 'memory'),
      ...fractionWarnings(`${path}.resources.requests`, it.resources?.requests, 'memory'),
      ...fractionWarnings(`${path}.resources.limits`, it.resources?.limits, 'ephemeral-storage'),
      ...fractionWarnings(`${path}.resources.requests`, it.resources?.requests, 'ephemeral-storage'),
      ...hidden(it.env ?? [], path),
    ];
  });
}

/** Of variables said twice, where the second does not build upon the first. */
function hidden(env: Part[], path: string): string[] {
  const seen = new Set<string>();
  return env.flatMap((it, i) => {
    const name = (it?.name ?? '') as string;
    const value = (it?.value ?? '') as string;
    const again = seen.has(name);
    seen.add(name);
    return again && (it?.valueFrom || value === `$(${name})` || !value.includes(`$(${name})`))
      ? [`${path}.env[${i}]: hides previous definition of ${quote(name)}, which may be dropped when using apply`]
      : [];
  });
}

function ports(spec: Part, at: string): string[] {
  const out: string[] = [];
  const taken = new Map<string, { path: string; port: Part }[]>();
  const visit = (act: (port: Part, path: string) => void): void => {
    for (const [it, name] of all(spec))
      ((it.ports ?? []) as Part[]).forEach((port, i) => act(port ?? {}, `${at}.${name}.ports[${i}]`));
  };
  visit((port, path) => {
    const { hostIP = '', hostPort = 0 } = port;
    if (hostIP && !hostPort)
      out.push(
        `${path}: hostIP set without hostPort: {Name:${port.name ?? ''} HostPort:0 ContainerPort:${port.containerPort ?? 0} Protocol:${port.protocol ?? ''} HostIP:${hostIP}}`,
      );
    const key = `${port.containerPort}/${port.protocol}`;
    const others = taken.get(key) ?? [];
    for (const other of others) {
      const { hostIP: otherIp = '', hostPort: otherPort = 0 } = other.port;
      if (hostIP === otherIp && hostPort === otherPort)
        out.push(`${path}: duplicate port definition with ${other.path}`);
      else if (!hostPort || !otherPort) out.push(`${path}: overlapping port definition with ${other.path}`);
      else if (hostPort === otherPort && (hostIP === '') !== (otherIp === ''))
        out.push(`${path}: dangerously ambiguous port definition with ${other.path}`);
    }
    taken.set(key, [...others, { path, port }]);
  });
  const names = new Map<string, string>();
  visit((port, path) => {
    if (!port.name) return;
    const other = names.get(port.name);
    if (other)
      out.push(
        `${path}: duplicate port name ${quote(port.name)} with ${other}, services and probes that select ports by name will use ${other}`,
      );
    else names.set(port.name, path);
  });
  return out;
}

function affinity(spec: Part, at: string): string[] {
  const required = 'requiredDuringSchedulingIgnoredDuringExecution';
  const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
  return ['podAffinity', 'podAntiAffinity'].flatMap((kind) => [
    ...((spec.affinity?.[kind]?.[required] ?? []) as Part[]).flatMap((it, i) =>
      it?.labelSelector
        ? []
        : [`${at}.affinity.${kind}.${required}[${i}].labelSelector: a null labelSelector results in matching no pod`],
    ),
    ...((spec.affinity?.[kind]?.[preferred] ?? []) as Part[]).flatMap((it, i) =>
      it?.podAffinityTerm?.labelSelector
        ? []
        : [
            `${at}.affinity.${kind}.${preferred}[${i}].podAffinityTerm.labelSelector: a null labelSelector results in matching no pod`,
          ],
    ),
  ]);
}
