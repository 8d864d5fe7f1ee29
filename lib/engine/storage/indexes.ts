// The secondary indexes: what is looked up by something else than its key, on every reconcile. One row an index.

import type { GroupResource, KubeObject } from '../../api/object.ts';
import type { IndexName } from '../interface.ts';

export interface IndexRow {
  readonly name: IndexName;
  /** The resource indexed; '*' for all. */
  readonly resource: GroupResource | '*';
  /** The values an object is listed under. */
  values(object: KubeObject): readonly string[];
}

const NONE: readonly string[] = [];

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
  {
    name: 'podsByClaim',
    resource: 'pods',
    values: (pod) => claimsOf(pod),
  },
  {
    name: 'eventsByObject',
    resource: 'events',
    values: (event) => (event.involvedObject?.uid ? [event.involvedObject.uid as string] : NONE),
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
