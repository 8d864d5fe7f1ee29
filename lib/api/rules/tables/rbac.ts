// Roles and bindings. Follows kubernetes/pkg/apis/rbac/validation.

import { required, invalid, notSupported, type FieldError } from '../../field-errors.ts';
import type { Constraints, Rule } from '../rule.ts';
import {
  must,
  oneOf,
  named,
  oneOfEvenAbsent,
  oneOfOrBlank,
  each,
  fields,
  where,
  check,
  NONE,
  list,
  held,
} from '../words.ts';
import { badSelector } from './selectors.ts';

/** What a rule is about: resources, or URLs, which only rules of the whole cluster can be. */
const policyRules = (namespaced: boolean): Rule =>
  check((value, path) =>
    list(value).flatMap((rule, i) => {
      const at = `${path}[${i}]`;
      const urls = Array.isArray(rule['nonResourceURLs']) && rule['nonResourceURLs'].length > 0;
      const any = (field: string): boolean => Array.isArray(rule[field]) && rule[field].length > 0;
      const errors: FieldError[] = [];
      if (!any('verbs')) errors.push(required(`${at}.verbs`, 'verbs must contain at least one value'));
      if (urls) {
        if (namespaced)
          errors.push(
            invalid(
              `${at}.nonResourceURLs`,
              rule['nonResourceURLs'],
              'namespaced rules cannot apply to non-resource URLs',
            ),
          );
        if (any('apiGroups') || any('resources') || any('resourceNames'))
          errors.push(
            invalid(
              `${at}.nonResourceURLs`,
              rule['nonResourceURLs'],
              'rules cannot apply to both regular resources and non-resource URLs',
            ),
          );
        return errors;
      }
      if (!any('apiGroups'))
        errors.push(required(`${at}.apiGroups`, 'resource rules must supply at least one api group'));
      if (!any('resources'))
        errors.push(required(`${at}.resources`, 'resource rules must supply at least one resource'));
      return errors;
    }),
  );

const RBAC = 'rbac.authorization.k8s.io';

const binding = (namespaced: boolean): Constraints => ({
  roleRef: [
    fields({
      apiGroup: [oneOfOrBlank(RBAC)],
      kind: [oneOfEvenAbsent(...(namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole']))],
      name: [must(), named('pathSegment')],
    }),
  ],
  subjects: [
    each(
      fields({
        name: [must(), where('kind', ['ServiceAccount'], named('dns1123Subdomain'))],
        namespace: namespaced ? [] : [where('kind', ['ServiceAccount'], must())],
        apiGroup: [where('kind', ['ServiceAccount'], oneOf('')), where('kind', ['User', 'Group'], oneOfOrBlank(RBAC))],
        kind: [
          check((value, path) =>
            value === 'ServiceAccount' || value === 'User' || value === 'Group'
              ? NONE
              : [notSupported(path, value ?? '', ['ServiceAccount', 'User', 'Group'])],
          ),
        ],
      }),
    ),
  ],
});

const aggregation = check((value, path) => {
  if (value === undefined || value === null) return NONE;
  const selectors = list(held(value)['clusterRoleSelectors']);
  const at = `${path}.clusterRoleSelectors`;
  if (selectors.length === 0)
    return [required(at, 'at least one clusterRoleSelector required if aggregationRule is non-nil')];
  return NONE;
});

/** After what is wrong with a selector itself. */
const readable = check((value, path) =>
  list(held(value)['clusterRoleSelectors']).flatMap((it, i) =>
    badSelector(it) ? [invalid(`${path}.clusterRoleSelectors[${i}]`, null, 'invalid label selector.')] : [],
  ),
);

export const RBAC_RULES: { readonly [type: string]: Constraints } = {
  'rbac.v1.Role': { rules: [policyRules(true)] },
  'rbac.v1.ClusterRole': { rules: [policyRules(false)], aggregationRule: [aggregation] },
  'rbac.v1.AggregationRule': { '': [readable] },
  'rbac.v1.RoleBinding': binding(true),
  'rbac.v1.ClusterRoleBinding': binding(false),
};
