import type { Construct } from 'constructs';
import { ApiObject, type Metadata } from '../api-object.ts';
import { checkProps, clusterRoleProps, roleProps } from '../props.ts';
import { byGroup, wrongResource } from '../resources.ts';

/** What may be done: verbs on resources of API groups, or on paths. */
export interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

/** Verbs by what they are for, or one by one. */
export type Access = 'read' | 'write' | 'all' | readonly string[];

export interface RoleProps {
  readonly metadata?: Metadata;
  readonly existing?: boolean;
  readonly rules?: readonly Rule[];
  /** The short form: what may be done with which resources: `{ pods: 'read', 'deployments.apps': 'write', 'pods/exec': ['create'] }`. */
  readonly allow?: { readonly [resource: string]: Access };
}

export interface ClusterRoleProps extends RoleProps {
  readonly aggregationRule?: { readonly clusterRoleSelectors?: readonly object[] };
}

const API = 'rbac.authorization.k8s.io/v1';

const READ = ['get', 'list', 'watch'];
const VERBS: Readonly<Record<string, readonly string[]>> = {
  read: READ,
  write: [...READ, 'create', 'update', 'patch', 'delete'],
  all: ['*'],
};

/** Resources with the same verbs are one rule for each of their groups. */
function rulesOf({ rules = [], allow = {} }: RoleProps): Rule[] {
  const byVerbs = new Map<string, string[]>();
  for (const [resource, access] of Object.entries(allow)) {
    const verbs = (typeof access === 'string' ? (VERBS[access] ?? [access]) : access).join();
    byVerbs.set(verbs, [...(byVerbs.get(verbs) ?? []), resource]);
  }
  const short = [...byVerbs].flatMap(([verbs, resources]) =>
    [...byGroup(resources)].map(([group, names]) => ({
      apiGroups: [group],
      resources: names,
      verbs: verbs.split(','),
    })),
  );
  return [...rules, ...short];
}

/** Rights that name a resource where it is not are no rights, and nobody says so later. */
function check(role: ApiObject, rules: readonly Rule[]): void {
  rules.forEach(({ apiGroups = [], resources = [] }, i) => {
    resources.forEach((resource, j) => {
      const wrong = wrongResource(apiGroups, resource);
      if (wrong) role.problem(wrong, `rules[${i}].resources[${j}]`);
    });
  });
}

/** Rights within a namespace. */
export class Role extends ApiObject {
  constructor(scope: Construct, id: string, props: RoleProps = {}) {
    const { metadata, existing } = props;
    const rules = rulesOf(props);
    super(scope, id, { apiVersion: API, kind: 'Role', metadata, existing, rules });
    checkProps(this, roleProps, props);
    check(this, rules);
  }
}

/** Rights in all namespaces, or to bind in some. */
export class ClusterRole extends ApiObject {
  constructor(scope: Construct, id: string, props: ClusterRoleProps = {}) {
    const { metadata, existing, aggregationRule } = props;
    const rules = rulesOf(props);
    super(scope, id, { apiVersion: API, kind: 'ClusterRole', metadata, existing, aggregationRule, rules });
    checkProps(this, clusterRoleProps, props);
    check(this, rules);
  }
}
