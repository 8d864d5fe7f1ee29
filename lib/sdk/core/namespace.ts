import type { Construct } from 'constructs';
import { checkProps, namespaceProps } from '../props.ts';
import { ApiObject, type Metadata } from '../api-object.ts';

export interface NamespaceProps {
  readonly metadata?: Metadata;
  /** The cluster has it already; no manifest is written. */
  readonly existing?: boolean;
  /** The Pod Security level enforced for its pods. */
  readonly podSecurity?: 'privileged' | 'baseline' | 'restricted';
}

/** A room for names. Everything in it comes after it. */
export class Namespace extends ApiObject {
  constructor(scope: Construct, id: string, props: NamespaceProps = {}) {
    const labels = {
      ...(props.podSecurity ? { 'pod-security.kubernetes.io/enforce': props.podSecurity } : {}),
      ...props.metadata?.labels,
    };
    super(scope, id, {
      apiVersion: 'v1',
      kind: 'Namespace',
      existing: props.existing,
      metadata: { name: props.metadata?.name ?? id, ...props.metadata, labels },
    });
    checkProps(this, namespaceProps, props);
  }
}
