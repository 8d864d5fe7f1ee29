import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planJson, reportJson } from '../../lib/report/json.ts';
import { planMarkdown } from '../../lib/report/markdown.ts';
import { planText } from '../../lib/report/text.ts';
import { changedPlan, firstPlan, replicas, sources } from './plans.ts';
import { faults, schemaOf } from './schema-of.ts';

const file = fileURLToPath(new URL('../../docs/plan.schema.json', import.meta.url));
const types = fileURLToPath(new URL('../../lib/report/json.ts', import.meta.url));
const made = schemaOf(types, ['PlanJson', 'ReportJson'], 'What slipway plan and slipway report print as JSON');
// SLIPWAY_RATCHET=write writes the document anew, after the types have changed.
if (process.env['SLIPWAY_RATCHET'] === 'write') writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`);

const first = await firstPlan(true);
const changed = await changedPlan({ 'shop/cart': replicas(120) });
const plans = { first, changed };

test('the schema in docs is the one of the types', () => {
  assert.ok(existsSync(file));
  assert.equal(JSON.parse(readFileSync(file, 'utf8')), JSON.parse(JSON.stringify(made)));
});

for (const [name, plan] of Object.entries(plans)) {
  test(`the ${name} plan fits the schema`, () => {
    const data = JSON.parse(JSON.stringify(planJson(plan, sources))) as object;
    assert.equal(faults(made, data).slice(0, 5), []);
  });
  test(`the ${name} plan’s report fits the schema`, () =>
    assert.equal(faults(made, JSON.parse(JSON.stringify(reportJson(plan.after)))).slice(0, 5), []));
}

test('the schema refuses what is not a plan', () => {
  assert.ok(faults(made, {}).length > 0);
  const data = JSON.parse(JSON.stringify(planJson(first))) as { counts: { pods: unknown }; extra?: number };
  assert.ok(faults(made, { ...data, extra: 1 }).length > 0);
  data.counts.pods = 'many';
  assert.ok(faults(made, data).length > 0);
});

test('all formats have the same verdict and counts', () => {
  for (const plan of Object.values(plans)) {
    const { verdict, counts } = planJson(plan, sources);
    const text = planText(plan, { sources, full: true });
    for (const line of verdict.lines) assert.ok(text.includes(line), line);
    assert.ok(
      text.includes(
        `${counts.objects} objects · ${counts.pods} pods on ${counts.nodes} nodes in ${counts.zones} zones`,
      ),
    );
    assert.ok(planMarkdown(plan, sources).includes(`${counts.pods} pods on ${counts.nodes} nodes`));
  }
});

test('findings say where their object was written', () => {
  const { findings } = planJson(first, sources);
  const admin = findings.find((it) => it.about === 'http://admin.example.com/')!;
  assert.is(admin.object, 'Service shop/admin');
  assert.match(admin.source!, /main\.ts:\d+:\d+ {2}shop\/admin$/);
});

test('values of Secrets are in no format', async () => {
  const secret = await changedPlan({
    'shop/db-password': (object) => ({ ...object, stringData: { password: 'brand-new-secret' } }),
  });
  const { planHtml } = await import('../../lib/report/html.ts');
  assert.is(secret.changes.length, 1);
  for (const plan of [first, secret]) {
    const data = planJson(plan, sources);
    for (const text of [
      JSON.stringify(data),
      planText(plan, { sources, full: true }),
      planMarkdown(plan, sources),
      planHtml(data),
    ])
      for (const value of [
        'change-me',
        'brand-new-secret',
        Buffer.from('change-me').toString('base64'),
        Buffer.from('brand-new-secret').toString('base64'),
      ])
        assert.not(text.includes(value), value);
  }
  assert.match(planText(secret, { sources }), /data\.password \(hidden\) → \(hidden, changed\)/);
});

test('a pull request gets tables, and everything folded away', () => {
  const text = planMarkdown(changed, sources);
  assert.match(text, /^## ❌ shop: \d+ of 118 new pods of shop\/cart would stay pending\./);
  assert.match(
    text,
    /\| 🔵 ~ \| Deployment shop\/cart \| `replicas` `2` → `120` \| `.*main\.ts:\d+:\d+ {2}shop\/cart` \|/,
  );
  assert.match(text, /### To look at[\s\S]*pending.*would fit with/);
  assert.match(text, /<details><summary>Everything<\/summary>/);
  assert.not(text.includes('undefined'));
});

test.run();
