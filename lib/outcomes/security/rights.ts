// Who may do what: the rights that bindings give, what those can grow into, and who can read Secrets.

import type { KubeObject } from '../../api/object.ts';
import { podSpecOf, referencesOf } from '../../api/rules/references.ts';
import type { Reader } from '../../engine/interface.ts';
import { workloadName, workloadOf } from '../workload.ts';
import { escalationsOf } from './escalation.ts';
import { covers, grantsOf, type Rule } from './grants.ts';
import { summary } from './summary.ts';

/** What one user, group or service account may do, by bindings that are not the system's own. */
export interface Rights {
  /** `group developers`, `user jane`, `serviceaccount shop/web`. */
  readonly subject: string;
  readonly grants: readonly {
    readonly where: string;
    readonly role: string;
    /** `RoleBinding shop/readers`. */
    readonly binding: string;
    readonly summary: string;
  }[];
  /** Namespaces whose Secrets it may read; `everywhere` for all. */
  readonly readsSecrets: readonly string[];
  /** Namespaces where it may run pods, and so mount any Secret. */
  readonly mountsSecrets: readonly string[];
  /** Ways to rights it was not given, a line each: `in shop: runs pods as serviceaccount shop/ci, which changes deployments in shop`. */
  readonly escalations: readonly string[];
  /** The binding that each of them begins with: `RoleBinding shop/deployers`. */
  readonly through: readonly string[];
}

export interface SecretReaders {
  /** `namespace/name`. */
  readonly secret: string;
  /** Subjects that may get it through the API. */
  readonly subjects: readonly string[];
  /** Workloads that mount it or take values from it. */
  readonly workloads: readonly string[];
  /** Ingresses whose controller serves with it: `namespace/name`. */
  readonly ingresses: readonly string[];
}

type Ingress = KubeObject & { readonly spec?: { readonly tls?: readonly { readonly secretName?: string }[] } };

function readsSecrets(rules: readonly Rule[], name?: string): boolean {
  return rules.some(
    (rule) =>
      covers(rule.apiGroups, '') &&
      covers(rule.resources, 'secrets') &&
      (covers(rule.verbs, 'get') || covers(rule.verbs, 'list') || covers(rule.verbs, 'watch')) &&
      (!rule.resourceNames?.length || (name !== undefined && rule.resourceNames.includes(name))),
  );
}

/** Everyone with rights of their own. */
export function rights(read: Reader): Rights[] {
  const bySubject = grantsOf(read);
  return [...bySubject]
    .filter(([subject]) => subject !== 'group system:masters')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([subject, own]) => {
      const { escalations, through, runsPods } = escalationsOf(read, bySubject, own);
      return {
        subject,
        grants: own.map(({ namespace, role, binding, rules }) => ({
          where: namespace || 'everywhere',
          role,
          binding,
          summary: summary(rules),
        })),
        readsSecrets: [
          ...new Set(own.filter(({ rules }) => readsSecrets(rules)).map(({ namespace }) => namespace || 'everywhere')),
        ],
        mountsSecrets: runsPods,
        escalations,
        through,
      };
    });
}

/** For each Secret of a workload's namespace: who reads it. */
export function secretReaders(read: Reader): SecretReaders[] {
  const all = [...grantsOf(read)].flatMap(([subject, own]) => own.map((grant) => ({ ...grant, subject })));
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
  const served = new Map<string, Set<string>>();
  for (const { metadata, spec } of read.list('ingresses.networking.k8s.io') as Ingress[])
    for (const { secretName } of spec?.tls ?? []) {
      if (!secretName) continue;
      const key = `${metadata.namespace}/${secretName}`;
      if (!served.has(key)) served.set(key, new Set());
      served.get(key)!.add(`${metadata.namespace}/${metadata.name}`);
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
        ingresses: [...(served.get(key) ?? [])].sort(),
      };
    });
}
