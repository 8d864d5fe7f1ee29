// `--watch`: the same command again whenever a file beside the program changes, each time in a process of its own, so that nothing
// of the program of before is left.

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, statSync, watch as listen, type FSWatcher } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { UserError } from './failure.ts';

/** A change is often several: files are written in pieces, and many at once. Milliseconds. */
const TOGETHER = 100;

/** Runs this command line without `--watch`, now and after each change, until it is interrupted. `outputs` are what it writes itself. */
export async function watchCommand(entry: string, outputs: readonly (string | undefined)[]): Promise<void> {
  const full = resolve(entry);
  if (!existsSync(full)) throw new UserError(`${entry}: no such file or folder`);
  const folder = statSync(full).isDirectory() ? full : dirname(full);
  const own = outputs.filter((it) => it !== undefined).map((it) => resolve(it));
  const args = [...process.execArgv, ...process.argv.slice(1).filter((it) => it !== '--watch' && it !== '-w')];
  let running: ChildProcess | undefined;
  /** What changed while the command ran: it runs once more. */
  let again: string | undefined;
  const run = (why: string): void => {
    if (running) {
      again = why;
      return;
    }
    if (process.stdout.isTTY) process.stdout.write('\u001b[2J\u001b[3J\u001b[H');
    process.stdout.write(`── ${new Date().toTimeString().slice(0, 8)} ${why}\n`);
    running = spawn(process.execPath, args, { stdio: 'inherit' });
    running.on('close', () => {
      running = undefined;
      if (again === undefined) return;
      const why = again;
      again = undefined;
      run(why);
    });
  };
  let timer: NodeJS.Timeout | undefined;
  const close = watchTree(
    folder,
    (file) => isForeign(file, folder, own),
    (file) => {
      clearTimeout(timer);
      timer = setTimeout(() => run(`${relative(folder, file)} changed`), TOGETHER);
    },
  );
  run(`watching ${relative('.', folder) || '.'}${sep}`);
  await new Promise<void>((resolve) => {
    const stop = (signal: 'SIGINT' | 'SIGTERM'): void => {
      close();
      clearTimeout(timer);
      running?.kill(signal);
      // A shell is told what ended this, as if nothing had been in the way.
      process.exitCode = signal === 'SIGINT' ? 130 : 143;
      resolve();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}

/**
 * Tells what changes in a folder and in all below it. Folders are watched, not files: most editors write a new file and give it the
 * old one's name, and who watches the old one hears nothing more.
 */
function watchTree(folder: string, foreign: (file: string) => boolean, changed: (file: string) => void): () => void {
  const watchers = new Map<string, FSWatcher>();
  const forget = (gone: string): void => {
    for (const [at, watcher] of watchers) {
      if (at !== gone && !at.startsWith(gone + sep)) continue;
      watcher.close();
      watchers.delete(at);
    }
  };
  const add = (at: string): void => {
    if (at !== folder && foreign(at)) return;
    try {
      const watcher = listen(at, (event, name) => {
        const file = name === null ? at : join(at, name);
        if (foreign(file)) return;
        // A folder that came, went, or is another one of the same name.
        if (event === 'rename' && file !== at) {
          forget(file);
          if (isFolder(file)) add(file);
        }
        changed(file);
      });
      watcher.on('error', () => forget(at));
      watchers.set(at, watcher);
      for (const it of readdirSync(at, { withFileTypes: true })) if (it.isDirectory()) add(join(at, it.name));
    } catch {
      // It went while it was looked at.
    }
  };
  add(folder);
  return () => watchers.forEach((it) => it.close());
}

const isFolder = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Whether a file is nothing that the program is made of. */
function isForeign(file: string, folder: string, own: readonly string[]): boolean {
  if (own.some((it) => file === it || file.startsWith(it + sep))) return true;
  const parts = relative(folder, file).split(sep);
  return (
    parts.some((it) => it === 'node_modules' || (it.startsWith('.') && it !== '.')) ||
    /~$|\.swp$|^4913$/.test(basename(file))
  );
}
