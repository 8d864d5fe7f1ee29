// NodeAffinity: node selectors and node affinity, required and preferred.
// Follows kubernetes/pkg/scheduler/framework/plugins/nodeaffinity.

import { refusal, scaleToHighest, SKIP, type Plugin } from '../interface.ts';
import { nodeWanted, type Shape } from '../pods.ts';
import { termMatches } from '../terms.ts';

const name = 'NodeAffinity';
const REFUSED = refusal(name, 'UnschedulableAndUnresolvable', "node(s) didn't match Pod's node affinity/selector");
const CONFLICT = refusal(name, 'UnschedulableAndUnresolvable', 'pod affinity terms conflict');

/** The nodes a pod can be on by name, when each of its terms names some; undefined when any node may do. */
function namedNodes(shape: Shape): ReadonlySet<string> | undefined {
  if (!shape.nodeTerms?.length) return undefined;
  const named = new Set<string>();
  for (const term of shape.nodeTerms) {
    let ofTerm: readonly string[] | undefined;
    for (const field of term.matchFields ?? []) {
      if (field.key !== 'metadata.name' || field.operator !== 'In') continue;
      const values = field.values ?? [];
      ofTerm = ofTerm ? ofTerm.filter((one) => values.includes(one)) : values;
    }
    if (!ofTerm) return undefined;
    for (const one of ofTerm) named.add(one);
  }
  return named;
}

export const nodeAffinity: Plugin<undefined, undefined> = {
  name,
  weight: 2,
  local: true,
  preFilter({ pod }) {
    if (!pod.shape.nodeSelector && !pod.shape.nodeTerms) return SKIP;
    const nodes = namedNodes(pod.shape);
    if (!nodes) return { state: undefined };
    return nodes.size ? { state: undefined, nodes } : CONFLICT;
  },
  filter: (_, node, { pod }) => (nodeWanted(pod.shape, node) ? undefined : REFUSED),
  preScore: ({ pod }) => (pod.shape.preferredNodeTerms.length ? { state: undefined } : SKIP),
  score(_, node, { pod }) {
    let score = 0;
    for (const { weight, preference } of pod.shape.preferredNodeTerms) {
      const empty = !preference.matchExpressions?.length && !preference.matchFields?.length;
      if (weight && !empty && termMatches(preference, node)) score += weight;
    }
    return score;
  },
  normalise: (scores) => scaleToHighest(scores, false),
  hints: [
    {
      resource: 'nodes',
      on: ['ADDED', 'MODIFIED'],
      helps: (pod, { object }) =>
        nodeWanted(pod.shape, { name: object.metadata.name!, labels: object.metadata.labels ?? {} }),
    },
  ],
};
