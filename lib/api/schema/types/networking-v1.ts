// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { TypedLocalObjectReference as CoreV1TypedLocalObjectReference } from './core-v1.ts';
import type { Condition as MetaV1Condition, LabelSelector as MetaV1LabelSelector, ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';
import type { IntOrString } from './scalars.ts';

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#httpingresspath-v1-networking */
export interface HTTPIngressPath {
  /** required */
  readonly backend: IngressBackend;
  readonly path?: string;
  /** required */
  readonly pathType: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#httpingressrulevalue-v1-networking */
export interface HTTPIngressRuleValue {
  /** required */
  readonly paths: readonly HTTPIngressPath[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#ipaddress-v1-networking */
export interface IPAddress {
  readonly apiVersion?: 'networking.k8s.io/v1';
  readonly kind?: 'IPAddress';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: IPAddressSpec;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#ipaddresslist-v1-networking */
export interface IPAddressList {
  readonly apiVersion?: 'networking.k8s.io/v1';
  /** required */
  readonly items: readonly IPAddress[];
  readonly kind?: 'IPAddressList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#ipaddressspec-v1-networking */
export interface IPAddressSpec {
  /** required */
  readonly parentRef: ParentReference;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#ipblock-v1-networking */
export interface IPBlock {
  /** required */
  readonly cidr: string;
  readonly except?: readonly string[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#ingress-v1-networking */
export interface Ingress {
  readonly apiVersion?: 'networking.k8s.io/v1';
  readonly kind?: 'Ingress';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: IngressSpec;
  readonly status?: IngressStatus;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#ingressbackend-v1-networking */
export interface IngressBackend {
  readonly resource?: CoreV1TypedLocalObjectReference;
  readonly service?: IngressServiceBackend;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#ingressclass-v1-networking */
export interface IngressClass {
  readonly apiVersion?: 'networking.k8s.io/v1';
  readonly kind?: 'IngressClass';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: IngressClassSpec;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#ingressclasslist-v1-networking */
export interface IngressClassList {
  readonly apiVersion?: 'networking.k8s.io/v1';
  /** required */
  readonly items: readonly IngressClass[];
  readonly kind?: 'IngressClassList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#ingressclassparametersreference-v1-networking */
export interface IngressClassParametersReference {
  readonly apiGroup?: string;
  /** required */
  readonly kind: string;
  /** required */
  readonly name: string;
  readonly namespace?: string;
  readonly scope?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#ingressclassspec-v1-networking */
export interface IngressClassSpec {
  readonly controller?: string;
  readonly parameters?: IngressClassParametersReference;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#ingresslist-v1-networking */
export interface IngressList {
  readonly apiVersion?: 'networking.k8s.io/v1';
  /** required */
  readonly items: readonly Ingress[];
  readonly kind?: 'IngressList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#ingressloadbalanceringress-v1-networking */
export interface IngressLoadBalancerIngress {
  readonly hostname?: string;
  readonly ip?: string;
  readonly ports?: readonly IngressPortStatus[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#ingressloadbalancerstatus-v1-networking */
export interface IngressLoadBalancerStatus {
  readonly ingress?: readonly IngressLoadBalancerIngress[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#ingressportstatus-v1-networking */
export interface IngressPortStatus {
  readonly error?: string;
  /** 32-bit integer · required */
  readonly port: number;
  /** required */
  readonly protocol: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#ingressrule-v1-networking */
export interface IngressRule {
  readonly host?: string;
  readonly http?: HTTPIngressRuleValue;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#ingressservicebackend-v1-networking */
export interface IngressServiceBackend {
  /** required */
  readonly name: string;
  readonly port?: ServiceBackendPort;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#ingressspec-v1-networking */
export interface IngressSpec {
  readonly defaultBackend?: IngressBackend;
  readonly ingressClassName?: string;
  readonly rules?: readonly IngressRule[];
  readonly tls?: readonly IngressTLS[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#ingressstatus-v1-networking */
export interface IngressStatus {
  readonly loadBalancer?: IngressLoadBalancerStatus;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#ingresstls-v1-networking */
export interface IngressTLS {
  readonly hosts?: readonly string[];
  readonly secretName?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#networkpolicy-v1-networking */
export interface NetworkPolicy {
  readonly apiVersion?: 'networking.k8s.io/v1';
  readonly kind?: 'NetworkPolicy';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: NetworkPolicySpec;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#networkpolicyegressrule-v1-networking */
export interface NetworkPolicyEgressRule {
  readonly ports?: readonly NetworkPolicyPort[];
  readonly to?: readonly NetworkPolicyPeer[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#networkpolicyingressrule-v1-networking */
export interface NetworkPolicyIngressRule {
  readonly from?: readonly NetworkPolicyPeer[];
  readonly ports?: readonly NetworkPolicyPort[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#networkpolicylist-v1-networking */
export interface NetworkPolicyList {
  readonly apiVersion?: 'networking.k8s.io/v1';
  /** required */
  readonly items: readonly NetworkPolicy[];
  readonly kind?: 'NetworkPolicyList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#networkpolicypeer-v1-networking */
export interface NetworkPolicyPeer {
  readonly ipBlock?: IPBlock;
  readonly namespaceSelector?: MetaV1LabelSelector;
  readonly podSelector?: MetaV1LabelSelector;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#networkpolicyport-v1-networking */
export interface NetworkPolicyPort {
  /** 32-bit integer */
  readonly endPort?: number;
  /** number, or a percentage or name */
  readonly port?: IntOrString;
  readonly protocol?: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#networkpolicyspec-v1-networking */
export interface NetworkPolicySpec {
  readonly egress?: readonly NetworkPolicyEgressRule[];
  readonly ingress?: readonly NetworkPolicyIngressRule[];
  readonly podSelector?: MetaV1LabelSelector;
  readonly policyTypes?: readonly string[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#parentreference-v1-networking */
export interface ParentReference {
  readonly group?: string;
  /** required */
  readonly name: string;
  readonly namespace?: string;
  /** required */
  readonly resource: string;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#servicebackendport-v1-networking */
export interface ServiceBackendPort {
  readonly name?: string;
  /** 32-bit integer */
  readonly number?: number;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#servicecidr-v1-networking */
export interface ServiceCIDR {
  readonly apiVersion?: 'networking.k8s.io/v1';
  readonly kind?: 'ServiceCIDR';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: ServiceCIDRSpec;
  readonly status?: ServiceCIDRStatus;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#servicecidrlist-v1-networking */
export interface ServiceCIDRList {
  readonly apiVersion?: 'networking.k8s.io/v1';
  /** required */
  readonly items: readonly ServiceCIDR[];
  readonly kind?: 'ServiceCIDRList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#servicecidrspec-v1-networking */
export interface ServiceCIDRSpec {
  readonly cidrs?: readonly string[];
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#servicecidrstatus-v1-networking */
export interface ServiceCIDRStatus {
  /** list by type */
  readonly conditions?: readonly MetaV1Condition[];
}
