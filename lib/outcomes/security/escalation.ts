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
  /** The binding that each of them begins with: `RoleBinding shop/deployers`. */
  readonly through: readonly string[];
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
  if (own.some((it) => !it.namespace && it.rules.some(isEverything))) return { escalations: [], through: [], runsPods };
  const found = new Map<string, string>();
  const tell = (way: string, by: (grants: readonly Grant[]) => boolean): void => {
    // Several bindings may give it only together; then the first one is as good as any.
    if (!found.has(way)) found.set(way, (own.find((grant) => by([grant])) ?? own[0]!).binding);
  };
  for (const [verb, resource, what] of [
    ['escalate', 'clusterroles', 'may put any right into cluster roles'],
    ['bind', 'clusterroles', 'may bind any cluster role'],
    ['impersonate', 'users', 'may act as any user'],
    ['impersonate', 'groups', 'may act as any group, system:masters among them'],
  ] as const) {
    const by = (grants: readonly Grant[]): boolean =>
      allows(grants, verb, resource, resource.startsWith('cluster') ? RBAC : '', '');
    if (by(own)) tell(`everywhere: ${what}`, by);
  }
  const kubelets = (grants: readonly Grant[]): boolean => allows(grants, 'create', 'nodes/proxy', '', '');
  if (kubelets(own)) tell('everywhere: reaches kubelets directly, and so every container', kubelets);
  for (const { way, first } of accounts(read, all, own)) tell(way, first);
  return { escalations: [...found.keys()], through: [...found.values()], runsPods };
}

function mayRunPods(own: readonly Grant[], namespace: string): boolean {
  return POD_MAKERS.some(([group, resource]) =>
    ['create', 'update', 'patch'].some(
      (verb) => !(resource === 'pods' && verb !== 'create') && allows(own, verb, resource, group, namespace),
    ),
  );
}

type Asked = (grants: readonly Grant[]) => boolean;

/** How somebody gets to an account, the plainest way first. */
function waysTo(namespace: string, name: string): readonly (readonly [what: string, by: Asked])[] {
  return [
    ['takes a token of', (grants) => allows(grants, 'create', 'serviceaccounts/token', '', namespace, name)],
    ['may act as', (grants) => allows(grants, 'impersonate', 'serviceaccounts', '', namespace, name)],
    ['runs pods as', (grants) => mayRunPods(grants, namespace)],
    ['enters pods of', (grants) => allows(grants, 'create', 'pods/exec', '', namespace)],
  ];
}

/** Accounts that can be reached from here, the nearest first, with what they may do that the subject may not. */
function accounts(
  read: Reader,
  all: ReadonlyMap<string, readonly Grant[]>,
  own: readonly Grant[],
): { way: string; first: Asked }[] {
  const found: { way: string; first: Asked }[] = [];
  const seen = new Set<string>();
  let front: { grants: readonly Grant[]; way: string; first?: Asked }[] = [{ grants: own, way: '' }];
  const holders = [...all].filter(([subject]) => subject.startsWith('serviceaccount '));
  for (let step = 0; step < DEPTH && front.length; step++) {
    const next: typeof front = [];
    for (const { grants, way, first } of front)
      for (const [subject, theirs] of holders) {
        const [namespace = '', name = ''] = subject.slice('serviceaccount '.length).split('/');
        if (seen.has(subject) || theirs === own || !read.get('serviceaccounts', `${namespace}/${name}`)) continue;
        const step = waysTo(namespace, name).find(([, by]) => by(grants));
        if (!step) continue;
        const [what, by] = step;
        seen.add(subject);
        const told = `${way}${what} ${subject}`;
        const more = theirs.filter((grant) => !within(grant, own));
        if (more.length)
          found.push({
            way: `in ${namespace}: ${told}, which ${more.map((it) => `${summary(it.rules)} ${it.namespace ? `in ${it.namespace}` : 'everywhere'}`).join(' · ')}`,
            first: first ?? by,
          });
        next.push({ grants: theirs, way: `${told}, which `, first: first ?? by });
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
