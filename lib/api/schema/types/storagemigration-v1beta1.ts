// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { Condition as MetaV1Condition, GroupResource as MetaV1GroupResource, ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/storagemigration/storage-version-migration-v1beta1/#StorageVersionMigration */
export interface StorageVersionMigration {
  readonly apiVersion?: 'storagemigration.k8s.io/v1beta1';
  readonly kind?: 'StorageVersionMigration';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: StorageVersionMigrationSpec;
  readonly status?: StorageVersionMigrationStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storagemigration/storage-version-migration-v1beta1/#StorageVersionMigrationList */
export interface StorageVersionMigrationList {
  readonly apiVersion?: 'storagemigration.k8s.io/v1beta1';
  /** required */
  readonly items: readonly StorageVersionMigration[];
  readonly kind?: 'StorageVersionMigrationList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storagemigration/storage-version-migration-v1beta1/#StorageVersionMigrationSpec */
export interface StorageVersionMigrationSpec {
  /** required */
  readonly resource: MetaV1GroupResource;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storagemigration/storage-version-migration-v1beta1/#StorageVersionMigrationStatus */
export interface StorageVersionMigrationStatus {
  /** list by type */
  readonly conditions?: readonly MetaV1Condition[];
  readonly resourceVersion?: string;
}
