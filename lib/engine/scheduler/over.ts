// The scheduler as a pure reading of a cluster: where would this pod go, and why. Writes nothing.

import type { KubeObject } from '../../api/object.ts';
import type { Chance, Change, Reader } from '../interface.ts';
import { Cluster } from './cluster.ts';
import { Cycle } from './cycle.ts';
import { explain, type Explanation } from './explain.ts';
import { factsOf } from './pods.ts';

export interface SchedulerView {
  /** The whole answer about a pod, in the cluster or not. A pod that has a node is taken off it for the question. */
  explain(pod: KubeObject): Explanation;
  /** The name of the node the pod would get; undefined when it fits nowhere. */
  fits(pod: KubeObject): string | undefined;
  /** How many pods like this one would find a place beside all others, at most `limit`; where each would go. */
  room(pod: KubeObject, limit?: number): readonly string[];
  /** Follows a commit, for a view that is kept. */
  changed(change: Change): void;
}

/** A scheduler over a cluster's state. With `remember` false nothing is reused between pods (for tests). */
export function schedulerOver(read: Reader, chance: Chance, remember = true): SchedulerView {
  const cluster = new Cluster(read);
  const cycle = new Cycle(cluster, chance, remember);
  return {
    explain(object) {
      const pod = factsOf(object);
      if (!pod.nodeName) return explain(cycle, pod);
      const { nodeName: _, ...spec } = object.spec as { nodeName: string };
      const there = cluster.hasPlace(pod);
      if (there) cluster.unplace(pod);
      try {
        return explain(cycle, factsOf({ ...object, spec }));
      } finally {
        if (there) cluster.place(pod, pod.nodeName);
      }
    },
    fits: (pod) => cycle.schedule(factsOf(pod)).node?.name,
    room(pod, limit = 100) {
      const found: string[] = [];
      const placed = [];
      for (let i = 0; i < limit; i++) {
        const name = `${pod.metadata.name}-room-${i}`;
        const one = factsOf({ ...pod, metadata: { ...pod.metadata, name, uid: name } });
        const { node } = cycle.schedule(one);
        if (!node) break;
        cluster.place(one, node.name);
        placed.push(one);
        found.push(node.name);
      }
      for (const one of placed) cluster.unplace(one);
      return found;
    },
    changed: (change) => cluster.changed(change),
  };
}
