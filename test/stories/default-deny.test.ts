import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import app from '../../examples/default-deny/main.ts';
import { Cluster } from '../../lib/engine/cluster.ts';
import { plan } from '../../lib/plan/plan.ts';

const test = suite('a default-deny namespace');
const synth = app.synth();
const { deploy, after } = await plan(Cluster.create({ simulation: synth.simulation, seed: synth.name }), synth);

const from = (workload: string): readonly string[] =>
  after.security.exposures.filter((it) => it.workload === `bank/${workload}`).flatMap((it) => it.from);

test('everything runs', () => assert.ok(deploy.ok));

test('only the ways that were opened are open', () => {
  assert.equal(from('accounts'), ['bank/front']);
  assert.equal(from('ledger'), ['bank/accounts']);
  assert.equal(from('front'), []);
  assert.equal(from('batch'), []);
});

test.run();
