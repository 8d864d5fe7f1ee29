// A command that speaks to a real cluster: which one, and as whom.

import { RemoteClient } from '../remote/client.ts';
import { accessOf } from '../remote/kubeconfig.ts';

export interface ConnectOptions {
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly namespace?: string;
}

export interface Connection {
  readonly client: RemoteClient;
  /** Where objects go that name no namespace, and where inventories are kept. */
  readonly namespace: string;
  /** `context staging (https://127.0.0.1:6443, v1.36.3)`. */
  readonly title: string;
}

/** Whether a real cluster is meant, not the one that is kept beside the program. */
export function isRemote({ context, kubeconfig }: ConnectOptions): boolean {
  return context !== undefined || kubeconfig !== undefined;
}

/** Reaches the cluster; what stands in the way is told before anything else is done. */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const access = accessOf(options);
  const client = new RemoteClient(access, { onWarning: (text) => void process.stderr.write(`warning: ${text}\n`) });
  const { gitVersion } = await client.version();
  return {
    client,
    namespace: options.namespace ?? access.namespace ?? 'default',
    title: `context ${access.context} (${access.server}, ${gitVersion})`,
  };
}
