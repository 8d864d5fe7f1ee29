// Nobody gives rights that they do not have: a role is written by who has all its rules or may escalate, a binding by who has all
// the role's rules or may bind it. Follows kubernetes/pkg/registry/rbac/{role,rolebinding}/policybased.

import { forbidden, notFound } from '../../api/status-errors.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Call } from '../apiserver/call.ts';
import { equal } from '../apiserver/equality.ts';
import { ruleAllows, type PolicyRule } from '../auth/rbac.ts';
import type { AdmissionPlugin } from './interface.ts';

const GROUP = 'rbac.authorization.k8s.io';
const ROLES = [`roles.${GROUP}`, `clusterroles.${GROUP}`];
const BINDINGS = [`rolebindings.${GROUP}`, `clusterrolebindings.${GROUP}`];

export const roleEscalation: AdmissionPlugin = {
  name: 'RoleEscalation',
  resources: [...ROLES, ...BINDINGS],
  operations: ['CREATE', 'UPDATE'],
  review(object, old, call) {
    if (call.user.groups.includes('system:masters')) return;
    if (ROLES.includes(call.endpoint.storage)) checkRole(object, old, call);
    else checkBinding(object, old, call);
  },
};

function may(call: Call, verb: string, resource: string, namespace: string, name: string): boolean {
  return call.machine.rbac().authorize(call.user, { verb, group: GROUP, resource, namespace, name }).allowed;
}

function checkRole(role: KubeObject, old: KubeObject | undefined, call: Call): void {
  const { resource } = call.endpoint.info;
  const aggregates = role['aggregationRule'] !== undefined;
  if (old && onlyCollected(role, old)) return;
  if (may(call, 'escalate', resource, call.namespace, role.metadata.name!)) return;
  if (aggregates && !equal(role['aggregationRule'], old?.['aggregationRule']))
    refuse(call, role, [
      { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
      { verbs: ['*'], nonResourceURLs: ['*'] },
    ]);
  refuse(call, role, (role['rules'] ?? []) as readonly PolicyRule[]);
}

/** Nothing but what the garbage collector changes: owners and finalizers. */
function onlyCollected(object: KubeObject, old: KubeObject): boolean {
  const rest = ({ metadata, ...parts }: KubeObject): unknown => {
    const {
      ownerReferences: _,
      finalizers: _finalizers,
      resourceVersion: _version,
      managedFields: _fields,
      ...kept
    } = metadata;
    return { ...parts, metadata: kept };
  };
  return equal(rest(object), rest(old));
}

function checkBinding(binding: KubeObject, old: KubeObject | undefined, call: Call): void {
  if (old && onlyCollected(binding, old)) return;
  const ref = binding['roleRef'] as { kind: string; name: string };
  const resource = ref.kind === 'Role' ? 'roles' : 'clusterroles';
  if (may(call, 'bind', resource, call.namespace, ref.name)) return;
  const rules = call.machine.rbac().rulesOf(ref.kind, call.namespace, ref.name);
  if (!rules) throw notFound(`${resource}.${GROUP}`, ref.name);
  refuse(call, binding, rules);
}

/** Throws `StatusError` when the user lacks any of the rules. */
function refuse(call: Call, object: KubeObject, rules: readonly PolicyRule[]): void {
  const held = call.machine
    .rbac()
    .grantsOf(call.user)
    .filter((grant) => !grant.namespace || grant.namespace === call.namespace)
    .flatMap((grant) => grant.rules);
  const missing = rules.flatMap(single).filter((rule) => !covered(rule, held));
  if (!missing.length) return;
  const groups = call.user.groups.map((it) => JSON.stringify(it)).join(' ');
  throw forbidden(
    call.endpoint.id,
    object.metadata.name ?? '',
    `user ${JSON.stringify(call.user.name)} (groups=[${groups}]) is attempting to grant RBAC permissions not currently held:\n${compact(
      missing,
    )
      .map(printed)
      .sort()
      .join('\n')}`,
  );
}

/** A rule as rules of one verb, group, resource and name each. */
function single(rule: PolicyRule): PolicyRule[] {
  const out: PolicyRule[] = [];
  for (const verb of rule.verbs) {
    for (const url of rule.nonResourceURLs ?? []) out.push({ verbs: [verb], nonResourceURLs: [url] });
    for (const group of rule.apiGroups ?? [])
      for (const resource of rule.resources ?? [])
        for (const name of rule.resourceNames?.length ? rule.resourceNames : [undefined])
          out.push({
            verbs: [verb],
            apiGroups: [group],
            resources: [resource],
            ...(name === undefined ? {} : { resourceNames: [name] }),
          });
  }
  return out;
}

function covered(rule: PolicyRule, held: readonly PolicyRule[]): boolean {
  const verb = rule.verbs[0]!;
  if (rule.nonResourceURLs) return held.some((it) => ruleAllows(it, { verb, path: rule.nonResourceURLs![0]! }));
  const [resource, subresource = ''] = rule.resources![0]!.split('/');
  const name = rule.resourceNames?.[0];
  return held.some((it) =>
    ruleAllows(it, { verb, group: rule.apiGroups![0]!, resource: resource!, subresource, ...(name ? { name } : {}) }),
  );
}

/** Rules that differ in their verbs only, as one. */
function compact(rules: readonly PolicyRule[]): PolicyRule[] {
  const merged = new Map<string, PolicyRule>();
  for (const rule of rules) {
    const { verbs, ...rest } = rule;
    const key = JSON.stringify(rest);
    const known = merged.get(key);
    merged.set(key, known ? { ...known, verbs: [...known.verbs, ...verbs] } : rule);
  }
  return [...merged.values()];
}

function printed(rule: PolicyRule): string {
  const list = (items: readonly string[]): string => `[${items.map((it) => JSON.stringify(it)).join(', ')}]`;
  const parts: string[] = [];
  if (rule.apiGroups) parts.push(`APIGroups:${list(rule.apiGroups)}`);
  if (rule.resources) parts.push(`Resources:${list(rule.resources)}`);
  if (rule.resourceNames) parts.push(`ResourceNames:${list(rule.resourceNames)}`);
  if (rule.nonResourceURLs) parts.push(`NonResourceURLs:${list(rule.nonResourceURLs)}`);
  parts.push(`Verbs:${list(rule.verbs)}`);
  return `{${parts.join(', ')}}`;
}
