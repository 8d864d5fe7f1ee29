// Cells of Tables, by resource. Kinds without a row here show what all have: a name and an age.
// Follows kubernetes/pkg/printers/internalversion.

import type { GroupResource, Json, KubeObject } from '../../api/object.ts';
import { findResource } from '../../api/schema/resources.ts';
import * as cluster from './cells/cluster.ts';
import { isDefault, since, type Row } from './cells/interface.ts';
import * as network from './cells/network.ts';
import { pods } from './cells/pods.ts';
import * as storage from './cells/storage.ts';
import * as workloads from './cells/workloads.ts';

type Cells = (object: KubeObject, context: { readonly now: number }) => Json[];

const COMMON: Row = {
  Name: (it) => it.metadata.name,
  Age: (it, now) => since(it.metadata.creationTimestamp, now),
  'Created At': (it) => it.metadata.creationTimestamp ?? '',
};

/** The name, marked where the object is the default of its kind. */
const marked = (...annotations: readonly string[]): Row => ({
  Name: (it) => (isDefault(it, ...annotations) ? `${it.metadata.name} (default)` : it.metadata.name),
});

const ROWS: { readonly [resource: GroupResource]: Row } = {
  pods,
  'deployments.apps': workloads.deployments,
  'replicasets.apps': workloads.replicaSets,
  replicationcontrollers: workloads.replicationControllers,
  'statefulsets.apps': workloads.statefulSets,
  'daemonsets.apps': workloads.daemonSets,
  'controllerrevisions.apps': workloads.controllerRevisions,
  'jobs.batch': workloads.jobs,
  'cronjobs.batch': workloads.cronJobs,
  podtemplates: workloads.podTemplates,
  'poddisruptionbudgets.policy': workloads.disruptionBudgets,
  'horizontalpodautoscalers.autoscaling': workloads.autoscalers,
  services: network.services,
  endpoints: network.endpoints,
  'endpointslices.discovery.k8s.io': network.endpointSlices,
  'ingresses.networking.k8s.io': network.ingresses,
  'ingressclasses.networking.k8s.io': {
    ...marked('ingressclass.kubernetes.io/is-default-class'),
    ...network.ingressClasses,
  },
  'networkpolicies.networking.k8s.io': network.networkPolicies,
  'servicecidrs.networking.k8s.io': network.serviceCidrs,
  'ipaddresses.networking.k8s.io': network.ipAddresses,
  persistentvolumes: storage.volumes,
  persistentvolumeclaims: storage.claims,
  'storageclasses.storage.k8s.io': {
    ...marked('storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'),
    ...storage.storageClasses,
  },
  'volumeattributesclasses.storage.k8s.io': storage.attributesClasses,
  'volumeattachments.storage.k8s.io': storage.attachments,
  'csinodes.storage.k8s.io': storage.csiNodes,
  'csidrivers.storage.k8s.io': storage.csiDrivers,
  nodes: cluster.nodes,
  namespaces: cluster.namespaces,
  componentstatuses: cluster.componentStatuses,
  configmaps: cluster.configMaps,
  secrets: cluster.secrets,
  resourcequotas: cluster.quotas,
  events: cluster.events,
  'events.events.k8s.io': cluster.events,
  'rolebindings.rbac.authorization.k8s.io': cluster.bindings,
  'clusterrolebindings.rbac.authorization.k8s.io': cluster.bindings,
  'certificatesigningrequests.certificates.k8s.io': cluster.signingRequests,
  'validatingwebhookconfigurations.admissionregistration.k8s.io': cluster.webhooks,
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': cluster.webhooks,
  'validatingadmissionpolicies.admissionregistration.k8s.io': cluster.validatingPolicies,
  'mutatingadmissionpolicies.admissionregistration.k8s.io': cluster.mutatingPolicies,
  'validatingadmissionpolicybindings.admissionregistration.k8s.io': cluster.policyBindings,
  'mutatingadmissionpolicybindings.admissionregistration.k8s.io': cluster.policyBindings,
  'priorityclasses.scheduling.k8s.io': cluster.priorityClasses,
  'leases.coordination.k8s.io': cluster.leases,
  'runtimeclasses.node.k8s.io': cluster.runtimeClasses,
  'resourceclaims.resource.k8s.io': cluster.resourceClaims,
  'resourceslices.resource.k8s.io': cluster.resourceSlices,
  'flowschemas.flowcontrol.apiserver.k8s.io': cluster.flowSchemas,
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': cluster.priorityLevels,
  'apiservices.apiregistration.k8s.io': cluster.apiServices,
};

/** Columns that have a cell and no title: the address's age is there, and nobody names it. */
const UNTITLED: { readonly [resource: GroupResource]: readonly string[] } = {
  'ipaddresses.networking.k8s.io': ['Age'],
};

function cellsOf(resource: GroupResource, own: Row): Cells {
  const row = { ...COMMON, ...own };
  let cells: ((object: KubeObject, now: number) => Json)[] | undefined;
  return (object, { now }) => {
    cells ??= [...(findResource(resource)?.columns ?? []).map(([title]) => title), ...(UNTITLED[resource] ?? [])].map(
      (title) => row[title] ?? (() => ''),
    );
    return cells.map((cell) => cell(object, now));
  };
}

export const CELLS: { readonly [resource: GroupResource]: Cells } = Object.fromEntries(
  Object.entries(ROWS).map(([resource, row]) => [resource, cellsOf(resource, row)]),
);
