import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { shop, stages, type StageName } from '../../examples/stages/main.ts';
import { Cluster } from '../../lib/engine/cluster.ts';
import { plan, type PlanResult } from '../../lib/plan/plan.ts';

const test = suite('three stages from one source');

const planned = new Map<StageName, PlanResult>();
for (const stage of stages) {
  const synth = shop(stage).synth();
  planned.set(stage, await plan(Cluster.create({ simulation: synth.simulation, seed: synth.name }), synth));
}
const of = (stage: StageName): PlanResult => planned.get(stage)!;

test('every stage runs, under a name of its own', () => {
  for (const stage of stages) {
    const { name, deploy, settled } = of(stage);
    assert.is(name, `shop-${stage}`);
    assert.ok(deploy.ok, `${stage}: ${deploy.failures.map((it) => it.message).join()}`);
    assert.ok(settled.quiet);
  }
});

test('replicas, hosts and zones are the stage’s', () => {
  const seen = stages.map((stage) => {
    const { placement, routing } = of(stage).after;
    const web = placement.workloads.find((it) => it.name === 'web')!;
    return [web.ready, Object.keys(web.zones).length, routing.routes.map((it) => it.url).join()];
  });
  assert.equal(seen, [
    [1, 1, 'http://localhost.example.com/'],
    [2, 2, 'http://staging.example.com/'],
    [6, 3, 'http://shop.example.com/'],
  ]);
});

test('only production scales and has a budget; the others have a quota', () => {
  const kinds = (stage: StageName): string[] =>
    shop(stage)
      .toJson()
      .map((it) => it.kind!)
      .filter((it) => ['HorizontalPodAutoscaler', 'PodDisruptionBudget', 'ResourceQuota'].includes(it))
      .sort();
  assert.equal(kinds('dev'), ['ResourceQuota']);
  assert.equal(kinds('staging'), ['ResourceQuota']);
  assert.equal(kinds('production'), ['HorizontalPodAutoscaler', 'PodDisruptionBudget']);
});

test.run();
