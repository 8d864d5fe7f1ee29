// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/scheduling/priority-class-v1/#PriorityClass */
export interface PriorityClass {
  readonly apiVersion?: 'scheduling.k8s.io/v1';
  readonly description?: string;
  readonly globalDefault?: boolean;
  readonly kind?: 'PriorityClass';
  readonly metadata?: MetaV1ObjectMeta;
  /** immutable */
  readonly preemptionPolicy?: string;
  /** 32-bit integer · immutable */
  readonly value?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/scheduling/priority-class-v1/#PriorityClassList */
export interface PriorityClassList {
  readonly apiVersion?: 'scheduling.k8s.io/v1';
  /** required */
  readonly items: readonly PriorityClass[];
  readonly kind?: 'PriorityClassList';
  readonly metadata?: MetaV1ListMeta;
}
