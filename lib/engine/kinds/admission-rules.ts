// What webhooks and admission policies have in common: rules of what they are about, and conditions in CEL. Follows
// kubernetes/pkg/apis/admissionregistration/validation.

import { duplicate, invalid, notSupported, required, tooMany, type FieldError } from '../../api/field-errors.ts';
import { pathSegment, qualifiedName } from '../../api/labels.ts';
import { Compiler, ExpressionFault, type Surroundings } from '../admission/policy/expressions.ts';
import type { MatchResources, Rule } from '../admission/policy/matching.ts';
import { BOOL, type Type } from '../cel/types.ts';

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const SCOPES = ['*', 'Cluster', 'Namespaced'];

export interface Condition {
  readonly name?: string;
  readonly expression?: string;
}

/** What is wrong with a rule. */
export function ruleErrors(rule: Rule, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { operations = [], apiGroups = [], apiVersions = [], scope } = rule;
  const alone = (field: string, values: readonly string[], what: string): void => {
    if (values.includes('*') && values.length > 1)
      errors.push(invalid(`${path}.${field}`, values, `if '*' is present, must not specify other ${what}`));
  };
  if (!operations.length) errors.push(required(`${path}.operations`));
  alone('operations', operations, 'operations');
  operations.forEach((it, i) => {
    if (!OPERATIONS.includes(it)) errors.push(notSupported(`${path}.operations[${i}]`, it, OPERATIONS));
  });
  if (!apiGroups.length) errors.push(required(`${path}.apiGroups`));
  alone('apiGroups', apiGroups, 'API groups');
  if (!apiVersions.length) errors.push(required(`${path}.apiVersions`));
  alone('apiVersions', apiVersions, 'API versions');
  apiVersions.forEach((it, i) => {
    if (!it) errors.push(required(`${path}.apiVersions[${i}]`));
  });
  errors.push(...resourceErrors(rule.resources ?? [], `${path}.resources`));
  if (scope !== undefined && !SCOPES.includes(scope)) errors.push(notSupported(`${path}.scope`, scope, SCOPES));
  return errors;
}

function resourceErrors(resources: readonly string[], path: string): FieldError[] {
  if (!resources.length) return [required(path)];
  const errors: FieldError[] = [];
  const anySubresource = new Set<string>();
  const anyResource = new Set<string>();
  // Of several plain resources the last one counts.
  let plain = false;
  resources.forEach((it, i) => {
    if (!it) {
      errors.push(required(`${path}[${i}]`));
      return;
    }
    const slash = it.indexOf('/');
    if (slash < 0) {
      plain = it !== '*';
      return;
    }
    const resource = it.slice(0, slash);
    const subresource = it.slice(slash + 1);
    if (anySubresource.has(resource))
      errors.push(invalid(`${path}[${i}]`, it, `if '${resource}/*' is present, must not specify ${it}`));
    if (anyResource.has(subresource))
      errors.push(invalid(`${path}[${i}]`, it, `if '*/${subresource}' is present, must not specify ${it}`));
    if (subresource === '*') anySubresource.add(resource);
    if (resource === '*') anyResource.add(subresource);
  });
  if (resources.length > 1 && resources.includes('*/*'))
    errors.push(invalid(path, resources, "if '*/*' is present, must not specify other resources"));
  if (resources.includes('*') && plain)
    errors.push(invalid(path, resources, "if '*' is present, must not specify other resources without subresources"));
  return errors;
}

/** What is wrong with what a policy or a binding is about; selectors are checked as everywhere. */
export function matchErrors(match: MatchResources, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (match.matchPolicy === undefined) errors.push(required(`${path}.matchPolicy`));
  else if (!['Equivalent', 'Exact'].includes(match.matchPolicy))
    errors.push(notSupported(`${path}.matchPolicy`, match.matchPolicy, ['Equivalent', 'Exact']));
  for (const field of ['resourceRules', 'excludeResourceRules'] as const)
    (match[field] ?? []).forEach((given, i) => {
      const rule = (given ?? {}) as Rule;
      const at = `${path}.${field}[${i}]`;
      const seen = new Set<string>();
      (rule.resourceNames ?? []).forEach((name, j) => {
        for (const message of pathSegment(name)) errors.push(invalid(`${at}.resourceNames[${j}]`, name, message));
        if (seen.has(name)) errors.push(duplicate(`${at}.resourceNames[${j}]`, name));
        seen.add(name);
      });
      errors.push(...ruleErrors(rule, at));
    });
  return errors;
}

/** What is wrong with an expression; `shown` is the text that errors quote. */
export function expressionErrors(compile: () => unknown, shown: string, path: string): FieldError[] {
  try {
    compile();
    return [];
  } catch (error) {
    if (error instanceof ExpressionFault) return [invalid(path, shown, error.message)];
    throw error;
  }
}

/** What is wrong with match conditions. */
export function conditionErrors(
  conditions: readonly (Condition | null)[],
  params: boolean,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (conditions.length > 64) errors.push(tooMany(path, conditions.length, 64));
  const seen = new Set<string>();
  conditions.forEach((given, i) => {
    const { name = '', expression = '' } = given ?? {};
    const at = `${path}[${i}]`;
    const text = expression.trim();
    if (!text) errors.push(required(`${at}.expression`));
    else errors.push(...check(new Compiler(), text, { params, authorizer: true }, [BOOL], `${at}.expression`));
    if (!name) errors.push(required(`${at}.name`));
    else for (const message of qualifiedName(name)) errors.push(invalid(`${at}.name`, name, message));
    if (name && seen.has(name)) errors.push(duplicate(`${at}.name`, name));
    seen.add(name);
  });
  return errors;
}

/** What is wrong with an expression that must give one of the types. */
export function check(
  compiler: Compiler,
  text: string,
  surroundings: Surroundings,
  wanted: readonly Type[],
  path: string,
  shown = text,
): FieldError[] {
  return expressionErrors(() => compiler.compile(text, surroundings, wanted), shown, path);
}
