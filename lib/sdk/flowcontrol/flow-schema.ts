import type { Construct } from 'constructs';
import { ApiObject, type Metadata } from '../api-object.ts';
import type { ServiceAccount } from '../core/service-account.ts';
import { checkProps, flowSchemaProps } from '../props.ts';
import { byGroup } from '../resources.ts';

export interface FlowSchemaProps {
  readonly metadata?: Metadata;
  /** The priority level, or the name of one. */
  readonly level: string | { readonly name: string };
  /** The schema with the least number that matches is taken; 1000 when not said. */
  readonly precedence?: number;
  /** Whose requests. */
  readonly subjects: readonly (ServiceAccount | { readonly user: string } | { readonly group: string })[];
  /** Requests for what: `['pods', 'deployments.apps']`; everything when not said. */
  readonly resources?: readonly string[];
  readonly verbs?: readonly string[];
  /** Whose requests take turns: users, or namespaces. */
  readonly fair?: 'ByUser' | 'ByNamespace';
}

/** Which requests get which part of the API server's attention. */
export class FlowSchema extends ApiObject {
  constructor(scope: Construct, id: string, props: FlowSchemaProps) {
    const { metadata, level, precedence, subjects, resources = ['*.*'], verbs = ['*'], fair } = props;
    const everything = resources.length === 1 && resources[0] === '*.*';
    super(scope, id, {
      apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
      kind: 'FlowSchema',
      metadata,
      spec: {
        priorityLevelConfiguration: { name: typeof level === 'string' ? level : level.name },
        matchingPrecedence: precedence ?? 1000,
        distinguisherMethod: fair && { type: fair },
        rules: [
          {
            subjects: subjects.map((it) =>
              'user' in it
                ? { kind: 'User', user: { name: it.user } }
                : 'group' in it
                  ? { kind: 'Group', group: { name: it.group } }
                  : { kind: 'ServiceAccount', serviceAccount: { name: it.name, namespace: it.namespace ?? 'default' } },
            ),
            resourceRules: [...byGroup(resources)].map(([group, names]) => ({
              apiGroups: [group],
              resources: names,
              verbs,
              namespaces: ['*'],
              clusterScope: true,
            })),
            nonResourceRules: everything ? [{ nonResourceURLs: ['*'], verbs }] : undefined,
          },
        ],
      },
    });
    checkProps(this, flowSchemaProps, props);
  }
}
