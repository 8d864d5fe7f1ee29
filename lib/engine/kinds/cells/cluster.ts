// What the rows of nodes, rights, policies and what else is the cluster's say.

import { humanDuration } from '../../../api/durations.ts';
import type { Part, Row } from './interface.ts';
import { orNone, orUnset, since } from './interface.ts';

const ROLE = 'node-role.kubernetes.io/';
const address =
  (type: string) =>
  (it: Part): string =>
    ((it.status?.addresses ?? []) as Part[]).find((one) => one.type === type)?.address ?? '<none>';

export const nodes: Row = {
  Status: (it) => {
    const ready = ((it.status?.conditions ?? []) as Part[]).find((one) => one.type === 'Ready');
    const state = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown';
    return it.spec?.unschedulable ? `${state},SchedulingDisabled` : state;
  },
  Roles: (it) => {
    const roles = new Set<string>();
    for (const [key, value] of Object.entries((it.metadata.labels ?? {}) as { [key: string]: string })) {
      if (key.startsWith(ROLE) && key.length > ROLE.length) roles.add(key.slice(ROLE.length));
      if (key === 'kubernetes.io/role' && value) roles.add(value);
    }
    return orNone([...roles].sort().join(','));
  },
  Version: (it) => it.status?.nodeInfo?.kubeletVersion ?? '',
  'Internal-IP': address('InternalIP'),
  'External-IP': address('ExternalIP'),
  'OS-Image': (it) => it.status?.nodeInfo?.osImage || '<unknown>',
  'Kernel-Version': (it) => {
    const { kernelVersion, architecture } = (it.status?.nodeInfo ?? {}) as Part;
    return `${kernelVersion || '<unknown>'}${architecture ? ` (${architecture})` : ''}`;
  },
  'Container-Runtime': (it) => it.status?.nodeInfo?.containerRuntimeVersion || '<unknown>',
};

export const namespaces: Row = { Status: (it) => it.status?.phase ?? '' };

export const componentStatuses: Row = {
  Status: (it) => {
    const healthy = ((it.conditions ?? []) as Part[]).find((one) => one.type === 'Healthy');
    return healthy ? (healthy.status === 'True' ? 'Healthy' : 'Unhealthy') : 'Unknown';
  },
  Message: (it) => ((it.conditions ?? []) as Part[]).find((one) => one.type === 'Healthy')?.message ?? '',
  Error: (it) => ((it.conditions ?? []) as Part[]).find((one) => one.type === 'Healthy')?.error ?? '',
};

export const configMaps: Row = {
  Data: (it) => Object.keys(it.data ?? {}).length + Object.keys(it.binaryData ?? {}).length,
};
export const secrets: Row = { Type: (it) => it.type ?? '', Data: (it) => Object.keys(it.data ?? {}).length };

/** Used over allowed, of limits or of all else. */
const quotaOf =
  (limits: boolean) =>
  (it: Part): string =>
    Object.entries((it.status?.hard ?? {}) as { [resource: string]: unknown })
      .filter(([resource]) => resource.startsWith('limits.') === limits)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([resource, hard]) => `${resource}: ${String(it.status?.used?.[resource] ?? '0')}/${String(hard)}`)
      .join(', ');
export const quotas: Row = { Request: quotaOf(false), Limit: quotaOf(true) };

const first = (it: Part, now: number): string =>
  since(it.firstTimestamp ?? it.deprecatedFirstTimestamp ?? it.eventTime, now);
/** Events of both groups: the fields of one are the other's by another name. */
export const events: Row = {
  'Last Seen': (it, now) => {
    const last = it.series?.lastObservedTime ?? it.lastTimestamp ?? it.deprecatedLastTimestamp;
    return last ? since(last, now) : first(it, now);
  },
  Type: (it) => it.type ?? '',
  Reason: (it) => it.reason ?? '',
  Object: (it) => {
    const { kind = '', name } = (it.involvedObject ?? it.regarding ?? {}) as Part;
    return `${String(kind).toLowerCase()}${name ? `/${name}` : ''}`;
  },
  Subobject: (it) => (it.involvedObject ?? it.regarding)?.fieldPath ?? '',
  Source: (it) => {
    const source = (it.source ?? it.deprecatedSource ?? {}) as Part;
    const component = source.component || it.reportingComponent || it.reportingController || '';
    const instance = source.host || it.reportingInstance || '';
    return instance ? `${component}, ${instance}` : component;
  },
  Message: (it) => String(it.message ?? it.note ?? '').trim(),
  'First Seen': first,
  Count: (it) => it.series?.count ?? (it.count || it.deprecatedCount || 1),
  Name: (it) => it.metadata.name,
};

const subjects =
  (kind: string) =>
  (it: Part): string =>
    ((it.subjects ?? []) as Part[])
      .filter((one) => one.kind === kind)
      .map((one) => (kind === 'ServiceAccount' ? `${one.namespace ?? ''}/${one.name}` : one.name))
      .join(', ');
export const bindings: Row = {
  Role: (it) => `${it.roleRef?.kind}/${it.roleRef?.name}`,
  Users: subjects('User'),
  Groups: subjects('Group'),
  ServiceAccounts: subjects('ServiceAccount'),
};

export const signingRequests: Row = {
  SignerName: (it) => orNone(it.spec?.signerName),
  Requestor: (it) => it.spec?.username ?? '',
  RequestedDuration: (it) =>
    it.spec?.expirationSeconds === undefined ? '<none>' : humanDuration(it.spec.expirationSeconds * 1000),
  Condition: (it) => {
    const types = new Set(((it.status?.conditions ?? []) as Part[]).map((one) => one.type as string));
    const state = types.has('Denied') ? 'Denied' : types.has('Approved') ? 'Approved' : 'Pending';
    return `${state}${types.has('Failed') ? ',Failed' : ''}${it.status?.certificate ? ',Issued' : ''}`;
  },
};

export const webhooks: Row = { Webhooks: (it) => it.webhooks?.length ?? 0 };
const kindOfParam = (it: Part): string =>
  it.spec?.paramKind ? `${it.spec.paramKind.apiVersion ?? ''}/${it.spec.paramKind.kind ?? ''}` : '<unset>';
export const validatingPolicies: Row = {
  Validations: (it) => it.spec?.validations?.length ?? 0,
  ParamKind: kindOfParam,
};
export const mutatingPolicies: Row = { Mutations: (it) => it.spec?.mutations?.length ?? 0, ParamKind: kindOfParam };
export const policyBindings: Row = {
  PolicyName: (it) => it.spec?.policyName ?? '',
  ParamRef: (it) => {
    const ref = it.spec?.paramRef as Part;
    if (!ref) return '<unset>';
    if (ref.name) return `${ref.namespace || '*'}/${ref.name}`;
    return ref.selector ? goSelector(ref.selector) : '<unset>';
  },
};

// A selector as Go prints the struct.
function goSelector({ matchLabels = {}, matchExpressions = [] }: Part): string {
  const pairs = Object.entries(matchLabels as { [key: string]: string }).sort(([a], [b]) => (a < b ? -1 : 1));
  const expressions = (matchExpressions as Part[])
    .map(
      (it) =>
        `LabelSelectorRequirement{Key:${it.key},Operator:${it.operator},Values:[${(it.values ?? []).join(' ')}],},`,
    )
    .join('');
  return `&LabelSelector{MatchLabels:map[string]string{${pairs.map(([k, v]) => `${k}: ${v},`).join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions}},}`;
}

export const priorityClasses: Row = {
  Value: (it) => it.value ?? 0,
  'Global-Default': (it) => it.globalDefault ?? false,
  PreemptionPolicy: (it) => it.preemptionPolicy ?? '',
};
export const leases: Row = { Holder: (it) => it.spec?.holderIdentity ?? '' };
export const runtimeClasses: Row = { Handler: (it) => it.handler ?? '' };

export const resourceClaims: Row = {
  State: (it) => {
    const deleted = it.metadata.deletionTimestamp ? ['deleted'] : [];
    if (!it.status?.allocation) return deleted.length ? 'deleted' : 'pending';
    return [...deleted, 'allocated', ...(it.status.reservedFor?.length ? ['reserved'] : [])].join(',');
  },
};
export const resourceSlices: Row = {
  Node: (it) => it.spec?.nodeName ?? '',
  Driver: (it) => it.spec?.driver ?? '',
  Pool: (it) => it.spec?.pool?.name ?? '',
};

export const flowSchemas: Row = {
  PriorityLevel: (it) => it.spec?.priorityLevelConfiguration?.name ?? '',
  MatchingPrecedence: (it) => it.spec?.matchingPrecedence ?? 0,
  DistinguisherMethod: (it) => it.spec?.distinguisherMethod?.type ?? '<none>',
  MissingPL: (it) => ((it.status?.conditions ?? []) as Part[]).find((one) => one.type === 'Dangling')?.status ?? '?',
};
const queuing = (field: string) => (it: Part) => it.spec?.limited?.limitResponse?.queuing?.[field] ?? '<none>';
export const priorityLevels: Row = {
  Type: (it) => it.spec?.type ?? '',
  NominalConcurrencyShares: (it) => it.spec?.limited?.nominalConcurrencyShares ?? '<none>',
  Queues: queuing('queues'),
  HandSize: queuing('handSize'),
  QueueLengthLimit: queuing('queueLengthLimit'),
};

export const apiServices: Row = {
  Service: (it) => (it.spec?.service ? `${it.spec.service.namespace}/${it.spec.service.name}` : 'Local'),
  Available: (it) => {
    const available = ((it.status?.conditions ?? []) as Part[]).find((one) => one.type === 'Available');
    if (!available) return 'Unknown';
    return available.status === 'True' ? 'True' : orUnset(`${available.status} (${available.reason ?? ''})`);
  },
};
