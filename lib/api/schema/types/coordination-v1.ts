// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/coordination/lease-v1/#Lease */
export interface Lease {
  readonly apiVersion?: 'coordination.k8s.io/v1';
  readonly kind?: 'Lease';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: LeaseSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/coordination/lease-v1/#LeaseList */
export interface LeaseList {
  readonly apiVersion?: 'coordination.k8s.io/v1';
  /** required */
  readonly items: readonly Lease[];
  readonly kind?: 'LeaseList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/coordination/lease-v1/#LeaseSpec */
export interface LeaseSpec {
  /** time with microseconds, RFC 3339 in UTC */
  readonly acquireTime?: string;
  readonly holderIdentity?: string;
  /** 32-bit integer · seconds */
  readonly leaseDurationSeconds?: number;
  /** 32-bit integer */
  readonly leaseTransitions?: number;
  readonly preferredHolder?: string;
  /** time with microseconds, RFC 3339 in UTC */
  readonly renewTime?: string;
  readonly strategy?: string;
}
