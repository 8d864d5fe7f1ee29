// `slipway serve`: a cluster over HTTPS on the loopback address.

import { existsSync, writeFileSync } from 'node:fs';
import { describe } from '../deploy/names.ts';
import { deploy } from '../deploy/walker.ts';
import { Cluster, type Part } from '../engine/cluster.ts';
import { JournalError } from '../engine/storage/journal.ts';
import { contextsOf } from '../remote/kubeconfig.ts';
import { authority } from '../server/certificates.ts';
import { KeptCluster } from '../server/kept.ts';
import { serve as start } from '../server/serve.ts';
import { loadEntry, type Entry } from './entry.ts';
import { UserError } from './failure.ts';

const PARTS = new Set(['controllers', 'scheduler', 'kubelet', 'cloud']);

export async function serve(
  path: string | undefined,
  options: {
    port: string;
    kubeconfig: string;
    nodes: string;
    data?: string;
    speed: string;
    without?: string;
  },
): Promise<void> {
  const without = (options.without ?? '').split(',').filter(Boolean);
  for (const part of without)
    if (!PARTS.has(part)) throw new UserError(`--without: unknown ${part}; known are ${[...PARTS].join(', ')}`);
  const [port, nodes, speed] = [options.port, options.nodes, options.speed].map(Number) as [number, number, number];
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new UserError('--port takes a number from 0 to 65535');
  if (!Number.isInteger(nodes) || nodes < 0) throw new UserError('--nodes takes a whole number');
  if (!(speed > 0)) throw new UserError('--speed takes a number above 0');
  checkOwn(options.kubeconfig);
  const began = Date.now();
  const zones = ['zone-a', 'zone-b', 'zone-c'];
  const pools = zones
    .map((zone, i) => ({ name: 'node', zones: [zone], nodes: Math.floor((nodes + 2 - i) / 3) }))
    .filter((pool) => pool.nodes > 0);
  const entry = path === undefined ? undefined : await loadEntry(path);
  if (entry && nodes)
    throw new UserError('--nodes is for a cluster of no program: the nodes of this one are those of its pools');
  const make = (): Cluster =>
    Cluster.create({
      seed: began,
      start: began,
      without: without as Part[],
      simulation: entry?.simulation ?? { pools },
    });
  const kept = options.data ? await open(options.data, began, make) : undefined;
  const cluster = kept?.cluster ?? make();
  if (entry && !kept?.opened) await deployInto(cluster, entry);
  const server = await start(cluster, {
    port,
    speed,
    ...(kept ? { authority: kept.authority, durable: () => kept.durable() } : {}),
  });
  if (kept?.opened) process.stdout.write(`the cluster of ${options.data}, ${kept.cluster.store.count('pods')} pods\n`);
  writeFileSync(options.kubeconfig, server.kubeconfig, { mode: 0o600 });
  process.stdout.write(`ready: ${server.url}\nexport KUBECONFIG=${options.kubeconfig}\n`);
  const stop = async (): Promise<void> => {
    await server.close();
    await kept?.close();
    process.exit(0);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
}

/** A kubeconfig is written over only where nothing but what is written here is in it. */
function checkOwn(file: string): void {
  if (!existsSync(file)) return;
  const others = (): readonly string[] => {
    try {
      return contextsOf(file).names.filter((it) => it !== 'slipway');
    } catch {
      return ['something else'];
    }
  };
  const found = others();
  if (found.length)
    throw new UserError(
      `--kubeconfig ${file}: it holds ${found.slice(0, 3).join(', ')}${found.length > 3 ? ', …' : ''}, which would be lost. Name another file`,
    );
}

/** What a program deploys is there before anybody asks. */
async function deployInto(cluster: Cluster, { deployment }: Entry): Promise<void> {
  const { ok, failures, notStarted } = await deploy(cluster.client(), deployment);
  cluster.untilQuiet();
  for (const { at, message, detail } of failures)
    process.stdout.write(`  ✖ ${describe(at.object)}: ${detail ?? message}\n`);
  process.stdout.write(
    ok
      ? `${deployment.objects.length} objects of ${deployment.name} deployed\n`
      : `${deployment.objects.length - failures.length - notStarted.length} of ${deployment.objects.length} objects of ${deployment.name} deployed\n`,
  );
}

async function open(folder: string, now: number, make: () => Cluster): Promise<KeptCluster> {
  try {
    return await KeptCluster.open(folder, now, { cluster: make, authority: () => authority(now) });
  } catch (error) {
    if (error instanceof JournalError) throw new UserError(`--data: ${error.message}`);
    throw error;
  }
}
