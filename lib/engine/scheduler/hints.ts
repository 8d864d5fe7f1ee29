// Which changes may help which refused pods: the plugins' hints by resource and kind of change.
// Follows kubernetes/pkg/scheduler/eventhandlers and the plugins' EventsToRegister.

import type { Change } from '../interface.ts';
import type { Hint } from './interface.ts';
import { PLUGINS } from './order.ts';
import { isFinished } from './pods.ts';

/** Stands for "no plugin": a cluster without nodes refuses every pod until there is one. */
export const NO_NODE = 'no node';

interface Row {
  readonly plugin: string;
  readonly hint: Hint;
}

const ROWS = new Map<string, Row[]>();
function add(plugin: string, hint: Hint): void {
  for (const type of hint.on) {
    const key = `${hint.resource} ${hint.pods ?? ''} ${type}`;
    if (!ROWS.has(key)) ROWS.set(key, []);
    ROWS.get(key)!.push({ plugin, hint });
  }
}
for (const plugin of PLUGINS) for (const hint of plugin.hints ?? []) add(plugin.name, hint);
add(NO_NODE, { resource: 'nodes', on: ['ADDED'] });

/** The resources any plugin waits for. */
export const WATCHED: readonly string[] = [
  ...new Set([...ROWS.values()].flatMap((rows) => rows.map(({ hint }) => hint.resource))),
];

const NONE: readonly Row[] = [];

/** The hints that a change concerns, for all pods but the one it is about. */
export function hintsFor({ resource, type }: Change): readonly Row[] {
  return ROWS.get(`${resource} ${resource === 'pods' ? 'assigned' : ''} ${type}`) ?? NONE;
}

/** The plugins whose no may change when the pod itself does. */
export const OWN_CHANGES: ReadonlySet<string> = new Set(
  (ROWS.get('pods own MODIFIED') ?? NONE).map(({ plugin }) => plugin),
);

/**
 * A pod's change as other pods see it: it comes when it gets its node, and is gone when it has come to its end. Undefined when
 * nothing others can see has happened.
 */
export function asSeenByOthers(change: Change): Change | undefined {
  const { object, old, type } = change;
  const has = (pod: typeof old): boolean => Boolean(pod?.spec?.nodeName) && !isFinished(pod!);
  const before = type === 'DELETED' ? has(old ?? object) : has(old);
  const after = type !== 'DELETED' && has(object);
  if (before && after) {
    if (old!.spec === object.spec && old!.metadata.labels === object.metadata.labels) return undefined;
    return type === 'MODIFIED' ? change : { ...change, type: 'MODIFIED' };
  }
  if (after) return { ...change, type: 'ADDED' };
  if (before) return { ...change, type: 'DELETED' };
  // A place kept for a pod by nomination is free again.
  const released = type === 'DELETED' && Boolean((old ?? object).status?.nominatedNodeName);
  return released ? { ...change, type: 'DELETED' } : undefined;
}
