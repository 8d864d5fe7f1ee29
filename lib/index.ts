// The front door: everything a program may use.

export { App, type AppProps } from './sdk/app.ts';
export { Chart, type ChartProps } from './sdk/chart.ts';
export { type Move } from './sdk/moves.ts';
export { ApiObject, type ApiObjectProps, type Metadata, type ObjectOf } from './sdk/api-object.ts';
export { Construct } from 'constructs';
export { Include, type IncludeProps } from './sdk/import/include.ts';
export { HelmChart, type HelmChartProps } from './sdk/import/helm-chart.ts';
export { type TargetVersion } from './sdk/target/target.ts';
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
export { Pod, type SinglePodProps } from './sdk/core/single-pod.ts';
export { LimitRange, type LimitRangeProps } from './sdk/core/limit-range.ts';
export { ResourceQuota, type ResourceQuotaProps } from './sdk/core/resource-quota.ts';
export { RuntimeClass, type RuntimeClassProps } from './sdk/node/runtime-class.ts';
export { IngressClass, type IngressClassProps } from './sdk/networking/ingress-class.ts';
export { EndpointSlice, type EndpointSliceProps } from './sdk/networking/endpoint-slice.ts';
export { PersistentVolume, type PersistentVolumeProps } from './sdk/storage/persistent-volume.ts';
export { CSIDriver, type CSIDriverProps } from './sdk/storage/csi-driver.ts';
export { VolumeAttributesClass, type VolumeAttributesClassProps } from './sdk/storage/volume-attributes-class.ts';
export { type Match, type Operation } from './sdk/admission/match.ts';
export {
  ValidatingAdmissionPolicy,
  type PolicyBinding,
  type ValidatingAdmissionPolicyProps,
} from './sdk/admission/validating-admission-policy.ts';
export {
  MutatingAdmissionPolicy,
  type MutatingAdmissionPolicyProps,
} from './sdk/admission/mutating-admission-policy.ts';
export {
  MutatingWebhook,
  ValidatingWebhook,
  type MutatingWebhookProps,
  type WebhookProps,
} from './sdk/admission/webhook.ts';
export { FlowSchema, type FlowSchemaProps } from './sdk/flowcontrol/flow-schema.ts';
export { PriorityLevel, type PriorityLevelProps } from './sdk/flowcontrol/priority-level.ts';
export { DeviceClass, type DeviceClassProps } from './sdk/resource/device-class.ts';
export {
  ResourceClaim,
  ResourceClaimTemplate,
  type DeviceRequest,
  type ResourceClaimProps,
} from './sdk/resource/resource-claim.ts';
export {
  CustomResourceDefinition,
  type CustomResourceDefinitionProps,
} from './sdk/apiextensions/custom-resource-definition.ts';
export { Service, type ServiceProps } from './sdk/core/service.ts';
export { ConfigMap, type ConfigMapProps } from './sdk/core/config-map.ts';
export { Secret, type SecretProps } from './sdk/core/secret.ts';
export { Namespace, type NamespaceProps } from './sdk/core/namespace.ts';
export { ServiceAccount, type ServiceAccountProps } from './sdk/core/service-account.ts';
export { Ingress, type IngressProps } from './sdk/networking/ingress.ts';
export { NetworkPolicy, type NetworkPolicyProps, type PolicyPeer } from './sdk/networking/network-policy.ts';
export { StorageClass, type StorageClassProps } from './sdk/storage/storage-class.ts';
export { PersistentVolumeClaim, type PersistentVolumeClaimProps } from './sdk/storage/persistent-volume-claim.ts';
export { ClusterRole, Role, type Access, type ClusterRoleProps, type RoleProps, type Rule } from './sdk/rbac/role.ts';
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
  type ScalingSpeed,
} from './sdk/autoscaling/horizontal-pod-autoscaler.ts';
export { Failure, Image, Load, NodePool, Program } from './sdk/simulation/simulation.ts';
export { expectCluster, simulate, type SimulateOptions } from './assertions/simulate.ts';
export type { Comparison, Simulation, Stretch, Target } from './assertions/simulation.ts';
export type { ExpectationError } from './assertions/expectation-error.ts';
export type {
  Expectations,
  SecretExpectations,
  Asker,
  SubjectExpectations,
  UrlExpectations,
} from './assertions/expectations.ts';
export type { WorkloadExpectations } from './assertions/workload-expectations.ts';
export type { Happening } from './plan/history.ts';
export type { Difference } from './report/differences.ts';
export { VERSION } from './version.ts';
