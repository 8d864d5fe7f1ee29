// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { LabelSelector as MetaV1LabelSelector, ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/rbac/cluster-role-v1/#AggregationRule */
export interface AggregationRule {
  readonly clusterRoleSelectors?: readonly MetaV1LabelSelector[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/rbac/cluster-role-v1/#ClusterRole */
export interface ClusterRole {
  readonly aggregationRule?: AggregationRule;
  readonly apiVersion?: 'rbac.authorization.k8s.io/v1';
  readonly kind?: 'ClusterRole';
  readonly metadata?: MetaV1ObjectMeta;
  readonly rules?: readonly PolicyRule[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/rbac/cluster-role-binding-v1/#ClusterRoleBinding */
export interface ClusterRoleBinding {
  readonly apiVersion?: 'rbac.authorization.k8s.io/v1';
  readonly kind?: 'ClusterRoleBinding';
  readonly metadata?: MetaV1ObjectMeta;
  /** required · immutable */
  readonly roleRef: RoleRef;
  readonly subjects?: readonly Subject[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/rbac/cluster-role-binding-v1/#ClusterRoleBindingList */
export interface ClusterRoleBindingList {
  readonly apiVersion?: 'rbac.authorization.k8s.io/v1';
  /** required */
  readonly items: readonly ClusterRoleBinding[];
  readonly kind?: 'ClusterRoleBindingList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/rbac/cluster-role-v1/#ClusterRoleList */
export interface ClusterRoleList {
  readonly apiVersion?: 'rbac.authorization.k8s.io/v1';
  /** required */
  readonly items: readonly ClusterRole[];
  readonly kind?: 'ClusterRoleList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/policy-rule-v1-rbac/#PolicyRule */
export interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly resources?: readonly string[];
  /** required */
  readonly verbs: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/rbac/role-v1/#Role */
export interface Role {
  readonly apiVersion?: 'rbac.authorization.k8s.io/v1';
  readonly kind?: 'Role';
  readonly metadata?: MetaV1ObjectMeta;
  readonly rules?: readonly PolicyRule[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/rbac/role-binding-v1/#RoleBinding */
export interface RoleBinding {
  readonly apiVersion?: 'rbac.authorization.k8s.io/v1';
  readonly kind?: 'RoleBinding';
  readonly metadata?: MetaV1ObjectMeta;
  /** required · immutable */
  readonly roleRef: RoleRef;
  readonly subjects?: readonly Subject[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/rbac/role-binding-v1/#RoleBindingList */
export interface RoleBindingList {
  readonly apiVersion?: 'rbac.authorization.k8s.io/v1';
  /** required */
  readonly items: readonly RoleBinding[];
  readonly kind?: 'RoleBindingList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/rbac/role-v1/#RoleList */
export interface RoleList {
  readonly apiVersion?: 'rbac.authorization.k8s.io/v1';
  /** required */
  readonly items: readonly Role[];
  readonly kind?: 'RoleList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/role-ref-v1-rbac/#RoleRef */
export interface RoleRef {
  readonly apiGroup?: string;
  /** required */
  readonly kind: string;
  /** required */
  readonly name: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/definitions/subject-v1-rbac/#Subject */
export interface Subject {
  readonly apiGroup?: string;
  /** required */
  readonly kind: string;
  /** required */
  readonly name: string;
  readonly namespace?: string;
}
