// The whole answer about one pod: each node's refusals, each plugin's score, what preemption would do. For people and for tests.

import type { Cycle } from './cycle.ts';
import { fitMessage } from './diagnosis.ts';
import type { Refusal } from './interface.ts';
import { preempt } from './preemption.ts';
import { PLUGINS } from './order.ts';
import type { PodFacts } from './pods.ts';

/** One node's answer. */
export interface NodeAnswer {
  readonly node: string;
  /** The refusal upstream reports: of the first plugin that refuses. */
  readonly refused?: Refusal;
  /** All plugins that would refuse. */
  readonly allRefusals: readonly Refusal[];
  /** Weighted scores by plugin, and the total; of feasible nodes, when there is more than one. */
  readonly scores?: { readonly [plugin: string]: number };
  readonly total?: number;
}

/** What preemption on one node would mean. */
export interface PreemptionAnswer {
  readonly node: string;
  /** `namespace/name`, from most to least important. */
  readonly victims: readonly string[];
  readonly violations: number;
}

export interface Explanation {
  /** `namespace/name` */
  readonly pod: string;
  /** Why the pod is not even looked at. */
  readonly gated?: Refusal;
  /** The refusal of the whole cluster by a PreFilter. */
  readonly refused?: Refusal;
  /** Plugins that left only some nodes to look at, and those nodes. */
  readonly only?: { readonly plugins: readonly string[]; readonly nodes: readonly string[] };
  readonly nodes: readonly NodeAnswer[];
  readonly feasible: readonly string[];
  /** The feasible nodes with the highest total. */
  readonly best: readonly string[];
  readonly chosen?: string;
  /** As in the pod's condition when no node fits. */
  readonly message?: string;
  readonly candidates: readonly PreemptionAnswer[];
  /** The candidates that no rule tells apart; one of them is nominated. */
  readonly nominatedAmong: readonly string[];
  readonly nominated?: string;
  /** What the claims get on the chosen node: `volume NAME` or `node NAME`, by claim. */
  readonly claims?: { readonly [claim: string]: string };
}

/** Explains where a pod would go now, and why not elsewhere. Looks at all nodes, however many there are. */
export function explain(cycle: Cycle, pod: PodFacts): Explanation {
  const empty = { pod: pod.key, nodes: [], feasible: [], best: [], candidates: [], nominatedAmong: [] };
  for (const plugin of PLUGINS) {
    const gated = plugin.preEnqueue?.(pod);
    if (gated) return { ...empty, gated, message: GATED };
  }
  const outcome = cycle.schedule(pod, true);
  const { run } = outcome;
  const all = cycle.cluster.list();
  if (!outcome.node) {
    const { candidates, equals, best, tail } = preempt(cycle, run, outcome.diagnosis);
    return {
      ...empty,
      refused: run.refused,
      ...only(run),
      nodes: run.refused
        ? []
        : all.map(({ name }) => ({
            node: name,
            refused: outcome.diagnosis.nodes.get(name),
            allRefusals: cycle.allRefusals(run, cycle.cluster.nodes.get(name)!),
          })),
      message: fitMessage(outcome.diagnosis, tail),
      candidates: candidates.map((one) => ({
        node: one.node.name,
        victims: one.victims.map((victim) => victim.key),
        violations: one.violations,
      })),
      nominatedAmong: equals.map(({ node }) => node.name),
      nominated: best?.node.name,
    };
  }
  const looked = all.filter((node) => !run.only || run.only.has(node.name));
  const feasible = cycle.feasibleNodes(run, looked, true);
  const scores = feasible.length > 1 ? cycle.scores(run, feasible) : undefined;
  const highest = Math.max(...(scores?.totals ?? [0]));
  const place = new Map(feasible.map((node, i) => [node, i]));
  const preparation = cycle.preparation(run, outcome.node);
  return {
    ...empty,
    ...only(run),
    nodes: all.map((node) => {
      const at = place.get(node);
      if (at === undefined)
        return {
          node: node.name,
          refused: looked.includes(node) ? cycle.filter(run, node) : undefined,
          allRefusals: cycle.allRefusals(run, node),
        };
      if (!scores) return { node: node.name, allRefusals: [] };
      const shares = [...scores.byPlugin].map(([plugin, values]) => [plugin, values[at]!]);
      return { node: node.name, allRefusals: [], scores: Object.fromEntries(shares), total: scores.totals[at]! };
    }),
    feasible: feasible.map((node) => node.name),
    best: feasible.filter((_, i) => !scores || scores.totals[i] === highest).map((node) => node.name),
    chosen: outcome.node.name,
    ...(preparation
      ? {
          claims: Object.fromEntries(
            preparation.writes.map(({ resource, object }) =>
              resource === 'persistentvolumes'
                ? [object.spec.claimRef.name as string, `volume ${object.metadata.name}`]
                : [object.metadata.name!, `node ${outcome.node!.name}`],
            ),
          ),
        }
      : {}),
  };
}

/** What the condition of a gated pod says. */
export const GATED = 'Scheduling is blocked due to non-empty scheduling gates';

function only(run: { only?: ReadonlySet<string>; onlyBy: readonly string[] }): Pick<Explanation, 'only'> {
  return run.only ? { only: { plugins: run.onlyBy, nodes: [...run.only] } } : {};
}
