// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/certificates/ */
export interface ClusterTrustBundle {
  readonly apiVersion?: 'certificates.k8s.io/v1alpha1';
  readonly kind?: 'ClusterTrustBundle';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: ClusterTrustBundleSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/certificates/ */
export interface ClusterTrustBundleList {
  readonly apiVersion?: 'certificates.k8s.io/v1alpha1';
  /** required */
  readonly items: readonly ClusterTrustBundle[];
  readonly kind?: 'ClusterTrustBundleList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/certificates/ */
export interface ClusterTrustBundleSpec {
  readonly signerName?: string;
  /** required */
  readonly trustBundle: string;
}
