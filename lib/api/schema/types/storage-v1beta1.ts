// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/ */
export interface VolumeAttributesClass {
  readonly apiVersion?: 'storage.k8s.io/v1beta1';
  /** required */
  readonly driverName: string;
  readonly kind?: 'VolumeAttributesClass';
  readonly metadata?: MetaV1ObjectMeta;
  readonly parameters?: { readonly [key: string]: string };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/storage/ */
export interface VolumeAttributesClassList {
  readonly apiVersion?: 'storage.k8s.io/v1beta1';
  /** required */
  readonly items: readonly VolumeAttributesClass[];
  readonly kind?: 'VolumeAttributesClassList';
  readonly metadata?: MetaV1ListMeta;
}
