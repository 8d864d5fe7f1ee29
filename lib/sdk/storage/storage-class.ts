import type { Construct } from 'constructs';
import { checkProps, storageClassProps } from '../props.ts';
import { ApiObject, type Metadata } from '../api-object.ts';

export interface StorageClassProps {
  readonly metadata?: Metadata;
  readonly provisioner: string;
  readonly parameters?: { readonly [key: string]: string };
  readonly reclaimPolicy?: 'Delete' | 'Retain';
  readonly volumeBindingMode?: 'Immediate' | 'WaitForFirstConsumer';
  readonly allowVolumeExpansion?: boolean;
  readonly mountOptions?: readonly string[];
  /** Claims that name no class get this one. */
  readonly isDefault?: boolean;
}

/** A way volumes are made. */
export class StorageClass extends ApiObject {
  constructor(scope: Construct, id: string, props: StorageClassProps) {
    const { metadata, isDefault, ...fields } = props;
    super(scope, id, { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata, ...fields });
    checkProps(this, storageClassProps, props);
    if (isDefault) this.addAnnotation('storageclass.kubernetes.io/is-default-class', 'true');
  }
}
