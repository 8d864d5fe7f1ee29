// Resources as people write them: `pods`, `pods/log`, `deployments.apps`, `deployments.apps/scale`, `*`.

import { builtInResources } from '../api/schema/resources.ts';
import { nearest } from './problems.ts';

export interface ResourceName {
  readonly group: string;
  /** With its subresource: `deployments/scale`. */
  readonly resource: string;
}

/** Reads a resource's name. */
export function parseResource(text: string): ResourceName {
  const [plain = '', ...sub] = text.split('/');
  const dot = plain.indexOf('.');
  const resource = dot < 0 ? plain : plain.slice(0, dot);
  return { group: dot < 0 ? '' : plain.slice(dot + 1), resource: [resource, ...sub].join('/') };
}

/** The same, group by group, in the order they were said. */
export function byGroup(texts: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const text of texts) {
    const { group, resource } = parseResource(text);
    groups.set(group, [...(groups.get(group) ?? []), resource]);
  }
  return groups;
}

let known: Map<string, Set<string>> | undefined;

/** The built-in resources of each built-in group. */
function builtIn(): Map<string, Set<string>> {
  if (known) return known;
  known = new Map();
  for (const { group, resource } of builtInResources()) {
    if (!known.has(group)) known.set(group, new Set());
    known.get(group)!.add(resource);
  }
  return known;
}

/** What is wrong with naming a resource in these groups; undefined when nothing is known against it. */
export function wrongResource(groups: readonly string[], resource: string): string | undefined {
  const plain = resource.split('/')[0]!;
  const all = builtIn();
  // Of groups that are not built in nothing is known, and a star names everything.
  if (plain === '*' || groups.length === 0 || groups.some((group) => !all.has(group) || all.get(group)!.has(plain)))
    return undefined;
  const said = groups.map((it) => it || 'the core group').join(', ');
  const elsewhere = [...all]
    .filter(([, resources]) => resources.has(plain))
    .map(([group]) => group || 'the core group');
  if (elsewhere.length) return `${plain} is not in ${said}; it is in ${elsewhere.join(' and ')}`;
  const near = nearest(
    plain,
    groups.flatMap((group) => [...all.get(group)!]),
  );
  return `there is no ${plain} in ${said}.${near ? ` Did you mean ${near}?` : ''}`;
}
