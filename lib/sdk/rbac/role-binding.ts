import type { Construct } from 'constructs';
import { ApiObject, type Metadata } from '../api-object.ts';
import type { ServiceAccount } from '../core/service-account.ts';
import type { ClusterRole, Role } from './role.ts';

/** Who gets the rights: a user or group by name, or a service account. */
export type Subject =
  | { readonly user: string }
  | { readonly group: string }
  | ServiceAccount
  | { readonly serviceAccount: string; readonly namespace: string };

/** A role of the tree, or a built-in cluster role by name: `{ clusterRole: 'view' }`. */
export type RoleReference = Role | ClusterRole | { readonly clusterRole: string };

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

function fields({ role, subjects }: BindingProps): object {
  const roleRef =
    'clusterRole' in role ? { kind: 'ClusterRole', name: role.clusterRole } : { kind: role.kind, name: role.name };
  return { roleRef: { apiGroup: GROUP, ...roleRef }, subjects: subjects.map(subject) };
}

/** Gives rights within a namespace. */
export class RoleBinding extends ApiObject {
  constructor(scope: Construct, id: string, props: BindingProps) {
    super(scope, id, { apiVersion: `${GROUP}/v1`, kind: 'RoleBinding', metadata: props.metadata, ...fields(props) });
  }
}

/** Gives rights everywhere. */
export class ClusterRoleBinding extends ApiObject {
  constructor(scope: Construct, id: string, props: BindingProps) {
    super(scope, id, {
      apiVersion: `${GROUP}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: props.metadata,
      ...fields(props),
    });
  }
}
