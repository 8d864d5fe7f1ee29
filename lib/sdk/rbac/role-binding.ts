import type { Construct } from 'constructs';
import { ApiObject, type Metadata } from '../api-object.ts';
import { bindingProps, checkProps } from '../props.ts';
import { refer, type Named } from '../names.ts';
import type { ServiceAccount } from '../core/service-account.ts';
import type { ClusterRole, Role } from './role.ts';

/** Who gets the rights: a user or group by name, or a service account. */
export type Subject =
  | { readonly user: string }
  | { readonly group: string }
  | ServiceAccount
  | { readonly serviceAccount: string; readonly namespace: string };

/** A role of the tree, a built-in cluster role by name (`{ clusterRole: 'view' }`), or one the cluster has: `{ role: { existing: 'x' } }`. */
export type RoleReference = Role | ClusterRole | { readonly clusterRole: Named } | { readonly role: Named };

export interface BindingProps {
  readonly metadata?: Metadata;
  readonly role: RoleReference;
  readonly subjects: readonly Subject[];
}

const GROUP = 'rbac.authorization.k8s.io';

function subject(it: Subject): object {
  if ('user' in it) return { kind: 'User', name: it.user, apiGroup: GROUP };
  if ('group' in it) return { kind: 'Group', name: it.group, apiGroup: GROUP };
  if ('serviceAccount' in it) return { kind: 'ServiceAccount', name: it.serviceAccount, namespace: it.namespace };
  return { kind: 'ServiceAccount', name: it.name, namespace: it.namespace };
}

function fields(of: ApiObject, { role, subjects }: BindingProps): { readonly [field: string]: unknown } {
  const roleRef =
    'clusterRole' in role
      ? { kind: 'ClusterRole', name: refer(of, 'ClusterRole', role.clusterRole) }
      : 'role' in role
        ? { kind: 'Role', name: refer(of, 'Role', role.role) }
        : { kind: role.kind, name: role.name };
  return { roleRef: { apiGroup: GROUP, ...roleRef }, subjects: subjects.map(subject) };
}

/** Gives rights within a namespace. */
export class RoleBinding extends ApiObject {
  private readonly props: BindingProps;

  constructor(scope: Construct, id: string, props: BindingProps) {
    super(scope, id, { apiVersion: `${GROUP}/v1`, kind: 'RoleBinding', metadata: props.metadata });
    this.props = props;
    checkProps(this, bindingProps, props);
  }

  protected override render(): { readonly [field: string]: unknown } {
    return fields(this, this.props);
  }
}

/** Gives rights everywhere. */
export class ClusterRoleBinding extends ApiObject {
  private readonly props: BindingProps;

  constructor(scope: Construct, id: string, props: BindingProps) {
    super(scope, id, { apiVersion: `${GROUP}/v1`, kind: 'ClusterRoleBinding', metadata: props.metadata });
    this.props = props;
    checkProps(this, bindingProps, props);
  }

  protected override render(): { readonly [field: string]: unknown } {
    return fields(this, this.props);
  }
}
