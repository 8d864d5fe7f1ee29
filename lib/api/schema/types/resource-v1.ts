// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { NodeSelector as CoreV1NodeSelector } from './core-v1.ts';
import type { Condition as MetaV1Condition, ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';
import type { Quantity } from './scalars.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-claim-v1/#AllocatedDeviceStatus */
export interface AllocatedDeviceStatus {
  /** list by type */
  readonly conditions?: readonly MetaV1Condition[];
  /** any JSON */
  readonly data?: any;
  /** required */
  readonly device: string;
  /** required */
  readonly driver: string;
  readonly networkData?: NetworkDeviceData;
  /** required */
  readonly pool: string;
  readonly shareID?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-claim-v1/#AllocationResult */
export interface AllocationResult {
  /** time, RFC 3339 in UTC */
  readonly allocationTimestamp?: string;
  readonly devices?: DeviceAllocationResult;
  readonly nodeSelector?: CoreV1NodeSelector;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/device-class-v1/#CELDeviceSelector */
export interface CELDeviceSelector {
  /** required */
  readonly expression: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-slice-v1/#CapacityRequestPolicy */
export interface CapacityRequestPolicy {
  /** quantity, such as 500m or 2Gi */
  readonly default?: Quantity;
  readonly validRange?: CapacityRequestPolicyRange;
  /** quantity, such as 500m or 2Gi */
  readonly validValues?: readonly Quantity[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-slice-v1/#CapacityRequestPolicyRange */
export interface CapacityRequestPolicyRange {
  /** quantity, such as 500m or 2Gi */
  readonly max?: Quantity;
  /** quantity, such as 500m or 2Gi · required */
  readonly min: Quantity;
  /** quantity, such as 500m or 2Gi */
  readonly step?: Quantity;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-claim-v1/#CapacityRequirements */
export interface CapacityRequirements {
  /** quantity, such as 500m or 2Gi */
  readonly requests?: { readonly [key: string]: Quantity };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-slice-v1/#Counter */
export interface Counter {
  /** quantity, such as 500m or 2Gi · required */
  readonly value: Quantity;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-slice-v1/#CounterSet */
export interface CounterSet {
  /** required */
  readonly counters: { readonly [key: string]: Counter };
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-slice-v1/#Device */
export interface Device {
  readonly allNodes?: boolean;
  readonly allowMultipleAllocations?: boolean;
  readonly attributes?: { readonly [key: string]: DeviceAttribute };
  readonly bindingConditions?: readonly string[];
  readonly bindingFailureConditions?: readonly string[];
  readonly bindsToNode?: boolean;
  readonly capacity?: { readonly [key: string]: DeviceCapacity };
  readonly consumesCounters?: readonly DeviceCounterConsumption[];
  /** required */
  readonly name: string;
  readonly nodeAllocatableResourceMappings?: { readonly [key: string]: NodeAllocatableResourceMapping };
  readonly nodeName?: string;
  readonly nodeSelector?: CoreV1NodeSelector;
  readonly taints?: readonly DeviceTaint[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-claim-v1/#DeviceAllocationConfiguration */
export interface DeviceAllocationConfiguration {
  readonly opaque?: OpaqueDeviceConfiguration;
  readonly requests?: readonly string[];
  /** required */
  readonly source: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-claim-v1/#DeviceAllocationResult */
export interface DeviceAllocationResult {
  readonly config?: readonly DeviceAllocationConfiguration[];
  readonly results?: readonly DeviceRequestAllocationResult[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-slice-v1/#DeviceAttribute */
export interface DeviceAttribute {
  readonly bool?: boolean;
  readonly bools?: readonly boolean[];
  /** 64-bit integer */
  readonly int?: number;
  /** 64-bit integer */
  readonly ints?: readonly number[];
  readonly string?: string;
  readonly strings?: readonly string[];
  readonly version?: string;
  readonly versions?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-slice-v1/#DeviceCapacity */
export interface DeviceCapacity {
  readonly requestPolicy?: CapacityRequestPolicy;
  /** quantity, such as 500m or 2Gi · required */
  readonly value: Quantity;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-claim-v1/#DeviceClaim */
export interface DeviceClaim {
  readonly config?: readonly DeviceClaimConfiguration[];
  readonly constraints?: readonly DeviceConstraint[];
  readonly requests?: readonly DeviceRequest[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-claim-v1/#DeviceClaimConfiguration */
export interface DeviceClaimConfiguration {
  readonly opaque?: OpaqueDeviceConfiguration;
  readonly requests?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/device-class-v1/#DeviceClass */
export interface DeviceClass {
  readonly apiVersion?: 'resource.k8s.io/v1';
  readonly kind?: 'DeviceClass';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: DeviceClassSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/device-class-v1/#DeviceClassConfiguration */
export interface DeviceClassConfiguration {
  readonly opaque?: OpaqueDeviceConfiguration;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/device-class-v1/#DeviceClassList */
export interface DeviceClassList {
  readonly apiVersion?: 'resource.k8s.io/v1';
  /** required */
  readonly items: readonly DeviceClass[];
  readonly kind?: 'DeviceClassList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/device-class-v1/#DeviceClassSpec */
export interface DeviceClassSpec {
  readonly config?: readonly DeviceClassConfiguration[];
  readonly extendedResourceName?: string;
  readonly selectors?: readonly DeviceSelector[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-claim-v1/#DeviceConstraint */
export interface DeviceConstraint {
  readonly distinctAttribute?: string;
  readonly matchAttribute?: string;
  readonly requests?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-slice-v1/#DeviceCounterConsumption */
export interface DeviceCounterConsumption {
  /** required */
  readonly counterSet: string;
  /** required */
  readonly counters: { readonly [key: string]: Counter };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-claim-v1/#DeviceRequest */
export interface DeviceRequest {
  readonly exactly?: ExactDeviceRequest;
  readonly firstAvailable?: readonly DeviceSubRequest[];
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-claim-v1/#DeviceRequestAllocationResult */
export interface DeviceRequestAllocationResult {
  readonly adminAccess?: boolean;
  readonly bindingConditions?: readonly string[];
  readonly bindingFailureConditions?: readonly string[];
  /** quantity, such as 500m or 2Gi */
  readonly consumedCapacity?: { readonly [key: string]: Quantity };
  /** required */
  readonly device: string;
  /** required */
  readonly driver: string;
  /** required */
  readonly pool: string;
  /** required */
  readonly request: string;
  readonly shareID?: string;
  readonly tolerations?: readonly DeviceToleration[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/device-class-v1/#DeviceSelector */
export interface DeviceSelector {
  readonly cel?: CELDeviceSelector;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-claim-v1/#DeviceSubRequest */
export interface DeviceSubRequest {
  readonly allocationMode?: string;
  readonly capacity?: CapacityRequirements;
  /** 64-bit integer */
  readonly count?: number;
  /** required */
  readonly deviceClassName: string;
  /** required */
  readonly name: string;
  readonly selectors?: readonly DeviceSelector[];
  readonly tolerations?: readonly DeviceToleration[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-slice-v1/#DeviceTaint */
export interface DeviceTaint {
  /** required */
  readonly effect: string;
  /** required */
  readonly key: string;
  /** time, RFC 3339 in UTC */
  readonly timeAdded?: string;
  readonly value?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-claim-v1/#DeviceToleration */
export interface DeviceToleration {
  readonly effect?: string;
  readonly key?: string;
  /** default "Equal" */
  readonly operator?: string;
  /** 64-bit integer · seconds */
  readonly tolerationSeconds?: number;
  readonly value?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-claim-v1/#ExactDeviceRequest */
export interface ExactDeviceRequest {
  readonly adminAccess?: boolean;
  readonly allocationMode?: string;
  readonly capacity?: CapacityRequirements;
  /** 64-bit integer */
  readonly count?: number;
  /** required */
  readonly deviceClassName: string;
  readonly selectors?: readonly DeviceSelector[];
  readonly tolerations?: readonly DeviceToleration[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-claim-v1/#NetworkDeviceData */
export interface NetworkDeviceData {
  readonly hardwareAddress?: string;
  readonly interfaceName?: string;
  readonly ips?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-slice-v1/#NodeAllocatableResourceMapping */
export interface NodeAllocatableResourceMapping {
  /** quantity, such as 500m or 2Gi */
  readonly allocationMultiplier?: Quantity;
  readonly capacityKey?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/device-class-v1/#OpaqueDeviceConfiguration */
export interface OpaqueDeviceConfiguration {
  /** required */
  readonly driver: string;
  /** any JSON · required */
  readonly parameters: any;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-claim-v1/#ResourceClaim */
export interface ResourceClaim {
  readonly apiVersion?: 'resource.k8s.io/v1';
  readonly kind?: 'ResourceClaim';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: ResourceClaimSpec;
  readonly status?: ResourceClaimStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-claim-v1/#ResourceClaimConsumerReference */
export interface ResourceClaimConsumerReference {
  readonly apiGroup?: string;
  /** required */
  readonly name: string;
  /** required */
  readonly resource: string;
  /** required */
  readonly uid: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-claim-v1/#ResourceClaimList */
export interface ResourceClaimList {
  readonly apiVersion?: 'resource.k8s.io/v1';
  /** required */
  readonly items: readonly ResourceClaim[];
  readonly kind?: 'ResourceClaimList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-claim-v1/#ResourceClaimSpec */
export interface ResourceClaimSpec {
  readonly devices?: DeviceClaim;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-claim-v1/#ResourceClaimStatus */
export interface ResourceClaimStatus {
  readonly allocation?: AllocationResult;
  /** list by driver, device, pool, shareID */
  readonly devices?: readonly AllocatedDeviceStatus[];
  /** list by uid */
  readonly reservedFor?: readonly ResourceClaimConsumerReference[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-claim-template-v1/#ResourceClaimTemplate */
export interface ResourceClaimTemplate {
  readonly apiVersion?: 'resource.k8s.io/v1';
  readonly kind?: 'ResourceClaimTemplate';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: ResourceClaimTemplateSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-claim-template-v1/#ResourceClaimTemplateList */
export interface ResourceClaimTemplateList {
  readonly apiVersion?: 'resource.k8s.io/v1';
  /** required */
  readonly items: readonly ResourceClaimTemplate[];
  readonly kind?: 'ResourceClaimTemplateList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-claim-template-v1/#ResourceClaimTemplateSpec */
export interface ResourceClaimTemplateSpec {
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: ResourceClaimSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-slice-v1/#ResourcePool */
export interface ResourcePool {
  /** 64-bit integer · required */
  readonly generation: number;
  /** required */
  readonly name: string;
  /** 64-bit integer · required */
  readonly resourceSliceCount: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-slice-v1/#ResourceSlice */
export interface ResourceSlice {
  readonly apiVersion?: 'resource.k8s.io/v1';
  readonly kind?: 'ResourceSlice';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: ResourceSliceSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-slice-v1/#ResourceSliceList */
export interface ResourceSliceList {
  readonly apiVersion?: 'resource.k8s.io/v1';
  /** required */
  readonly items: readonly ResourceSlice[];
  readonly kind?: 'ResourceSliceList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/resource/resource-slice-v1/#ResourceSliceSpec */
export interface ResourceSliceSpec {
  readonly allNodes?: boolean;
  readonly devices?: readonly Device[];
  /** required */
  readonly driver: string;
  readonly nodeName?: string;
  readonly nodeSelector?: CoreV1NodeSelector;
  readonly perDeviceNodeSelection?: boolean;
  /** required */
  readonly pool: ResourcePool;
  readonly sharedCounters?: readonly CounterSet[];
}
