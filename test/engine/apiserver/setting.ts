// A server over an empty control plane, for tests.

import { bootstrap } from '../../../lib/engine/apiserver/bootstrap.ts';
import { ApiServer } from '../../../lib/engine/apiserver/server.ts';
import { ADMIN } from '../../../lib/engine/auth/users.ts';
import type { Verbs } from '../../../lib/engine/interface.ts';
import { chanceFrom } from '../../../lib/engine/sim/chance.ts';
import { Memories } from '../../../lib/engine/storage/memory.ts';
import { MemoryStore } from '../../../lib/engine/storage/store.ts';

export interface Setting {
  readonly store: MemoryStore;
  readonly server: ApiServer;
  readonly memories: Memories;
  readonly admin: Verbs;
  time: number;
}

/** A fresh control plane at a fixed time. */
export function setting(seed = 'test'): Setting {
  const made = { time: Date.parse('2026-01-01T00:00:00Z') } as { -readonly [K in keyof Setting]: Setting[K] };
  const now = (): number => made.time;
  made.store = new MemoryStore(now);
  made.memories = new Memories();
  const chance = chanceFrom(seed);
  bootstrap(made.store, now(), chance);
  made.server = new ApiServer({ store: made.store, now, chance, memory: made.memories.of('apiserver') });
  made.admin = made.server.verbs(ADMIN);
  return made;
}
