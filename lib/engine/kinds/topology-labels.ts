// The labels that say where a pod runs, taken over from its node. Follows kubernetes/plugin/pkg/admission/podtopologylabels.

import { REGION, ZONE } from '../../api/well-known-labels.ts';

type Labels = Readonly<Record<string, string>>;

const TOPOLOGY = [ZONE, REGION] as const;
const NONE: Labels = {};
// Pods of one template in one zone share their labels.
const known = new WeakMap<Labels, Map<string, Labels>>();

/** The labels with those of the node's place; the very same object when nothing is added. */
export function withTopology(labels: Labels | undefined, node: Labels | undefined): Labels | undefined {
  const place = TOPOLOGY.filter((label) => node?.[label] !== undefined && labels?.[label] !== node[label]);
  if (place.length === 0) return labels;
  const id = place.map((label) => node![label]).join(' ');
  const own = labels ?? NONE;
  let made = known.get(own);
  if (!made) known.set(own, (made = new Map()));
  let next = made.get(id);
  if (!next) made.set(id, (next = { ...own, ...Object.fromEntries(place.map((label) => [label, node![label]!])) }));
  return next;
}
