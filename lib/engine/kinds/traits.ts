// How the strategies of v1.36.3 differ in the few switches that all kinds have. Facts from kubernetes/pkg/registry.

import type { GroupResource } from '../../api/object.ts';
import type { Kind } from './interface.ts';

type Traits = Omit<Kind, 'resource'>;

const GENERATION: readonly GroupResource[] = [
  'pods',
  'replicationcontrollers',
  'podtemplates',
  'deployments.apps',
  'replicasets.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'jobs.batch',
  'cronjobs.batch',
  'priorityclasses.scheduling.k8s.io',
  'ingressclasses.networking.k8s.io',
  'networkpolicies.networking.k8s.io',
  'ingresses.networking.k8s.io',
  'endpointslices.discovery.k8s.io',
  'poddisruptionbudgets.policy',
  'resourceslices.resource.k8s.io',
  'deviceclasses.resource.k8s.io',
  'devicetaintrules.resource.k8s.io',
  'flowschemas.flowcontrol.apiserver.k8s.io',
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io',
  'validatingadmissionpolicies.admissionregistration.k8s.io',
  'mutatingadmissionpolicies.admissionregistration.k8s.io',
  'validatingadmissionpolicybindings.admissionregistration.k8s.io',
  'mutatingadmissionpolicybindings.admissionregistration.k8s.io',
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
  'mutatingwebhookconfigurations.admissionregistration.k8s.io',
  'customresourcedefinitions.apiextensions.k8s.io',
];

const CREATE_ON_UPDATE: readonly GroupResource[] = [
  'runtimeclasses.node.k8s.io',
  'roles.rbac.authorization.k8s.io',
  'rolebindings.rbac.authorization.k8s.io',
  'clusterroles.rbac.authorization.k8s.io',
  'clusterrolebindings.rbac.authorization.k8s.io',
  'leases.coordination.k8s.io',
  'leasecandidates.coordination.k8s.io',
  'limitranges',
  'events',
  'services',
  'endpoints',
];

const CONDITIONAL_UPDATE: readonly GroupResource[] = [
  'podcertificaterequests.certificates.k8s.io',
  'clustertrustbundles.certificates.k8s.io',
  'runtimeclasses.node.k8s.io',
  'storageversionmigrations.storagemigration.k8s.io',
  'poddisruptionbudgets.policy',
  'resourcepoolstatusrequests.resource.k8s.io',
  'storageversions.internal.apiserver.k8s.io',
  'csidrivers.storage.k8s.io',
  'csistoragecapacities.storage.k8s.io',
  'volumeattachments.storage.k8s.io',
  'csinodes.storage.k8s.io',
  'leases.coordination.k8s.io',
  'leasecandidates.coordination.k8s.io',
  'validatingadmissionpolicies.admissionregistration.k8s.io',
  'mutatingadmissionpolicies.admissionregistration.k8s.io',
  'validatingadmissionpolicybindings.admissionregistration.k8s.io',
  'mutatingadmissionpolicybindings.admissionregistration.k8s.io',
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
  'mutatingwebhookconfigurations.admissionregistration.k8s.io',
  'customresourcedefinitions.apiextensions.k8s.io',
  'apiservices.apiregistration.k8s.io',
];

const RETURNS_DELETED: readonly GroupResource[] = [
  'resourceclaimtemplates.resource.k8s.io',
  'resourceslices.resource.k8s.io',
  'resourceclaims.resource.k8s.io',
  'deviceclasses.resource.k8s.io',
  'devicetaintrules.resource.k8s.io',
  'resourcepoolstatusrequests.resource.k8s.io',
  'csidrivers.storage.k8s.io',
  'storageclasses.storage.k8s.io',
  'volumeattachments.storage.k8s.io',
  'csinodes.storage.k8s.io',
  'volumeattributesclasses.storage.k8s.io',
  'resourcequotas',
  'persistentvolumes',
  'serviceaccounts',
  'persistentvolumeclaims',
  'namespaces',
  'pods',
  'services',
  'podtemplates',
];

const STATUS_ALONE: readonly GroupResource[] = [
  'servicecidrs.networking.k8s.io',
  'resourceclaims.resource.k8s.io',
  'devicetaintrules.resource.k8s.io',
  'resourcepoolstatusrequests.resource.k8s.io',
  'podcertificaterequests.certificates.k8s.io',
  'podgroups.scheduling.k8s.io',
  'volumeattachments.storage.k8s.io',
  'validatingadmissionpolicies.admissionregistration.k8s.io',
  'storageversions.internal.apiserver.k8s.io',
  'flowschemas.flowcontrol.apiserver.k8s.io',
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io',
  'apiservices.apiregistration.k8s.io',
];

const PLAIN_METADATA: readonly GroupResource[] = [
  'runtimeclasses.node.k8s.io',
  'leases.coordination.k8s.io',
  'leasecandidates.coordination.k8s.io',
  'validatingadmissionpolicies.admissionregistration.k8s.io',
  'mutatingadmissionpolicies.admissionregistration.k8s.io',
  'validatingadmissionpolicybindings.admissionregistration.k8s.io',
  'mutatingadmissionpolicybindings.admissionregistration.k8s.io',
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
  'mutatingwebhookconfigurations.admissionregistration.k8s.io',
  'customresourcedefinitions.apiextensions.k8s.io',
  'apiservices.apiregistration.k8s.io',
];

const ORPHANS: readonly GroupResource[] = ['replicationcontrollers', 'jobs.batch'];

// Which function calls which, in what order, decides the order of errors, and which come twice.
const UPDATE_STEPS: { readonly [steps: string]: readonly GroupResource[] } = {
  Mvc: [
    'pods',
    'deployments.apps',
    'replicasets.apps',
    'statefulsets.apps',
    'cronjobs.batch',
    'horizontalpodautoscalers.autoscaling',
    'leases.coordination.k8s.io',
    'leasecandidates.coordination.k8s.io',
    'replicationcontrollers',
    'podtemplates',
    'resourcequotas',
    'networkpolicies.networking.k8s.io',
    'resourceslices.resource.k8s.io',
    'csidrivers.storage.k8s.io',
  ],
  Mcv: ['daemonsets.apps'],
  Mcmv: [
    'services',
    'configmaps',
    'secrets',
    'serviceaccounts',
    'ingressclasses.networking.k8s.io',
    'volumeattributesclasses.storage.k8s.io',
  ],
  Mmvc: ['persistentvolumeclaims', 'ingresses.networking.k8s.io', 'controllerrevisions.apps', 'endpoints'],
  Mc: ['priorityclasses.scheduling.k8s.io', 'servicecidrs.networking.k8s.io'],
  mv: [
    'limitranges',
    'flowschemas.flowcontrol.apiserver.k8s.io',
    'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io',
    'validatingwebhookconfigurations.admissionregistration.k8s.io',
    'mutatingwebhookconfigurations.admissionregistration.k8s.io',
    'validatingadmissionpolicies.admissionregistration.k8s.io',
    'mutatingadmissionpolicies.admissionregistration.k8s.io',
    'validatingadmissionpolicybindings.admissionregistration.k8s.io',
    'mutatingadmissionpolicybindings.admissionregistration.k8s.io',
  ],
  v: ['poddisruptionbudgets.policy'],
  mvMvc: ['jobs.batch'],
  mvmvc: ['persistentvolumes'],
  mvc: ['endpointslices.discovery.k8s.io', 'csinodes.storage.k8s.io', 'volumeattachments.storage.k8s.io'],
  vc: ['events'],
  mMc: ['resourceclaims.resource.k8s.io'],
  mMv: ['deviceclasses.resource.k8s.io'],
  mvM: ['roles.rbac.authorization.k8s.io', 'clusterroles.rbac.authorization.k8s.io'],
};

const table: Record<GroupResource, { -readonly [K in keyof Traits]: Traits[K] }> = {};
const set = (resources: readonly GroupResource[], traits: Partial<Traits>): void => {
  for (const resource of resources) table[resource] = { ...table[resource], ...traits };
};
set(GENERATION, { generation: true });
set(CREATE_ON_UPDATE, { createOnUpdate: true });
set(CONDITIONAL_UPDATE, { conditionalUpdate: true });
set(RETURNS_DELETED, { returnsDeleted: true });
set(PLAIN_METADATA, { metadataRules: 'plain' });
set(['events', 'poddisruptionbudgets.policy'], { metadataRules: 'last' });
set(ORPHANS, { orphansByDefault: true });
set(STATUS_ALONE, { statusKeeps: 'metadata' });
set(['deployments.apps'], { statusKeeps: 'labels' });

/** The annotations of a Deployment and the labels of a slice count too. */
table['deployments.apps'] = {
  ...table['deployments.apps'],
  generationOf: (it) => [it.spec, it.metadata.annotations],
};
table['endpointslices.discovery.k8s.io'] = {
  ...table['endpointslices.discovery.k8s.io'],
  generationOf: (it) => [it.addressType, it.endpoints, it.ports, it.metadata.labels],
};
// Counted when made, and no more.
table['priorityclasses.scheduling.k8s.io'] = {
  ...table['priorityclasses.scheduling.k8s.io'],
  generationOf: () => [],
};
table['csidrivers.storage.k8s.io'] = { ...table['csidrivers.storage.k8s.io'], generation: 'updates' };
for (const updateSteps in UPDATE_STEPS) set(UPDATE_STEPS[updateSteps]!, { updateSteps });

set(['replicationcontrollers'], {
  selectable: { 'status.replicas': (it) => String(it['status']?.replicas ?? 0) },
});
set(['resourceslices.resource.k8s.io'], {
  selectable: {
    'spec.nodeName': (it) => it['spec']?.nodeName ?? '',
    'spec.driver': (it) => it['spec']?.driver ?? '',
  },
  unselectable: (field) => `field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: ${field}`,
});
set(['services'], {
  selectable: {
    'spec.clusterIP': (it) => it['spec']?.clusterIP ?? '',
    'spec.type': (it) => it['spec']?.type ?? '',
  },
});

/** By resource; a kind's file has the last word. */
export const GENERIC_TRAITS: Readonly<Record<GroupResource, Traits>> = table;
