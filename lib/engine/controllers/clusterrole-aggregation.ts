// Gives aggregated ClusterRoles the rules of those their selectors match. Follows kubernetes/pkg/controller/clusterroleaggregation.

import type { Json } from '../../api/object.ts';
import { selectorMatcher, type LabelSelector } from '../../api/selectors.ts';
import type { Actor } from '../interface.ts';
import { controllerUser } from './controller.ts';
import { canonical } from './template-hash.ts';

const RESOURCE = 'clusterroles.rbac.authorization.k8s.io';

export function clusterRoleAggregationController(): Actor {
  return {
    name: 'clusterrole-aggregation-controller',
    user: controllerUser('clusterrole-aggregation-controller'),
    watches: [RESOURCE],
    changed(_change, context) {
      // Any role may be part of any other.
      context.enqueue('all');
    },
    sync(_key, context) {
      const roles = context.read.list(RESOURCE);
      for (const role of roles) {
        const rule = role['aggregationRule'] as { clusterRoleSelectors?: LabelSelector[] } | undefined;
        if (!rule) continue;
        const rules: Json[] = [];
        const seen = new Set<string>();
        for (const selector of rule.clusterRoleSelectors ?? []) {
          const matches = selectorMatcher(selector);
          for (const other of roles)
            if (other.metadata.name !== role.metadata.name && matches(other.metadata.labels))
              for (const it of (other['rules'] ?? []) as Json[]) {
                const text = canonical(it);
                if (!seen.has(text)) rules.push(it);
                seen.add(text);
              }
        }
        if (canonical(rules) === canonical(role['rules'] ?? [])) continue;
        const body = {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'ClusterRole',
          metadata: { name: role.metadata.name! },
          rules,
        };
        context.api.patch(RESOURCE, '', role.metadata.name!, 'apply', body, {
          fieldManager: 'clusterrole-aggregation-controller',
          force: true,
        });
      }
    },
  };
}
