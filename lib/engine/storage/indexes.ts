// The secondary indexes: what is looked up by something else than its key, on every reconcile. One row an index.

import type { GroupResource, KubeObject } from '../../api/object.ts';
import { REGION, ZONE } from '../../api/well-known-labels.ts';
import type { IndexName } from '../interface.ts';

export interface IndexRow {
  readonly name: IndexName;
  /** The resource indexed; '*' for all. */
  readonly resource: GroupResource | '*';
  /** The values an object is listed under. */
  values(object: KubeObject): readonly string[];
}

const NONE: readonly string[] = [];

type Labels = Readonly<Record<string, string>>;

/** Labels that tell the pods of one workload apart: nobody selects by them alone. */
const PARTICULAR = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/job-completion-index',
  ZONE,
  REGION,
]);
// Pods of one template share their labels: the pairs are made once.
const pairsOf = new WeakMap<Labels, readonly string[]>();

/** What objects with these labels are listed under, in order of the label; those that say little alone are left out. */
export function labelPairs(namespace: string, labels: Labels | undefined): readonly string[] {
  if (!labels) return NONE;
  let pairs = pairsOf.get(labels);
  if (!pairs || !pairs[0]?.startsWith(`${namespace}/`)) {
    pairs = Object.keys(labels)
      .filter((label) => !PARTICULAR.has(label))
      .sort()
      .map((label) => `${namespace}/${label}=${labels[label]}`);
    pairsOf.set(labels, pairs);
  }
  return pairs;
}

function unmanaged(object: KubeObject): readonly string[] {
  return object.metadata.ownerReferences?.some((owner) => owner.controller) ? NONE : [object.metadata.namespace!];
}

export const INDEXES: readonly IndexRow[] = [
  {
    // uid of an owner → everything that names it as owner; garbage collection and every workload controller read this.
    name: 'dependents',
    resource: '*',
    values: (object) => object.metadata.ownerReferences?.map((owner) => owner.uid) ?? NONE,
  },
  {
    name: 'podsByNode',
    resource: 'pods',
    values: (pod) => (pod.spec?.nodeName ? [pod.spec.nodeName as string] : NONE),
  },
  // namespace → what has no managing owner, for adoption.
  { name: 'orphanPods', resource: 'pods', values: unmanaged },
  { name: 'orphanSets', resource: 'replicasets.apps', values: unmanaged },
  { name: 'orphanRevisions', resource: 'controllerrevisions.apps', values: unmanaged },
  // namespace/label=value → pods that carry the label, and services whose selector asks for it.
  { name: 'podsByLabel', resource: 'pods', values: (pod) => labelPairs(pod.metadata.namespace!, pod.metadata.labels) },
  {
    name: 'servicesByLabel',
    resource: 'services',
    values: (service) =>
      labelPairs(service.metadata.namespace!, service.spec?.selector as Labels | undefined).slice(0, 1),
  },
  {
    name: 'podsByClaim',
    resource: 'pods',
    values: (pod) => claimsOf(pod),
  },
  {
    name: 'clusterIPs',
    resource: 'services',
    values: (service) =>
      ((service.spec?.clusterIPs as string[] | undefined) ?? NONE).filter((ip) => ip !== 'None' && ip !== ''),
  },
  {
    name: 'nodePorts',
    resource: 'services',
    values: (service) => {
      const ports = service.spec?.ports as { nodePort?: number }[] | undefined;
      const health = service.spec?.healthCheckNodePort as number | undefined;
      if (!ports?.some((port) => port.nodePort) && !health) return NONE;
      return [...(ports ?? []).map((port) => port.nodePort), health].filter((port) => port).map(String);
    },
  },
];

// Pods of one template share their volumes array, and most have no claims: ask once per array.
const claimNames = new WeakMap<object, readonly string[]>();

function claimsOf(pod: KubeObject): readonly string[] {
  const volumes = pod.spec?.volumes as
    { name: string; persistentVolumeClaim?: { claimName: string }; ephemeral?: object }[] | undefined;
  if (!volumes) return NONE;
  let names = claimNames.get(volumes);
  if (!names) {
    names = volumes
      .filter((volume) => volume.persistentVolumeClaim)
      .map((volume) => volume.persistentVolumeClaim!.claimName);
    claimNames.set(volumes, names);
  }
  const ephemeral = volumes.filter((volume) => volume.ephemeral).map((volume) => `${pod.metadata.name}-${volume.name}`);
  if (!names.length && !ephemeral.length) return NONE;
  return [...names, ...ephemeral].map((name) => `${pod.metadata.namespace}/${name}`);
}
