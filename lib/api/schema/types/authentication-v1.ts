// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/ */
export interface BoundObjectReference {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly uid?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/self-subject-review-v1-authentication/#SelfSubjectReview */
export interface SelfSubjectReview {
  readonly apiVersion?: 'authentication.k8s.io/v1';
  readonly kind?: 'SelfSubjectReview';
  readonly metadata?: MetaV1ObjectMeta;
  readonly status?: SelfSubjectReviewStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/ */
export interface SelfSubjectReviewStatus {
  readonly userInfo?: UserInfo;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/ */
export interface TokenRequest {
  readonly apiVersion?: 'authentication.k8s.io/v1';
  readonly kind?: 'TokenRequest';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: TokenRequestSpec;
  readonly status?: TokenRequestStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/ */
export interface TokenRequestSpec {
  readonly audiences?: readonly string[];
  readonly boundObjectRef?: BoundObjectReference;
  /** 64-bit integer · seconds */
  readonly expirationSeconds?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/ */
export interface TokenRequestStatus {
  /** time, RFC 3339 in UTC */
  readonly expirationTimestamp?: string;
  readonly token?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/token-review-v1-authentication/#TokenReview */
export interface TokenReview {
  readonly apiVersion?: 'authentication.k8s.io/v1';
  readonly kind?: 'TokenReview';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: TokenReviewSpec;
  readonly status?: TokenReviewStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/ */
export interface TokenReviewSpec {
  readonly audiences?: readonly string[];
  /** required */
  readonly token: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/ */
export interface TokenReviewStatus {
  readonly audiences?: readonly string[];
  readonly authenticated?: boolean;
  readonly error?: string;
  readonly user?: UserInfo;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/user-info-v1-authentication/#UserInfo */
export interface UserInfo {
  readonly extra?: { readonly [key: string]: readonly string[] };
  readonly groups?: readonly string[];
  readonly uid?: string;
  readonly username?: string;
}
