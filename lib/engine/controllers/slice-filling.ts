// Which slices hold which endpoints of a Service: an endpoint stays in its slice, those that changed anyway are filled first, then one
// with just enough room, and only then are others made. Follows k8s.io/endpointslice/reconciler.go.

import type { KubeObject } from '../../api/object.ts';
import { equal } from '../apiserver/equality.ts';
import type { Endpoint } from './topology-hints.ts';

/** The most endpoints of one slice. */
const ROOM = 100;

/** A slice as it is to be: another one where `slice` is undefined. */
export interface Filled {
  readonly slice: KubeObject | undefined;
  readonly endpoints: readonly Endpoint[];
}

export interface Filling {
  readonly written: readonly Filled[];
  readonly emptied: readonly KubeObject[];
}

interface Open {
  readonly slice: KubeObject | undefined;
  readonly endpoints: Endpoint[];
  changed: boolean;
}

const idOf = ({ addresses, targetRef }: Endpoint): string => `${targetRef?.uid ?? ''} ${addresses[0]}`;

/** Endpoints as a slice of the API server holds them. */
export const endpointsOf = (slice: KubeObject): readonly Endpoint[] =>
  (slice['endpoints'] ?? []) as readonly Endpoint[];

/** Puts the endpoints of one set of ports into its slices; `isStale` says which are to be written although their endpoints stay. */
export function fill(
  slices: readonly KubeObject[],
  endpoints: readonly Endpoint[],
  isStale: (slice: KubeObject) => boolean,
): Filling {
  const left = new Map(endpoints.map((it) => [idOf(it), it]));
  const emptied: KubeObject[] = [];
  const open: Open[] = [];
  for (const slice of slices) {
    const before = endpointsOf(slice);
    const kept: Endpoint[] = [];
    let changed = isStale(slice);
    for (const it of before) {
      const wanted = left.get(idOf(it));
      if (wanted === undefined) changed = true;
      else {
        kept.push(wanted);
        left.delete(idOf(it));
        changed ||= !equal(it, wanted);
      }
    }
    if (kept.length === 0 && before.length > 0) emptied.push(slice);
    else open.push({ slice, endpoints: kept, changed });
  }
  const waiting = [...left.values()];
  // The fullest of those that are written anyway come first.
  for (const it of open.filter((one) => one.changed).sort((a, b) => b.endpoints.length - a.endpoints.length))
    it.endpoints.push(...waiting.splice(0, ROOM - it.endpoints.length));
  while (waiting.length > 0) {
    const roomy = open
      .filter((it) => !it.changed && it.endpoints.length + waiting.length <= ROOM)
      .sort((a, b) => b.endpoints.length - a.endpoints.length)[0];
    const target = roomy ?? { slice: undefined, endpoints: [], changed: true };
    if (!roomy) open.push(target);
    target.changed = true;
    target.endpoints.push(...waiting.splice(0, ROOM - target.endpoints.length));
  }
  return { written: open.filter((it) => it.changed), emptied };
}
