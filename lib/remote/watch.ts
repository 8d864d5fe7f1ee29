// Changes as a server tells them, in one request that goes on. Follows client-go/tools/cache: what breaks off is asked for anew, and begins
// with all that is there, so that nothing is missed but what is gone meanwhile.

import type { Watch, WatchedChange } from '../api/client.ts';
import { isStatus } from '../api/status-errors.ts';
import type { Transport } from './transport.ts';

/** The longest pause before it is asked for anew, milliseconds. */
const LONGEST = 10_000;
/** How long one request goes on, seconds: after that the server ends it, and it is asked for anew. */
const STRETCH = 300;

/** One resource watched until it is stopped. */
export class RemoteWatch implements Watch {
  live = false;
  private readonly stopping = new AbortController();

  constructor(transport: Transport, path: Promise<string>, told: (change: WatchedChange) => void) {
    void this.run(transport, path, told);
  }

  stop(): void {
    this.live = false;
    this.stopping.abort();
  }

  private async run(
    transport: Transport,
    where: Promise<string>,
    told: (change: WatchedChange) => void,
  ): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        const path = await where;
        await transport.stream(
          `${path}${path.includes('?') ? '&' : '?'}watch=true&timeoutSeconds=${STRETCH}`,
          {
            opened: () => {
              this.live = true;
              failures = 0;
            },
            line: (text) => {
              const change = JSON.parse(text) as WatchedChange | { readonly type: 'ERROR' };
              if (change.type !== 'ERROR') told(change);
            },
          },
          signal,
        );
      } catch (error) {
        // Who may not watch, may not watch in a moment either: the asker goes on asking.
        if (isStatus(error) && error.code < 500 && error.code !== 429 && error.code !== 401) break;
      }
      this.live = false;
      if (!signal.aborted) await pause(Math.min(LONGEST, 200 * 2 ** failures), signal);
    }
    this.live = false;
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
