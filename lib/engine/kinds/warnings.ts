// What is said of objects that are let pass, by resource. Follows the Warnings functions of kubernetes/pkg/registry and pkg/api.

import { quote } from '../../api/field-errors.ts';
import { cidrWarnings, ipWarnings } from '../../api/ip.ts';
import { dns1123Label } from '../../api/labels.ts';
import type { GroupResource, KubeObject } from '../../api/object.ts';
import { compareQuantities } from '../../api/quantity.ts';
import { equal } from '../apiserver/equality.ts';
import type { Draft } from './interface.ts';
import { nodeSelectorWarnings, oldLabel, selectorTermWarnings } from './warnings/labels.ts';
import { claimSpecWarnings, podWarnings } from './warnings/pods.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Part = any;
type Warn = (object: Draft, old: KubeObject | undefined) => string[];

/** Names that pods are named after. */
function hostname(object: Draft, of = 'Pod names and hostnames'): string[] {
  const errors = dns1123Label(object.metadata.name ?? '');
  return errors.length
    ? [
        `metadata.name: this is used in ${of}, which can result in surprising behavior; a DNS label is recommended: [${errors.join(' ')}]`,
      ]
    : [];
}

/** Of a template of pods, where it or what is beside it is new. */
const templates =
  (path: string, of: (object: Part) => Part, named = true): Warn =>
  (object, old) => {
    if (old && object.metadata.generation === old.metadata.generation) return [];
    return [...(named && !old ? hostname(object) : []), ...podWarnings(of(object) ?? {}, `${path}.`)];
  };
const specTemplate = templates('spec.template', (it) => it.spec?.template);

const statefulSets: Warn = (object, old) => [
  ...templates('spec.template', (it) => it.spec?.template, false)(object, old),
  ...((object.spec?.volumeClaimTemplates ?? []) as Part[]).flatMap((claim, i) =>
    claimSpecWarnings(claim?.spec, `spec.volumeClaimTemplates[${i}]${old ? '.Spec' : ''}`),
  ),
  ...(object.spec?.revisionHistoryLimit < 0
    ? ['spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended']
    : []),
];

function jobSpec(spec: Part, path: string): string[] {
  const wide = spec?.completionMode === 'Indexed' && spec.completions > 100_000 && spec.parallelism > 10_000;
  return [
    ...(wide
      ? [
          `${path}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail`,
        ]
      : []),
    ...podWarnings(spec?.template ?? {}, `${path}.template.`),
  ];
}

const unchanged = (object: Draft, old: KubeObject | undefined): boolean =>
  old !== undefined && object.metadata.generation === old.metadata.generation;

const jobs: Warn = (object, old) =>
  unchanged(object, old) ? [] : [...(old ? [] : hostname(object)), ...jobSpec(object.spec, 'spec')];

const cronJobs: Warn = (object, old) => [
  ...(old ? [] : hostname(object)),
  ...(unchanged(object, old) ? [] : jobSpec(object.spec?.jobTemplate?.spec, 'spec.jobTemplate.spec')),
  ...(old && String(object.spec?.schedule ?? '').includes('TZ')
    ? [
        'cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details',
      ]
    : []),
];

const services: Warn = ({ metadata, spec = {} }) => {
  const out: string[] = [];
  const { type, clusterIP, clusterIPs = [], externalIPs = [], loadBalancerIP } = spec;
  const headless = type === 'ClusterIP' && clusterIP === 'None';
  if (metadata.annotations?.['service.kubernetes.io/topology-aware-hints'] !== undefined)
    out.push(
      'annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead',
    );
  if (clusterIP && clusterIP !== 'None')
    (clusterIPs as string[]).forEach((it, i) => out.push(...ipWarnings(`spec.clusterIPs[${i}]`, it)));
  if (headless) {
    if (loadBalancerIP) out.push('spec.loadBalancerIP is ignored for headless services');
    if (externalIPs.length) out.push('spec.externalIPs is ignored for headless services');
    if (spec.sessionAffinity !== 'None') out.push('spec.SessionAffinity is ignored for headless services');
  }
  (externalIPs as string[]).forEach((it, i) => out.push(...ipWarnings(`spec.externalIPs[${i}]`, it)));
  if (externalIPs.length && !headless && type !== 'ExternalName')
    out.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters');
  if (loadBalancerIP) out.push(...ipWarnings('spec.loadBalancerIP', loadBalancerIP));
  ((spec.loadBalancerSourceRanges ?? []) as string[]).forEach((it, i) =>
    out.push(...cidrWarnings(`spec.loadBalancerSourceRanges[${i}]`, it)),
  );
  if (type === 'ExternalName' && externalIPs.length)
    out.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (type !== 'ExternalName' && spec.externalName)
    out.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  if (spec.trafficDistribution === 'PreferClose')
    out.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  return out;
};

const OLD_VOLUMES: readonly (readonly [string, string, string])[] = [
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

const CLASS = 'volume.beta.kubernetes.io/storage-class';
const OPTIONS = 'volume.beta.kubernetes.io/mount-options';

const volumes: Warn = ({ metadata, spec = {} }) => [
  ...(metadata.annotations?.[CLASS] === undefined
    ? []
    : [`metadata.annotations[${CLASS}]: deprecated since v1.8; use "storageClassName" attribute instead`]),
  ...(metadata.annotations?.[OPTIONS] === undefined
    ? []
    : [`metadata.annotations[${OPTIONS}]: deprecated since v1.31; use "mountOptions" attribute instead`]),
  ...(spec.persistentVolumeReclaimPolicy === 'Recycle'
    ? [
        'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
      ]
    : []),
  ...((spec.nodeAffinity?.required?.nodeSelectorTerms ?? []) as Part[]).flatMap((term, i) =>
    selectorTermWarnings(term, false, `spec.nodeAffinity.required.nodeSelectorTerms[${i}]`),
  ),
  ...OLD_VOLUMES.flatMap(([field, shown, text]) => (spec[field] ? [`spec.${shown}: ${text}`] : [])),
];

const claims: Warn = ({ metadata, spec }) => [
  ...(metadata.annotations?.[CLASS] === undefined
    ? []
    : [`metadata.annotations[${CLASS}]: deprecated since v1.8; use "storageClassName" attribute instead`]),
  ...claimSpecWarnings(spec, 'spec'),
];

const quotas: Warn = ({ spec }, old) => {
  if (old) return [];
  const hard: Record<string, string> = spec?.hard ?? {};
  return ['cpu', 'memory', 'ephemeral-storage'].flatMap((name) => {
    let asked = `requests.${name}`;
    if (hard[asked] === undefined && name !== 'ephemeral-storage') asked = name;
    const limit = `limits.${name}`;
    if (hard[asked] === undefined || hard[limit] === undefined) return [];
    return compareQuantities(hard[asked]!, hard[limit]!) > 0
      ? [`ResourceQuota ${asked} (${hard[asked]}) should be less than ${limit} (${hard[limit]})`]
      : [];
  });
};

const drivers: Warn = ({ spec }, old) =>
  spec?.tokenRequests?.length &&
  spec.serviceAccountTokenInSecrets === undefined &&
  !(old && equal(old['spec']?.tokenRequests, spec.tokenRequests))
    ? [
        'spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes',
      ]
    : [];

const endpointSlices: Warn = (slice, old) => [
  ...(slice.addressType === 'FQDN' && !old ? ['spec.addressType: FQDN endpoints are deprecated'] : []),
  ...(/^endpointslice(mirroring)?-controller\.k8s\.io$/.test(
    slice.metadata.labels?.['endpointslice.kubernetes.io/managed-by'] ?? '',
  )
    ? []
    : ((slice.endpoints ?? []) as Part[]).flatMap((it, i) =>
        ((it?.addresses ?? []) as string[]).flatMap((address, j) =>
          ipWarnings(`endpoints[${i}].addresses[${j}]`, address),
        ),
      )),
];

const endpoints: Warn = (object) =>
  object.metadata.labels?.['endpoints.kubernetes.io/managed-by'] === 'endpoint-controller'
    ? []
    : ((object.subsets ?? []) as Part[]).flatMap((subset, i) =>
        ['addresses', 'notReadyAddresses'].flatMap((list) =>
          ((subset?.[list] ?? []) as Part[]).flatMap((it, j) =>
            ipWarnings(`subsets[${i}].${list}[${j}].ip`, it?.ip ?? ''),
          ),
        ),
      );

const policies: Warn = ({ spec }) =>
  (
    [
      ['ingress', 'from'],
      ['egress', 'to'],
    ] as const
  ).flatMap(([rules, peers]) =>
    ((spec?.[rules] ?? []) as Part[]).flatMap((rule, i) =>
      ((rule?.[peers] ?? []) as Part[]).flatMap((peer, j) => {
        const path = `spec.${rules}[${i}].${peers}[${j}].ipBlock`;
        return peer?.ipBlock
          ? [
              ...cidrWarnings(`${path}.cidr`, peer.ipBlock.cidr ?? ''),
              ...((peer.ipBlock.except ?? []) as string[]).flatMap((it, k) => cidrWarnings(`${path}.except[${k}]`, it)),
            ]
          : [];
      }),
    ),
  );

const nodes: Warn = ({ spec = {} }) => [
  ...(spec.configSource ? ['spec.configSource: the feature is removed'] : []),
  ...(spec.externalID ? ['spec.externalID: this field is deprecated, and is unused by Kubernetes'] : []),
  ...((spec.podCIDRs ?? []) as string[]).flatMap((it, i) => cidrWarnings(`spec.podCIDRs[${i}]`, it)),
];

const MOUNTABLE = 'kubernetes.io/enforce-mountable-secrets';
const accounts: Warn = ({ metadata }, old) =>
  metadata.annotations?.[MOUNTABLE] === undefined || old?.metadata.annotations?.[MOUNTABLE] !== undefined
    ? []
    : [
        `metadata.annotations[${MOUNTABLE}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`,
      ];

const INGRESS_CLASS = 'kubernetes.io/ingress.class';
const ingresses: Warn = ({ metadata, spec }, old) =>
  !old && metadata.annotations?.[INGRESS_CLASS] !== undefined && spec?.ingressClassName === undefined
    ? [`annotation ${quote(INGRESS_CLASS)} is deprecated, please use 'spec.ingressClassName' instead`]
    : [];

/** A pair of certificate and key that is none. Follows Go's crypto/tls. */
const secrets: Warn = ({ type, data }) => {
  if (type !== 'kubernetes.io/tls') return [];
  for (const [field, what] of [
    ['tls.crt', 'certificate'],
    ['tls.key', 'key'],
  ] as const) {
    const text = Buffer.from((data?.[field] as string | undefined) ?? '', 'base64').toString('latin1');
    if (!/-----BEGIN [^-]+-----[^]*-----END [^-]+-----/.test(text))
      return [`tls: failed to find any PEM data in ${what} input`];
  }
  return [];
};

const storageClasses: Warn = ({ allowedTopologies }) =>
  ((allowedTopologies ?? []) as Part[]).flatMap((term, i) =>
    ((term?.matchLabelExpressions ?? []) as Part[]).flatMap((it, j) =>
      oldLabel(it?.key) ? [`allowedTopologies[${i}].matchLabelExpressions[${j}].key: ${oldLabel(it.key)}`] : [],
    ),
  );

const runtimeClasses: Warn = ({ scheduling }) =>
  Object.keys(scheduling?.nodeSelector ?? {}).flatMap((key) =>
    oldLabel(key) ? [`scheduling.nodeSelector: ${oldLabel(key)}`] : [],
  );

const slices: Warn = ({ spec }) => {
  const driver = (spec?.driver ?? '') as string;
  return driver === driver.toLowerCase()
    ? []
    : [`spec.driver: driver names should be lowercase; ${quote(driver)} contains uppercase characters`];
};

export const WARNINGS: { readonly [resource: GroupResource]: Warn } = {
  pods: (object, old) => (old ? [] : [...hostname(object, "the Pod's hostname"), ...podWarnings(object, '')]),
  podtemplates: templates('template', (it) => it.template, false),
  replicationcontrollers: specTemplate,
  'deployments.apps': specTemplate,
  'replicasets.apps': specTemplate,
  'daemonsets.apps': templates('spec.template', (it) => it.spec?.template, false),
  'statefulsets.apps': statefulSets,
  'jobs.batch': jobs,
  'cronjobs.batch': cronJobs,
  services,
  endpoints,
  nodes,
  secrets,
  serviceaccounts: accounts,
  persistentvolumes: volumes,
  persistentvolumeclaims: claims,
  resourcequotas: quotas,
  'endpointslices.discovery.k8s.io': endpointSlices,
  'ingresses.networking.k8s.io': ingresses,
  'networkpolicies.networking.k8s.io': policies,
  'resourceslices.resource.k8s.io': slices,
  'csidrivers.storage.k8s.io': drivers,
  'storageclasses.storage.k8s.io': storageClasses,
  'csistoragecapacities.storage.k8s.io': ({ nodeTopology }) => nodeSelectorWarnings(nodeTopology, 'nodeTopology'),
  'runtimeclasses.node.k8s.io': runtimeClasses,
};
