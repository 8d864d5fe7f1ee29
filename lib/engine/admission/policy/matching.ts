// Whether a policy or a binding is about a write, and in which version of the resource. Follows
// apiserver/pkg/admission/plugin/policy/matching and plugin/webhook/predicates.

import type { KubeObject } from '../../../api/object.ts';
import { selectorMatcher, type LabelSelector } from '../../../api/selectors.ts';
import { notFound } from '../../../api/status-errors.ts';
import type { Endpoint } from '../../apiserver/registry.ts';
import type { Request } from './request.ts';

export interface Rule {
  readonly operations?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly resources?: readonly string[];
  readonly scope?: string;
  readonly resourceNames?: readonly string[];
}

export interface MatchResources {
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly resourceRules?: readonly Rule[];
  readonly excludeResourceRules?: readonly Rule[];
  readonly matchPolicy?: string;
}

/** The version in which the criteria match; undefined where they do not. Throws `StatusError` for a namespace that is not there. */
export function matches(criteria: MatchResources, request: Request): Endpoint | undefined {
  // A namespace that is not there counts only where everything else matches.
  const inNamespace = namespaceMatches(criteria.namespaceSelector, request);
  if (inNamespace === false) return undefined;
  if (!objectMatches(criteria.objectSelector, request)) return undefined;
  if (ruleMatch(criteria.excludeResourceRules ?? [], criteria.matchPolicy, request)) return undefined;
  const rules = criteria.resourceRules ?? [];
  const found = rules.length ? ruleMatch(rules, criteria.matchPolicy, request) : request.call.endpoint;
  if (found && inNamespace === undefined) throw notFound('namespaces', request.call.namespace);
  return found;
}

const isEmpty = (selector: LabelSelector | undefined): boolean =>
  !selector || (!Object.keys(selector.matchLabels ?? {}).length && !selector.matchExpressions?.length);

function namespaceMatches(selector: LabelSelector | undefined, request: Request): boolean | undefined {
  const { call, isNamespace } = request;
  if (isEmpty(selector) || (!call.namespace && !isNamespace)) return true;
  const labels =
    isNamespace && request.object
      ? request.object.metadata
      : call.read.get('namespaces', isNamespace ? request.name : call.namespace)?.metadata;
  return labels ? selectorMatcher(selector)(labels.labels) : undefined;
}

function objectMatches(selector: LabelSelector | undefined, { object, old }: Request): boolean {
  if (isEmpty(selector)) return true;
  const matcher = selectorMatcher(selector);
  // The options of a stream have no labels, and are none that could be chosen by them.
  const fits = (it: KubeObject | undefined): boolean =>
    it !== undefined && (it.metadata as unknown) !== undefined && matcher(it.metadata.labels);
  return fits(object) || fits(old);
}

function ruleMatch(rules: readonly Rule[], policy: string | undefined, request: Request): Endpoint | undefined {
  const { endpoint } = request.call;
  if (rules.some((rule) => fits(rule, endpoint, request))) return endpoint;
  if (policy !== 'Equivalent' || !rules.length) return undefined;
  const { registry } = request.call.machine;
  const others = (endpoint.custom ? registry.customs() : registry.builtIns()).filter(
    (it) => it.storage === endpoint.storage && it !== endpoint,
  );
  for (const rule of rules) for (const other of others) if (fits(rule, other, request)) return other;
  return undefined;
}

const has = (values: readonly string[] | undefined, value: string): boolean =>
  values?.some((it) => it === '*' || it === value) === true;

/** Whether a rule is about the write, taken as one of the version. */
function fits(rule: Rule, { info }: Endpoint, request: Request): boolean {
  if (!has(rule.operations, request.operation)) return false;
  if (!has(rule.apiGroups, info.group) || !has(rule.apiVersions, info.version)) return false;
  const named = rule.resources?.some((it) => {
    const slash = it.indexOf('/');
    const resource = slash < 0 ? it : it.slice(0, slash);
    const subresource = slash < 0 ? '' : it.slice(slash + 1);
    return (
      (resource === '*' || resource === info.resource) && (subresource === '*' || subresource === request.subresource)
    );
  });
  if (!named) return false;
  const scope = info.namespaced ? 'Namespaced' : 'Cluster';
  if (rule.scope !== undefined && rule.scope !== '*' && rule.scope !== scope) return false;
  return !rule.resourceNames?.length || rule.resourceNames.includes(request.name);
}
