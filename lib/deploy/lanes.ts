// Requests side by side: as many under way as a client takes, results in the order they come.

import type { Client } from '../api/client.ts';

/** Does something for each; with a client that takes one at a time, one after the other. */
export async function sideBySide<T, R>(
  client: Client,
  all: readonly T[],
  work: (it: T) => Promise<R>,
  take: (it: T, result: R) => void,
  stopped: () => boolean = () => false,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < all.length && !stopped()) {
      const it = all[next++]!;
      take(it, await work(it));
    }
  };
  await Promise.all(Array.from({ length: Math.min(client.parallel ?? 1, all.length) }, lane));
}
