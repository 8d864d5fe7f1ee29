// Where each kind lives: [path of its group and version, plural, namespaced].

const table = `
Pod api/v1 pods ns
Service api/v1 services ns
Endpoints api/v1 endpoints ns
ServiceAccount api/v1 serviceaccounts ns
Secret api/v1 secrets ns
ConfigMap api/v1 configmaps ns
ReplicationController api/v1 replicationcontrollers ns
PersistentVolumeClaim api/v1 persistentvolumeclaims ns
ResourceQuota api/v1 resourcequotas ns
LimitRange api/v1 limitranges ns
PodTemplate api/v1 podtemplates ns
Event api/v1 events ns
Deployment apis/apps/v1 deployments ns
ReplicaSet apis/apps/v1 replicasets ns
StatefulSet apis/apps/v1 statefulsets ns
DaemonSet apis/apps/v1 daemonsets ns
ControllerRevision apis/apps/v1 controllerrevisions ns
Job apis/batch/v1 jobs ns
CronJob apis/batch/v1 cronjobs ns
EndpointSlice apis/discovery.k8s.io/v1 endpointslices ns
PodDisruptionBudget apis/policy/v1 poddisruptionbudgets ns
HorizontalPodAutoscaler apis/autoscaling/v2 horizontalpodautoscalers ns
Role apis/rbac.authorization.k8s.io/v1 roles ns
RoleBinding apis/rbac.authorization.k8s.io/v1 rolebindings ns
NetworkPolicy apis/networking.k8s.io/v1 networkpolicies ns
Ingress apis/networking.k8s.io/v1 ingresses ns
Lease apis/coordination.k8s.io/v1 leases ns
CSIStorageCapacity apis/storage.k8s.io/v1 csistoragecapacities ns
Node api/v1 nodes -
Namespace api/v1 namespaces -
PersistentVolume api/v1 persistentvolumes -
StorageClass apis/storage.k8s.io/v1 storageclasses -
CSINode apis/storage.k8s.io/v1 csinodes -
CSIDriver apis/storage.k8s.io/v1 csidrivers -
VolumeAttachment apis/storage.k8s.io/v1 volumeattachments -
PriorityClass apis/scheduling.k8s.io/v1 priorityclasses -
RuntimeClass apis/node.k8s.io/v1 runtimeclasses -
ClusterRole apis/rbac.authorization.k8s.io/v1 clusterroles -
ClusterRoleBinding apis/rbac.authorization.k8s.io/v1 clusterrolebindings -
CertificateSigningRequest apis/certificates.k8s.io/v1 certificatesigningrequests -
IngressClass apis/networking.k8s.io/v1 ingressclasses -
CustomResourceDefinition apis/apiextensions.k8s.io/v1 customresourcedefinitions -
`;
export const kinds = Object.fromEntries(
  table
    .trim()
    .split('\n')
    .map((line) => {
      const [kind, base, plural, scope] = line.split(' ');
      return [kind, { kind, base, plural, namespaced: scope === 'ns' }];
    }),
);

// What a kind brings with it: the kinds its controllers make.
const brings = {
  Deployment: ['ReplicaSet'],
  StatefulSet: ['ControllerRevision', 'PersistentVolumeClaim'],
  DaemonSet: ['ControllerRevision'],
  Service: ['EndpointSlice', 'Endpoints'],
  CronJob: ['Job'],
  PersistentVolumeClaim: ['PersistentVolume'],
  PersistentVolume: ['PersistentVolumeClaim'],
  Endpoints: ['EndpointSlice'],
};

// The kinds whose objects a scenario looks at.
export function kindsOf(scenario) {
  const found = new Set(['Pod', 'Event', ...(scenario.kinds ?? [])]);
  const visit = (value) => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (value && typeof value === 'object') {
      if (value.apiVersion && kinds[value.kind] && value.metadata) found.add(value.kind);
      Object.values(value).forEach(visit);
    }
  };
  visit(scenario.steps);
  if (scenario.steps.some((step) => step.nodes)) found.add('Node');
  for (const kind of found) for (const more of brings[kind] ?? []) found.add(more);
  return [...found];
}

export function pathOf(kind, namespace, name, subresource) {
  const k = kinds[kind];
  if (!k) throw new Error(`unknown kind ${kind}`);
  return (
    `/${k.base}${k.namespaced && namespace ? `/namespaces/${namespace}` : ''}/${k.plural}` +
    (name ? `/${name}` : '') +
    (subresource ? `/${subresource}` : '')
  );
}
