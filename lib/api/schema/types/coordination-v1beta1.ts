// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/coordination/lease-candidate-v1beta1/#LeaseCandidate */
export interface LeaseCandidate {
  readonly apiVersion?: 'coordination.k8s.io/v1beta1';
  readonly kind?: 'LeaseCandidate';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: LeaseCandidateSpec;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/coordination/lease-candidate-v1beta1/#LeaseCandidateList */
export interface LeaseCandidateList {
  readonly apiVersion?: 'coordination.k8s.io/v1beta1';
  /** required */
  readonly items: readonly LeaseCandidate[];
  readonly kind?: 'LeaseCandidateList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/coordination/lease-candidate-v1beta1/#LeaseCandidateSpec */
export interface LeaseCandidateSpec {
  /** required */
  readonly binaryVersion: string;
  readonly emulationVersion?: string;
  /** required */
  readonly leaseName: string;
  /** time with microseconds, RFC 3339 in UTC */
  readonly pingTime?: string;
  /** time with microseconds, RFC 3339 in UTC */
  readonly renewTime?: string;
  /** required */
  readonly strategy: string;
}
