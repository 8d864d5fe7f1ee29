// A cluster asked as over the wire, by its administrator.

import * as assert from 'uvu/assert';
import { ADMIN, type Cluster } from '../../lib/engine/cluster.ts';

export interface Asked {
  readonly status: number;
  readonly body: Record<string, any>;
}

export function ask(cluster: Cluster, method: string, path: string, body?: object, headers: object = {}): Asked {
  const url = new URL(path, 'https://x');
  const answer = cluster.server.handle({
    method,
    path: url.pathname,
    query: url.searchParams,
    headers: { 'content-type': 'application/json', ...headers },
    user: ADMIN,
    ...(body ? { body: Buffer.from(JSON.stringify(body)) } : {}),
  });
  assert.ok('body' in answer);
  return { status: answer.status, body: JSON.parse(answer.body.toString()) as Record<string, any> };
}
