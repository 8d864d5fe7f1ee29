// Plans of the shop: the first, one without a change, and one that does not fit.

import app from '../../examples/shop/main.ts';
import type { KubeObject } from '../../lib/api/object.ts';
import { describe } from '../../lib/deploy/names.ts';
import { deploy } from '../../lib/deploy/walker.ts';
import { Cluster } from '../../lib/engine/cluster.ts';
import { plan, type PlanResult } from '../../lib/plan/plan.ts';

export const synth = app.synth();

export const sources: ReadonlyMap<string, string> = new Map(
  synth.objects.map(({ object, source, path }) => [describe(object), [source, path].filter(Boolean).join('  ')]),
);

const fresh = (): Cluster => Cluster.create({ simulation: synth.simulation, seed: synth.name });

export const firstPlan = (zoneLoss = false): Promise<PlanResult> =>
  plan(fresh(), synth, { explain: true, whatIf: zoneLoss ? [{ event: 'zone-loss' }] : [] });

/** The shop deployed, and planned again with objects changed by construct path; null takes one away. */
export async function changedPlan(
  change: { [path: string]: ((object: KubeObject) => KubeObject) | null } = {},
): Promise<PlanResult> {
  const cluster = fresh();
  await deploy(cluster.client(), synth);
  cluster.untilQuiet();
  const objects = synth.objects
    .filter((it) => change[it.path] !== null)
    .map((it) => ({ ...it, source: it.source, after: [], object: change[it.path]?.(it.object) ?? it.object }));
  return plan(cluster, { name: synth.name, objects });
}

export const replicas =
  (count: number) =>
  (object: KubeObject): KubeObject => ({ ...object, spec: { ...object['spec'], replicas: count } });
