// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { Condition as MetaV1Condition, LabelSelector as MetaV1LabelSelector, ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/mutating-admission-policy-v1/#ApplyConfiguration */
export interface ApplyConfiguration {
  readonly expression?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/validating-admission-policy-v1/#AuditAnnotation */
export interface AuditAnnotation {
  /** required */
  readonly key: string;
  /** required */
  readonly valueExpression: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/validating-admission-policy-v1/#ExpressionWarning */
export interface ExpressionWarning {
  /** required */
  readonly fieldRef: string;
  /** required */
  readonly warning: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/mutating-admission-policy-v1/#JSONPatch */
export interface JSONPatch {
  readonly expression?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/match-condition-v1-admissionregistration/#MatchCondition */
export interface MatchCondition {
  /** required */
  readonly expression: string;
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/match-resources-v1-admissionregistration/#MatchResources */
export interface MatchResources {
  readonly excludeResourceRules?: readonly NamedRuleWithOperations[];
  readonly matchPolicy?: string;
  readonly namespaceSelector?: MetaV1LabelSelector;
  readonly objectSelector?: MetaV1LabelSelector;
  readonly resourceRules?: readonly NamedRuleWithOperations[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/mutating-admission-policy-v1/#MutatingAdmissionPolicy */
export interface MutatingAdmissionPolicy {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  readonly kind?: 'MutatingAdmissionPolicy';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: MutatingAdmissionPolicySpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/mutating-admission-policy-binding-v1/#MutatingAdmissionPolicyBinding */
export interface MutatingAdmissionPolicyBinding {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  readonly kind?: 'MutatingAdmissionPolicyBinding';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: MutatingAdmissionPolicyBindingSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/mutating-admission-policy-binding-v1/#MutatingAdmissionPolicyBindingList */
export interface MutatingAdmissionPolicyBindingList {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  /** required */
  readonly items: readonly MutatingAdmissionPolicyBinding[];
  readonly kind?: 'MutatingAdmissionPolicyBindingList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/mutating-admission-policy-binding-v1/#MutatingAdmissionPolicyBindingSpec */
export interface MutatingAdmissionPolicyBindingSpec {
  readonly matchResources?: MatchResources;
  readonly paramRef?: ParamRef;
  readonly policyName?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/mutating-admission-policy-v1/#MutatingAdmissionPolicyList */
export interface MutatingAdmissionPolicyList {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  /** required */
  readonly items: readonly MutatingAdmissionPolicy[];
  readonly kind?: 'MutatingAdmissionPolicyList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/mutating-admission-policy-v1/#MutatingAdmissionPolicySpec */
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

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/mutating-webhook-configuration-v1/#MutatingWebhook */
export interface MutatingWebhook {
  /** required */
  readonly admissionReviewVersions: readonly string[];
  /** required */
  readonly clientConfig: WebhookClientConfig;
  readonly failurePolicy?: string;
  /** list by name */
  readonly matchConditions?: readonly MatchCondition[];
  readonly matchPolicy?: string;
  /** required */
  readonly name: string;
  readonly namespaceSelector?: MetaV1LabelSelector;
  readonly objectSelector?: MetaV1LabelSelector;
  readonly reinvocationPolicy?: string;
  readonly rules?: readonly RuleWithOperations[];
  /** required */
  readonly sideEffects: string;
  /** 32-bit integer · seconds */
  readonly timeoutSeconds?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/mutating-webhook-configuration-v1/#MutatingWebhookConfiguration */
export interface MutatingWebhookConfiguration {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  readonly kind?: 'MutatingWebhookConfiguration';
  readonly metadata?: MetaV1ObjectMeta;
  /** list by name */
  readonly webhooks?: readonly MutatingWebhook[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/mutating-webhook-configuration-v1/#MutatingWebhookConfigurationList */
export interface MutatingWebhookConfigurationList {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  /** required */
  readonly items: readonly MutatingWebhookConfiguration[];
  readonly kind?: 'MutatingWebhookConfigurationList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/mutating-admission-policy-v1/#Mutation */
export interface Mutation {
  readonly applyConfiguration?: ApplyConfiguration;
  readonly jsonPatch?: JSONPatch;
  /** required */
  readonly patchType: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/named-rule-with-operations-v1-admissionregistration/#NamedRuleWithOperations */
export interface NamedRuleWithOperations {
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly operations?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly resources?: readonly string[];
  readonly scope?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/param-kind-v1-admissionregistration/#ParamKind */
export interface ParamKind {
  readonly apiVersion?: string;
  readonly kind?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/param-ref-v1-admissionregistration/#ParamRef */
export interface ParamRef {
  readonly name?: string;
  readonly namespace?: string;
  readonly parameterNotFoundAction?: string;
  readonly selector?: MetaV1LabelSelector;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/rule-with-operations-v1-admissionregistration/#RuleWithOperations */
export interface RuleWithOperations {
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly operations?: readonly string[];
  readonly resources?: readonly string[];
  readonly scope?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/service-reference-v1-admissionregistration/#ServiceReference */
export interface ServiceReference {
  /** required */
  readonly name: string;
  /** required */
  readonly namespace: string;
  readonly path?: string;
  /** 32-bit integer */
  readonly port?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/validating-admission-policy-v1/#TypeChecking */
export interface TypeChecking {
  readonly expressionWarnings?: readonly ExpressionWarning[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/validating-admission-policy-v1/#ValidatingAdmissionPolicy */
export interface ValidatingAdmissionPolicy {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  readonly kind?: 'ValidatingAdmissionPolicy';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: ValidatingAdmissionPolicySpec;
  readonly status?: ValidatingAdmissionPolicyStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/validating-admission-policy-binding-v1/#ValidatingAdmissionPolicyBinding */
export interface ValidatingAdmissionPolicyBinding {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  readonly kind?: 'ValidatingAdmissionPolicyBinding';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: ValidatingAdmissionPolicyBindingSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/validating-admission-policy-binding-v1/#ValidatingAdmissionPolicyBindingList */
export interface ValidatingAdmissionPolicyBindingList {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  /** required */
  readonly items: readonly ValidatingAdmissionPolicyBinding[];
  readonly kind?: 'ValidatingAdmissionPolicyBindingList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/validating-admission-policy-binding-v1/#ValidatingAdmissionPolicyBindingSpec */
export interface ValidatingAdmissionPolicyBindingSpec {
  readonly matchResources?: MatchResources;
  readonly paramRef?: ParamRef;
  /** required */
  readonly policyName: string;
  /** required · set */
  readonly validationActions: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/validating-admission-policy-v1/#ValidatingAdmissionPolicyList */
export interface ValidatingAdmissionPolicyList {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  /** required */
  readonly items: readonly ValidatingAdmissionPolicy[];
  readonly kind?: 'ValidatingAdmissionPolicyList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/validating-admission-policy-v1/#ValidatingAdmissionPolicySpec */
export interface ValidatingAdmissionPolicySpec {
  readonly auditAnnotations?: readonly AuditAnnotation[];
  readonly failurePolicy?: string;
  /** list by name */
  readonly matchConditions?: readonly MatchCondition[];
  readonly matchConstraints?: MatchResources;
  readonly paramKind?: ParamKind;
  readonly validations?: readonly Validation[];
  /** list by name */
  readonly variables?: readonly Variable[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/validating-admission-policy-v1/#ValidatingAdmissionPolicyStatus */
export interface ValidatingAdmissionPolicyStatus {
  /** list by type */
  readonly conditions?: readonly MetaV1Condition[];
  /** 64-bit integer */
  readonly observedGeneration?: number;
  readonly typeChecking?: TypeChecking;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/validating-webhook-configuration-v1/#ValidatingWebhook */
export interface ValidatingWebhook {
  /** required */
  readonly admissionReviewVersions: readonly string[];
  /** required */
  readonly clientConfig: WebhookClientConfig;
  readonly failurePolicy?: string;
  /** list by name */
  readonly matchConditions?: readonly MatchCondition[];
  readonly matchPolicy?: string;
  /** required */
  readonly name: string;
  readonly namespaceSelector?: MetaV1LabelSelector;
  readonly objectSelector?: MetaV1LabelSelector;
  readonly rules?: readonly RuleWithOperations[];
  /** required */
  readonly sideEffects: string;
  /** 32-bit integer · seconds */
  readonly timeoutSeconds?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/validating-webhook-configuration-v1/#ValidatingWebhookConfiguration */
export interface ValidatingWebhookConfiguration {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  readonly kind?: 'ValidatingWebhookConfiguration';
  readonly metadata?: MetaV1ObjectMeta;
  /** list by name */
  readonly webhooks?: readonly ValidatingWebhook[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/validating-webhook-configuration-v1/#ValidatingWebhookConfigurationList */
export interface ValidatingWebhookConfigurationList {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  /** required */
  readonly items: readonly ValidatingWebhookConfiguration[];
  readonly kind?: 'ValidatingWebhookConfigurationList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/admissionregistration/validating-admission-policy-v1/#Validation */
export interface Validation {
  /** required */
  readonly expression: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/variable-v1-admissionregistration/#Variable */
export interface Variable {
  /** required */
  readonly expression: string;
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/webhook-client-config-v1-admissionregistration/#WebhookClientConfig */
export interface WebhookClientConfig {
  /** bytes in base64 */
  readonly caBundle?: string;
  readonly service?: ServiceReference;
  readonly url?: string;
}
