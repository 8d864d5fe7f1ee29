// What the server gives new objects: names and uids. Each is drawn from what the object is, so that an object elsewhere changes
// none of them; an object made again under a name of the past gets another uid.

import type { Chance, Memory, Reader } from '../interface.ts';
import type { GroupResource } from '../../api/object.ts';

/** Prefixes longer than this are cut before the random part is added. */
const LONGEST_PREFIX = 58;

/** A free name with this prefix. */
export function generateName(
  chance: Chance,
  memory: Memory,
  read: Reader,
  resource: GroupResource,
  namespace: string,
  prefix: string,
  dryRun: boolean,
): string {
  const base = prefix.length > LONGEST_PREFIX ? prefix.slice(0, LONGEST_PREFIX) : prefix;
  const identity = `${resource}/${namespace}/${base}`;
  const key = `names ${identity}`;
  let count = memory.get<number>(key) ?? 0;
  for (;;) {
    const name = base + chance.suffix(identity, `name ${count++}`);
    if (read.get(resource, namespace ? `${namespace}/${name}` : name)) continue;
    if (!dryRun) memory.set(key, count);
    return name;
  }
}

/** The uid of a new object. */
export function makeUid(chance: Chance, memory: Memory, resource: GroupResource, key: string, now: number): string {
  // Seldom was anything deleted at this very instant.
  const isDeletedNow = memory.get<number>('instant') === now;
  const again = isDeletedNow ? memory.get<{ time: number; count: number }>(`deleted ${resource}/${key}`) : undefined;
  const life = again ? ` ${again.count}` : '';
  return chance.uuid(`${resource}/${key}`, `uid ${now}${life}`);
}

/** Remembers a deletion for as long as the same instant could see the name again. */
export function noteDeletion(memory: Memory, resource: GroupResource, key: string, now: number): void {
  if (memory.get<number>('instant') !== now) {
    for (const [old] of memory.entries('deleted ')) memory.delete(old);
    memory.set('instant', now);
  }
  const before = memory.get<{ time: number; count: number }>(`deleted ${resource}/${key}`);
  memory.set(`deleted ${resource}/${key}`, { time: now, count: (before?.count ?? 0) + 1 });
}
