// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { TypedLocalObjectReference as CoreV1TypedLocalObjectReference } from './core-v1.ts';
import type { Condition as MetaV1Condition, LabelSelector as MetaV1LabelSelector, ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';
import type { IntOrString } from './scalars.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ingress-v1/#HTTPIngressPath */
export interface HTTPIngressPath {
  /** required */
  readonly backend: IngressBackend;
  readonly path?: string;
  /** required */
  readonly pathType: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ingress-v1/#HTTPIngressRuleValue */
export interface HTTPIngressRuleValue {
  /** required */
  readonly paths: readonly HTTPIngressPath[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ip-address-v1/#IPAddress */
export interface IPAddress {
  readonly apiVersion?: 'networking.k8s.io/v1';
  readonly kind?: 'IPAddress';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: IPAddressSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ip-address-v1/#IPAddressList */
export interface IPAddressList {
  readonly apiVersion?: 'networking.k8s.io/v1';
  /** required */
  readonly items: readonly IPAddress[];
  readonly kind?: 'IPAddressList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ip-address-v1/#IPAddressSpec */
export interface IPAddressSpec {
  /** required */
  readonly parentRef: ParentReference;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/network-policy-v1/#IPBlock */
export interface IPBlock {
  /** required */
  readonly cidr: string;
  readonly except?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ingress-v1/#Ingress */
export interface Ingress {
  readonly apiVersion?: 'networking.k8s.io/v1';
  readonly kind?: 'Ingress';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: IngressSpec;
  readonly status?: IngressStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ingress-v1/#IngressBackend */
export interface IngressBackend {
  readonly resource?: CoreV1TypedLocalObjectReference;
  readonly service?: IngressServiceBackend;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ingress-class-v1/#IngressClass */
export interface IngressClass {
  readonly apiVersion?: 'networking.k8s.io/v1';
  readonly kind?: 'IngressClass';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: IngressClassSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ingress-class-v1/#IngressClassList */
export interface IngressClassList {
  readonly apiVersion?: 'networking.k8s.io/v1';
  /** required */
  readonly items: readonly IngressClass[];
  readonly kind?: 'IngressClassList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ingress-class-v1/#IngressClassParametersReference */
export interface IngressClassParametersReference {
  readonly apiGroup?: string;
  /** required */
  readonly kind: string;
  /** required */
  readonly name: string;
  readonly namespace?: string;
  readonly scope?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ingress-class-v1/#IngressClassSpec */
export interface IngressClassSpec {
  readonly controller?: string;
  readonly parameters?: IngressClassParametersReference;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ingress-v1/#IngressList */
export interface IngressList {
  readonly apiVersion?: 'networking.k8s.io/v1';
  /** required */
  readonly items: readonly Ingress[];
  readonly kind?: 'IngressList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ingress-v1/#IngressLoadBalancerIngress */
export interface IngressLoadBalancerIngress {
  readonly hostname?: string;
  readonly ip?: string;
  readonly ports?: readonly IngressPortStatus[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ingress-v1/#IngressLoadBalancerStatus */
export interface IngressLoadBalancerStatus {
  readonly ingress?: readonly IngressLoadBalancerIngress[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ingress-v1/#IngressPortStatus */
export interface IngressPortStatus {
  readonly error?: string;
  /** 32-bit integer · required */
  readonly port: number;
  /** required */
  readonly protocol: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ingress-v1/#IngressRule */
export interface IngressRule {
  readonly host?: string;
  readonly http?: HTTPIngressRuleValue;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ingress-v1/#IngressServiceBackend */
export interface IngressServiceBackend {
  /** required */
  readonly name: string;
  readonly port?: ServiceBackendPort;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ingress-v1/#IngressSpec */
export interface IngressSpec {
  readonly defaultBackend?: IngressBackend;
  readonly ingressClassName?: string;
  readonly rules?: readonly IngressRule[];
  readonly tls?: readonly IngressTLS[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ingress-v1/#IngressStatus */
export interface IngressStatus {
  readonly loadBalancer?: IngressLoadBalancerStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ingress-v1/#IngressTLS */
export interface IngressTLS {
  readonly hosts?: readonly string[];
  readonly secretName?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/network-policy-v1/#NetworkPolicy */
export interface NetworkPolicy {
  readonly apiVersion?: 'networking.k8s.io/v1';
  readonly kind?: 'NetworkPolicy';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: NetworkPolicySpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/network-policy-v1/#NetworkPolicyEgressRule */
export interface NetworkPolicyEgressRule {
  readonly ports?: readonly NetworkPolicyPort[];
  readonly to?: readonly NetworkPolicyPeer[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/network-policy-v1/#NetworkPolicyIngressRule */
export interface NetworkPolicyIngressRule {
  readonly from?: readonly NetworkPolicyPeer[];
  readonly ports?: readonly NetworkPolicyPort[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/network-policy-v1/#NetworkPolicyList */
export interface NetworkPolicyList {
  readonly apiVersion?: 'networking.k8s.io/v1';
  /** required */
  readonly items: readonly NetworkPolicy[];
  readonly kind?: 'NetworkPolicyList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/network-policy-v1/#NetworkPolicyPeer */
export interface NetworkPolicyPeer {
  readonly ipBlock?: IPBlock;
  readonly namespaceSelector?: MetaV1LabelSelector;
  readonly podSelector?: MetaV1LabelSelector;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/network-policy-v1/#NetworkPolicyPort */
export interface NetworkPolicyPort {
  /** 32-bit integer */
  readonly endPort?: number;
  /** number, or a percentage or name */
  readonly port?: IntOrString;
  readonly protocol?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/network-policy-v1/#NetworkPolicySpec */
export interface NetworkPolicySpec {
  readonly egress?: readonly NetworkPolicyEgressRule[];
  readonly ingress?: readonly NetworkPolicyIngressRule[];
  readonly podSelector?: MetaV1LabelSelector;
  readonly policyTypes?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ip-address-v1/#ParentReference */
export interface ParentReference {
  readonly group?: string;
  /** required */
  readonly name: string;
  readonly namespace?: string;
  /** required */
  readonly resource: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/ingress-v1/#ServiceBackendPort */
export interface ServiceBackendPort {
  readonly name?: string;
  /** 32-bit integer */
  readonly number?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/service-cidr-v1/#ServiceCIDR */
export interface ServiceCIDR {
  readonly apiVersion?: 'networking.k8s.io/v1';
  readonly kind?: 'ServiceCIDR';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: ServiceCIDRSpec;
  readonly status?: ServiceCIDRStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/service-cidr-v1/#ServiceCIDRList */
export interface ServiceCIDRList {
  readonly apiVersion?: 'networking.k8s.io/v1';
  /** required */
  readonly items: readonly ServiceCIDR[];
  readonly kind?: 'ServiceCIDRList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/service-cidr-v1/#ServiceCIDRSpec */
export interface ServiceCIDRSpec {
  readonly cidrs?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/networking/service-cidr-v1/#ServiceCIDRStatus */
export interface ServiceCIDRStatus {
  /** list by type */
  readonly conditions?: readonly MetaV1Condition[];
}
