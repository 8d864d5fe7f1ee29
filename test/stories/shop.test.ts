import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import app from '../../examples/shop/main.ts';
import { Cluster } from '../../lib/engine/cluster.ts';
import { destroy } from '../../lib/deploy/removal.ts';
import { deploy } from '../../lib/deploy/walker.ts';
import { outcomes, type Outcomes } from '../../lib/outcomes/outcomes.ts';
import { plan } from '../../lib/plan/plan.ts';
import { planText } from '../../lib/report/text.ts';
import { findings } from '../../lib/report/verdict.ts';

const test = suite('the shop: planned, deployed, changed');
const synth = app.synth();
const fresh = (): Cluster => Cluster.create({ simulation: synth.simulation, seed: synth.name });
const planned = await plan(fresh(), synth);
const after: Outcomes = planned.after;
const workload = (name: string) => after.placement.workloads.find((it) => `${it.namespace}/${it.name}` === name)!;

test('everything runs, and the verdict says so first', () => {
  assert.ok(planned.deploy.ok);
  assert.ok(planned.settled.quiet);
  assert.match(planText(planned), /^shop · 41 objects · \d+ pods on 10 nodes in 3 zones/);
  assert.match(planText(planned), /✔ Everything runs/);
});

test('placement: web is spread over the zones, mongodb has a node and a volume in each, train is on the GPU node', () => {
  assert.equal(workload('shop/web').zones, { 'zone-a': 2, 'zone-b': 2, 'zone-c': 2 });
  assert.equal(workload('shop/mongodb').zones, { 'zone-a': 1, 'zone-b': 1, 'zone-c': 1 });
  assert.equal(workload('shop/mongodb').pools, ['data']);
  assert.equal(workload('shop/train').pools, ['gpu']);
  assert.is(workload('shop/train').completed, 1);
  assert.is(workload('observability/log-agent').ready, 10);
});

test('routing: two hosts are served, the back office ends in nothing and says why', () => {
  const route = (url: string) => after.routing.routes.find((it) => it.url === url)!;
  assert.is(route('https://shop.example.com/').ready, 6);
  assert.is(route('https://shop.example.com/').problem, undefined);
  assert.is(route('http://admin.example.com/').problem, 'selector app=admin matches no pod');
});

test('security: only the processor reaches the vault, auditors read no secrets, operators do', () => {
  const vault = after.security.exposures.find((it) => it.workload === 'payments/card-vault' && it.port === 8443)!;
  assert.equal(vault.from, ['payments/processor']);
  assert.not(vault.outside);
  const who = (subject: string) => after.security.rights.find((it) => it.subject === subject)!;
  assert.equal(who('group auditors').readsSecrets, []);
  assert.equal(who('group developers').readsSecrets, []);
  assert.equal(who('group operators').readsSecrets, ['shop']);
});

test('findings name what needs eyes, and nothing that is fine', () => {
  const kinds = findings(after).map((it) => `${it.kind} ${it.about}`);
  assert.ok(kinds.includes('dangling http://admin.example.com/'));
  assert.not(kinds.some((it) => it.startsWith('pending') || it.startsWith('trouble')));
});

test('deployed and planned again there are no changes; one changed line shows exactly what it does', async () => {
  const cluster = fresh();
  const result = await deploy(cluster.client(), synth);
  assert.ok(result.ok, JSON.stringify(result.failures.map((it) => it.message)));
  cluster.untilQuiet();
  const again = await plan(cluster, synth);
  assert.equal(again.changes, []);
  assert.is(planText(again), 'No changes. 41 objects, 31 pods as deployed.\n');

  const objects = synth.objects.map((it) =>
    it.path === 'shop/web' ? { ...it, object: { ...it.object, spec: { ...it.object['spec'], replicas: 12 } } } : it,
  );
  const changed = await plan(cluster, { name: synth.name, objects });
  assert.equal(
    changed.changes.map(({ action, kind, name, fields }) => ({ action, kind, name, fields })),
    [{ action: 'update', kind: 'Deployment', name: 'web', fields: [{ path: 'spec.replicas', before: 6, after: 12 }] }],
  );
  assert.is(cluster.store.get('deployments.apps', 'shop/web')!['spec'].replicas, 6, 'planning changes nothing');

  const without = await plan(cluster, {
    name: synth.name,
    objects: synth.objects.filter((it) => it.path !== 'shop/web-scaler').map((it) => ({ ...it, after: [] })),
  });
  assert.equal(
    without.changes.map(({ action, kind, name }) => [action, kind, name]),
    [['delete', 'HorizontalPodAutoscaler', 'web-scaler']],
  );
  const { removed } = await destroy(cluster.client(), synth.name, { pruneData: true });
  cluster.untilQuiet();
  assert.is(removed.length, 41);
  assert.is(outcomes(cluster.store).placement.pods, 0);
});

test('a deployment that cannot become ready says what, where and why, and what was not started', async () => {
  const broken = synth.objects.map((it) =>
    it.path === 'payments/card-vault'
      ? {
          ...it,
          source: it.source,
          object: JSON.parse(JSON.stringify(it.object).replace('shop/vault:5', 'registry.example.com/gone:1')),
        }
      : it,
  );
  const cluster = Cluster.create({
    simulation: { ...synth.simulation, images: [{ name: 'registry.example.com/gone', missing: true }] },
    seed: 'broken',
  });
  const result = await deploy(cluster.client(), { name: synth.name, objects: broken });
  assert.not(result.ok);
  const [failure] = result.failures;
  assert.is(failure!.at.path, 'payments/card-vault');
  assert.match(failure!.at.source ?? '', /^examples\/shop\/main\.ts:\d+/);
  assert.match(failure!.detail ?? '', /ImagePullBackOff: .*registry\.example\.com\/gone:1.*not found/);
  assert.ok(result.notStarted.some((it) => it.path === 'payments/processor'));
});

test.run();
