// Groups of equal nodes that can grow and shrink, and the scheduler's view in which growing and shrinking is tried.

import { keyOf, type KubeObject } from '../../api/object.ts';
import { POOL, type NodePool } from '../../api/simulation/simulation.ts';
import { ZONE } from '../../api/well-known-labels.ts';
import type { ActorContext, Change } from '../interface.ts';
import type { SchedulerView } from '../scheduler/over.ts';

/** One zone of a pool: what upstream calls a node group. */
export interface Group {
  readonly pool: NodePool;
  readonly zone: string;
  readonly name: string;
  readonly least: number;
  readonly most: number;
}

const groups = new WeakMap<object, readonly Group[]>();

/** The groups that may grow. */
export function groupsOf({ simulation }: ActorContext): readonly Group[] {
  let found = groups.get(simulation);
  if (!found) {
    found = simulation.pools
      .filter((pool) => pool.maxNodes !== undefined)
      .flatMap((pool) =>
        (pool.zones ?? ['zone-a']).map((zone) => ({
          pool,
          zone,
          name: `${pool.name}-${zone.replace(/^zone-/, '')}`,
          least: pool.minNodes ?? pool.nodes ?? 1,
          most: pool.maxNodes!,
        })),
      );
    groups.set(simulation, found);
  }
  return found;
}

export const membersOf = ({ pool, zone }: Group, nodes: readonly KubeObject[]): KubeObject[] =>
  nodes.filter((it) => it.metadata.annotations?.[POOL] === pool.name && it.metadata.labels?.[ZONE] === zone);

/** An object that is there in a view. */
export const added = (resource: string, object: KubeObject): Change => ({
  type: 'ADDED',
  revision: 0,
  resource,
  key: keyOf(object),
  object,
  time: 0,
});

/** The pod in the place it finds in the view; it takes it. */
export function settle(view: SchedulerView, pod: KubeObject): KubeObject | undefined {
  const nodeName = view.fits(pod);
  if (nodeName === undefined) return undefined;
  const placed = { ...pod, spec: { ...pod['spec'], nodeName } };
  view.changed(added('pods', placed));
  return placed;
}
