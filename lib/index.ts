// The front door: everything a program may use.

export { App, type AppProps } from './sdk/app.ts';
export { Chart, type ChartProps } from './sdk/chart.ts';
export { ApiObject, type ApiObjectProps, type Metadata, type ObjectOf } from './sdk/api-object.ts';
export { Aspects, type Aspect } from './sdk/aspects.ts';
export { secureDefaults } from './sdk/secure-defaults.ts';
export { Patch, type PatchProps, type PatchTarget } from './sdk/patch.ts';
export { type Change, type JsonPatchOperation } from './sdk/change.ts';
export { chooseProfile, type Profile } from './sdk/profile.ts';
export { SynthError, type Problem } from './sdk/problems.ts';
export { type Synth, type SynthGroup, type SynthObject } from './sdk/synth.ts';
export { toYaml } from './sdk/yaml.ts';
export { Deployment, type DeploymentProps } from './sdk/apps/deployment.ts';
export { ReplicaSet, type ReplicaSetProps } from './sdk/apps/replicaset.ts';
export { StatefulSet, type StatefulSetProps } from './sdk/apps/statefulset.ts';
export { DaemonSet, type DaemonSetProps } from './sdk/apps/daemonset.ts';
export { Job, type JobProps } from './sdk/batch/job.ts';
export { CronJob, type CronJobProps } from './sdk/batch/cronjob.ts';
export { Workload } from './sdk/core/workload.ts';
export {
  type Action,
  type ContainerProps,
  type EnvSource,
  type EnvValue,
  type InitProps,
  type Nearness,
  type NodeLabels,
  type PodProps,
  type Probe,
  type Spread,
  type Topology,
  type VolumeMount,
} from './sdk/core/pod.ts';
export { type Named } from './sdk/names.ts';
export { type Overlay } from './sdk/overlay.ts';
export { Service, type ServiceProps } from './sdk/core/service.ts';
export { ConfigMap, type ConfigMapProps } from './sdk/core/config-map.ts';
export { Secret, type SecretProps } from './sdk/core/secret.ts';
export { Namespace, type NamespaceProps } from './sdk/core/namespace.ts';
export { ServiceAccount, type ServiceAccountProps } from './sdk/core/service-account.ts';
export { Ingress, type IngressProps } from './sdk/networking/ingress.ts';
export { NetworkPolicy, type NetworkPolicyProps, type PolicyPeer } from './sdk/networking/network-policy.ts';
export { StorageClass, type StorageClassProps } from './sdk/storage/storage-class.ts';
export { PersistentVolumeClaim, type PersistentVolumeClaimProps } from './sdk/storage/persistent-volume-claim.ts';
export { ClusterRole, Role, type ClusterRoleProps, type RoleProps, type Rule } from './sdk/rbac/role.ts';
export {
  ClusterRoleBinding,
  RoleBinding,
  type BindingProps,
  type RoleReference,
  type Subject,
} from './sdk/rbac/role-binding.ts';
export { PodDisruptionBudget, type PodDisruptionBudgetProps } from './sdk/policy/pod-disruption-budget.ts';
export { PriorityClass, type PriorityClassProps } from './sdk/policy/priority-class.ts';
export {
  HorizontalPodAutoscaler,
  type HorizontalPodAutoscalerProps,
} from './sdk/autoscaling/horizontal-pod-autoscaler.ts';
export { Image, NodePool, Program } from './sdk/simulation/simulation.ts';
export { VERSION } from './version.ts';
