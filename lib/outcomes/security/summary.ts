// Rules in a few words.

import { covers, type Rule } from './grants.ts';

/** `changes pods, services · reads secrets`. */
export function summary(rules: readonly Rule[]): string {
  if (rules.some((rule) => covers(rule.verbs, '*') && covers(rule.resources, '*') && covers(rule.apiGroups, '*')))
    return 'does everything';
  const writes = ['create', 'update', 'patch', 'delete'];
  const changed = new Set<string>();
  const read = new Set<string>();
  for (const rule of rules)
    for (const resource of rule.resources ?? [])
      if (writes.some((verb) => covers(rule.verbs, verb))) changed.add(resource);
      else read.add(resource);
  const list = (set: ReadonlySet<string>): string => {
    const plain = [...set].filter((it) => !it.includes('/'));
    return plain.length > 5 ? `${plain.slice(0, 4).join(', ')} and ${plain.length - 4} more` : plain.join(', ');
  };
  return (
    [
      changed.size ? `changes ${list(changed)}` : '',
      read.size ? `reads ${list(new Set([...read].filter((it) => !changed.has(it))))}` : '',
    ]
      .filter((it) => it && !it.endsWith(' '))
      .join(' · ') || 'nothing'
  );
}
