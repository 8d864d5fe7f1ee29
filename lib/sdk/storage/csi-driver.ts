import type { Construct } from 'constructs';
import type { CSIDriverSpec } from '../../api/schema/types/storage-v1.ts';
import { ApiObject, type Metadata } from '../api-object.ts';

export interface CSIDriverProps extends CSIDriverSpec {
  readonly metadata?: Metadata;
}

/** What a cluster has to know of a driver of volumes. Its id is the driver's name unless metadata says another. */
export class CSIDriver extends ApiObject {
  constructor(scope: Construct, id: string, props: CSIDriverProps = {}) {
    const { metadata, ...spec } = props;
    super(scope, id, { apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', metadata: { name: id, ...metadata }, spec });
  }
}
