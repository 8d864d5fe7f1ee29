// `slipway trace`: one connection followed from end to end, and where it fails.

import { Cluster } from '../engine/cluster.ts';
import { deploy } from '../deploy/walker.ts';
import { trace as follow, TraceError, type Trace } from '../outcomes/routing/trace.ts';
import { loadEntry } from './entry.ts';
import { UserError } from './failure.ts';
import { isExisting, openExisting, type ExistingOptions } from './existing.ts';
import { openState } from './state.ts';

export async function trace(
  from: string,
  to: string,
  entry: string | undefined,
  options: ExistingOptions & { dir: string; format: string },
): Promise<void> {
  const cluster = isExisting(options)
    ? await existing(options, entry)
    : entry
      ? await deployed(entry)
      : openState(options.dir)?.cluster;
  if (!cluster)
    throw new UserError(`nothing is deployed in ${options.dir}; say a program: slipway trace ${from} ${to} main.ts`);
  let told: Trace;
  try {
    told = follow(cluster.store, from, to);
  } catch (error) {
    if (error instanceof TraceError) throw new UserError(error.message);
    throw error;
  }
  if (options.format === 'json') process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
  else {
    process.stdout.write(
      `${told.ok ? '✔' : '✖'} ${told.from} → ${told.to}${told.ok ? '' : '   does not get there'}\n\n`,
    );
    for (const { ok, what, more } of told.steps)
      process.stdout.write(`${ok ? '  ✔' : '  ✖'} ${what}\n${more.map((line) => `      ${line}\n`).join('')}`);
  }
  if (!told.ok) process.exitCode = 3;
}

/** A cluster people have, with the program deployed into it when one is named. */
async function existing(options: ExistingOptions, path: string | undefined): Promise<Cluster> {
  const entry = path === undefined ? undefined : await loadEntry(path);
  const { cluster, notes, namespace, connection } = await openExisting(
    options,
    entry?.simulation ?? { pools: [] },
    entry?.deployment,
  );
  connection?.client.close();
  for (const note of notes) process.stderr.write(`note: ${note}\n`);
  if (entry) {
    await deploy(cluster.client(), entry.deployment, { namespace });
    cluster.untilQuiet();
  }
  return cluster;
}

async function deployed(path: string): Promise<Cluster> {
  const { deployment, simulation } = await loadEntry(path);
  const cluster = Cluster.create({ simulation, seed: deployment.name });
  await deploy(cluster.client(), deployment);
  cluster.untilQuiet();
  return cluster;
}
