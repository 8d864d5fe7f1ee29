// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { Condition as MetaV1Condition, ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/certificates/cluster-trust-bundle-v1beta1/#ClusterTrustBundle */
export interface ClusterTrustBundle {
  readonly apiVersion?: 'certificates.k8s.io/v1beta1';
  readonly kind?: 'ClusterTrustBundle';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: ClusterTrustBundleSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/certificates/cluster-trust-bundle-v1beta1/#ClusterTrustBundleList */
export interface ClusterTrustBundleList {
  readonly apiVersion?: 'certificates.k8s.io/v1beta1';
  /** required */
  readonly items: readonly ClusterTrustBundle[];
  readonly kind?: 'ClusterTrustBundleList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/certificates/cluster-trust-bundle-v1beta1/#ClusterTrustBundleSpec */
export interface ClusterTrustBundleSpec {
  readonly signerName?: string;
  /** required */
  readonly trustBundle: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/certificates/pod-certificate-request-v1beta1/#PodCertificateRequest */
export interface PodCertificateRequest {
  readonly apiVersion?: 'certificates.k8s.io/v1beta1';
  readonly kind?: 'PodCertificateRequest';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: PodCertificateRequestSpec;
  readonly status?: PodCertificateRequestStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/certificates/pod-certificate-request-v1beta1/#PodCertificateRequestList */
export interface PodCertificateRequestList {
  readonly apiVersion?: 'certificates.k8s.io/v1beta1';
  /** required */
  readonly items: readonly PodCertificateRequest[];
  readonly kind?: 'PodCertificateRequestList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/certificates/pod-certificate-request-v1beta1/#PodCertificateRequestSpec */
export interface PodCertificateRequestSpec {
  /** 32-bit integer · seconds · default 86400 */
  readonly maxExpirationSeconds?: number;
  /** required */
  readonly nodeName: string;
  /** required */
  readonly nodeUID: string;
  /** bytes in base64 */
  readonly pkixPublicKey?: string;
  /** required */
  readonly podName: string;
  /** required */
  readonly podUID: string;
  /** bytes in base64 */
  readonly proofOfPossession?: string;
  /** required */
  readonly serviceAccountName: string;
  /** required */
  readonly serviceAccountUID: string;
  /** required */
  readonly signerName: string;
  /** bytes in base64 · required */
  readonly stubPKCS10Request: string;
  readonly unverifiedUserAnnotations?: { readonly [key: string]: string };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/certificates/pod-certificate-request-v1beta1/#PodCertificateRequestStatus */
export interface PodCertificateRequestStatus {
  /** time, RFC 3339 in UTC */
  readonly beginRefreshAt?: string;
  readonly certificateChain?: string;
  /** list by type */
  readonly conditions?: readonly MetaV1Condition[];
  /** time, RFC 3339 in UTC */
  readonly notAfter?: string;
  /** time, RFC 3339 in UTC */
  readonly notBefore?: string;
}
