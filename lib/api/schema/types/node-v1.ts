// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { Toleration as CoreV1Toleration } from './core-v1.ts';
import type { ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';
import type { Quantity } from './scalars.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/node/runtime-class-v1/#Overhead */
export interface Overhead {
  /** quantity, such as 500m or 2Gi */
  readonly podFixed?: { readonly [key: string]: Quantity };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/node/runtime-class-v1/#RuntimeClass */
export interface RuntimeClass {
  readonly apiVersion?: 'node.k8s.io/v1';
  /** required */
  readonly handler: string;
  readonly kind?: 'RuntimeClass';
  readonly metadata?: MetaV1ObjectMeta;
  readonly overhead?: Overhead;
  readonly scheduling?: Scheduling;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/node/runtime-class-v1/#RuntimeClassList */
export interface RuntimeClassList {
  readonly apiVersion?: 'node.k8s.io/v1';
  /** required */
  readonly items: readonly RuntimeClass[];
  readonly kind?: 'RuntimeClassList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/node/runtime-class-v1/#Scheduling */
export interface Scheduling {
  readonly nodeSelector?: { readonly [key: string]: string };
  readonly tolerations?: readonly CoreV1Toleration[];
}
