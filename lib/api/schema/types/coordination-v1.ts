// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#lease-v1-coordination */
export interface Lease {
  readonly apiVersion?: 'coordination.k8s.io/v1';
  readonly kind?: 'Lease';
  readonly metadata?: MetaV1ObjectMeta;
  readonly spec?: LeaseSpec;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#leaselist-v1-coordination */
export interface LeaseList {
  readonly apiVersion?: 'coordination.k8s.io/v1';
  /** required */
  readonly items: readonly Lease[];
  readonly kind?: 'LeaseList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#leasespec-v1-coordination */
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
