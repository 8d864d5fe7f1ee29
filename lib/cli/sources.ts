// Where the objects of a cluster were written, as the inventories in it remember.

import type { Client } from '../api/client.ts';
import { isStatus } from '../api/status-errors.ts';
import { deploymentsIn, readInventory } from '../deploy/inventory.ts';
import type { Sources } from '../report/verdict.ts';

/** `Kind namespace/name` to `main.ts:31:5  shop/web`, of all deployments of a cluster. */
export async function sourcesIn(client: Client): Promise<Sources> {
  const found = new Map<string, string>();
  try {
    for (const { name, namespace } of await deploymentsIn(client)) {
      const { origins } = await readInventory(client, name, namespace);
      for (const [id, { source, path }] of origins) {
        const text = [source, path].filter(Boolean).join('  ');
        if (text) found.set(id, text);
      }
    }
  } catch (error) {
    // Who may not read inventories is told of objects without their lines.
    if (!isStatus(error)) throw error;
  }
  return found;
}
