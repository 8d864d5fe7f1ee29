// The peers, installed when first needed from a lock file of their own.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const peers = fileURLToPath(new URL('peers', import.meta.url));

/** Whether the peers are there; says why when they cannot be. */
export function installPeers(): boolean {
  const wanted = readFileSync(join(peers, 'package-lock.json'), 'utf8');
  const made = join(peers, 'node_modules/.made-from.json');
  if (existsSync(made) && readFileSync(made, 'utf8') === wanted) return true;
  try {
    execFileSync('npm', ['ci', '--prefix', peers, '--no-audit', '--no-fund', '--ignore-scripts'], { stdio: 'pipe' });
  } catch (error) {
    console.error(
      `skipped: npm could not install the peers: ${String((error as { stderr?: Buffer }).stderr ?? error)}`,
    );
    return false;
  }
  writeFileSync(made, wanted);
  return true;
}
