// Who may do what: the rights that bindings give, and who can read Secrets.

import type { KubeObject } from '../../api/object.ts';
import { podSpecOf, referencesOf } from '../../api/rules/references.ts';
import type { Reader } from '../../engine/interface.ts';
import { workloadName, workloadOf } from '../workload.ts';

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** What one user, group or service account may do, by bindings that are not the system's own. */
export interface Rights {
  /** `group developers`, `user jane`, `serviceaccount shop/web`. */
  readonly subject: string;
  readonly grants: readonly { readonly where: string; readonly role: string; readonly summary: string }[];
  readonly readsSecrets: readonly string[];
}

export interface SecretReaders {
  /** `namespace/name`. */
  readonly secret: string;
  /** Subjects that may get it through the API. */
  readonly subjects: readonly string[];
  /** Workloads that mount it or take values from it. */
  readonly workloads: readonly string[];
}

const RBAC = 'rbac.authorization.k8s.io';
const ours = (object: KubeObject): boolean =>
  object.metadata.labels?.['kubernetes.io/bootstrapping'] !== 'rbac-defaults' &&
  !object.metadata.name!.startsWith('system:');

function covers(values: readonly string[] | undefined, wanted: string): boolean {
  return values?.some((it) => it === '*' || it === wanted) ?? false;
}

function readsSecrets(rules: readonly Rule[], name?: string): boolean {
  return rules.some(
    (rule) =>
      covers(rule.apiGroups, '') &&
      covers(rule.resources, 'secrets') &&
      (covers(rule.verbs, 'get') || covers(rule.verbs, 'list') || covers(rule.verbs, 'watch')) &&
      (!rule.resourceNames?.length || (name !== undefined && rule.resourceNames.includes(name))),
  );
}

function summary(rules: readonly Rule[]): string {
  if (rules.some((rule) => covers(rule.verbs, '*') && covers(rule.resources, '*') && covers(rule.apiGroups, '*')))
    return 'everything';
  const writes = ['create', 'update', 'patch', 'delete'];
  const changed = new Set<string>();
  const read = new Set<string>();
  for (const rule of rules)
    for (const resource of rule.resources ?? [])
      if (writes.some((verb) => covers(rule.verbs, verb))) changed.add(resource);
      else read.add(resource);
  const list = (set: ReadonlySet<string>): string => {
    const plain = [...set].filter((it) => !it.includes('/'));
    return plain.length > 5 ? `${plain.slice(0, 4).join(', ')} and ${plain.length - 4} more` : plain.join(', ');
  };
  return (
    [
      changed.size ? `changes ${list(changed)}` : '',
      read.size ? `reads ${list(new Set([...read].filter((it) => !changed.has(it))))}` : '',
    ]
      .filter((it) => it && !it.endsWith(' '))
      .join(' · ') || 'nothing'
  );
}

interface Grant {
  readonly subject: string;
  /** A namespace, or '' for everywhere. */
  readonly namespace: string;
  readonly role: string;
  readonly rules: readonly Rule[];
}

function subjectName(subject: { kind: string; name: string; namespace?: string }, namespace: string): string {
  if (subject.kind === 'ServiceAccount') return `serviceaccount ${subject.namespace ?? namespace}/${subject.name}`;
  return `${subject.kind.toLowerCase()} ${subject.name}`;
}

function grants(read: Reader): Grant[] {
  const found: Grant[] = [];
  for (const resource of ['clusterrolebindings', 'rolebindings'])
    for (const binding of read.list(`${resource}.${RBAC}`)) {
      if (!ours(binding)) continue;
      const namespace = binding.metadata.namespace ?? '';
      const { kind, name } = binding['roleRef'] as { kind: string; name: string };
      const role =
        kind === 'ClusterRole'
          ? read.get(`clusterroles.${RBAC}`, name)
          : read.get(`roles.${RBAC}`, `${namespace}/${name}`);
      for (const subject of (binding['subjects'] ?? []) as { kind: string; name: string; namespace?: string }[])
        found.push({
          subject: subjectName(subject, namespace),
          namespace,
          role: name,
          rules: (role?.['rules'] ?? []) as Rule[],
        });
    }
  return found;
}

/** Everyone with rights of their own. */
export function rights(read: Reader): Rights[] {
  const bySubject = new Map<string, Grant[]>();
  for (const grant of grants(read)) bySubject.set(grant.subject, [...(bySubject.get(grant.subject) ?? []), grant]);
  return [...bySubject]
    .filter(([subject]) => subject !== 'group system:masters')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([subject, own]) => ({
      subject,
      grants: own.map(({ namespace, role, rules }) => ({
        where: namespace || 'everywhere',
        role,
        summary: summary(rules),
      })),
      readsSecrets: own.filter(({ rules }) => readsSecrets(rules)).map(({ namespace }) => namespace || 'everywhere'),
    }));
}

/** For each Secret of a workload's namespace: who reads it. */
export function secretReaders(read: Reader): SecretReaders[] {
  const all = grants(read);
  const users = new Map<string, Set<string>>();
  for (const pod of read.list('pods')) {
    if (!podSpecOf(pod)) continue;
    for (const reference of referencesOf(pod))
      if (reference.kind === 'Secret') {
        const key = `${reference.namespace}/${reference.name}`;
        if (!users.has(key)) users.set(key, new Set());
        users.get(key)!.add(workloadName(workloadOf(read, pod)));
      }
  }
  return read
    .list('secrets')
    .filter((secret) => !secret.metadata.labels?.['applyset.kubernetes.io/id'])
    .map((secret) => {
      const key = `${secret.metadata.namespace}/${secret.metadata.name}`;
      const subjects = all.filter(
        (it) =>
          (!it.namespace || it.namespace === secret.metadata.namespace) && readsSecrets(it.rules, secret.metadata.name),
      );
      return {
        secret: key,
        subjects: [...new Set(subjects.map((it) => it.subject))].sort(),
        workloads: [...(users.get(key) ?? [])].sort(),
      };
    });
}
