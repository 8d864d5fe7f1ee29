// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/apiserverinternal/storage-version-v1alpha1/#ServerStorageVersion */
export interface ServerStorageVersion {
  /** required */
  readonly apiServerID: string;
  /** required · set */
  readonly decodableVersions: readonly string[];
  /** required */
  readonly encodingVersion: string;
  /** set */
  readonly servedVersions?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiserverinternal/storage-version-v1alpha1/#StorageVersion */
export interface StorageVersion {
  readonly apiVersion?: 'internal.apiserver.k8s.io/v1alpha1';
  readonly kind?: 'StorageVersion';
  /** required */
  readonly metadata: MetaV1ObjectMeta;
  readonly spec?: StorageVersionSpec;
  readonly status?: StorageVersionStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiserverinternal/storage-version-v1alpha1/#StorageVersionCondition */
export interface StorageVersionCondition {
  /** time, RFC 3339 in UTC */
  readonly lastTransitionTime?: string;
  /** required */
  readonly message: string;
  /** 64-bit integer */
  readonly observedGeneration?: number;
  /** required */
  readonly reason: string;
  /** required */
  readonly status: string;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiserverinternal/storage-version-v1alpha1/#StorageVersionList */
export interface StorageVersionList {
  readonly apiVersion?: 'internal.apiserver.k8s.io/v1alpha1';
  /** required */
  readonly items: readonly StorageVersion[];
  readonly kind?: 'StorageVersionList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiserverinternal/storage-version-v1alpha1/#StorageVersionSpec */
export interface StorageVersionSpec {
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiserverinternal/storage-version-v1alpha1/#StorageVersionStatus */
export interface StorageVersionStatus {
  readonly commonEncodingVersion?: string;
  /** list by type */
  readonly conditions?: readonly StorageVersionCondition[];
  /** list by apiServerID */
  readonly storageVersions?: readonly ServerStorageVersion[];
}
