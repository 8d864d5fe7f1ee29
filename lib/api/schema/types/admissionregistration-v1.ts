// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { Condition as MetaV1Condition, LabelSelector as MetaV1LabelSelector, ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#applyconfiguration-v1-admissionregistration */
export interface ApplyConfiguration {
  readonly expression?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#auditannotation-v1-admissionregistration */
export interface AuditAnnotation {
  /** required */
  readonly key: string;
  /** required */
  readonly valueExpression: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#expressionwarning-v1-admissionregistration */
export interface ExpressionWarning {
  /** required */
  readonly fieldRef: string;
  /** required */
  readonly warning: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#jsonpatch-v1-admissionregistration */
export interface JSONPatch {
  readonly expression?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#matchcondition-v1-admissionregistration */
export interface MatchCondition {
  /** required */
  readonly expression: string;
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#matchresources-v1-admissionregistration */
export interface MatchResources {
  readonly excludeResourceRules?: readonly NamedRuleWithOperations[];
  readonly matchPolicy?: string;
  readonly namespaceSelector?: MetaV1LabelSelector;
  readonly objectSelector?: MetaV1LabelSelector;
  readonly resourceRules?: readonly NamedRuleWithOperations[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#mutatingadmissionpolicy-v1-admissionregistration */
export interface MutatingAdmissionPolicy {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  readonly kind?: 'MutatingAdmissionPolicy';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: MutatingAdmissionPolicySpec;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#mutatingadmissionpolicybinding-v1-admissionregistration */
export interface MutatingAdmissionPolicyBinding {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  readonly kind?: 'MutatingAdmissionPolicyBinding';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: MutatingAdmissionPolicyBindingSpec;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#mutatingadmissionpolicybindinglist-v1-admissionregistration */
export interface MutatingAdmissionPolicyBindingList {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  /** required */
  readonly items: readonly MutatingAdmissionPolicyBinding[];
  readonly kind?: 'MutatingAdmissionPolicyBindingList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#mutatingadmissionpolicybindingspec-v1-admissionregistration */
export interface MutatingAdmissionPolicyBindingSpec {
  readonly matchResources?: MatchResources;
  readonly paramRef?: ParamRef;
  readonly policyName?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#mutatingadmissionpolicylist-v1-admissionregistration */
export interface MutatingAdmissionPolicyList {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  /** required */
  readonly items: readonly MutatingAdmissionPolicy[];
  readonly kind?: 'MutatingAdmissionPolicyList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#mutatingadmissionpolicyspec-v1-admissionregistration */
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

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#mutatingwebhook-v1-admissionregistration */
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

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#mutatingwebhookconfiguration-v1-admissionregistration */
export interface MutatingWebhookConfiguration {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  readonly kind?: 'MutatingWebhookConfiguration';
  readonly metadata?: MetaV1ObjectMeta;
  /** list by name */
  readonly webhooks?: readonly MutatingWebhook[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#mutatingwebhookconfigurationlist-v1-admissionregistration */
export interface MutatingWebhookConfigurationList {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  /** required */
  readonly items: readonly MutatingWebhookConfiguration[];
  readonly kind?: 'MutatingWebhookConfigurationList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#mutation-v1-admissionregistration */
export interface Mutation {
  readonly applyConfiguration?: ApplyConfiguration;
  readonly jsonPatch?: JSONPatch;
  /** required */
  readonly patchType: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#namedrulewithoperations-v1-admissionregistration */
export interface NamedRuleWithOperations {
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly operations?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly resources?: readonly string[];
  readonly scope?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#paramkind-v1-admissionregistration */
export interface ParamKind {
  readonly apiVersion?: string;
  readonly kind?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#paramref-v1-admissionregistration */
export interface ParamRef {
  readonly name?: string;
  readonly namespace?: string;
  readonly parameterNotFoundAction?: string;
  readonly selector?: MetaV1LabelSelector;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#rulewithoperations-v1-admissionregistration */
export interface RuleWithOperations {
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly operations?: readonly string[];
  readonly resources?: readonly string[];
  readonly scope?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#servicereference-v1-admissionregistration */
export interface ServiceReference {
  /** required */
  readonly name: string;
  /** required */
  readonly namespace: string;
  readonly path?: string;
  /** 32-bit integer */
  readonly port?: number;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#typechecking-v1-admissionregistration */
export interface TypeChecking {
  readonly expressionWarnings?: readonly ExpressionWarning[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#validatingadmissionpolicy-v1-admissionregistration */
export interface ValidatingAdmissionPolicy {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  readonly kind?: 'ValidatingAdmissionPolicy';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: ValidatingAdmissionPolicySpec;
  readonly status?: ValidatingAdmissionPolicyStatus;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#validatingadmissionpolicybinding-v1-admissionregistration */
export interface ValidatingAdmissionPolicyBinding {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  readonly kind?: 'ValidatingAdmissionPolicyBinding';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: ValidatingAdmissionPolicyBindingSpec;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#validatingadmissionpolicybindinglist-v1-admissionregistration */
export interface ValidatingAdmissionPolicyBindingList {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  /** required */
  readonly items: readonly ValidatingAdmissionPolicyBinding[];
  readonly kind?: 'ValidatingAdmissionPolicyBindingList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#validatingadmissionpolicybindingspec-v1-admissionregistration */
export interface ValidatingAdmissionPolicyBindingSpec {
  readonly matchResources?: MatchResources;
  readonly paramRef?: ParamRef;
  /** required */
  readonly policyName: string;
  /** required · set */
  readonly validationActions: readonly string[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#validatingadmissionpolicylist-v1-admissionregistration */
export interface ValidatingAdmissionPolicyList {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  /** required */
  readonly items: readonly ValidatingAdmissionPolicy[];
  readonly kind?: 'ValidatingAdmissionPolicyList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#validatingadmissionpolicyspec-v1-admissionregistration */
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

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#validatingadmissionpolicystatus-v1-admissionregistration */
export interface ValidatingAdmissionPolicyStatus {
  /** list by type */
  readonly conditions?: readonly MetaV1Condition[];
  /** 64-bit integer */
  readonly observedGeneration?: number;
  readonly typeChecking?: TypeChecking;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#validatingwebhook-v1-admissionregistration */
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

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#validatingwebhookconfiguration-v1-admissionregistration */
export interface ValidatingWebhookConfiguration {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  readonly kind?: 'ValidatingWebhookConfiguration';
  readonly metadata?: MetaV1ObjectMeta;
  /** list by name */
  readonly webhooks?: readonly ValidatingWebhook[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#validatingwebhookconfigurationlist-v1-admissionregistration */
export interface ValidatingWebhookConfigurationList {
  readonly apiVersion?: 'admissionregistration.k8s.io/v1';
  /** required */
  readonly items: readonly ValidatingWebhookConfiguration[];
  readonly kind?: 'ValidatingWebhookConfigurationList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#validation-v1-admissionregistration */
export interface Validation {
  /** required */
  readonly expression: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#variable-v1-admissionregistration */
export interface Variable {
  /** required */
  readonly expression: string;
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#webhookclientconfig-v1-admissionregistration */
export interface WebhookClientConfig {
  /** bytes in base64 */
  readonly caBundle?: string;
  readonly service?: ServiceReference;
  readonly url?: string;
}
