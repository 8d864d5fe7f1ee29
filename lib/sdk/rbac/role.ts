import type { Construct } from 'constructs';
import { ApiObject, type Metadata } from '../api-object.ts';

/** What may be done: verbs on resources of API groups, or on paths. */
export interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

export interface RoleProps {
  readonly metadata?: Metadata;
  readonly rules?: readonly Rule[];
}

export interface ClusterRoleProps extends RoleProps {
  readonly aggregationRule?: { readonly clusterRoleSelectors?: readonly object[] };
}

const API = 'rbac.authorization.k8s.io/v1';

/** Rights within a namespace. */
export class Role extends ApiObject {
  constructor(scope: Construct, id: string, props: RoleProps = {}) {
    super(scope, id, { apiVersion: API, kind: 'Role', metadata: props.metadata, rules: props.rules ?? [] });
  }
}

/** Rights in all namespaces, or to bind in some. */
export class ClusterRole extends ApiObject {
  constructor(scope: Construct, id: string, props: ClusterRoleProps = {}) {
    super(scope, id, {
      apiVersion: API,
      kind: 'ClusterRole',
      metadata: props.metadata,
      aggregationRule: props.aggregationRule,
      rules: props.rules ?? [],
    });
  }
}
