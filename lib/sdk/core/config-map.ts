import type { Construct } from 'constructs';
import { checkProps, configMapProps } from '../props.ts';
import { ApiObject, type Metadata } from '../api-object.ts';

export interface ConfigMapProps {
  readonly metadata?: Metadata;
  /** The cluster has it already; no manifest is written. */
  readonly existing?: boolean;
  readonly data?: { readonly [key: string]: string };
  /** Bytes in base64. */
  readonly binaryData?: { readonly [key: string]: string };
  readonly immutable?: boolean;
}

/** Settings, as texts by key. */
export class ConfigMap extends ApiObject {
  constructor(scope: Construct, id: string, props: ConfigMapProps = {}) {
    const { metadata, ...fields } = props;
    super(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata, ...fields });
    checkProps(this, configMapProps, props);
  }
}
