// What bindings give, subject by subject.

import type { KubeObject } from '../../api/object.ts';
import type { Reader } from '../../engine/interface.ts';

export interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** The rules of one role, given to a subject in a place. */
export interface Grant {
  /** A namespace, or '' for everywhere. */
  readonly namespace: string;
  readonly role: string;
  /** The binding that gives it: `RoleBinding shop/readers`. */
  readonly binding: string;
  readonly rules: readonly Rule[];
}

const RBAC = 'rbac.authorization.k8s.io';

const ours = (object: KubeObject): boolean =>
  object.metadata.labels?.['kubernetes.io/bootstrapping'] !== 'rbac-defaults' &&
  !object.metadata.name!.startsWith('system:');

/** Whether a list of a rule holds a value. */
export function covers(values: readonly string[] | undefined, wanted: string): boolean {
  return values?.some((it) => it === '*' || it === wanted) ?? false;
}

/** Grants by subject (`group developers`, `serviceaccount shop/web`), of bindings that are not the system's own. */
export function grantsOf(read: Reader): Map<string, Grant[]> {
  const found = new Map<string, Grant[]>();
  for (const resource of ['clusterrolebindings', 'rolebindings'])
    for (const bound of read.list(`${resource}.${RBAC}`)) {
      if (!ours(bound)) continue;
      const namespace = bound.metadata.namespace ?? '';
      const { kind, name } = bound['roleRef'] as { kind: string; name: string };
      const role =
        kind === 'ClusterRole'
          ? read.get(`clusterroles.${RBAC}`, name)
          : read.get(`roles.${RBAC}`, `${namespace}/${name}`);
      const binding = namespace
        ? `RoleBinding ${namespace}/${bound.metadata.name}`
        : `ClusterRoleBinding ${bound.metadata.name}`;
      const grant = { namespace, role: name, binding, rules: (role?.['rules'] ?? []) as Rule[] };
      for (const subject of (bound['subjects'] ?? []) as { kind: string; name: string; namespace?: string }[]) {
        const key = subjectName(subject, namespace);
        found.set(key, [...(found.get(key) ?? []), grant]);
      }
    }
  return found;
}

function subjectName(subject: { kind: string; name: string; namespace?: string }, namespace: string): string {
  if (subject.kind === 'ServiceAccount') return `serviceaccount ${subject.namespace ?? namespace}/${subject.name}`;
  return `${subject.kind.toLowerCase()} ${subject.name}`;
}

/** Whether grants allow a verb on a resource in a namespace (of all objects there, unless a name is given). */
export function allows(
  grants: readonly Grant[],
  verb: string,
  resource: string,
  group: string,
  namespace: string,
  name?: string,
): boolean {
  return grants.some(
    (grant) =>
      (!grant.namespace || grant.namespace === namespace) &&
      grant.rules.some(
        (rule) =>
          covers(rule.verbs, verb) &&
          covers(rule.apiGroups, group) &&
          (covers(rule.resources, resource) || coversPart(rule.resources, resource)) &&
          (!rule.resourceNames?.length || (name !== undefined && rule.resourceNames.includes(name))),
      ),
  );
}

/** The subresource of any resource: a rule may name it as the subresource of all resources. */
function coversPart(values: readonly string[] | undefined, resource: string): boolean {
  const slash = resource.indexOf('/');
  return slash > 0 && (values?.includes(`*${resource.slice(slash)}`) ?? false);
}
