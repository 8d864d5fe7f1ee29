// Lists of what is not yet answered as it was recorded. They only ever get shorter.

import { readFileSync, writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';

/**
 * Holds what fails to the list of what did before: the two have to be the same. `SLIPWAY_RATCHET=write` writes the list anew instead. The two texts
 * say what stands only among the failures, and only on the list.
 */
export function holdToList(list: URL, failing: readonly string[], worse: string, better: string): void {
  if (process.env['SLIPWAY_RATCHET'] === 'write') {
    writeFileSync(list, failing.map((it) => `${it}\n`).join(''));
    return;
  }
  const known = new Set(readFileSync(list, 'utf8').split('\n').filter(Boolean));
  const found = new Set(failing);
  assert.equal(
    failing.filter((it) => !known.has(it)),
    [],
    worse,
  );
  assert.equal(
    [...known].filter((it) => !found.has(it)),
    [],
    better,
  );
}
