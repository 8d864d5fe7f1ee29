// Which requests a policy or webhook sees, as people say it.

import type { LabelSelector } from '../../api/schema/types/meta-v1.ts';
import type { ApiObject } from '../api-object.ts';
import { byGroup, wrongResource } from '../resources.ts';

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT' | '*';

export interface Match {
  /** `pods`, `deployments.apps`, `pods/exec`. */
  readonly resources: readonly string[];
  /** CREATE and UPDATE when not said. */
  readonly operations?: readonly Operation[];
  readonly apiVersions?: readonly string[];
  readonly scope?: 'Cluster' | 'Namespaced' | '*';
  /** Only in namespaces with these labels. */
  readonly namespaces?: LabelSelector;
  /** Only objects with these labels. */
  readonly objects?: LabelSelector;
}

/** The rules, one a group. Resources that are not where they are said to be are told. */
export function rulesOf(of: ApiObject, { resources, operations, apiVersions, scope }: Match): object[] {
  const groups = [...byGroup(resources)];
  for (const [group, names] of groups)
    for (const name of names) {
      const wrong = wrongResource([group], name);
      if (wrong) of.problem(wrong, 'match.resources');
    }
  return groups.map(([group, names]) => ({
    apiGroups: [group],
    apiVersions: apiVersions ?? ['*'],
    operations: operations ?? ['CREATE', 'UPDATE'],
    resources: names,
    scope,
  }));
}

/** What a policy is matched by. */
export function matchResources(of: ApiObject, match: Match): object {
  return {
    resourceRules: rulesOf(of, match),
    namespaceSelector: match.namespaces,
    objectSelector: match.objects,
  };
}
