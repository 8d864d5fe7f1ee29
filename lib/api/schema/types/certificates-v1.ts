// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/certificates/certificate-signing-request-v1/#CertificateSigningRequest */
export interface CertificateSigningRequest {
  readonly apiVersion?: 'certificates.k8s.io/v1';
  readonly kind?: 'CertificateSigningRequest';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: CertificateSigningRequestSpec;
  readonly status?: CertificateSigningRequestStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/certificates/certificate-signing-request-v1/#CertificateSigningRequestCondition */
export interface CertificateSigningRequestCondition {
  /** time, RFC 3339 in UTC */
  readonly lastTransitionTime?: string;
  /** time, RFC 3339 in UTC */
  readonly lastUpdateTime?: string;
  readonly message?: string;
  readonly reason?: string;
  /** required */
  readonly status: string;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/certificates/certificate-signing-request-v1/#CertificateSigningRequestList */
export interface CertificateSigningRequestList {
  readonly apiVersion?: 'certificates.k8s.io/v1';
  /** required */
  readonly items: readonly CertificateSigningRequest[];
  readonly kind?: 'CertificateSigningRequestList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/certificates/certificate-signing-request-v1/#CertificateSigningRequestSpec */
export interface CertificateSigningRequestSpec {
  /** 32-bit integer · seconds */
  readonly expirationSeconds?: number;
  readonly extra?: { readonly [key: string]: readonly string[] };
  readonly groups?: readonly string[];
  /** bytes in base64 · required */
  readonly request: string;
  /** required */
  readonly signerName: string;
  readonly uid?: string;
  readonly usages?: readonly string[];
  readonly username?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/certificates/certificate-signing-request-v1/#CertificateSigningRequestStatus */
export interface CertificateSigningRequestStatus {
  /** bytes in base64 */
  readonly certificate?: string;
  /** list by type */
  readonly conditions?: readonly CertificateSigningRequestCondition[];
}
