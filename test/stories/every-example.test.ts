// Every example, deployed and then planned again: nothing changes, and nothing is said that nobody did.

import { readdirSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { App } from 'slipway';
import { deploy } from '../../lib/deploy/walker.ts';
import { Cluster } from '../../lib/engine/cluster.ts';
import { plan } from '../../lib/plan/plan.ts';
import { planText } from '../../lib/report/text.ts';

const folder = new URL('../../examples/', import.meta.url);

for (const name of readdirSync(folder, { withFileTypes: true }).filter(
  (it) => it.isDirectory() && !it.name.startsWith('.'),
))
  test(`examples/${name.name}: deployed, planning it again finds no changes`, async () => {
    const { default: app } = (await import(new URL(`${name.name}/main.ts`, folder).href)) as { default: App };
    const synth = app.synth();
    const cluster = Cluster.create({ simulation: synth.simulation, seed: synth.name });
    const result = await deploy(cluster.client(), synth);
    assert.ok(result.ok, result.failures.map((it) => it.message).join());
    cluster.untilQuiet();
    assert.match(planText(await plan(cluster, synth)), /^No changes\./);
  });

test.run();
