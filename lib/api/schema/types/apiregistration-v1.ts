// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/apiregistration/api-service-v1/#APIService */
export interface APIService {
  readonly apiVersion?: 'apiregistration.k8s.io/v1';
  readonly kind?: 'APIService';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: APIServiceSpec;
  readonly status?: APIServiceStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiregistration/api-service-v1/#APIServiceCondition */
export interface APIServiceCondition {
  /** time, RFC 3339 in UTC */
  readonly lastTransitionTime?: string;
  readonly message?: string;
  readonly reason?: string;
  /** required */
  readonly status: string;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiregistration/api-service-v1/#APIServiceList */
export interface APIServiceList {
  readonly apiVersion?: 'apiregistration.k8s.io/v1';
  /** required */
  readonly items: readonly APIService[];
  readonly kind?: 'APIServiceList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiregistration/api-service-v1/#APIServiceSpec */
export interface APIServiceSpec {
  /** bytes in base64 */
  readonly caBundle?: string;
  readonly group?: string;
  /** 32-bit integer · required */
  readonly groupPriorityMinimum: number;
  readonly insecureSkipTLSVerify?: boolean;
  readonly service?: ServiceReference;
  readonly version?: string;
  /** 32-bit integer · required */
  readonly versionPriority: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiregistration/api-service-v1/#APIServiceStatus */
export interface APIServiceStatus {
  /** list by type */
  readonly conditions?: readonly APIServiceCondition[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiregistration/api-service-v1/#ServiceReference */
export interface ServiceReference {
  readonly name?: string;
  readonly namespace?: string;
  /** 32-bit integer */
  readonly port?: number;
}
