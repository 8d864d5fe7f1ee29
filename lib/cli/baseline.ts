// `--baseline git:REV`: the entry as it was in a revision, from a copy of the files beside the repository's own so that imports resolve.

import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { loadEntry, type Entry } from './entry.ts';
import { UserError } from './failure.ts';

/** Loads an entry as a revision has it. */
export async function loadBaseline(path: string, baseline: string): Promise<Entry> {
  const revision = /^git:(.+)$/.exec(baseline)?.[1];
  if (!revision || revision.startsWith('-'))
    throw new UserError(`--baseline takes git:REVISION, such as git:main or git:HEAD~1; not ${baseline}`);
  const full = realpathSync(resolve(path));
  const git = (...args: string[]): Buffer => {
    try {
      return execFileSync('git', args, { cwd: dirname(full), maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe'] });
    } catch (error) {
      const { stderr, message } = error as { stderr?: Buffer; message: string };
      throw new UserError(
        `--baseline ${baseline}: ${stderr?.toString().trim() || (args[0] === 'rev-parse' ? 'there is no such revision' : message)}`,
      );
    }
  };
  const root = git('rev-parse', '--show-toplevel').toString().trim();
  const commit = git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`).toString().trim();
  const folder = join(root, `.slipway-baseline-${process.pid}`);
  mkdirSync(folder, { mode: 0o700 });
  try {
    // The root's package.json stays the real one: names of packages resolve as they do for the program of today.
    const archive = git('-C', root, 'archive', '--format=tar', commit, '--', '.', ':(exclude)package.json');
    execFileSync('tar', ['-x', '-C', folder], { input: archive, stdio: ['pipe', 'ignore', 'pipe'] });
    return await loadEntry(join(folder, relative(root, full)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
