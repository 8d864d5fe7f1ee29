// How a subject's rights can grow: by running pods as an account that may do more, by taking its token, by being let to hand out rights
// or to be somebody else. Follows the warnings of the RBAC good practices page of the Kubernetes documentation.

import type { Reader } from '../../engine/interface.ts';
import { allows, covers, type Grant, type Rule } from './grants.ts';
import { summary } from './summary.ts';

/** Resources that make pods: group and plural. */
const POD_MAKERS: readonly (readonly [string, string])[] = [
  ['', 'pods'],
  ['apps', 'deployments'],
  ['apps', 'statefulsets'],
  ['apps', 'daemonsets'],
  ['apps', 'replicasets'],
  ['', 'replicationcontrollers'],
  ['batch', 'jobs'],
  ['batch', 'cronjobs'],
];
const RBAC = 'rbac.authorization.k8s.io';
/** Steps from account to account that are followed. */
const DEPTH = 4;

export interface Escalations {
  readonly escalations: readonly string[];
  /** Namespaces in which it may run pods. */
  readonly runsPods: readonly string[];
}

/** The ways from a subject's grants to rights beyond them. */
export function escalationsOf(
  read: Reader,
  all: ReadonlyMap<string, readonly Grant[]>,
  own: readonly Grant[],
): Escalations {
  const spaces = read.list('namespaces').map((it) => it.metadata.name!);
  const runsPods = spaces.filter((it) => mayRunPods(own, it));
  // Who may do everything needs no ways to more.
  if (own.some((it) => !it.namespace && it.rules.some(isEverything))) return { escalations: [], runsPods };
  const found: string[] = [];
  for (const [verb, resource, what] of [
    ['escalate', 'clusterroles', 'may put any right into cluster roles'],
    ['bind', 'clusterroles', 'may bind any cluster role'],
    ['impersonate', 'users', 'may act as any user'],
    ['impersonate', 'groups', 'may act as any group, system:masters among them'],
  ] as const)
    if (allows(own, verb, resource, resource.startsWith('cluster') ? RBAC : '', '')) found.push(`everywhere: ${what}`);
  if (allows(own, 'create', 'nodes/proxy', '', ''))
    found.push('everywhere: reaches kubelets directly, and so every container');
  found.push(...accounts(read, all, own));
  return { escalations: [...new Set(found)], runsPods };
}

function mayRunPods(own: readonly Grant[], namespace: string): boolean {
  return POD_MAKERS.some(([group, resource]) =>
    ['create', 'update', 'patch'].some(
      (verb) => !(resource === 'pods' && verb !== 'create') && allows(own, verb, resource, group, namespace),
    ),
  );
}

/** Accounts that can be reached from here, the nearest first, with what they may do that the subject may not. */
function accounts(read: Reader, all: ReadonlyMap<string, readonly Grant[]>, own: readonly Grant[]): string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  let front: { grants: readonly Grant[]; way: string }[] = [{ grants: own, way: '' }];
  const holders = [...all].filter(([subject]) => subject.startsWith('serviceaccount '));
  for (let step = 0; step < DEPTH && front.length; step++) {
    const next: typeof front = [];
    for (const { grants, way } of front)
      for (const [subject, theirs] of holders) {
        const [namespace = '', name = ''] = subject.slice('serviceaccount '.length).split('/');
        if (seen.has(subject) || theirs === own || !read.get('serviceaccounts', `${namespace}/${name}`)) continue;
        const by = allows(grants, 'create', 'serviceaccounts/token', '', namespace, name)
          ? 'takes a token of'
          : allows(grants, 'impersonate', 'serviceaccounts', '', namespace, name)
            ? 'may act as'
            : mayRunPods(grants, namespace)
              ? 'runs pods as'
              : allows(grants, 'create', 'pods/exec', '', namespace)
                ? 'enters pods of'
                : undefined;
        if (!by) continue;
        seen.add(subject);
        const told = `${way}${by} ${subject}`;
        const more = theirs.filter((grant) => !within(grant, own));
        if (more.length)
          found.push(
            `in ${namespace}: ${told}, which ${more.map((it) => `${summary(it.rules)} ${it.namespace ? `in ${it.namespace}` : 'everywhere'}`).join(' · ')}`,
          );
        next.push({ grants: theirs, way: `${told}, which ` });
      }
    front = next;
  }
  return found;
}

/** Whether every right of a grant is among others. */
function within(grant: Grant, others: readonly Grant[]): boolean {
  return grant.rules.every((rule) =>
    rule.verbs.every((verb) =>
      (rule.apiGroups ?? []).every((group) =>
        (rule.resources ?? []).every((resource) =>
          rule.resourceNames?.length
            ? rule.resourceNames.every((name) => allows(others, verb, resource, group, grant.namespace, name))
            : allows(others, verb, resource, group, grant.namespace),
        ),
      ),
    ),
  );
}

/** Whether a rule allows all on all. */
export function isEverything(rule: Rule): boolean {
  return covers(rule.verbs, '*') && covers(rule.resources, '*') && covers(rule.apiGroups, '*');
}
