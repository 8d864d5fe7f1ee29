// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { Condition as MetaV1Condition, LabelSelector as MetaV1LabelSelector, ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';
import type { IntOrString, Quantity } from './scalars.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#AWSElasticBlockStoreVolumeSource */
export interface AWSElasticBlockStoreVolumeSource {
  readonly fsType?: string;
  /** 32-bit integer */
  readonly partition?: number;
  readonly readOnly?: boolean;
  /** required */
  readonly volumeID: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#Affinity */
export interface Affinity {
  readonly nodeAffinity?: NodeAffinity;
  readonly podAffinity?: PodAffinity;
  readonly podAntiAffinity?: PodAntiAffinity;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#AppArmorProfile */
export interface AppArmorProfile {
  readonly localhostProfile?: string;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/node-v1/#AttachedVolume */
export interface AttachedVolume {
  /** required */
  readonly devicePath: string;
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#AzureDiskVolumeSource */
export interface AzureDiskVolumeSource {
  /** default "ReadWrite" */
  readonly cachingMode?: string;
  /** required */
  readonly diskName: string;
  /** required */
  readonly diskURI: string;
  /** default "ext4" */
  readonly fsType?: string;
  /** default "Shared" */
  readonly kind?: string;
  readonly readOnly?: boolean;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#AzureFilePersistentVolumeSource */
export interface AzureFilePersistentVolumeSource {
  readonly readOnly?: boolean;
  /** required */
  readonly secretName: string;
  readonly secretNamespace?: string;
  /** required */
  readonly shareName: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#AzureFileVolumeSource */
export interface AzureFileVolumeSource {
  readonly readOnly?: boolean;
  /** required */
  readonly secretName: string;
  /** required */
  readonly shareName: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/binding-v1/#Binding */
export interface Binding {
  readonly apiVersion?: 'v1';
  readonly kind?: 'Binding';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly target: ObjectReference;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#CSIPersistentVolumeSource */
export interface CSIPersistentVolumeSource {
  readonly controllerExpandSecretRef?: SecretReference;
  readonly controllerPublishSecretRef?: SecretReference;
  /** required */
  readonly driver: string;
  readonly fsType?: string;
  readonly nodeExpandSecretRef?: SecretReference;
  readonly nodePublishSecretRef?: SecretReference;
  readonly nodeStageSecretRef?: SecretReference;
  readonly readOnly?: boolean;
  readonly volumeAttributes?: { readonly [key: string]: string };
  /** required */
  readonly volumeHandle: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#CSIVolumeSource */
export interface CSIVolumeSource {
  /** required */
  readonly driver: string;
  readonly fsType?: string;
  readonly nodePublishSecretRef?: LocalObjectReference;
  readonly readOnly?: boolean;
  readonly volumeAttributes?: { readonly [key: string]: string };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#Capabilities */
export interface Capabilities {
  readonly add?: readonly string[];
  readonly drop?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#CephFSPersistentVolumeSource */
export interface CephFSPersistentVolumeSource {
  /** required */
  readonly monitors: readonly string[];
  readonly path?: string;
  readonly readOnly?: boolean;
  readonly secretFile?: string;
  readonly secretRef?: SecretReference;
  readonly user?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#CephFSVolumeSource */
export interface CephFSVolumeSource {
  /** required */
  readonly monitors: readonly string[];
  readonly path?: string;
  readonly readOnly?: boolean;
  readonly secretFile?: string;
  readonly secretRef?: LocalObjectReference;
  readonly user?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#CinderPersistentVolumeSource */
export interface CinderPersistentVolumeSource {
  readonly fsType?: string;
  readonly readOnly?: boolean;
  readonly secretRef?: SecretReference;
  /** required */
  readonly volumeID: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#CinderVolumeSource */
export interface CinderVolumeSource {
  readonly fsType?: string;
  readonly readOnly?: boolean;
  readonly secretRef?: LocalObjectReference;
  /** required */
  readonly volumeID: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/service-v1/#ClientIPConfig */
export interface ClientIPConfig {
  /** 32-bit integer · seconds */
  readonly timeoutSeconds?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ClusterTrustBundleProjection */
export interface ClusterTrustBundleProjection {
  readonly labelSelector?: MetaV1LabelSelector;
  readonly name?: string;
  readonly optional?: boolean;
  /** required */
  readonly path: string;
  readonly signerName?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/component-status-v1/#ComponentCondition */
export interface ComponentCondition {
  readonly error?: string;
  readonly message?: string;
  /** required */
  readonly status: string;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/component-status-v1/#ComponentStatus */
export interface ComponentStatus {
  readonly apiVersion?: 'v1';
  /** list by type */
  readonly conditions?: readonly ComponentCondition[];
  readonly kind?: 'ComponentStatus';
  readonly metadata?: MetaV1ObjectMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/component-status-v1/#ComponentStatusList */
export interface ComponentStatusList {
  readonly apiVersion?: 'v1';
  /** required */
  readonly items: readonly ComponentStatus[];
  readonly kind?: 'ComponentStatusList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/config-map-v1/#ConfigMap */
export interface ConfigMap {
  readonly apiVersion?: 'v1';
  /** bytes in base64 */
  readonly binaryData?: { readonly [key: string]: string };
  readonly data?: { readonly [key: string]: string };
  readonly immutable?: boolean;
  readonly kind?: 'ConfigMap';
  readonly metadata?: MetaV1ObjectMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ConfigMapEnvSource */
export interface ConfigMapEnvSource {
  readonly name?: string;
  readonly optional?: boolean;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ConfigMapKeySelector */
export interface ConfigMapKeySelector {
  /** required */
  readonly key: string;
  readonly name?: string;
  readonly optional?: boolean;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/config-map-v1/#ConfigMapList */
export interface ConfigMapList {
  readonly apiVersion?: 'v1';
  /** required */
  readonly items: readonly ConfigMap[];
  readonly kind?: 'ConfigMapList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/node-v1/#ConfigMapNodeConfigSource */
export interface ConfigMapNodeConfigSource {
  /** required */
  readonly kubeletConfigKey: string;
  /** required */
  readonly name: string;
  /** required */
  readonly namespace: string;
  readonly resourceVersion?: string;
  readonly uid?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ConfigMapProjection */
export interface ConfigMapProjection {
  readonly items?: readonly KeyToPath[];
  readonly name?: string;
  readonly optional?: boolean;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ConfigMapVolumeSource */
export interface ConfigMapVolumeSource {
  /** 32-bit integer */
  readonly defaultMode?: number;
  readonly items?: readonly KeyToPath[];
  readonly name?: string;
  readonly optional?: boolean;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#Container */
export interface Container {
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  /** list by name */
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly EnvFromSource[];
  readonly image?: string;
  readonly imagePullPolicy?: string;
  readonly lifecycle?: Lifecycle;
  readonly livenessProbe?: Probe;
  /** required */
  readonly name: string;
  /** list by containerPort, protocol */
  readonly ports?: readonly ContainerPort[];
  readonly readinessProbe?: Probe;
  readonly resizePolicy?: readonly ContainerResizePolicy[];
  readonly resources?: ResourceRequirements;
  readonly restartPolicy?: string;
  readonly restartPolicyRules?: readonly ContainerRestartRule[];
  readonly securityContext?: SecurityContext;
  readonly startupProbe?: Probe;
  readonly stdin?: boolean;
  readonly stdinOnce?: boolean;
  readonly terminationMessagePath?: string;
  readonly terminationMessagePolicy?: string;
  readonly tty?: boolean;
  /** list by devicePath */
  readonly volumeDevices?: readonly VolumeDevice[];
  /** list by mountPath */
  readonly volumeMounts?: readonly VolumeMount[];
  readonly workingDir?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ContainerExtendedResourceRequest */
export interface ContainerExtendedResourceRequest {
  /** required */
  readonly containerName: string;
  /** required */
  readonly requestName: string;
  /** required */
  readonly resourceName: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/node-v1/#ContainerImage */
export interface ContainerImage {
  readonly names?: readonly string[];
  /** 64-bit integer */
  readonly sizeBytes?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ContainerPort */
export interface ContainerPort {
  /** 32-bit integer · required */
  readonly containerPort: number;
  readonly hostIP?: string;
  /** 32-bit integer */
  readonly hostPort?: number;
  readonly name?: string;
  /** default "TCP" */
  readonly protocol?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ContainerResizePolicy */
export interface ContainerResizePolicy {
  /** required */
  readonly resourceName: string;
  /** required */
  readonly restartPolicy: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ContainerRestartRule */
export interface ContainerRestartRule {
  /** required */
  readonly action: string;
  readonly exitCodes?: ContainerRestartRuleOnExitCodes;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ContainerRestartRuleOnExitCodes */
export interface ContainerRestartRuleOnExitCodes {
  /** required */
  readonly operator: string;
  /** 32-bit integer · set */
  readonly values?: readonly number[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ContainerState */
export interface ContainerState {
  readonly running?: ContainerStateRunning;
  readonly terminated?: ContainerStateTerminated;
  readonly waiting?: ContainerStateWaiting;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ContainerStateRunning */
export interface ContainerStateRunning {
  /** time, RFC 3339 in UTC */
  readonly startedAt?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ContainerStateTerminated */
export interface ContainerStateTerminated {
  readonly containerID?: string;
  /** 32-bit integer · required */
  readonly exitCode: number;
  /** time, RFC 3339 in UTC */
  readonly finishedAt?: string;
  readonly message?: string;
  readonly reason?: string;
  /** 32-bit integer */
  readonly signal?: number;
  /** time, RFC 3339 in UTC */
  readonly startedAt?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ContainerStateWaiting */
export interface ContainerStateWaiting {
  readonly message?: string;
  readonly reason?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ContainerStatus */
export interface ContainerStatus {
  /** quantity, such as 500m or 2Gi */
  readonly allocatedResources?: { readonly [key: string]: Quantity };
  /** list by name */
  readonly allocatedResourcesStatus?: readonly ResourceStatus[];
  readonly containerID?: string;
  /** required */
  readonly image: string;
  /** required */
  readonly imageID: string;
  readonly lastState?: ContainerState;
  /** required */
  readonly name: string;
  /** required */
  readonly ready: boolean;
  readonly resources?: ResourceRequirements;
  /** 32-bit integer · required */
  readonly restartCount: number;
  readonly started?: boolean;
  readonly state?: ContainerState;
  readonly stopSignal?: string;
  readonly user?: ContainerUser;
  /** list by mountPath */
  readonly volumeMounts?: readonly VolumeMountStatus[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ContainerUser */
export interface ContainerUser {
  readonly linux?: LinuxContainerUser;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/node-v1/#DaemonEndpoint */
export interface DaemonEndpoint {
  /** 32-bit integer · required */
  readonly Port: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#DownwardAPIProjection */
export interface DownwardAPIProjection {
  readonly items?: readonly DownwardAPIVolumeFile[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#DownwardAPIVolumeFile */
export interface DownwardAPIVolumeFile {
  readonly fieldRef?: ObjectFieldSelector;
  /** 32-bit integer */
  readonly mode?: number;
  /** required */
  readonly path: string;
  readonly resourceFieldRef?: ResourceFieldSelector;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#DownwardAPIVolumeSource */
export interface DownwardAPIVolumeSource {
  /** 32-bit integer */
  readonly defaultMode?: number;
  readonly items?: readonly DownwardAPIVolumeFile[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#EmptyDirVolumeSource */
export interface EmptyDirVolumeSource {
  readonly medium?: string;
  /** quantity, such as 500m or 2Gi */
  readonly sizeLimit?: Quantity;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/endpoints-v1/#EndpointAddress */
export interface EndpointAddress {
  readonly hostname?: string;
  /** required */
  readonly ip: string;
  readonly nodeName?: string;
  readonly targetRef?: ObjectReference;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/endpoints-v1/#EndpointPort */
export interface EndpointPort {
  readonly appProtocol?: string;
  readonly name?: string;
  /** 32-bit integer · required */
  readonly port: number;
  readonly protocol?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/endpoints-v1/#EndpointSubset */
export interface EndpointSubset {
  readonly addresses?: readonly EndpointAddress[];
  readonly notReadyAddresses?: readonly EndpointAddress[];
  readonly ports?: readonly EndpointPort[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/endpoints-v1/#Endpoints */
export interface Endpoints {
  readonly apiVersion?: 'v1';
  readonly kind?: 'Endpoints';
  readonly metadata?: MetaV1ObjectMeta;
  readonly subsets?: readonly EndpointSubset[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/endpoints-v1/#EndpointsList */
export interface EndpointsList {
  readonly apiVersion?: 'v1';
  /** required */
  readonly items: readonly Endpoints[];
  readonly kind?: 'EndpointsList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#EnvFromSource */
export interface EnvFromSource {
  readonly configMapRef?: ConfigMapEnvSource;
  readonly prefix?: string;
  readonly secretRef?: SecretEnvSource;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#EnvVar */
export interface EnvVar {
  /** required */
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: EnvVarSource;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#EnvVarSource */
export interface EnvVarSource {
  readonly configMapKeyRef?: ConfigMapKeySelector;
  readonly fieldRef?: ObjectFieldSelector;
  readonly fileKeyRef?: FileKeySelector;
  readonly resourceFieldRef?: ResourceFieldSelector;
  readonly secretKeyRef?: SecretKeySelector;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#EphemeralContainer */
export interface EphemeralContainer {
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  /** list by name */
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly EnvFromSource[];
  readonly image?: string;
  readonly imagePullPolicy?: string;
  readonly lifecycle?: Lifecycle;
  readonly livenessProbe?: Probe;
  /** required */
  readonly name: string;
  /** list by containerPort, protocol */
  readonly ports?: readonly ContainerPort[];
  readonly readinessProbe?: Probe;
  readonly resizePolicy?: readonly ContainerResizePolicy[];
  readonly resources?: ResourceRequirements;
  readonly restartPolicy?: string;
  readonly restartPolicyRules?: readonly ContainerRestartRule[];
  readonly securityContext?: SecurityContext;
  readonly startupProbe?: Probe;
  readonly stdin?: boolean;
  readonly stdinOnce?: boolean;
  readonly targetContainerName?: string;
  readonly terminationMessagePath?: string;
  readonly terminationMessagePolicy?: string;
  readonly tty?: boolean;
  /** list by devicePath */
  readonly volumeDevices?: readonly VolumeDevice[];
  /** list by mountPath */
  readonly volumeMounts?: readonly VolumeMount[];
  readonly workingDir?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#EphemeralVolumeSource */
export interface EphemeralVolumeSource {
  readonly volumeClaimTemplate?: PersistentVolumeClaimTemplate;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/event-v1/#Event */
export interface Event {
  readonly action?: string;
  readonly apiVersion?: 'v1';
  /** 32-bit integer */
  readonly count?: number;
  /** time with microseconds, RFC 3339 in UTC */
  readonly eventTime?: string;
  /** time, RFC 3339 in UTC */
  readonly firstTimestamp?: string;
  /** required */
  readonly involvedObject: ObjectReference;
  readonly kind?: 'Event';
  /** time, RFC 3339 in UTC */
  readonly lastTimestamp?: string;
  readonly message?: string;
  /** required */
  readonly metadata: MetaV1ObjectMeta;
  readonly reason?: string;
  readonly related?: ObjectReference;
  readonly reportingComponent?: string;
  readonly reportingInstance?: string;
  readonly series?: EventSeries;
  readonly source?: EventSource;
  readonly type?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/event-v1/#EventList */
export interface EventList {
  readonly apiVersion?: 'v1';
  /** required */
  readonly items: readonly Event[];
  readonly kind?: 'EventList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/event-v1/#EventSeries */
export interface EventSeries {
  /** 32-bit integer */
  readonly count?: number;
  /** time with microseconds, RFC 3339 in UTC */
  readonly lastObservedTime?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/event-source-v1/#EventSource */
export interface EventSource {
  readonly component?: string;
  readonly host?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ExecAction */
export interface ExecAction {
  readonly command?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#FCVolumeSource */
export interface FCVolumeSource {
  readonly fsType?: string;
  /** 32-bit integer */
  readonly lun?: number;
  readonly readOnly?: boolean;
  readonly targetWWNs?: readonly string[];
  readonly wwids?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#FileKeySelector */
export interface FileKeySelector {
  /** required */
  readonly key: string;
  readonly optional?: boolean;
  /** required */
  readonly path: string;
  /** required */
  readonly volumeName: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#FlexPersistentVolumeSource */
export interface FlexPersistentVolumeSource {
  /** required */
  readonly driver: string;
  readonly fsType?: string;
  readonly options?: { readonly [key: string]: string };
  readonly readOnly?: boolean;
  readonly secretRef?: SecretReference;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#FlexVolumeSource */
export interface FlexVolumeSource {
  /** required */
  readonly driver: string;
  readonly fsType?: string;
  readonly options?: { readonly [key: string]: string };
  readonly readOnly?: boolean;
  readonly secretRef?: LocalObjectReference;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#FlockerVolumeSource */
export interface FlockerVolumeSource {
  readonly datasetName?: string;
  readonly datasetUUID?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#GCEPersistentDiskVolumeSource */
export interface GCEPersistentDiskVolumeSource {
  readonly fsType?: string;
  /** 32-bit integer */
  readonly partition?: number;
  /** required */
  readonly pdName: string;
  readonly readOnly?: boolean;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#GRPCAction */
export interface GRPCAction {
  /** 32-bit integer · required */
  readonly port: number;
  readonly service?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#GitRepoVolumeSource */
export interface GitRepoVolumeSource {
  readonly directory?: string;
  /** required */
  readonly repository: string;
  readonly revision?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#GlusterfsPersistentVolumeSource */
export interface GlusterfsPersistentVolumeSource {
  /** required */
  readonly endpoints: string;
  readonly endpointsNamespace?: string;
  /** required */
  readonly path: string;
  readonly readOnly?: boolean;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#GlusterfsVolumeSource */
export interface GlusterfsVolumeSource {
  /** required */
  readonly endpoints: string;
  /** required */
  readonly path: string;
  readonly readOnly?: boolean;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#HTTPGetAction */
export interface HTTPGetAction {
  readonly host?: string;
  readonly httpHeaders?: readonly HTTPHeader[];
  readonly path?: string;
  /** number, or a percentage or name · required */
  readonly port: IntOrString;
  readonly scheme?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#HTTPHeader */
export interface HTTPHeader {
  /** required */
  readonly name: string;
  /** required */
  readonly value: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#HostAlias */
export interface HostAlias {
  readonly hostnames?: readonly string[];
  /** required */
  readonly ip: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#HostIP */
export interface HostIP {
  /** required */
  readonly ip: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#HostPathVolumeSource */
export interface HostPathVolumeSource {
  /** required */
  readonly path: string;
  readonly type?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#ISCSIPersistentVolumeSource */
export interface ISCSIPersistentVolumeSource {
  readonly chapAuthDiscovery?: boolean;
  readonly chapAuthSession?: boolean;
  readonly fsType?: string;
  readonly initiatorName?: string;
  /** required */
  readonly iqn: string;
  /** default "default" */
  readonly iscsiInterface?: string;
  /** 32-bit integer · required */
  readonly lun: number;
  readonly portals?: readonly string[];
  readonly readOnly?: boolean;
  readonly secretRef?: SecretReference;
  /** required */
  readonly targetPortal: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ISCSIVolumeSource */
export interface ISCSIVolumeSource {
  readonly chapAuthDiscovery?: boolean;
  readonly chapAuthSession?: boolean;
  readonly fsType?: string;
  readonly initiatorName?: string;
  /** required */
  readonly iqn: string;
  /** default "default" */
  readonly iscsiInterface?: string;
  /** 32-bit integer · required */
  readonly lun: number;
  readonly portals?: readonly string[];
  readonly readOnly?: boolean;
  readonly secretRef?: LocalObjectReference;
  /** required */
  readonly targetPortal: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ImageVolumeSource */
export interface ImageVolumeSource {
  readonly pullPolicy?: string;
  readonly reference?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ImageVolumeStatus */
export interface ImageVolumeStatus {
  /** required */
  readonly imageRef: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#KeyToPath */
export interface KeyToPath {
  /** required */
  readonly key: string;
  /** 32-bit integer */
  readonly mode?: number;
  /** required */
  readonly path: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#Lifecycle */
export interface Lifecycle {
  readonly postStart?: LifecycleHandler;
  readonly preStop?: LifecycleHandler;
  readonly stopSignal?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#LifecycleHandler */
export interface LifecycleHandler {
  readonly exec?: ExecAction;
  readonly httpGet?: HTTPGetAction;
  readonly sleep?: SleepAction;
  readonly tcpSocket?: TCPSocketAction;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/limit-range-v1/#LimitRange */
export interface LimitRange {
  readonly apiVersion?: 'v1';
  readonly kind?: 'LimitRange';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: LimitRangeSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/limit-range-v1/#LimitRangeItem */
export interface LimitRangeItem {
  /** quantity, such as 500m or 2Gi */
  readonly default?: { readonly [key: string]: Quantity };
  /** quantity, such as 500m or 2Gi */
  readonly defaultRequest?: { readonly [key: string]: Quantity };
  /** quantity, such as 500m or 2Gi */
  readonly max?: { readonly [key: string]: Quantity };
  /** quantity, such as 500m or 2Gi */
  readonly maxLimitRequestRatio?: { readonly [key: string]: Quantity };
  /** quantity, such as 500m or 2Gi */
  readonly min?: { readonly [key: string]: Quantity };
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/limit-range-v1/#LimitRangeList */
export interface LimitRangeList {
  readonly apiVersion?: 'v1';
  /** required */
  readonly items: readonly LimitRange[];
  readonly kind?: 'LimitRangeList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/limit-range-v1/#LimitRangeSpec */
export interface LimitRangeSpec {
  /** required */
  readonly limits: readonly LimitRangeItem[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#LinuxContainerUser */
export interface LinuxContainerUser {
  /** 64-bit integer · required */
  readonly gid: number;
  /** 64-bit integer */
  readonly supplementalGroups?: readonly number[];
  /** 64-bit integer · required */
  readonly uid: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/service-v1/#LoadBalancerIngress */
export interface LoadBalancerIngress {
  readonly hostname?: string;
  readonly ip?: string;
  readonly ipMode?: string;
  readonly ports?: readonly PortStatus[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/service-v1/#LoadBalancerStatus */
export interface LoadBalancerStatus {
  readonly ingress?: readonly LoadBalancerIngress[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/local-object-reference-v1/#LocalObjectReference */
export interface LocalObjectReference {
  readonly name?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#LocalVolumeSource */
export interface LocalVolumeSource {
  readonly fsType?: string;
  /** required */
  readonly path: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-claim-v1/#ModifyVolumeStatus */
export interface ModifyVolumeStatus {
  /** required */
  readonly status: string;
  readonly targetVolumeAttributesClassName?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#NFSVolumeSource */
export interface NFSVolumeSource {
  /** required */
  readonly path: string;
  readonly readOnly?: boolean;
  /** required */
  readonly server: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/namespace-v1/#Namespace */
export interface Namespace {
  readonly apiVersion?: 'v1';
  readonly kind?: 'Namespace';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: NamespaceSpec;
  readonly status?: NamespaceStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/namespace-v1/#NamespaceCondition */
export interface NamespaceCondition {
  /** time, RFC 3339 in UTC */
  readonly lastTransitionTime?: string;
  readonly message?: string;
  readonly reason?: string;
  /** required */
  readonly status: string;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/namespace-v1/#NamespaceList */
export interface NamespaceList {
  readonly apiVersion?: 'v1';
  /** required */
  readonly items: readonly Namespace[];
  readonly kind?: 'NamespaceList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/namespace-v1/#NamespaceSpec */
export interface NamespaceSpec {
  readonly finalizers?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/namespace-v1/#NamespaceStatus */
export interface NamespaceStatus {
  /** list by type */
  readonly conditions?: readonly NamespaceCondition[];
  readonly phase?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/node-v1/#Node */
export interface Node {
  readonly apiVersion?: 'v1';
  readonly kind?: 'Node';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: NodeSpec;
  readonly status?: NodeStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/node-v1/#NodeAddress */
export interface NodeAddress {
  /** required */
  readonly address: string;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#NodeAffinity */
export interface NodeAffinity {
  readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly PreferredSchedulingTerm[];
  readonly requiredDuringSchedulingIgnoredDuringExecution?: NodeSelector;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#NodeAllocatableResourceClaimStatus */
export interface NodeAllocatableResourceClaimStatus {
  /** set */
  readonly containers?: readonly string[];
  /** required */
  readonly resourceClaimName: string;
  /** quantity, such as 500m or 2Gi · required */
  readonly resources: { readonly [key: string]: Quantity };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/node-v1/#NodeCondition */
export interface NodeCondition {
  /** time, RFC 3339 in UTC */
  readonly lastHeartbeatTime?: string;
  /** time, RFC 3339 in UTC */
  readonly lastTransitionTime?: string;
  readonly message?: string;
  readonly reason?: string;
  /** required */
  readonly status: string;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/node-v1/#NodeConfigSource */
export interface NodeConfigSource {
  readonly configMap?: ConfigMapNodeConfigSource;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/node-v1/#NodeConfigStatus */
export interface NodeConfigStatus {
  readonly active?: NodeConfigSource;
  readonly assigned?: NodeConfigSource;
  readonly error?: string;
  readonly lastKnownGood?: NodeConfigSource;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/node-v1/#NodeDaemonEndpoints */
export interface NodeDaemonEndpoints {
  readonly kubeletEndpoint?: DaemonEndpoint;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/node-v1/#NodeFeatures */
export interface NodeFeatures {
  readonly supplementalGroupsPolicy?: boolean;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/node-v1/#NodeList */
export interface NodeList {
  readonly apiVersion?: 'v1';
  /** required */
  readonly items: readonly Node[];
  readonly kind?: 'NodeList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/node-v1/#NodeRuntimeHandler */
export interface NodeRuntimeHandler {
  readonly features?: NodeRuntimeHandlerFeatures;
  readonly name?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/node-v1/#NodeRuntimeHandlerFeatures */
export interface NodeRuntimeHandlerFeatures {
  readonly recursiveReadOnlyMounts?: boolean;
  readonly userNamespaces?: boolean;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/node-selector-v1/#NodeSelector */
export interface NodeSelector {
  /** required */
  readonly nodeSelectorTerms: readonly NodeSelectorTerm[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#NodeSelectorRequirement */
export interface NodeSelectorRequirement {
  /** required */
  readonly key: string;
  /** required */
  readonly operator: string;
  readonly values?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/node-selector-term-v1/#NodeSelectorTerm */
export interface NodeSelectorTerm {
  readonly matchExpressions?: readonly NodeSelectorRequirement[];
  readonly matchFields?: readonly NodeSelectorRequirement[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/node-v1/#NodeSpec */
export interface NodeSpec {
  readonly configSource?: NodeConfigSource;
  readonly externalID?: string;
  readonly podCIDR?: string;
  /** set */
  readonly podCIDRs?: readonly string[];
  readonly providerID?: string;
  readonly taints?: readonly Taint[];
  readonly unschedulable?: boolean;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/node-v1/#NodeStatus */
export interface NodeStatus {
  /** list by type */
  readonly addresses?: readonly NodeAddress[];
  /** quantity, such as 500m or 2Gi */
  readonly allocatable?: { readonly [key: string]: Quantity };
  /** quantity, such as 500m or 2Gi */
  readonly capacity?: { readonly [key: string]: Quantity };
  /** list by type */
  readonly conditions?: readonly NodeCondition[];
  readonly config?: NodeConfigStatus;
  readonly daemonEndpoints?: NodeDaemonEndpoints;
  readonly declaredFeatures?: readonly string[];
  readonly features?: NodeFeatures;
  readonly images?: readonly ContainerImage[];
  readonly nodeInfo?: NodeSystemInfo;
  readonly phase?: string;
  readonly runtimeHandlers?: readonly NodeRuntimeHandler[];
  readonly volumesAttached?: readonly AttachedVolume[];
  readonly volumesInUse?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/node-v1/#NodeSwapStatus */
export interface NodeSwapStatus {
  /** 64-bit integer */
  readonly capacity?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/node-v1/#NodeSystemInfo */
export interface NodeSystemInfo {
  /** required */
  readonly architecture: string;
  /** required */
  readonly bootID: string;
  /** required */
  readonly containerRuntimeVersion: string;
  /** required */
  readonly kernelVersion: string;
  /** required */
  readonly kubeProxyVersion: string;
  /** required */
  readonly kubeletVersion: string;
  /** required */
  readonly machineID: string;
  /** required */
  readonly operatingSystem: string;
  /** required */
  readonly osImage: string;
  readonly swap?: NodeSwapStatus;
  /** required */
  readonly systemUUID: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ObjectFieldSelector */
export interface ObjectFieldSelector {
  readonly apiVersion?: string;
  /** required */
  readonly fieldPath: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/object-reference-v1/#ObjectReference */
export interface ObjectReference {
  readonly apiVersion?: string;
  readonly fieldPath?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly resourceVersion?: string;
  readonly uid?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#PersistentVolume */
export interface PersistentVolume {
  readonly apiVersion?: 'v1';
  readonly kind?: 'PersistentVolume';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: PersistentVolumeSpec;
  readonly status?: PersistentVolumeStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-claim-v1/#PersistentVolumeClaim */
export interface PersistentVolumeClaim {
  readonly apiVersion?: 'v1';
  readonly kind?: 'PersistentVolumeClaim';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: PersistentVolumeClaimSpec;
  readonly status?: PersistentVolumeClaimStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-claim-v1/#PersistentVolumeClaimCondition */
export interface PersistentVolumeClaimCondition {
  /** time, RFC 3339 in UTC */
  readonly lastProbeTime?: string;
  /** time, RFC 3339 in UTC */
  readonly lastTransitionTime?: string;
  readonly message?: string;
  readonly reason?: string;
  /** required */
  readonly status: string;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-claim-v1/#PersistentVolumeClaimList */
export interface PersistentVolumeClaimList {
  readonly apiVersion?: 'v1';
  /** required */
  readonly items: readonly PersistentVolumeClaim[];
  readonly kind?: 'PersistentVolumeClaimList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-claim-v1/#PersistentVolumeClaimSpec */
export interface PersistentVolumeClaimSpec {
  /** immutable */
  readonly accessModes?: readonly string[];
  /** immutable */
  readonly dataSource?: TypedLocalObjectReference;
  readonly dataSourceRef?: TypedObjectReference;
  readonly resources?: VolumeResourceRequirements;
  /** immutable */
  readonly selector?: MetaV1LabelSelector;
  /** immutable */
  readonly storageClassName?: string;
  readonly volumeAttributesClassName?: string;
  /** immutable */
  readonly volumeMode?: string;
  /** immutable */
  readonly volumeName?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-claim-v1/#PersistentVolumeClaimStatus */
export interface PersistentVolumeClaimStatus {
  readonly accessModes?: readonly string[];
  readonly allocatedResourceStatuses?: { readonly [key: string]: string };
  /** quantity, such as 500m or 2Gi */
  readonly allocatedResources?: { readonly [key: string]: Quantity };
  /** quantity, such as 500m or 2Gi */
  readonly capacity?: { readonly [key: string]: Quantity };
  /** list by type */
  readonly conditions?: readonly PersistentVolumeClaimCondition[];
  readonly currentVolumeAttributesClassName?: string;
  readonly modifyVolumeStatus?: ModifyVolumeStatus;
  readonly phase?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PersistentVolumeClaimTemplate */
export interface PersistentVolumeClaimTemplate {
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: PersistentVolumeClaimSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PersistentVolumeClaimVolumeSource */
export interface PersistentVolumeClaimVolumeSource {
  /** required */
  readonly claimName: string;
  readonly readOnly?: boolean;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#PersistentVolumeList */
export interface PersistentVolumeList {
  readonly apiVersion?: 'v1';
  /** required */
  readonly items: readonly PersistentVolume[];
  readonly kind?: 'PersistentVolumeList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#PersistentVolumeSpec */
export interface PersistentVolumeSpec {
  readonly accessModes?: readonly string[];
  readonly awsElasticBlockStore?: AWSElasticBlockStoreVolumeSource;
  readonly azureDisk?: AzureDiskVolumeSource;
  readonly azureFile?: AzureFilePersistentVolumeSource;
  /** quantity, such as 500m or 2Gi */
  readonly capacity?: { readonly [key: string]: Quantity };
  readonly cephfs?: CephFSPersistentVolumeSource;
  readonly cinder?: CinderPersistentVolumeSource;
  readonly claimRef?: ObjectReference;
  readonly csi?: CSIPersistentVolumeSource;
  readonly fc?: FCVolumeSource;
  readonly flexVolume?: FlexPersistentVolumeSource;
  readonly flocker?: FlockerVolumeSource;
  readonly gcePersistentDisk?: GCEPersistentDiskVolumeSource;
  readonly glusterfs?: GlusterfsPersistentVolumeSource;
  readonly hostPath?: HostPathVolumeSource;
  readonly iscsi?: ISCSIPersistentVolumeSource;
  readonly local?: LocalVolumeSource;
  readonly mountOptions?: readonly string[];
  readonly nfs?: NFSVolumeSource;
  readonly nodeAffinity?: VolumeNodeAffinity;
  readonly persistentVolumeReclaimPolicy?: string;
  readonly photonPersistentDisk?: PhotonPersistentDiskVolumeSource;
  readonly portworxVolume?: PortworxVolumeSource;
  readonly quobyte?: QuobyteVolumeSource;
  readonly rbd?: RBDPersistentVolumeSource;
  readonly scaleIO?: ScaleIOPersistentVolumeSource;
  readonly storageClassName?: string;
  readonly storageos?: StorageOSPersistentVolumeSource;
  readonly volumeAttributesClassName?: string;
  readonly volumeMode?: string;
  readonly vsphereVolume?: VsphereVirtualDiskVolumeSource;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#PersistentVolumeStatus */
export interface PersistentVolumeStatus {
  /** time, RFC 3339 in UTC */
  readonly lastPhaseTransitionTime?: string;
  readonly message?: string;
  readonly phase?: string;
  readonly reason?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#PhotonPersistentDiskVolumeSource */
export interface PhotonPersistentDiskVolumeSource {
  readonly fsType?: string;
  /** required */
  readonly pdID: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#Pod */
export interface Pod {
  readonly apiVersion?: 'v1';
  readonly kind?: 'Pod';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: PodSpec;
  readonly status?: PodStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PodAffinity */
export interface PodAffinity {
  readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly WeightedPodAffinityTerm[];
  readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly PodAffinityTerm[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PodAffinityTerm */
export interface PodAffinityTerm {
  readonly labelSelector?: MetaV1LabelSelector;
  readonly matchLabelKeys?: readonly string[];
  readonly mismatchLabelKeys?: readonly string[];
  readonly namespaceSelector?: MetaV1LabelSelector;
  readonly namespaces?: readonly string[];
  /** required */
  readonly topologyKey: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PodAntiAffinity */
export interface PodAntiAffinity {
  readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly WeightedPodAffinityTerm[];
  readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly PodAffinityTerm[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PodCertificateProjection */
export interface PodCertificateProjection {
  readonly certificateChainPath?: string;
  readonly credentialBundlePath?: string;
  readonly keyPath?: string;
  /** required */
  readonly keyType: string;
  /** 32-bit integer · seconds */
  readonly maxExpirationSeconds?: number;
  /** required */
  readonly signerName: string;
  readonly userAnnotations?: { readonly [key: string]: string };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PodCondition */
export interface PodCondition {
  /** time, RFC 3339 in UTC */
  readonly lastProbeTime?: string;
  /** time, RFC 3339 in UTC */
  readonly lastTransitionTime?: string;
  readonly message?: string;
  /** 64-bit integer */
  readonly observedGeneration?: number;
  readonly reason?: string;
  /** required */
  readonly status: string;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PodDNSConfig */
export interface PodDNSConfig {
  readonly nameservers?: readonly string[];
  readonly options?: readonly PodDNSConfigOption[];
  readonly searches?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PodDNSConfigOption */
export interface PodDNSConfigOption {
  readonly name?: string;
  readonly value?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PodExtendedResourceClaimStatus */
export interface PodExtendedResourceClaimStatus {
  /** required */
  readonly requestMappings: readonly ContainerExtendedResourceRequest[];
  /** required */
  readonly resourceClaimName: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PodIP */
export interface PodIP {
  /** required */
  readonly ip: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PodList */
export interface PodList {
  readonly apiVersion?: 'v1';
  /** required */
  readonly items: readonly Pod[];
  readonly kind?: 'PodList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PodOS */
export interface PodOS {
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PodReadinessGate */
export interface PodReadinessGate {
  /** required */
  readonly conditionType: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PodResourceClaim */
export interface PodResourceClaim {
  /** required */
  readonly name: string;
  readonly resourceClaimName?: string;
  readonly resourceClaimTemplateName?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PodResourceClaimStatus */
export interface PodResourceClaimStatus {
  /** required */
  readonly name: string;
  readonly resourceClaimName?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PodSchedulingGate */
export interface PodSchedulingGate {
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PodSchedulingGroup */
export interface PodSchedulingGroup {
  readonly podGroupName?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PodSecurityContext */
export interface PodSecurityContext {
  readonly appArmorProfile?: AppArmorProfile;
  /** 64-bit integer */
  readonly fsGroup?: number;
  readonly fsGroupChangePolicy?: string;
  /** 64-bit integer */
  readonly runAsGroup?: number;
  readonly runAsNonRoot?: boolean;
  /** 64-bit integer */
  readonly runAsUser?: number;
  readonly seLinuxChangePolicy?: string;
  readonly seLinuxOptions?: SELinuxOptions;
  readonly seccompProfile?: SeccompProfile;
  /** 64-bit integer */
  readonly supplementalGroups?: readonly number[];
  readonly supplementalGroupsPolicy?: string;
  readonly sysctls?: readonly Sysctl[];
  readonly windowsOptions?: WindowsSecurityContextOptions;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PodSpec */
export interface PodSpec {
  /** 64-bit integer · seconds */
  readonly activeDeadlineSeconds?: number;
  readonly affinity?: Affinity;
  readonly automountServiceAccountToken?: boolean;
  /** required · list by name */
  readonly containers: readonly Container[];
  readonly dnsConfig?: PodDNSConfig;
  readonly dnsPolicy?: string;
  readonly enableServiceLinks?: boolean;
  /** list by name */
  readonly ephemeralContainers?: readonly EphemeralContainer[];
  /** list by ip */
  readonly hostAliases?: readonly HostAlias[];
  readonly hostIPC?: boolean;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostUsers?: boolean;
  readonly hostname?: string;
  readonly hostnameOverride?: string;
  /** list by name */
  readonly imagePullSecrets?: readonly LocalObjectReference[];
  /** list by name */
  readonly initContainers?: readonly Container[];
  readonly nodeName?: string;
  readonly nodeSelector?: { readonly [key: string]: string };
  readonly os?: PodOS;
  /** quantity, such as 500m or 2Gi */
  readonly overhead?: { readonly [key: string]: Quantity };
  readonly preemptionPolicy?: string;
  /** 32-bit integer */
  readonly priority?: number;
  readonly priorityClassName?: string;
  readonly readinessGates?: readonly PodReadinessGate[];
  /** list by name */
  readonly resourceClaims?: readonly PodResourceClaim[];
  readonly resources?: ResourceRequirements;
  readonly restartPolicy?: string;
  readonly runtimeClassName?: string;
  readonly schedulerName?: string;
  /** list by name */
  readonly schedulingGates?: readonly PodSchedulingGate[];
  readonly schedulingGroup?: PodSchedulingGroup;
  readonly securityContext?: PodSecurityContext;
  readonly serviceAccount?: string;
  readonly serviceAccountName?: string;
  readonly setHostnameAsFQDN?: boolean;
  readonly shareProcessNamespace?: boolean;
  readonly subdomain?: string;
  /** 64-bit integer · seconds */
  readonly terminationGracePeriodSeconds?: number;
  readonly tolerations?: readonly Toleration[];
  /** list by topologyKey, whenUnsatisfiable */
  readonly topologySpreadConstraints?: readonly TopologySpreadConstraint[];
  /** list by name */
  readonly volumes?: readonly Volume[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PodStatus */
export interface PodStatus {
  /** quantity, such as 500m or 2Gi */
  readonly allocatedResources?: { readonly [key: string]: Quantity };
  /** list by type */
  readonly conditions?: readonly PodCondition[];
  readonly containerStatuses?: readonly ContainerStatus[];
  readonly ephemeralContainerStatuses?: readonly ContainerStatus[];
  readonly extendedResourceClaimStatus?: PodExtendedResourceClaimStatus;
  readonly hostIP?: string;
  readonly hostIPs?: readonly HostIP[];
  readonly initContainerStatuses?: readonly ContainerStatus[];
  readonly message?: string;
  readonly nodeAllocatableResourceClaimStatuses?: readonly NodeAllocatableResourceClaimStatus[];
  readonly nominatedNodeName?: string;
  /** 64-bit integer */
  readonly observedGeneration?: number;
  readonly phase?: string;
  readonly podIP?: string;
  /** list by ip */
  readonly podIPs?: readonly PodIP[];
  readonly qosClass?: string;
  readonly reason?: string;
  readonly resize?: string;
  /** list by name */
  readonly resourceClaimStatuses?: readonly PodResourceClaimStatus[];
  readonly resources?: ResourceRequirements;
  /** time, RFC 3339 in UTC */
  readonly startTime?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-template-v1/#PodTemplate */
export interface PodTemplate {
  readonly apiVersion?: 'v1';
  readonly kind?: 'PodTemplate';
  readonly metadata?: MetaV1ObjectMeta;
  readonly template?: PodTemplateSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-template-v1/#PodTemplateList */
export interface PodTemplateList {
  readonly apiVersion?: 'v1';
  /** required */
  readonly items: readonly PodTemplate[];
  readonly kind?: 'PodTemplateList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-template-v1/#PodTemplateSpec */
export interface PodTemplateSpec {
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: PodSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/service-v1/#PortStatus */
export interface PortStatus {
  readonly error?: string;
  /** 32-bit integer · required */
  readonly port: number;
  /** required */
  readonly protocol: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#PortworxVolumeSource */
export interface PortworxVolumeSource {
  readonly fsType?: string;
  readonly readOnly?: boolean;
  /** required */
  readonly volumeID: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#PreferredSchedulingTerm */
export interface PreferredSchedulingTerm {
  /** required */
  readonly preference: NodeSelectorTerm;
  /** 32-bit integer · required */
  readonly weight: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#Probe */
export interface Probe {
  readonly exec?: ExecAction;
  /** 32-bit integer */
  readonly failureThreshold?: number;
  readonly grpc?: GRPCAction;
  readonly httpGet?: HTTPGetAction;
  /** 32-bit integer · seconds */
  readonly initialDelaySeconds?: number;
  /** 32-bit integer · seconds */
  readonly periodSeconds?: number;
  /** 32-bit integer */
  readonly successThreshold?: number;
  readonly tcpSocket?: TCPSocketAction;
  /** 64-bit integer · seconds */
  readonly terminationGracePeriodSeconds?: number;
  /** 32-bit integer · seconds */
  readonly timeoutSeconds?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ProjectedVolumeSource */
export interface ProjectedVolumeSource {
  /** 32-bit integer */
  readonly defaultMode?: number;
  readonly sources?: readonly VolumeProjection[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#QuobyteVolumeSource */
export interface QuobyteVolumeSource {
  readonly group?: string;
  readonly readOnly?: boolean;
  /** required */
  readonly registry: string;
  readonly tenant?: string;
  readonly user?: string;
  /** required */
  readonly volume: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#RBDPersistentVolumeSource */
export interface RBDPersistentVolumeSource {
  readonly fsType?: string;
  /** required */
  readonly image: string;
  /** default "/etc/ceph/keyring" */
  readonly keyring?: string;
  /** required */
  readonly monitors: readonly string[];
  /** default "rbd" */
  readonly pool?: string;
  readonly readOnly?: boolean;
  readonly secretRef?: SecretReference;
  /** default "admin" */
  readonly user?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#RBDVolumeSource */
export interface RBDVolumeSource {
  readonly fsType?: string;
  /** required */
  readonly image: string;
  /** default "/etc/ceph/keyring" */
  readonly keyring?: string;
  /** required */
  readonly monitors: readonly string[];
  /** default "rbd" */
  readonly pool?: string;
  readonly readOnly?: boolean;
  readonly secretRef?: LocalObjectReference;
  /** default "admin" */
  readonly user?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/replication-controller-v1/#ReplicationController */
export interface ReplicationController {
  readonly apiVersion?: 'v1';
  readonly kind?: 'ReplicationController';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: ReplicationControllerSpec;
  readonly status?: ReplicationControllerStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/replication-controller-v1/#ReplicationControllerCondition */
export interface ReplicationControllerCondition {
  /** time, RFC 3339 in UTC */
  readonly lastTransitionTime?: string;
  readonly message?: string;
  readonly reason?: string;
  /** required */
  readonly status: string;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/replication-controller-v1/#ReplicationControllerList */
export interface ReplicationControllerList {
  readonly apiVersion?: 'v1';
  /** required */
  readonly items: readonly ReplicationController[];
  readonly kind?: 'ReplicationControllerList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/replication-controller-v1/#ReplicationControllerSpec */
export interface ReplicationControllerSpec {
  /** 32-bit integer · seconds */
  readonly minReadySeconds?: number;
  /** 32-bit integer · default 1 */
  readonly replicas?: number;
  readonly selector?: { readonly [key: string]: string };
  readonly template?: PodTemplateSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/replication-controller-v1/#ReplicationControllerStatus */
export interface ReplicationControllerStatus {
  /** 32-bit integer */
  readonly availableReplicas?: number;
  /** list by type */
  readonly conditions?: readonly ReplicationControllerCondition[];
  /** 32-bit integer */
  readonly fullyLabeledReplicas?: number;
  /** 64-bit integer */
  readonly observedGeneration?: number;
  /** 32-bit integer */
  readonly readyReplicas?: number;
  /** 32-bit integer · required */
  readonly replicas: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ResourceClaim */
export interface ResourceClaim {
  /** required */
  readonly name: string;
  readonly request?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ResourceFieldSelector */
export interface ResourceFieldSelector {
  readonly containerName?: string;
  /** quantity, such as 500m or 2Gi */
  readonly divisor?: Quantity;
  /** required */
  readonly resource: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ResourceHealth */
export interface ResourceHealth {
  readonly health?: string;
  readonly message?: string;
  /** required */
  readonly resourceID: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/resource-quota-v1/#ResourceQuota */
export interface ResourceQuota {
  readonly apiVersion?: 'v1';
  readonly kind?: 'ResourceQuota';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: ResourceQuotaSpec;
  readonly status?: ResourceQuotaStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/resource-quota-v1/#ResourceQuotaList */
export interface ResourceQuotaList {
  readonly apiVersion?: 'v1';
  /** required */
  readonly items: readonly ResourceQuota[];
  readonly kind?: 'ResourceQuotaList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/resource-quota-v1/#ResourceQuotaSpec */
export interface ResourceQuotaSpec {
  /** quantity, such as 500m or 2Gi */
  readonly hard?: { readonly [key: string]: Quantity };
  readonly scopeSelector?: ScopeSelector;
  readonly scopes?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/resource-quota-v1/#ResourceQuotaStatus */
export interface ResourceQuotaStatus {
  /** quantity, such as 500m or 2Gi */
  readonly hard?: { readonly [key: string]: Quantity };
  /** quantity, such as 500m or 2Gi */
  readonly used?: { readonly [key: string]: Quantity };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ResourceRequirements */
export interface ResourceRequirements {
  /** list by name */
  readonly claims?: readonly ResourceClaim[];
  /** quantity, such as 500m or 2Gi */
  readonly limits?: { readonly [key: string]: Quantity };
  /** quantity, such as 500m or 2Gi */
  readonly requests?: { readonly [key: string]: Quantity };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ResourceStatus */
export interface ResourceStatus {
  /** required */
  readonly name: string;
  /** list by resourceID */
  readonly resources?: readonly ResourceHealth[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#SELinuxOptions */
export interface SELinuxOptions {
  readonly level?: string;
  readonly role?: string;
  readonly type?: string;
  readonly user?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#ScaleIOPersistentVolumeSource */
export interface ScaleIOPersistentVolumeSource {
  /** default "xfs" */
  readonly fsType?: string;
  /** required */
  readonly gateway: string;
  readonly protectionDomain?: string;
  readonly readOnly?: boolean;
  /** required */
  readonly secretRef: SecretReference;
  readonly sslEnabled?: boolean;
  /** default "ThinProvisioned" */
  readonly storageMode?: string;
  readonly storagePool?: string;
  /** required */
  readonly system: string;
  readonly volumeName?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ScaleIOVolumeSource */
export interface ScaleIOVolumeSource {
  /** default "xfs" */
  readonly fsType?: string;
  /** required */
  readonly gateway: string;
  readonly protectionDomain?: string;
  readonly readOnly?: boolean;
  /** required */
  readonly secretRef: LocalObjectReference;
  readonly sslEnabled?: boolean;
  /** default "ThinProvisioned" */
  readonly storageMode?: string;
  readonly storagePool?: string;
  /** required */
  readonly system: string;
  readonly volumeName?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/resource-quota-v1/#ScopeSelector */
export interface ScopeSelector {
  readonly matchExpressions?: readonly ScopedResourceSelectorRequirement[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/resource-quota-v1/#ScopedResourceSelectorRequirement */
export interface ScopedResourceSelectorRequirement {
  /** required */
  readonly operator: string;
  /** required */
  readonly scopeName: string;
  readonly values?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#SeccompProfile */
export interface SeccompProfile {
  readonly localhostProfile?: string;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/secret-v1/#Secret */
export interface Secret {
  readonly apiVersion?: 'v1';
  /** bytes in base64 */
  readonly data?: { readonly [key: string]: string };
  readonly immutable?: boolean;
  readonly kind?: 'Secret';
  readonly metadata?: MetaV1ObjectMeta;
  readonly stringData?: { readonly [key: string]: string };
  /** immutable */
  readonly type?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#SecretEnvSource */
export interface SecretEnvSource {
  readonly name?: string;
  readonly optional?: boolean;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#SecretKeySelector */
export interface SecretKeySelector {
  /** required */
  readonly key: string;
  readonly name?: string;
  readonly optional?: boolean;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/secret-v1/#SecretList */
export interface SecretList {
  readonly apiVersion?: 'v1';
  /** required */
  readonly items: readonly Secret[];
  readonly kind?: 'SecretList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#SecretProjection */
export interface SecretProjection {
  readonly items?: readonly KeyToPath[];
  readonly name?: string;
  readonly optional?: boolean;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#SecretReference */
export interface SecretReference {
  readonly name?: string;
  readonly namespace?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#SecretVolumeSource */
export interface SecretVolumeSource {
  /** 32-bit integer */
  readonly defaultMode?: number;
  readonly items?: readonly KeyToPath[];
  readonly optional?: boolean;
  readonly secretName?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#SecurityContext */
export interface SecurityContext {
  readonly allowPrivilegeEscalation?: boolean;
  readonly appArmorProfile?: AppArmorProfile;
  readonly capabilities?: Capabilities;
  readonly privileged?: boolean;
  readonly procMount?: string;
  readonly readOnlyRootFilesystem?: boolean;
  /** 64-bit integer */
  readonly runAsGroup?: number;
  readonly runAsNonRoot?: boolean;
  /** 64-bit integer */
  readonly runAsUser?: number;
  readonly seLinuxOptions?: SELinuxOptions;
  readonly seccompProfile?: SeccompProfile;
  readonly windowsOptions?: WindowsSecurityContextOptions;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/service-v1/#Service */
export interface Service {
  readonly apiVersion?: 'v1';
  readonly kind?: 'Service';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: ServiceSpec;
  readonly status?: ServiceStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/service-account-v1/#ServiceAccount */
export interface ServiceAccount {
  readonly apiVersion?: 'v1';
  readonly automountServiceAccountToken?: boolean;
  readonly imagePullSecrets?: readonly LocalObjectReference[];
  readonly kind?: 'ServiceAccount';
  readonly metadata?: MetaV1ObjectMeta;
  /** list by name */
  readonly secrets?: readonly ObjectReference[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/service-account-v1/#ServiceAccountList */
export interface ServiceAccountList {
  readonly apiVersion?: 'v1';
  /** required */
  readonly items: readonly ServiceAccount[];
  readonly kind?: 'ServiceAccountList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#ServiceAccountTokenProjection */
export interface ServiceAccountTokenProjection {
  readonly audience?: string;
  /** 64-bit integer · seconds */
  readonly expirationSeconds?: number;
  /** required */
  readonly path: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/service-v1/#ServiceList */
export interface ServiceList {
  readonly apiVersion?: 'v1';
  /** required */
  readonly items: readonly Service[];
  readonly kind?: 'ServiceList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/service-v1/#ServicePort */
export interface ServicePort {
  readonly appProtocol?: string;
  readonly name?: string;
  /** 32-bit integer */
  readonly nodePort?: number;
  /** 32-bit integer · required */
  readonly port: number;
  /** default "TCP" */
  readonly protocol?: string;
  /** number, or a percentage or name */
  readonly targetPort?: IntOrString;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/service-v1/#ServiceSpec */
export interface ServiceSpec {
  readonly allocateLoadBalancerNodePorts?: boolean;
  readonly clusterIP?: string;
  readonly clusterIPs?: readonly string[];
  readonly externalIPs?: readonly string[];
  readonly externalName?: string;
  readonly externalTrafficPolicy?: string;
  /** 32-bit integer */
  readonly healthCheckNodePort?: number;
  readonly internalTrafficPolicy?: string;
  readonly ipFamilies?: readonly string[];
  readonly ipFamilyPolicy?: string;
  readonly loadBalancerClass?: string;
  readonly loadBalancerIP?: string;
  readonly loadBalancerSourceRanges?: readonly string[];
  /** list by port, protocol */
  readonly ports?: readonly ServicePort[];
  readonly publishNotReadyAddresses?: boolean;
  readonly selector?: { readonly [key: string]: string };
  readonly sessionAffinity?: string;
  readonly sessionAffinityConfig?: SessionAffinityConfig;
  readonly trafficDistribution?: string;
  readonly type?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/service-v1/#ServiceStatus */
export interface ServiceStatus {
  /** list by type */
  readonly conditions?: readonly MetaV1Condition[];
  readonly loadBalancer?: LoadBalancerStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/service-v1/#SessionAffinityConfig */
export interface SessionAffinityConfig {
  readonly clientIP?: ClientIPConfig;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#SleepAction */
export interface SleepAction {
  /** 64-bit integer · required */
  readonly seconds: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#StorageOSPersistentVolumeSource */
export interface StorageOSPersistentVolumeSource {
  readonly fsType?: string;
  readonly readOnly?: boolean;
  readonly secretRef?: ObjectReference;
  readonly volumeName?: string;
  readonly volumeNamespace?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#StorageOSVolumeSource */
export interface StorageOSVolumeSource {
  readonly fsType?: string;
  readonly readOnly?: boolean;
  readonly secretRef?: LocalObjectReference;
  readonly volumeName?: string;
  readonly volumeNamespace?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#Sysctl */
export interface Sysctl {
  /** required */
  readonly name: string;
  /** required */
  readonly value: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#TCPSocketAction */
export interface TCPSocketAction {
  readonly host?: string;
  /** number, or a percentage or name · required */
  readonly port: IntOrString;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/node-v1/#Taint */
export interface Taint {
  /** required */
  readonly effect: string;
  /** required */
  readonly key: string;
  /** time, RFC 3339 in UTC */
  readonly timeAdded?: string;
  readonly value?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/toleration-v1/#Toleration */
export interface Toleration {
  readonly effect?: string;
  readonly key?: string;
  readonly operator?: string;
  /** 64-bit integer · seconds */
  readonly tolerationSeconds?: number;
  readonly value?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/ */
export interface TopologySelectorLabelRequirement {
  /** required */
  readonly key: string;
  /** required */
  readonly values: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/ */
export interface TopologySelectorTerm {
  readonly matchLabelExpressions?: readonly TopologySelectorLabelRequirement[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#TopologySpreadConstraint */
export interface TopologySpreadConstraint {
  readonly labelSelector?: MetaV1LabelSelector;
  readonly matchLabelKeys?: readonly string[];
  /** 32-bit integer · required */
  readonly maxSkew: number;
  /** 32-bit integer */
  readonly minDomains?: number;
  readonly nodeAffinityPolicy?: string;
  readonly nodeTaintsPolicy?: string;
  /** required */
  readonly topologyKey: string;
  /** required */
  readonly whenUnsatisfiable: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/typed-local-object-reference-v1/#TypedLocalObjectReference */
export interface TypedLocalObjectReference {
  readonly apiGroup?: string;
  /** required */
  readonly kind: string;
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-claim-v1/#TypedObjectReference */
export interface TypedObjectReference {
  readonly apiGroup?: string;
  /** required */
  readonly kind: string;
  /** required */
  readonly name: string;
  readonly namespace?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#Volume */
export interface Volume {
  readonly awsElasticBlockStore?: AWSElasticBlockStoreVolumeSource;
  readonly azureDisk?: AzureDiskVolumeSource;
  readonly azureFile?: AzureFileVolumeSource;
  readonly cephfs?: CephFSVolumeSource;
  readonly cinder?: CinderVolumeSource;
  readonly configMap?: ConfigMapVolumeSource;
  readonly csi?: CSIVolumeSource;
  readonly downwardAPI?: DownwardAPIVolumeSource;
  readonly emptyDir?: EmptyDirVolumeSource;
  readonly ephemeral?: EphemeralVolumeSource;
  readonly fc?: FCVolumeSource;
  readonly flexVolume?: FlexVolumeSource;
  readonly flocker?: FlockerVolumeSource;
  readonly gcePersistentDisk?: GCEPersistentDiskVolumeSource;
  readonly gitRepo?: GitRepoVolumeSource;
  readonly glusterfs?: GlusterfsVolumeSource;
  readonly hostPath?: HostPathVolumeSource;
  readonly image?: ImageVolumeSource;
  readonly iscsi?: ISCSIVolumeSource;
  /** required */
  readonly name: string;
  readonly nfs?: NFSVolumeSource;
  readonly persistentVolumeClaim?: PersistentVolumeClaimVolumeSource;
  readonly photonPersistentDisk?: PhotonPersistentDiskVolumeSource;
  readonly portworxVolume?: PortworxVolumeSource;
  readonly projected?: ProjectedVolumeSource;
  readonly quobyte?: QuobyteVolumeSource;
  readonly rbd?: RBDVolumeSource;
  readonly scaleIO?: ScaleIOVolumeSource;
  readonly secret?: SecretVolumeSource;
  readonly storageos?: StorageOSVolumeSource;
  readonly vsphereVolume?: VsphereVirtualDiskVolumeSource;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#VolumeDevice */
export interface VolumeDevice {
  /** required */
  readonly devicePath: string;
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#VolumeMount */
export interface VolumeMount {
  /** required */
  readonly mountPath: string;
  readonly mountPropagation?: string;
  /** required */
  readonly name: string;
  readonly readOnly?: boolean;
  readonly recursiveReadOnly?: string;
  readonly subPath?: string;
  readonly subPathExpr?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#VolumeMountStatus */
export interface VolumeMountStatus {
  /** required */
  readonly mountPath: string;
  /** required */
  readonly name: string;
  readonly readOnly?: boolean;
  readonly recursiveReadOnly?: string;
  readonly volumeStatus?: VolumeStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#VolumeNodeAffinity */
export interface VolumeNodeAffinity {
  readonly required?: NodeSelector;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#VolumeProjection */
export interface VolumeProjection {
  readonly clusterTrustBundle?: ClusterTrustBundleProjection;
  readonly configMap?: ConfigMapProjection;
  readonly downwardAPI?: DownwardAPIProjection;
  readonly podCertificate?: PodCertificateProjection;
  readonly secret?: SecretProjection;
  readonly serviceAccountToken?: ServiceAccountTokenProjection;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-claim-v1/#VolumeResourceRequirements */
export interface VolumeResourceRequirements {
  /** quantity, such as 500m or 2Gi */
  readonly limits?: { readonly [key: string]: Quantity };
  /** quantity, such as 500m or 2Gi */
  readonly requests?: { readonly [key: string]: Quantity };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#VolumeStatus */
export interface VolumeStatus {
  readonly image?: ImageVolumeStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/persistent-volume-v1/#VsphereVirtualDiskVolumeSource */
export interface VsphereVirtualDiskVolumeSource {
  readonly fsType?: string;
  readonly storagePolicyID?: string;
  readonly storagePolicyName?: string;
  /** required */
  readonly volumePath: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#WeightedPodAffinityTerm */
export interface WeightedPodAffinityTerm {
  /** required */
  readonly podAffinityTerm: PodAffinityTerm;
  /** 32-bit integer · required */
  readonly weight: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/core/pod-v1/#WindowsSecurityContextOptions */
export interface WindowsSecurityContextOptions {
  readonly gmsaCredentialSpec?: string;
  readonly gmsaCredentialSpecName?: string;
  readonly hostProcess?: boolean;
  readonly runAsUserName?: string;
}
