// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { PersistentVolumeSpec as CoreV1PersistentVolumeSpec, TopologySelectorTerm as CoreV1TopologySelectorTerm } from './core-v1.ts';
import type { LabelSelector as MetaV1LabelSelector, ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';
import type { Quantity } from './scalars.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/csi-driver-v1/#CSIDriver */
export interface CSIDriver {
  readonly apiVersion?: 'storage.k8s.io/v1';
  readonly kind?: 'CSIDriver';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: CSIDriverSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/csi-driver-v1/#CSIDriverList */
export interface CSIDriverList {
  readonly apiVersion?: 'storage.k8s.io/v1';
  /** required */
  readonly items: readonly CSIDriver[];
  readonly kind?: 'CSIDriverList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/csi-driver-v1/#CSIDriverSpec */
export interface CSIDriverSpec {
  readonly attachRequired?: boolean;
  readonly fsGroupPolicy?: string;
  /** 64-bit integer · seconds */
  readonly nodeAllocatableUpdatePeriodSeconds?: number;
  readonly podInfoOnMount?: boolean;
  readonly preventPodSchedulingIfMissing?: boolean;
  readonly requiresRepublish?: boolean;
  readonly seLinuxMount?: boolean;
  readonly serviceAccountTokenInSecrets?: boolean;
  readonly storageCapacity?: boolean;
  readonly tokenRequests?: readonly TokenRequest[];
  /** set */
  readonly volumeLifecycleModes?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/csi-node-v1/#CSINode */
export interface CSINode {
  readonly apiVersion?: 'storage.k8s.io/v1';
  readonly kind?: 'CSINode';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: CSINodeSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/csi-node-v1/#CSINodeDriver */
export interface CSINodeDriver {
  readonly allocatable?: VolumeNodeResources;
  /** required */
  readonly name: string;
  /** required */
  readonly nodeID: string;
  readonly topologyKeys?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/csi-node-v1/#CSINodeList */
export interface CSINodeList {
  readonly apiVersion?: 'storage.k8s.io/v1';
  /** required */
  readonly items: readonly CSINode[];
  readonly kind?: 'CSINodeList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/csi-node-v1/#CSINodeSpec */
export interface CSINodeSpec {
  /** required · list by name */
  readonly drivers: readonly CSINodeDriver[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/csi-storage-capacity-v1/#CSIStorageCapacity */
export interface CSIStorageCapacity {
  readonly apiVersion?: 'storage.k8s.io/v1';
  /** quantity, such as 500m or 2Gi */
  readonly capacity?: Quantity;
  readonly kind?: 'CSIStorageCapacity';
  /** quantity, such as 500m or 2Gi */
  readonly maximumVolumeSize?: Quantity;
  readonly metadata?: MetaV1ObjectMeta;
  readonly nodeTopology?: MetaV1LabelSelector;
  /** required */
  readonly storageClassName: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/csi-storage-capacity-v1/#CSIStorageCapacityList */
export interface CSIStorageCapacityList {
  readonly apiVersion?: 'storage.k8s.io/v1';
  /** required */
  readonly items: readonly CSIStorageCapacity[];
  readonly kind?: 'CSIStorageCapacityList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/storage-class-v1/#StorageClass */
export interface StorageClass {
  readonly allowVolumeExpansion?: boolean;
  readonly allowedTopologies?: readonly CoreV1TopologySelectorTerm[];
  readonly apiVersion?: 'storage.k8s.io/v1';
  readonly kind?: 'StorageClass';
  readonly metadata?: MetaV1ObjectMeta;
  readonly mountOptions?: readonly string[];
  /** immutable */
  readonly parameters?: { readonly [key: string]: string };
  /** required · immutable */
  readonly provisioner: string;
  /** immutable */
  readonly reclaimPolicy?: string;
  /** immutable */
  readonly volumeBindingMode?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/storage-class-v1/#StorageClassList */
export interface StorageClassList {
  readonly apiVersion?: 'storage.k8s.io/v1';
  /** required */
  readonly items: readonly StorageClass[];
  readonly kind?: 'StorageClassList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/csi-driver-v1/#TokenRequest */
export interface TokenRequest {
  /** required */
  readonly audience: string;
  /** 64-bit integer · seconds */
  readonly expirationSeconds?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/volume-attachment-v1/#VolumeAttachment */
export interface VolumeAttachment {
  readonly apiVersion?: 'storage.k8s.io/v1';
  readonly kind?: 'VolumeAttachment';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: VolumeAttachmentSpec;
  readonly status?: VolumeAttachmentStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/volume-attachment-v1/#VolumeAttachmentList */
export interface VolumeAttachmentList {
  readonly apiVersion?: 'storage.k8s.io/v1';
  /** required */
  readonly items: readonly VolumeAttachment[];
  readonly kind?: 'VolumeAttachmentList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/volume-attachment-v1/#VolumeAttachmentSource */
export interface VolumeAttachmentSource {
  readonly inlineVolumeSpec?: CoreV1PersistentVolumeSpec;
  readonly persistentVolumeName?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/volume-attachment-v1/#VolumeAttachmentSpec */
export interface VolumeAttachmentSpec {
  /** required */
  readonly attacher: string;
  /** required */
  readonly nodeName: string;
  /** required */
  readonly source: VolumeAttachmentSource;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/volume-attachment-v1/#VolumeAttachmentStatus */
export interface VolumeAttachmentStatus {
  readonly attachError?: VolumeError;
  /** required */
  readonly attached: boolean;
  readonly attachmentMetadata?: { readonly [key: string]: string };
  readonly detachError?: VolumeError;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/volume-attributes-class-v1/#VolumeAttributesClass */
export interface VolumeAttributesClass {
  readonly apiVersion?: 'storage.k8s.io/v1';
  /** required */
  readonly driverName: string;
  readonly kind?: 'VolumeAttributesClass';
  readonly metadata?: MetaV1ObjectMeta;
  readonly parameters?: { readonly [key: string]: string };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/volume-attributes-class-v1/#VolumeAttributesClassList */
export interface VolumeAttributesClassList {
  readonly apiVersion?: 'storage.k8s.io/v1';
  /** required */
  readonly items: readonly VolumeAttributesClass[];
  readonly kind?: 'VolumeAttributesClassList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/volume-attachment-v1/#VolumeError */
export interface VolumeError {
  /** 32-bit integer */
  readonly errorCode?: number;
  readonly message?: string;
  /** time, RFC 3339 in UTC */
  readonly time?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/csi-node-v1/#VolumeNodeResources */
export interface VolumeNodeResources {
  /** 32-bit integer */
  readonly count?: number;
}
