import type { Construct } from 'constructs';
import type { Toleration } from '../../api/schema/types/core-v1.ts';
import type { Quantity } from '../../api/schema/types/scalars.ts';
import { ApiObject, type Metadata } from '../api-object.ts';
import { checkProps, runtimeClassProps } from '../props.ts';

export interface RuntimeClassProps {
  readonly metadata?: Metadata;
  /** What the nodes' container runtime calls it: `runsc`, `kata`. */
  readonly handler: string;
  /** What a pod costs besides its containers: `{ cpu: '250m', memory: '120Mi' }`. */
  readonly overhead?: { readonly [resource: string]: Quantity };
  /** Nodes that have it. */
  readonly nodeSelector?: { readonly [key: string]: string };
  readonly tolerations?: readonly Toleration[];
}

/** A way of running containers. */
export class RuntimeClass extends ApiObject {
  constructor(scope: Construct, id: string, props: RuntimeClassProps) {
    const { metadata, handler, overhead, nodeSelector, tolerations } = props;
    super(scope, id, {
      apiVersion: 'node.k8s.io/v1',
      kind: 'RuntimeClass',
      metadata,
      handler,
      overhead: overhead && { podFixed: overhead },
      scheduling: nodeSelector || tolerations ? { nodeSelector, tolerations } : undefined,
    });
    checkProps(this, runtimeClassProps, props);
  }
}
