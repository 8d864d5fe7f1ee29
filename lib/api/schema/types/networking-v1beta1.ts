// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { Condition as MetaV1Condition, ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ */
export interface IPAddress {
  readonly apiVersion?: 'networking.k8s.io/v1beta1';
  readonly kind?: 'IPAddress';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: IPAddressSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ */
export interface IPAddressList {
  readonly apiVersion?: 'networking.k8s.io/v1beta1';
  /** required */
  readonly items: readonly IPAddress[];
  readonly kind?: 'IPAddressList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ */
export interface IPAddressSpec {
  /** required */
  readonly parentRef: ParentReference;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ */
export interface ParentReference {
  readonly group?: string;
  /** required */
  readonly name: string;
  readonly namespace?: string;
  /** required */
  readonly resource: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ */
export interface ServiceCIDR {
  readonly apiVersion?: 'networking.k8s.io/v1beta1';
  readonly kind?: 'ServiceCIDR';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: ServiceCIDRSpec;
  readonly status?: ServiceCIDRStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ */
export interface ServiceCIDRList {
  readonly apiVersion?: 'networking.k8s.io/v1beta1';
  /** required */
  readonly items: readonly ServiceCIDR[];
  readonly kind?: 'ServiceCIDRList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ */
export interface ServiceCIDRSpec {
  readonly cidrs?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ */
export interface ServiceCIDRStatus {
  /** list by type */
  readonly conditions?: readonly MetaV1Condition[];
}
