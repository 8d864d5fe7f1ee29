// `slipway deploy`: into the cluster kept beside the program. Its time stands still between commands.

import type { DeployEvent } from '../deploy/interface.ts';
import { describe } from '../deploy/names.ts';
import { deploy as walk } from '../deploy/walker.ts';
import { Cluster } from '../engine/cluster.ts';
import { duration } from '../report/verdict.ts';
import { loadEntry } from './entry.ts';
import { UserError } from './failure.ts';
import { keepState, openState } from './state.ts';

/** Kinds that are current as soon as they are applied are told together. */
const WAITED = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'Pod', 'PersistentVolumeClaim']);

export async function deploy(path: string, options: { timeout: string; dir: string }): Promise<void> {
  const entry = await loadEntry(path);
  const seconds = Number(options.timeout);
  if (!(seconds > 0)) throw new UserError('--timeout takes a number of seconds above 0');
  const kept = openState(options.dir);
  if (kept && kept.deployment !== entry.deployment.name)
    throw new UserError(
      `${options.dir} holds ${kept.deployment}; give ${entry.deployment.name} a folder of its own with --dir`,
    );
  const cluster = kept?.cluster ?? Cluster.create({ simulation: entry.simulation, seed: entry.deployment.name });
  let quick = 0;
  const progress = (event: DeployEvent): void => {
    if (event.type === 'current') {
      if (WAITED.has(event.at.object.kind!))
        process.stdout.write(`  ✔ ${describe(event.at.object).padEnd(44)} ${duration(event.took).padStart(8)}\n`);
      else quick++;
    } else if (event.type === 'failed') {
      process.stdout.write(
        `  ✖ ${describe(event.at.object).padEnd(44)} ${duration(event.took).padStart(8)}\n    ${event.message}\n`,
      );
      if (event.detail) process.stdout.write(`    └ ${event.detail}\n`);
      const where = [event.at.source, event.at.path].filter(Boolean).join('  ');
      if (where) process.stdout.write(`      ${where}\n`);
    } else if (event.type === 'pruned') process.stdout.write(`  - ${event.id}\n`);
  };
  const result = await walk(cluster.client(), entry.deployment, { timeout: seconds * 1000, progress });
  cluster.untilQuiet();
  keepState(options.dir, { cluster, deployment: entry.deployment.name });
  if (quick) process.stdout.write(`  ✔ ${quick} more, current at once\n`);
  if (result.ok) {
    const changed = result.applied + result.pruned.length;
    process.stdout.write(
      `\n${changed ? `Applied ${result.applied}, ${result.unchanged} unchanged, ${result.pruned.length} removed; ready after ${duration(result.elapsed)} of cluster time.` : `Nothing to do: ${result.unchanged} objects as deployed.`}\n`,
    );
    return;
  }
  if (result.notStarted.length)
    process.stdout.write(
      `  · not started, as they need what failed: ${result.notStarted.map((it) => it.object.metadata.name).join(', ')}\n`,
    );
  process.stdout.write(
    `\nApplied ${result.applied + result.unchanged} of ${entry.deployment.objects.length} objects; ${result.notStarted.length} not started. Fix and run deploy again: it goes on from here.\n`,
  );
  process.exitCode = 1;
}
