import type { Construct } from 'constructs';
import { ApiObject, type Metadata } from '../api-object.ts';
import { checkProps, serviceAccountProps } from '../props.ts';
import { refer, type Named } from '../names.ts';

export interface ServiceAccountProps {
  readonly metadata?: Metadata;
  /** The cluster has it already; no manifest is written. */
  readonly existing?: boolean;
  readonly automountServiceAccountToken?: boolean;
  /** Secrets with the credentials of registries, for all pods that act as it. */
  readonly pullSecrets?: readonly Named[];
}

/** Whom pods act as. */
export class ServiceAccount extends ApiObject {
  private readonly pullSecrets: readonly Named[] | undefined;

  constructor(scope: Construct, id: string, props: ServiceAccountProps = {}) {
    const { pullSecrets, ...fields } = props;
    super(scope, id, { apiVersion: 'v1', kind: 'ServiceAccount', ...fields });
    this.pullSecrets = pullSecrets;
    checkProps(this, serviceAccountProps, props);
  }

  protected override render(): { readonly [field: string]: unknown } {
    return { imagePullSecrets: this.pullSecrets?.map((it) => ({ name: refer(this, 'Secret', it) })) };
  }
}
