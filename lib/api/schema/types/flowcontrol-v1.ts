// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#exemptprioritylevelconfiguration-v1-flowcontrol */
export interface ExemptPriorityLevelConfiguration {
  /** 32-bit integer */
  readonly lendablePercent?: number;
  /** 32-bit integer */
  readonly nominalConcurrencyShares?: number;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#flowdistinguishermethod-v1-flowcontrol */
export interface FlowDistinguisherMethod {
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#flowschema-v1-flowcontrol */
export interface FlowSchema {
  readonly apiVersion?: 'flowcontrol.apiserver.k8s.io/v1';
  readonly kind?: 'FlowSchema';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: FlowSchemaSpec;
  readonly status?: FlowSchemaStatus;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#flowschemacondition-v1-flowcontrol */
export interface FlowSchemaCondition {
  /** time, RFC 3339 in UTC */
  readonly lastTransitionTime?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly status?: string;
  readonly type?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#flowschemalist-v1-flowcontrol */
export interface FlowSchemaList {
  readonly apiVersion?: 'flowcontrol.apiserver.k8s.io/v1';
  /** required */
  readonly items: readonly FlowSchema[];
  readonly kind?: 'FlowSchemaList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#flowschemaspec-v1-flowcontrol */
export interface FlowSchemaSpec {
  readonly distinguisherMethod?: FlowDistinguisherMethod;
  /** 32-bit integer */
  readonly matchingPrecedence?: number;
  /** required */
  readonly priorityLevelConfiguration: PriorityLevelConfigurationReference;
  readonly rules?: readonly PolicyRulesWithSubjects[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#flowschemastatus-v1-flowcontrol */
export interface FlowSchemaStatus {
  /** list by type */
  readonly conditions?: readonly FlowSchemaCondition[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#groupsubject-v1-flowcontrol */
export interface GroupSubject {
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#limitresponse-v1-flowcontrol */
export interface LimitResponse {
  readonly queuing?: QueuingConfiguration;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#limitedprioritylevelconfiguration-v1-flowcontrol */
export interface LimitedPriorityLevelConfiguration {
  /** 32-bit integer */
  readonly borrowingLimitPercent?: number;
  /** 32-bit integer */
  readonly lendablePercent?: number;
  readonly limitResponse?: LimitResponse;
  /** 32-bit integer */
  readonly nominalConcurrencyShares?: number;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#nonresourcepolicyrule-v1-flowcontrol */
export interface NonResourcePolicyRule {
  /** required · set */
  readonly nonResourceURLs: readonly string[];
  /** required · set */
  readonly verbs: readonly string[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#policyruleswithsubjects-v1-flowcontrol */
export interface PolicyRulesWithSubjects {
  readonly nonResourceRules?: readonly NonResourcePolicyRule[];
  readonly resourceRules?: readonly ResourcePolicyRule[];
  /** required */
  readonly subjects: readonly Subject[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#prioritylevelconfiguration-v1-flowcontrol */
export interface PriorityLevelConfiguration {
  readonly apiVersion?: 'flowcontrol.apiserver.k8s.io/v1';
  readonly kind?: 'PriorityLevelConfiguration';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: PriorityLevelConfigurationSpec;
  readonly status?: PriorityLevelConfigurationStatus;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#prioritylevelconfigurationcondition-v1-flowcontrol */
export interface PriorityLevelConfigurationCondition {
  /** time, RFC 3339 in UTC */
  readonly lastTransitionTime?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly status?: string;
  readonly type?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#prioritylevelconfigurationlist-v1-flowcontrol */
export interface PriorityLevelConfigurationList {
  readonly apiVersion?: 'flowcontrol.apiserver.k8s.io/v1';
  /** required */
  readonly items: readonly PriorityLevelConfiguration[];
  readonly kind?: 'PriorityLevelConfigurationList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#prioritylevelconfigurationreference-v1-flowcontrol */
export interface PriorityLevelConfigurationReference {
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#prioritylevelconfigurationspec-v1-flowcontrol */
export interface PriorityLevelConfigurationSpec {
  readonly exempt?: ExemptPriorityLevelConfiguration;
  readonly limited?: LimitedPriorityLevelConfiguration;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#prioritylevelconfigurationstatus-v1-flowcontrol */
export interface PriorityLevelConfigurationStatus {
  /** list by type */
  readonly conditions?: readonly PriorityLevelConfigurationCondition[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#queuingconfiguration-v1-flowcontrol */
export interface QueuingConfiguration {
  /** 32-bit integer */
  readonly handSize?: number;
  /** 32-bit integer */
  readonly queueLengthLimit?: number;
  /** 32-bit integer */
  readonly queues?: number;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#resourcepolicyrule-v1-flowcontrol */
export interface ResourcePolicyRule {
  /** required · set */
  readonly apiGroups: readonly string[];
  readonly clusterScope?: boolean;
  /** set */
  readonly namespaces?: readonly string[];
  /** required · set */
  readonly resources: readonly string[];
  /** required · set */
  readonly verbs: readonly string[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#serviceaccountsubject-v1-flowcontrol */
export interface ServiceAccountSubject {
  /** required */
  readonly name: string;
  /** required */
  readonly namespace: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#subject-v1-flowcontrol */
export interface Subject {
  readonly group?: GroupSubject;
  /** required */
  readonly kind: string;
  readonly serviceAccount?: ServiceAccountSubject;
  readonly user?: UserSubject;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#usersubject-v1-flowcontrol */
export interface UserSubject {
  /** required */
  readonly name: string;
}
