import type { Construct } from 'constructs';
import { ApiObject, type Metadata } from '../api-object.ts';

export interface StorageClassProps {
  readonly metadata?: Metadata;
  readonly provisioner: string;
  readonly parameters?: { readonly [key: string]: string };
  readonly reclaimPolicy?: 'Delete' | 'Retain';
  readonly volumeBindingMode?: 'Immediate' | 'WaitForFirstConsumer';
  readonly allowVolumeExpansion?: boolean;
  readonly mountOptions?: readonly string[];
}

/** A way volumes are made. */
export class StorageClass extends ApiObject {
  constructor(scope: Construct, id: string, props: StorageClassProps) {
    const { metadata, ...fields } = props;
    super(scope, id, { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata, ...fields });
  }
}
