// What happened to an object and to what it owns, in the order it happened: the events told of them, as a line each.

import type { KubeObject } from '../api/object.ts';
import type { Reader } from '../engine/interface.ts';

/** One thing that happened. */
export interface Happening {
  /** Cluster time, milliseconds since the epoch. */
  readonly time: number;
  /** Since the cluster began, milliseconds. */
  readonly after: number;
  /** `Pod shop/web-7c9b-x2xkq`. */
  readonly object: string;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** How often; the time is of the first. */
  readonly count: number;
}

/** Kinds whose pods bear their name and one part more. */
const MAKERS = new Set(['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicationController']);

/** Whether a pod, which may be gone, has a name that one of these gave it. */
function wasMade(about: { kind?: string; namespace?: string; name?: string }, makers: readonly string[]): boolean {
  if (about.kind !== 'Pod') return false;
  const name = `${about.namespace}/${about.name}`;
  return makers.some((it) => name.startsWith(it) && /^([a-z0-9]{5}|\d+|\d+-[a-z0-9]{5})$/.test(name.slice(it.length)));
}

/** Everything told of an object, and of what it owns however far down. */
export function happenings(read: Reader, object: KubeObject, began: number): Happening[] {
  const family = new Set<string>();
  const makers: string[] = [];
  const open = [object];
  for (let one = open.pop(); one; one = open.pop()) {
    const { uid } = one.metadata;
    if (uid === undefined || family.has(uid)) continue;
    family.add(uid);
    if (MAKERS.has(one.kind!)) makers.push(`${one.metadata.namespace}/${one.metadata.name}-`);
    open.push(...read.indexed('dependents', uid));
  }
  const found: (Happening & { readonly revision: number })[] = [];
  const { namespace } = object.metadata;
  read.walk('events', namespace ? { namespace } : {}, (event) => {
    const about = event['involvedObject'] as { kind?: string; namespace?: string; name?: string; uid?: string };
    if (!family.has(about.uid ?? '') && !wasMade(about, makers)) return;
    const time = Date.parse((event['firstTimestamp'] ?? event['eventTime']) as string);
    found.push({
      time,
      after: time - began,
      object: `${about.kind} ${about.namespace ? `${about.namespace}/` : ''}${about.name}`,
      type: event['type'] as Happening['type'],
      reason: event['reason'] as string,
      message: event['message'] as string,
      count: (event['count'] as number | undefined) ?? 1,
      revision: (event['count'] as number | undefined) === 1 ? Number(event.metadata.resourceVersion) : 0,
    });
  });
  // Within an instant in the order they were written; one that was told again was written first at an earlier revision.
  return found.sort((a, b) => a.time - b.time || a.revision - b.revision).map(({ revision: _, ...it }) => it);
}
