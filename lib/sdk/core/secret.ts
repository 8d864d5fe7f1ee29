import type { Construct } from 'constructs';
import { checkProps, secretProps } from '../props.ts';
import { ApiObject, type Metadata } from '../api-object.ts';

export interface SecretProps {
  readonly metadata?: Metadata;
  /** The cluster has it already; no manifest is written. */
  readonly existing?: boolean;
  /** Texts by key. */
  readonly stringData?: { readonly [key: string]: string };
  /** Bytes in base64. */
  readonly data?: { readonly [key: string]: string };
  readonly type?: string;
  readonly immutable?: boolean;
}

/** Secret values. Give texts as `stringData`; plans and reports never show them. */
export class Secret extends ApiObject {
  constructor(scope: Construct, id: string, props: SecretProps = {}) {
    const { metadata, ...fields } = props;
    super(scope, id, { apiVersion: 'v1', kind: 'Secret', metadata, ...fields });
    checkProps(this, secretProps, props);
  }
}
