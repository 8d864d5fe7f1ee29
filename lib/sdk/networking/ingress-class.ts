import type { Construct } from 'constructs';
import type { IngressClassParametersReference } from '../../api/schema/types/networking-v1.ts';
import { ApiObject, type Metadata } from '../api-object.ts';
import { checkProps, ingressClassProps } from '../props.ts';

export interface IngressClassProps {
  readonly metadata?: Metadata;
  /** Who carries out the rules of its Ingresses: `k8s.io/ingress-nginx`. */
  readonly controller: string;
  /** Ingresses that name no class get this one. */
  readonly isDefault?: boolean;
  readonly parameters?: IngressClassParametersReference;
}

/** Whose Ingresses these are. */
export class IngressClass extends ApiObject {
  constructor(scope: Construct, id: string, props: IngressClassProps) {
    const { metadata, controller, isDefault, parameters } = props;
    super(scope, id, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata,
      spec: { controller, parameters },
    });
    checkProps(this, ingressClassProps, props);
    if (isDefault) this.addAnnotation('ingressclass.kubernetes.io/is-default-class', 'true');
  }
}
