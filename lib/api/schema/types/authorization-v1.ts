// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { FieldSelectorRequirement as MetaV1FieldSelectorRequirement, LabelSelectorRequirement as MetaV1LabelSelectorRequirement, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/field-selector-attributes-v1-authorization/#FieldSelectorAttributes */
export interface FieldSelectorAttributes {
  readonly rawSelector?: string;
  readonly requirements?: readonly MetaV1FieldSelectorRequirement[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/label-selector-attributes-v1-authorization/#LabelSelectorAttributes */
export interface LabelSelectorAttributes {
  readonly rawSelector?: string;
  readonly requirements?: readonly MetaV1LabelSelectorRequirement[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/local-subject-access-review-v1-authorization/#LocalSubjectAccessReview */
export interface LocalSubjectAccessReview {
  readonly apiVersion?: 'authorization.k8s.io/v1';
  readonly kind?: 'LocalSubjectAccessReview';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: SubjectAccessReviewSpec;
  readonly status?: SubjectAccessReviewStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/non-resource-attributes-v1-authorization/#NonResourceAttributes */
export interface NonResourceAttributes {
  readonly path?: string;
  readonly verb?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/non-resource-rule-v1-authorization/#NonResourceRule */
export interface NonResourceRule {
  readonly nonResourceURLs?: readonly string[];
  /** required */
  readonly verbs: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/resource-attributes-v1-authorization/#ResourceAttributes */
export interface ResourceAttributes {
  readonly fieldSelector?: FieldSelectorAttributes;
  readonly group?: string;
  readonly labelSelector?: LabelSelectorAttributes;
  readonly name?: string;
  readonly namespace?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly verb?: string;
  readonly version?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/resource-rule-v1-authorization/#ResourceRule */
export interface ResourceRule {
  readonly apiGroups?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly resources?: readonly string[];
  /** required */
  readonly verbs: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/self-subject-access-review-v1-authorization/#SelfSubjectAccessReview */
export interface SelfSubjectAccessReview {
  readonly apiVersion?: 'authorization.k8s.io/v1';
  readonly kind?: 'SelfSubjectAccessReview';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: SelfSubjectAccessReviewSpec;
  readonly status?: SubjectAccessReviewStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/ */
export interface SelfSubjectAccessReviewSpec {
  readonly nonResourceAttributes?: NonResourceAttributes;
  readonly resourceAttributes?: ResourceAttributes;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/self-subject-rules-review-v1-authorization/#SelfSubjectRulesReview */
export interface SelfSubjectRulesReview {
  readonly apiVersion?: 'authorization.k8s.io/v1';
  readonly kind?: 'SelfSubjectRulesReview';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: SelfSubjectRulesReviewSpec;
  readonly status?: SubjectRulesReviewStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/ */
export interface SelfSubjectRulesReviewSpec {
  readonly namespace?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/subject-access-review-v1-authorization/#SubjectAccessReview */
export interface SubjectAccessReview {
  readonly apiVersion?: 'authorization.k8s.io/v1';
  readonly kind?: 'SubjectAccessReview';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: SubjectAccessReviewSpec;
  readonly status?: SubjectAccessReviewStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/ */
export interface SubjectAccessReviewSpec {
  readonly extra?: { readonly [key: string]: readonly string[] };
  readonly groups?: readonly string[];
  readonly nonResourceAttributes?: NonResourceAttributes;
  readonly resourceAttributes?: ResourceAttributes;
  readonly uid?: string;
  readonly user?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/ */
export interface SubjectAccessReviewStatus {
  /** required */
  readonly allowed: boolean;
  readonly denied?: boolean;
  readonly evaluationError?: string;
  readonly reason?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/subject-rules-review-status-v1-authorization/#SubjectRulesReviewStatus */
export interface SubjectRulesReviewStatus {
  readonly evaluationError?: string;
  /** required */
  readonly incomplete: boolean;
  /** required */
  readonly nonResourceRules: readonly NonResourceRule[];
  /** required */
  readonly resourceRules: readonly ResourceRule[];
}
