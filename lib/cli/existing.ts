// Commands that look at a cluster people have: over HTTPS, or as it was written down. It is read, and goes on in this process.

import type { SimulationSpec } from '../api/simulation/simulation.ts';
import type { Deployment } from '../deploy/interface.ts';
import type { Cluster } from '../engine/cluster.ts';
import { connect, isRemote, type Connection, type ConnectOptions } from './connect.ts';
import { UserError } from './failure.ts';

export interface ExistingOptions extends ConnectOptions {
  /** A file or folder with its objects. */
  readonly cluster?: string;
}

export interface OpenedCluster {
  readonly cluster: Cluster;
  readonly notes: readonly string[];
  /** Where objects go that name no namespace. */
  readonly namespace: string;
  /** Absent for a file. */
  readonly connection?: Connection;
}

/** Whether a cluster people have is meant. */
export function isExisting(options: ExistingOptions): boolean {
  return options.cluster !== undefined || isRemote(options);
}

export async function openExisting(
  options: ExistingOptions,
  simulation: SimulationSpec,
  deployment?: Deployment,
): Promise<OpenedCluster> {
  const { existingCluster } = await import('../plan/existing.ts');
  if (options.cluster !== undefined) {
    if (isRemote(options)) throw new UserError('--cluster is a file, --context a cluster over HTTPS: say one of them');
    const { readClusterFile } = await import('./cluster-file.ts');
    const holdings = await readClusterFile(options.cluster);
    return { ...existingCluster(holdings, simulation, deployment), namespace: options.namespace ?? 'default' };
  }
  const { readHoldings } = await import('../remote/holdings.ts');
  const connection = await connect(options);
  const { client, namespace, title } = connection;
  const named = new Set([
    namespace,
    ...(deployment?.objects.map((it) => it.object.metadata.namespace ?? namespace) ?? []),
  ]);
  const terminal = process.stderr.isTTY === true;
  const holdings = await readHoldings(client, {
    namespaces: [...named],
    source: title,
    ...(terminal
      ? { progress: (read, of) => void process.stderr.write(`\rreading ${title}: ${read} of ${of} kinds\u001b[K`) }
      : {}),
  });
  if (terminal) process.stderr.write('\r\u001b[K');
  return { ...existingCluster(holdings, simulation, deployment), namespace, connection };
}
