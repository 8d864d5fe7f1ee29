// How objects count against quotas: what each kind uses, which names of a quota speak of it, which scopes it falls into.
// Follows kubernetes/pkg/quota/v1/evaluator/core and apiserver/pkg/quota/v1/generic.

import type { GroupResource, KubeObject } from '../../api/object.ts';
import { addQuantities, compareQuantities } from '../../api/quantity.ts';
import { isQuotaResource, limitsOf, requestsOf, type Quantities } from './pod-resources.ts';
import { qosClass } from '../kinds/pod-resources.ts';

/** One condition of a quota's scope. */
export interface Scope {
  readonly scopeName: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** How one resource counts. */
export interface Evaluator {
  /** Whether a write of it is measured at all. */
  measures(operation: 'CREATE' | 'UPDATE', object: KubeObject, old: KubeObject | undefined): boolean;
  /** Whether a name under a quota's `hard` speaks of it. */
  concerns(name: string): boolean;
  /** Whether an object falls into a scope. */
  isIn(scope: Scope, object: KubeObject): boolean;
  usage(object: KubeObject, now: number): Quantities;
  /** What an object must say for the names under quota; the message when it does not. */
  missing?(object: KubeObject, names: readonly string[]): string | undefined;
  /** Whether an update can set something free. */
  frees?(old: KubeObject, object: KubeObject, now: number): boolean;
}

const STORAGE_CLASS = '.storageclass.storage.k8s.io/';
const LEGACY_COUNTS = new Set(['configmaps', 'resourcequotas', 'replicationcontrollers', 'secrets']);
const MUST_SAY = ['cpu', 'limits.cpu', 'limits.memory', 'memory', 'requests.cpu', 'requests.memory'];

interface Container {
  readonly name: string;
  readonly resources?: { readonly requests?: Quantities; readonly limits?: Quantities };
}

const isTerminating = (pod: KubeObject): boolean =>
  ((pod['spec'].activeDeadlineSeconds as number | undefined) ?? -1) >= 0;

/** Whether a pod still counts: not ended, and not overdue to be gone. */
function isCharged(pod: KubeObject, now: number): boolean {
  const phase = pod['status']?.phase as string | undefined;
  if (phase === 'Failed' || phase === 'Succeeded') return false;
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata;
  if (!deletionTimestamp || deletionGracePeriodSeconds === undefined) return true;
  return now <= Date.parse(deletionTimestamp) + deletionGracePeriodSeconds * 1000;
}

function matchesValue(scope: Scope, value: string | undefined): boolean {
  const { operator, values = [] } = scope;
  if (operator === 'Exists') return value !== undefined;
  if (operator === 'DoesNotExist') return value === undefined;
  const isListed = value !== undefined && values.includes(value);
  return operator === 'In' ? isListed : !isListed;
}

interface AffinityTerm {
  readonly namespaces?: readonly string[];
  readonly namespaceSelector?: object;
  readonly podAffinityTerm?: AffinityTerm;
}

function reachesOtherNamespaces(pod: KubeObject): boolean {
  const { podAffinity, podAntiAffinity } = (pod['spec'].affinity ?? {}) as Record<
    string,
    Record<string, AffinityTerm[]>
  >;
  return [podAffinity, podAntiAffinity]
    .flatMap((it) => Object.values(it ?? {}).flat())
    .map((it) => it.podAffinityTerm ?? it)
    .some((it) => it.namespaces?.length || it.namespaceSelector);
}

/** Requests and limits under all the names quotas have for them. */
function namedUsage(requests: Quantities, limits: Quantities): Record<string, string> {
  const usage: Record<string, string> = { pods: '1' };
  for (const name of ['cpu', 'memory', 'ephemeral-storage']) {
    const request = requests[name];
    const limit = limits[name];
    if (request !== undefined) usage[name] = usage[`requests.${name}`] = String(request);
    if (limit !== undefined) usage[`limits.${name}`] = String(limit);
  }
  for (const [name, request] of Object.entries(requests)) {
    if (name.startsWith('hugepages-')) usage[name] = usage[`requests.${name}`] = String(request);
    else if (isQuotaResource(name)) usage[`requests.${name}`] = String(request);
  }
  return usage;
}

const POD_NAMES = new Set([
  'count/pods',
  'pods',
  ...['cpu', 'memory', 'ephemeral-storage'].flatMap((it) => [it, `requests.${it}`, `limits.${it}`]),
]);

const pods: Evaluator = {
  measures: (operation, object, old) =>
    operation === 'CREATE' || (old !== undefined && isTerminating(old) !== isTerminating(object)),
  concerns: (name) =>
    POD_NAMES.has(name) ||
    name.startsWith('hugepages-') ||
    name.startsWith('requests.hugepages-') ||
    (name.startsWith('requests.') && isQuotaResource(name.slice('requests.'.length))),
  isIn(scope, pod) {
    switch (scope.scopeName) {
      case 'Terminating':
        return isTerminating(pod);
      case 'NotTerminating':
        return !isTerminating(pod);
      case 'BestEffort':
        return qosClass(pod['spec']) === 'BestEffort';
      case 'NotBestEffort':
        return qosClass(pod['spec']) !== 'BestEffort';
      case 'PriorityClass':
        return matchesValue(scope, (pod['spec'].priorityClassName as string | undefined) || undefined);
      case 'CrossNamespacePodAffinity':
        return reachesOtherNamespaces(pod);
      default:
        return false;
    }
  },
  usage(pod, now) {
    const count = { 'count/pods': '1' };
    return isCharged(pod, now) ? { ...count, ...namedUsage(requestsOf(pod['spec']), limitsOf(pod['spec'])) } : count;
  },
  missing(pod, names) {
    const {
      resources,
      containers = [],
      initContainers = [],
    } = pod['spec'] as {
      resources?: { requests?: object; limits?: object };
      containers?: Container[];
      initContainers?: Container[];
    };
    if (Object.keys({ ...resources?.requests, ...resources?.limits }).length) return undefined;
    const required = MUST_SAY.filter((name) => names.includes(name));
    const missing = new Map<string, Set<string>>();
    for (const { name: container, resources: own } of [...containers, ...initContainers]) {
      const said = namedUsage(own?.requests ?? {}, own?.limits ?? {});
      for (const name of required)
        if (said[name] === undefined) missing.set(name, (missing.get(name) ?? new Set()).add(container));
    }
    if (missing.size === 0) return undefined;
    return `must specify ${[...missing].map(([name, who]) => `${name} for: ${[...who].sort().join(',')}`).join('; ')}`;
  },
  frees: (old, pod, now) => isCharged(old, now) && !isCharged(pod, now),
};

const services: Evaluator = {
  measures: () => true,
  concerns: (name) => ['count/services', 'services', 'services.nodeports', 'services.loadbalancers'].includes(name),
  isIn: () => false,
  usage(service) {
    const {
      type,
      ports = [],
      allocateLoadBalancerNodePorts,
    } = service['spec'] as {
      type?: string;
      ports?: { nodePort?: number }[];
      allocateLoadBalancerNodePorts?: boolean;
    };
    const explicit = ports.filter((it) => it.nodePort).length;
    const isBalanced = type === 'LoadBalancer';
    const nodePorts = isBalanced && allocateLoadBalancerNodePorts === false ? explicit : ports.length;
    return {
      'count/services': '1',
      services: '1',
      'services.loadbalancers': isBalanced ? '1' : '0',
      'services.nodeports': isBalanced || type === 'NodePort' ? String(nodePorts) : '0',
    };
  },
  frees: (old, service) => old['spec'].type !== service['spec'].type,
};

const claims: Evaluator = {
  measures: () => true,
  concerns: (name) =>
    ['count/persistentvolumeclaims', 'persistentvolumeclaims', 'requests.storage'].includes(name) ||
    name.endsWith(`${STORAGE_CLASS}persistentvolumeclaims`) ||
    name.endsWith(`${STORAGE_CLASS}requests.storage`),
  isIn: (scope, claim) =>
    scope.scopeName === 'VolumeAttributesClass' &&
    matchesValue(scope, (claim['spec'].volumeAttributesClassName as string | undefined) || undefined),
  usage(claim) {
    const usage: Record<string, string> = { 'count/persistentvolumeclaims': '1', persistentvolumeclaims: '1' };
    const storageClass =
      claim.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ??
      (claim['spec'].storageClassName as string | undefined);
    if (storageClass) usage[`${storageClass}${STORAGE_CLASS}persistentvolumeclaims`] = '1';
    const asked = claim['spec'].resources?.requests?.storage as string | undefined;
    const allocated = claim['status']?.allocatedResources?.storage as string | undefined;
    const storage = asked !== undefined && allocated && compareQuantities(allocated, asked) > 0 ? allocated : asked;
    if (storage !== undefined) {
      usage['requests.storage'] = storage;
      if (storageClass) usage[`${storageClass}${STORAGE_CLASS}requests.storage`] = storage;
    }
    return usage;
  },
  frees: (old, claim) => old['status']?.allocatedResources?.storage !== claim['status']?.allocatedResources?.storage,
};

const PARTICULAR: { readonly [resource: GroupResource]: Evaluator } = {
  pods,
  services,
  persistentvolumeclaims: claims,
};
const plain = new Map<GroupResource, Evaluator>();

/** How a resource counts: most by their number alone. */
export function evaluatorOf(resource: GroupResource): Evaluator {
  const particular = PARTICULAR[resource];
  if (particular) return particular;
  let found = plain.get(resource);
  if (!found) {
    const names = LEGACY_COUNTS.has(resource) ? [`count/${resource}`, resource] : [`count/${resource}`];
    const usage = Object.fromEntries(names.map((name) => [name, '1']));
    found = {
      measures: (operation) => operation === 'CREATE',
      concerns: (name) => names.includes(name),
      isIn: () => false,
      usage: () => usage,
    };
    plain.set(resource, found);
  }
  return found;
}

/** The resource a name under `hard` is counted on. */
export function countedOn(name: string): GroupResource | undefined {
  if (name.startsWith('count/')) return name.slice('count/'.length);
  if (LEGACY_COUNTS.has(name)) return name;
  return Object.keys(PARTICULAR).find((resource) => PARTICULAR[resource]!.concerns(name));
}

/** The scopes of a quota as conditions. */
export function scopesOf(quota: KubeObject): Scope[] {
  const { scopes = [], scopeSelector } = quota['spec'] as {
    scopes?: string[];
    scopeSelector?: { matchExpressions?: Scope[] };
  };
  return [
    ...scopes.map((scopeName) => ({ scopeName, operator: 'Exists' })),
    ...(scopeSelector?.matchExpressions ?? []),
  ];
}

/** Sums by name. */
export function plus(a: Quantities, b: Quantities): Record<string, string> {
  const sum: Record<string, string> = { ...(a as Record<string, string>) };
  for (const [name, amount] of Object.entries(b))
    sum[name] = sum[name] === undefined ? String(amount) : addQuantities(sum[name], amount);
  return sum;
}
