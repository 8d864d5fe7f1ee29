// Puts the objects of a recorded placement problem into a store as an API server would have them: what defaulting and admission add
// that the scheduler reads.

import type { KubeObject } from '../../lib/api/object.ts';
import { MemoryStore } from '../../lib/engine/storage/store.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
type Loose = any;

const RESOURCES: Record<string, string> = {
  Namespace: 'namespaces',
  ServiceAccount: 'serviceaccounts',
  PriorityClass: 'priorityclasses.scheduling.k8s.io',
  RuntimeClass: 'runtimeclasses.node.k8s.io',
  StorageClass: 'storageclasses.storage.k8s.io',
  CSIDriver: 'csidrivers.storage.k8s.io',
  Node: 'nodes',
  CSINode: 'csinodes.storage.k8s.io',
  CSIStorageCapacity: 'csistoragecapacities.storage.k8s.io',
  PersistentVolume: 'persistentvolumes',
  PersistentVolumeClaim: 'persistentvolumeclaims',
  VolumeAttachment: 'volumeattachments.storage.k8s.io',
  ReplicationController: 'replicationcontrollers',
  ReplicaSet: 'replicasets.apps',
  StatefulSet: 'statefulsets.apps',
  Service: 'services',
  PodDisruptionBudget: 'poddisruptionbudgets.policy',
  Pod: 'pods',
};
const CLUSTER_SCOPED = new Set([
  'Namespace',
  'PriorityClass',
  'RuntimeClass',
  'StorageClass',
  'CSIDriver',
  'Node',
  'CSINode',
  'PersistentVolume',
  'VolumeAttachment',
]);

/** The objects of one problem. */
export class Setting {
  readonly store: MemoryStore;
  private time = 1_000_000;

  constructor(objects: readonly KubeObject[]) {
    this.store = new MemoryStore(() => 0);
    for (const name of ['default', 'team-a', 'team-b'])
      this.put({ kind: 'Namespace', metadata: { name } } as KubeObject);
    const pods = objects.filter((object) => object.kind === 'Pod');
    for (const object of objects) if (object.kind !== 'Pod') this.put(object);
    for (const pod of pods) this.put(this.admitted(pod));
  }

  /** Writes an object with an identity. */
  put(object: KubeObject): KubeObject {
    const resource = RESOURCES[object.kind!];
    if (!resource) throw new Error(`no resource for ${object.kind}`);
    const made: Loose = structuredClone(object);
    if (!CLUSTER_SCOPED.has(object.kind!)) made.metadata.namespace ??= 'default';
    made.metadata.uid ??= `${object.kind}/${made.metadata.namespace ?? ''}/${made.metadata.name}`;
    made.metadata.creationTimestamp ??= new Date((this.time += 1000)).toISOString().slice(0, 19) + 'Z';
    for (const owner of made.metadata.ownerReferences ?? [])
      owner.uid = `${owner.kind}/${made.metadata.namespace}/${owner.name}`;
    if (object.kind === 'Namespace')
      made.metadata.labels = { 'kubernetes.io/metadata.name': made.metadata.name, ...made.metadata.labels };
    if (object.kind === 'Node') made.status.allocatable ??= made.status.capacity;
    if (object.kind === 'StorageClass') made.volumeBindingMode ??= 'Immediate';
    return this.store.put(resource, made);
  }

  /** The pod after admission and defaulting, as far as a scheduler can see. */
  admitted(pod: KubeObject): KubeObject {
    const made: Loose = structuredClone(pod);
    const { spec, metadata } = made;
    metadata.namespace ??= 'default';
    spec.schedulerName ??= 'default-scheduler';
    this.usePriority(spec);
    this.useRuntimeClass(spec);
    for (const container of [...spec.containers, ...(spec.initContainers ?? [])]) {
      const { resources } = container;
      if (resources?.limits) resources.requests = { ...resources.limits, ...resources.requests };
      for (const port of container.ports ?? []) {
        port.protocol ??= 'TCP';
        if (spec.hostNetwork) port.hostPort ??= port.containerPort;
      }
    }
    if (spec.resources?.limits) spec.resources.requests = podLevelRequests(spec);
    spec.tolerations ??= [];
    for (const key of ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'])
      if (
        !spec.tolerations.some((it: Loose) => (!it.key || it.key === key) && (!it.effect || it.effect === 'NoExecute'))
      )
        spec.tolerations.push({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 });
    for (const kind of ['podAffinity', 'podAntiAffinity']) {
      const rules = spec.affinity?.[kind];
      for (const term of rules?.requiredDuringSchedulingIgnoredDuringExecution ?? [])
        useLabelKeys(term, metadata.labels);
      for (const term of rules?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
        useLabelKeys(term.podAffinityTerm, metadata.labels);
    }
    return made;
  }

  private usePriority(spec: Loose): void {
    const classes = this.store.list('priorityclasses.scheduling.k8s.io');
    const known: Loose =
      classes.find((it) => it.metadata.name === spec.priorityClassName) ??
      (spec.priorityClassName ? undefined : classes.find((it) => it.globalDefault));
    spec.priority =
      known?.value ??
      ({ 'system-node-critical': 2_000_001_000, 'system-cluster-critical': 2_000_000_000 } as Loose)[
        spec.priorityClassName
      ] ??
      0;
    spec.preemptionPolicy ??= known?.preemptionPolicy ?? 'PreemptLowerPriority';
  }

  private useRuntimeClass(spec: Loose): void {
    const known: Loose = spec.runtimeClassName && this.store.get('runtimeclasses.node.k8s.io', spec.runtimeClassName);
    if (!known) return;
    if (known.overhead) spec.overhead = known.overhead.podFixed;
    if (known.scheduling?.nodeSelector) spec.nodeSelector = { ...spec.nodeSelector, ...known.scheduling.nodeSelector };
    if (known.scheduling?.tolerations)
      spec.tolerations = [...(spec.tolerations ?? []), ...known.scheduling.tolerations];
  }
}

/** The requests of the pod as a whole that follow from its limits when only some are given. */
function podLevelRequests(spec: Loose): Loose {
  const requests = { ...spec.resources.requests };
  for (const name of Object.keys(spec.resources.limits)) {
    if (requests[name] !== undefined) continue;
    // A sum of the containers' requests comes before the pod's limit.
    if (spec.containers.some((it: Loose) => it.resources?.requests?.[name] !== undefined)) continue;
    requests[name] = spec.resources.limits[name];
  }
  return requests;
}

function useLabelKeys(term: Loose, labels: Loose): void {
  for (const [keys, operator] of [
    [term.matchLabelKeys, 'In'],
    [term.mismatchLabelKeys, 'NotIn'],
  ])
    for (const key of keys ?? [])
      if (labels?.[key] !== undefined) {
        term.labelSelector ??= {};
        (term.labelSelector.matchExpressions ??= []).push({ key, operator, values: [labels[key]] });
      }
}
