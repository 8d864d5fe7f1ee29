// A cluster served over HTTPS from this process, and clients to it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from '../../lib/engine/cluster.ts';
import { RemoteClient } from '../../lib/remote/client.ts';
import { accessOf } from '../../lib/remote/kubeconfig.ts';
import { serve } from '../../lib/server/serve.ts';

export interface ServedHere {
  readonly cluster: Cluster;
  readonly kubeconfig: string;
  readonly folder: string;
  client(): RemoteClient;
  close(): Promise<void>;
}

/** Three nodes; time runs `speed` times as fast as the wall clock. */
export async function serveHere(speed = 50): Promise<ServedHere> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-served-'));
  const cluster = Cluster.create({
    start: Date.now(),
    seed: 'served',
    simulation: { pools: [{ name: 'node', zones: ['zone-a', 'zone-b', 'zone-c'], nodes: 1 }] },
  });
  const served = await serve(cluster, { port: 0, speed });
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, served.kubeconfig, { mode: 0o600 });
  const clients: RemoteClient[] = [];
  return {
    cluster,
    kubeconfig,
    folder,
    client() {
      const client = new RemoteClient(accessOf({ kubeconfig }));
      clients.push(client);
      return client;
    },
    async close() {
      for (const client of clients) client.close();
      await served.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
