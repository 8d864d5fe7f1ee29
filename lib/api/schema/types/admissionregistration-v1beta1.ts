// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { LabelSelector as MetaV1LabelSelector, ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/ */
export interface ApplyConfiguration {
  readonly expression?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/ */
export interface JSONPatch {
  readonly expression?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/ */
export interface MatchCondition {
  /** required */
  readonly expression: string;
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/ */
export interface MatchResources {
  readonly excludeResourceRules?: readonly NamedRuleWithOperations[];
  readonly matchPolicy?: string;
  readonly namespaceSelector?: MetaV1LabelSelector;
  readonly objectSelector?: MetaV1LabelSelector;
  readonly resourceRules?: readonly NamedRuleWithOperations[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/ */
export interface MutatingAdmissionPolicy {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1beta1';
  readonly kind?: 'MutatingAdmissionPolicy';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: MutatingAdmissionPolicySpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/ */
export interface MutatingAdmissionPolicyBinding {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1beta1';
  readonly kind?: 'MutatingAdmissionPolicyBinding';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: MutatingAdmissionPolicyBindingSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/ */
export interface MutatingAdmissionPolicyBindingList {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1beta1';
  /** required */
  readonly items: readonly MutatingAdmissionPolicyBinding[];
  readonly kind?: 'MutatingAdmissionPolicyBindingList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/ */
export interface MutatingAdmissionPolicyBindingSpec {
  readonly matchResources?: MatchResources;
  readonly paramRef?: ParamRef;
  readonly policyName?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/ */
export interface MutatingAdmissionPolicyList {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1beta1';
  /** required */
  readonly items: readonly MutatingAdmissionPolicy[];
  readonly kind?: 'MutatingAdmissionPolicyList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/ */
export interface MutatingAdmissionPolicySpec {
  readonly failurePolicy?: string;
  /** list by name */
  readonly matchConditions?: readonly MatchCondition[];
  readonly matchConstraints?: MatchResources;
  readonly mutations?: readonly Mutation[];
  readonly paramKind?: ParamKind;
  readonly reinvocationPolicy?: string;
  readonly variables?: readonly Variable[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/ */
export interface Mutation {
  readonly applyConfiguration?: ApplyConfiguration;
  readonly jsonPatch?: JSONPatch;
  /** required */
  readonly patchType: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/ */
export interface NamedRuleWithOperations {
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly operations?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly resources?: readonly string[];
  readonly scope?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/ */
export interface ParamKind {
  readonly apiVersion?: string;
  readonly kind?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/ */
export interface ParamRef {
  readonly name?: string;
  readonly namespace?: string;
  readonly parameterNotFoundAction?: string;
  readonly selector?: MetaV1LabelSelector;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/ */
export interface Variable {
  /** required */
  readonly expression: string;
  /** required */
  readonly name: string;
}
