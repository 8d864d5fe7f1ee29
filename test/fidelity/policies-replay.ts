// Stories of policies played against an API server in this process, each on a fork of one prepared control plane.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { KubeObject } from '../../lib/api/object.ts';
import { bootstrap } from '../../lib/engine/apiserver/bootstrap.ts';
import { ApiServer } from '../../lib/engine/apiserver/server.ts';
import { ADMIN } from '../../lib/engine/auth/users.ts';
import { chanceFrom } from '../../lib/engine/sim/chance.ts';
import { Memories } from '../../lib/engine/storage/memory.ts';
import { MemoryStore } from '../../lib/engine/storage/store.ts';
import { answerOf, pathOf } from './policies/answers.mjs';

export interface PolicyRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly body?: unknown;
  readonly type?: string;
}

export interface PolicyStory {
  readonly name: string;
  readonly setup: readonly KubeObject[];
  readonly requests: readonly PolicyRequest[];
  /** What was recorded of each request. */
  readonly answers: readonly object[];
}

export const recordedStories = (): readonly PolicyStory[] =>
  (
    JSON.parse(
      gunzipSync(readFileSync(new URL('../data/fidelity/policies/policies.json.gz', import.meta.url))).toString(),
    ) as { readonly stories: readonly PolicyStory[] }
  ).stories;

const TIME = Date.parse('2026-06-01T12:00:00Z');
const chance = chanceFrom('policies');
const now = (): number => TIME;

export class PolicyReplay {
  private readonly base = new MemoryStore(now);
  private readonly memories = new Memories();

  constructor() {
    bootstrap(this.base, TIME, chance);
  }

  /** What each request of a story is answered. */
  play({ setup, requests }: PolicyStory): unknown[] {
    const memory = this.memories.fork().of('apiserver');
    const server = new ApiServer({ store: this.base.fork(), now, chance, memory });
    for (const body of setup) ask(server, { method: 'POST', path: pathOf(body), body });
    return requests.map((one) => JSON.parse(JSON.stringify(answerOf(one, ask(server, one)))) as unknown);
  }
}

interface Reply {
  readonly status: number;
  readonly warnings: readonly string[];
  readonly text: string;
}

function ask(server: ApiServer, { method, path, query, body, type }: PolicyRequest): Reply {
  const [at, own] = path.split('?');
  const response = server.handle({
    method,
    path: at!,
    query: new URLSearchParams([own, query].filter(Boolean).join('&')),
    headers: {
      accept: 'application/json',
      'user-agent': 'corpus/1.0',
      ...(body === undefined ? {} : { 'content-type': type ?? 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    user: ADMIN,
  });
  const said = response.headers['warning'] ?? [];
  const warnings = typeof said === 'string' ? [said] : said;
  const bytes = 'body' in response ? response.body : '';
  return { status: response.status, warnings, text: typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString() };
}
