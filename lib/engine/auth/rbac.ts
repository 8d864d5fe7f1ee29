// The RBAC authorizer: bindings by subject, rules by binding. Follows kubernetes/plugin/pkg/auth/authorizer/rbac.

import type { KubeObject } from '../../api/object.ts';
import { selectorMatcher, type LabelSelector } from '../../api/selectors.ts';
import type { Reader, UserInfo } from '../interface.ts';
import type { Attributes, Decision } from './attributes.ts';

/** A rule of a role. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

/** A role given to a subject by a binding. */
export interface Grant {
  /** '' everywhere. */
  readonly namespace: string;
  readonly rules: readonly PolicyRule[];
  /** `RoleBinding ns/name`. */
  readonly by: string;
  /** `RBAC: allowed by …`. */
  readonly reason: string;
}

const ROLES = 'roles.rbac.authorization.k8s.io';
const ROLE_BINDINGS = 'rolebindings.rbac.authorization.k8s.io';
const CLUSTER_ROLES = 'clusterroles.rbac.authorization.k8s.io';
const CLUSTER_ROLE_BINDINGS = 'clusterrolebindings.rbac.authorization.k8s.io';

/** Everything this looks at. */
export const RBAC_RESOURCES: ReadonlySet<string> = new Set([
  ROLES,
  ROLE_BINDINGS,
  CLUSTER_ROLES,
  CLUSTER_ROLE_BINDINGS,
]);

/** Whose members may all. */
const MASTERS = 'system:masters';
const ALL_ALLOWED: Decision = { allowed: true, reason: '', by: `Group ${MASTERS}` };

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** An index of the stored roles and bindings; make a new one when any of them changed. */
export class Rbac {
  private readonly read: Reader;
  private grants: Map<string, Grant[]> | undefined;
  private readonly users = new WeakMap<UserInfo, readonly Grant[]>();
  private readonly answers = new WeakMap<UserInfo, Map<string, Decision>>();

  constructor(read: Reader) {
    this.read = read;
  }

  /** Whether the user may. Members of `system:masters` may all. */
  authorize(user: UserInfo, asked: Attributes): Decision {
    if (user.groups.includes(MASTERS)) return ALL_ALLOWED;
    let answers = this.answers.get(user);
    if (!answers) this.answers.set(user, (answers = new Map()));
    const key =
      asked.path !== undefined
        ? `${asked.verb} ${asked.path}`
        : `${asked.verb} ${asked.resource}/${asked.subresource ?? ''}.${asked.group ?? ''} ${asked.namespace ?? ''} `;
    const known = answers.get(key);
    // An answer that names decided nothing for is true of every name.
    if (known) return known;
    const decision = this.decide(user, { ...asked, name: undefined });
    if (decision.allowed || !asked.name) {
      if (answers.size > 10_000) answers.clear();
      answers.set(key, decision);
      return decision;
    }
    return this.decide(user, asked);
  }

  /** All grants of a user, those of its groups included. */
  grantsOf(user: UserInfo): readonly Grant[] {
    let found = this.users.get(user);
    if (found) return found;
    this.grants ??= this.build();
    const keys = [`User ${user.name}`, ...user.groups.map((group) => `Group ${group}`)];
    found = keys.flatMap((key) => this.grants!.get(key) ?? []);
    this.users.set(user, found);
    return found;
  }

  /** The rules of a role, those aggregated into it included; undefined when there is none. */
  rulesOf(kind: string, namespace: string, name: string): readonly PolicyRule[] | undefined {
    if (kind === 'Role') return rulesIn(this.read.get(ROLES, `${namespace}/${name}`));
    const role = this.read.get(CLUSTER_ROLES, name);
    return role && this.aggregated(role);
  }

  private decide(user: UserInfo, asked: Attributes): Decision {
    const namespace = asked.namespace ?? '';
    for (const grant of this.grantsOf(user)) {
      if (grant.namespace && grant.namespace !== namespace) continue;
      if (grant.namespace && asked.path !== undefined) continue;
      if (grant.rules.some((rule) => ruleAllows(rule, asked)))
        return { allowed: true, reason: grant.reason, by: grant.by };
    }
    return { allowed: false, reason: '' };
  }

  private aggregated(role: KubeObject): readonly PolicyRule[] {
    const selectors = role.aggregationRule?.clusterRoleSelectors as LabelSelector[] | undefined;
    const own = rulesIn(role) ?? [];
    if (!selectors?.length) return own;
    const matches = selectors.map(selectorMatcher);
    const rules = [...own];
    this.read.walk(CLUSTER_ROLES, {}, (other) => {
      if (other !== role && matches.some((match) => match(other.metadata.labels)))
        rules.push(...(rulesIn(other) ?? []));
    });
    return rules;
  }

  private build(): Map<string, Grant[]> {
    const bySubject = new Map<string, Grant[]>();
    const add = (binding: KubeObject, namespace: string): void => {
      const ref = binding.roleRef as { kind: string; name: string };
      const rules = this.rulesOf(ref.kind, namespace, ref.name);
      if (!rules?.length) return;
      const kind = namespace ? 'RoleBinding' : 'ClusterRoleBinding';
      const name = namespace ? `${namespace}/${binding.metadata.name}` : binding.metadata.name!;
      for (const subject of (binding.subjects ?? []) as Subject[]) {
        const shown =
          subject.kind === 'ServiceAccount'
            ? `ServiceAccount ${JSON.stringify(`${subject.name}/${subject.namespace ?? namespace}`)}`
            : `${subject.kind} ${JSON.stringify(subject.name)}`;
        const key =
          subject.kind === 'ServiceAccount'
            ? `User system:serviceaccount:${subject.namespace ?? namespace}:${subject.name}`
            : `${subject.kind} ${subject.name}`;
        const grant: Grant = {
          namespace,
          rules,
          by: `${kind} ${name}`,
          // Here the name comes first.
          reason: `RBAC: allowed by ${kind} ${JSON.stringify(namespace ? `${binding.metadata.name}/${namespace}` : name)} of ${ref.kind} ${JSON.stringify(ref.name)} to ${shown}`,
        };
        const list = bySubject.get(key);
        if (list) list.push(grant);
        else bySubject.set(key, [grant]);
      }
    };
    // Cluster-wide ones first, as upstream visits them.
    this.read.walk(CLUSTER_ROLE_BINDINGS, {}, (binding) => add(binding, ''));
    this.read.walk(ROLE_BINDINGS, {}, (binding) => add(binding, binding.metadata.namespace!));
    return bySubject;
  }
}

function rulesIn(role: KubeObject | undefined): readonly PolicyRule[] | undefined {
  return role && ((role.rules ?? []) as readonly PolicyRule[]);
}

/** Whether one rule covers a request. */
export function ruleAllows(rule: PolicyRule, asked: Attributes): boolean {
  if (!holds(rule.verbs, asked.verb)) return false;
  if (asked.path !== undefined) return (rule.nonResourceURLs ?? []).some((it) => pathCovers(it, asked.path!));
  if (!holds(rule.apiGroups ?? [], asked.group ?? '')) return false;
  const resource = asked.subresource ? `${asked.resource}/${asked.subresource}` : asked.resource!;
  const covered = (rule.resources ?? []).some(
    (it) =>
      it === '*' ||
      it === resource ||
      (asked.subresource !== undefined && asked.subresource !== '' && it === `*/${asked.subresource}`),
  );
  if (!covered) return false;
  return !rule.resourceNames?.length || (asked.name !== undefined && rule.resourceNames.includes(asked.name));
}

function holds(list: readonly string[], value: string): boolean {
  return list.includes('*') || list.includes(value);
}

function pathCovers(pattern: string, path: string): boolean {
  if (pattern === '*' || pattern === path) return true;
  return pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1));
}

const indexes = new WeakMap<Reader, { revision: number; rbac: Rbac }>();

/** Whether a user may, by the roles and bindings that the reader holds now: for questions from outside the API server. */
export function authorize(read: Reader, user: UserInfo, asked: Attributes): Decision {
  let index = indexes.get(read);
  if (!index || index.revision !== read.revision)
    indexes.set(read, (index = { revision: read.revision, rbac: new Rbac(read) }));
  return index.rbac.authorize(user, asked);
}
