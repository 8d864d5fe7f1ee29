// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/priority-level-configuration-v1/#ExemptPriorityLevelConfiguration */
export interface ExemptPriorityLevelConfiguration {
  /** 32-bit integer */
  readonly lendablePercent?: number;
  /** 32-bit integer */
  readonly nominalConcurrencyShares?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/flow-schema-v1/#FlowDistinguisherMethod */
export interface FlowDistinguisherMethod {
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/flow-schema-v1/#FlowSchema */
export interface FlowSchema {
  readonly apiVersion?: 'flowcontrol.apiserver.k8s.io/v1';
  readonly kind?: 'FlowSchema';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: FlowSchemaSpec;
  readonly status?: FlowSchemaStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/flow-schema-v1/#FlowSchemaCondition */
export interface FlowSchemaCondition {
  /** time, RFC 3339 in UTC */
  readonly lastTransitionTime?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly status?: string;
  readonly type?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/flow-schema-v1/#FlowSchemaList */
export interface FlowSchemaList {
  readonly apiVersion?: 'flowcontrol.apiserver.k8s.io/v1';
  /** required */
  readonly items: readonly FlowSchema[];
  readonly kind?: 'FlowSchemaList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/flow-schema-v1/#FlowSchemaSpec */
export interface FlowSchemaSpec {
  readonly distinguisherMethod?: FlowDistinguisherMethod;
  /** 32-bit integer */
  readonly matchingPrecedence?: number;
  /** required */
  readonly priorityLevelConfiguration: PriorityLevelConfigurationReference;
  readonly rules?: readonly PolicyRulesWithSubjects[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/flow-schema-v1/#FlowSchemaStatus */
export interface FlowSchemaStatus {
  /** list by type */
  readonly conditions?: readonly FlowSchemaCondition[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/flow-schema-v1/#GroupSubject */
export interface GroupSubject {
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/priority-level-configuration-v1/#LimitResponse */
export interface LimitResponse {
  readonly queuing?: QueuingConfiguration;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/priority-level-configuration-v1/#LimitedPriorityLevelConfiguration */
export interface LimitedPriorityLevelConfiguration {
  /** 32-bit integer */
  readonly borrowingLimitPercent?: number;
  /** 32-bit integer */
  readonly lendablePercent?: number;
  readonly limitResponse?: LimitResponse;
  /** 32-bit integer */
  readonly nominalConcurrencyShares?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/flow-schema-v1/#NonResourcePolicyRule */
export interface NonResourcePolicyRule {
  /** required · set */
  readonly nonResourceURLs: readonly string[];
  /** required · set */
  readonly verbs: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/flow-schema-v1/#PolicyRulesWithSubjects */
export interface PolicyRulesWithSubjects {
  readonly nonResourceRules?: readonly NonResourcePolicyRule[];
  readonly resourceRules?: readonly ResourcePolicyRule[];
  /** required */
  readonly subjects: readonly Subject[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/priority-level-configuration-v1/#PriorityLevelConfiguration */
export interface PriorityLevelConfiguration {
  readonly apiVersion?: 'flowcontrol.apiserver.k8s.io/v1';
  readonly kind?: 'PriorityLevelConfiguration';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: PriorityLevelConfigurationSpec;
  readonly status?: PriorityLevelConfigurationStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/priority-level-configuration-v1/#PriorityLevelConfigurationCondition */
export interface PriorityLevelConfigurationCondition {
  /** time, RFC 3339 in UTC */
  readonly lastTransitionTime?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly status?: string;
  readonly type?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/priority-level-configuration-v1/#PriorityLevelConfigurationList */
export interface PriorityLevelConfigurationList {
  readonly apiVersion?: 'flowcontrol.apiserver.k8s.io/v1';
  /** required */
  readonly items: readonly PriorityLevelConfiguration[];
  readonly kind?: 'PriorityLevelConfigurationList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/flow-schema-v1/#PriorityLevelConfigurationReference */
export interface PriorityLevelConfigurationReference {
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/priority-level-configuration-v1/#PriorityLevelConfigurationSpec */
export interface PriorityLevelConfigurationSpec {
  readonly exempt?: ExemptPriorityLevelConfiguration;
  readonly limited?: LimitedPriorityLevelConfiguration;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/priority-level-configuration-v1/#PriorityLevelConfigurationStatus */
export interface PriorityLevelConfigurationStatus {
  /** list by type */
  readonly conditions?: readonly PriorityLevelConfigurationCondition[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/priority-level-configuration-v1/#QueuingConfiguration */
export interface QueuingConfiguration {
  /** 32-bit integer */
  readonly handSize?: number;
  /** 32-bit integer */
  readonly queueLengthLimit?: number;
  /** 32-bit integer */
  readonly queues?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/flow-schema-v1/#ResourcePolicyRule */
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

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/flow-schema-v1/#ServiceAccountSubject */
export interface ServiceAccountSubject {
  /** required */
  readonly name: string;
  /** required */
  readonly namespace: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/flow-schema-v1/#Subject */
export interface Subject {
  readonly group?: GroupSubject;
  /** required */
  readonly kind: string;
  readonly serviceAccount?: ServiceAccountSubject;
  readonly user?: UserSubject;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/flowcontrol/flow-schema-v1/#UserSubject */
export interface UserSubject {
  /** required */
  readonly name: string;
}
