// `slipway plan`: what deploying would do, before it happens.

import { Cluster } from '../engine/cluster.ts';
import { plan as planFor } from '../plan/plan.ts';
import { planText } from '../report/text.ts';
import { findings } from '../report/verdict.ts';
import { loadEntry } from './entry.ts';
import { UserError } from './failure.ts';
import { openState, sameSimulation } from './state.ts';

const FAILURES = new Set(['pending', 'dangling', 'exposed', 'trouble', 'blocked']);

export async function plan(
  path: string,
  options: { format: string; full?: boolean; detailedExitcode?: boolean; failOn?: string; dir: string },
): Promise<void> {
  const failOn = (options.failOn ?? '').split(',').filter(Boolean);
  for (const it of failOn)
    if (!FAILURES.has(it)) throw new UserError(`--fail-on: unknown ${it}; known are ${[...FAILURES].join(', ')}`);
  const entry = await loadEntry(path);
  const state = openState(options.dir);
  const cluster = state?.cluster ?? Cluster.create({ simulation: entry.simulation, seed: entry.deployment.name });
  const result = await planFor(cluster, entry.deployment);
  if (options.format === 'json')
    process.stdout.write(
      `${JSON.stringify({ ...result, deploy: { ...result.deploy, failures: result.deploy.failures.map(({ at, ...it }) => ({ object: at.object.metadata, path: at.path, source: at.source, ...it })), notStarted: result.deploy.notStarted.map((it) => it.path ?? it.source) }, findings: findings(result.after) }, null, 2)}\n`,
    );
  else {
    process.stdout.write(planText(result, { full: options.full, sources: entry.sources }));
    if (state && !sameSimulation(state.cluster.simulation, entry.simulation))
      process.stdout.write(
        '\nnote: the deployed cluster keeps the nodes and programs it was made with; slipway destroy lets go of them\n',
      );
    if (result.first) process.stdout.write(`\nnext: slipway deploy ${path} · all of it: plan --full\n`);
  }
  const found = findings(result.after);
  if (found.some((it) => failOn.includes(it.kind))) process.exitCode = 3;
  else if (options.detailedExitcode && (result.changes.length || result.first)) process.exitCode = 2;
}
