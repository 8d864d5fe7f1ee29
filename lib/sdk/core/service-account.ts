import type { Construct } from 'constructs';
import { ApiObject, type Metadata } from '../api-object.ts';

export interface ServiceAccountProps {
  readonly metadata?: Metadata;
  readonly automountServiceAccountToken?: boolean;
  readonly imagePullSecrets?: readonly { readonly name: string }[];
}

/** Whom pods act as. */
export class ServiceAccount extends ApiObject {
  constructor(scope: Construct, id: string, props: ServiceAccountProps = {}) {
    const { metadata, ...fields } = props;
    super(scope, id, { apiVersion: 'v1', kind: 'ServiceAccount', metadata, ...fields });
  }
}
