import type { Construct } from 'constructs';
import type { CustomResourceColumnDefinition, JSONSchemaProps } from '../../api/schema/types/apiextensions-v1.ts';
import { ApiObject, type Metadata } from '../api-object.ts';
import { checkProps, customResourceDefinitionProps } from '../props.ts';

export interface CustomResourceDefinitionProps {
  readonly metadata?: Metadata;
  readonly group: string;
  readonly kind: string;
  /** Its plural; the kind in lower case with an s when not said. */
  readonly plural?: string;
  readonly scope?: 'Namespaced' | 'Cluster';
  readonly shortNames?: readonly string[];
  readonly version?: string;
  /** The schema of its spec. */
  readonly spec: JSONSchemaProps;
  /** The schema of its status; with one, status is a subresource. */
  readonly status?: JSONSchemaProps;
  readonly columns?: readonly CustomResourceColumnDefinition[];
}

/** A kind of one's own, of one version. `new ApiObject(…)` makes objects of it, each after this. */
export class CustomResourceDefinition extends ApiObject {
  constructor(scope: Construct, id: string, props: CustomResourceDefinitionProps) {
    const {
      metadata,
      group,
      kind,
      scope: reach = 'Namespaced',
      shortNames,
      version = 'v1',
      spec,
      status,
      columns,
    } = props;
    const plural = props.plural ?? `${kind.toLowerCase()}s`;
    super(scope, id, {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { ...metadata, name: `${plural}.${group}` },
      spec: {
        group,
        scope: reach,
        names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List`, shortNames },
        versions: [
          {
            name: version,
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', properties: { spec, status } } },
            subresources: status ? { status: {} } : undefined,
            additionalPrinterColumns: columns,
          },
        ],
      },
    });
    checkProps(this, customResourceDefinitionProps, props);
  }
}
