// `--watch`: the same command again whenever a file beside the program changes, each time in a process of its own, so that nothing
// of the program of before is left.

import { spawn, type ChildProcess } from 'node:child_process';
import { statSync, watch as listen } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';

/** A change is often several: files are written in pieces, and many at once. Milliseconds. */
const TOGETHER = 100;

/** Runs this command line without `--watch`, now and after each change, until it is interrupted. `output` is what it writes itself. */
export async function watchCommand(entry: string, output?: string): Promise<void> {
  const full = resolve(entry);
  const folder = statSync(full).isDirectory() ? full : dirname(full);
  const own = output === undefined ? undefined : resolve(output);
  const args = [...process.execArgv, ...process.argv.slice(1).filter((it) => it !== '--watch' && it !== '-w')];
  let running: ChildProcess | undefined;
  let again = false;
  const run = (why: string): void => {
    if (running) {
      again = true;
      return;
    }
    if (process.stdout.isTTY) process.stdout.write('\u001b[2J\u001b[3J\u001b[H');
    process.stdout.write(`── ${new Date().toTimeString().slice(0, 8)} ${why}\n`);
    running = spawn(process.execPath, args, { stdio: 'inherit' });
    running.on('close', () => {
      running = undefined;
      if (!again) return;
      again = false;
      run('changed meanwhile');
    });
  };
  let timer: NodeJS.Timeout | undefined;
  const changed = (file: string | null): void => {
    if (file === null || isOwn(resolve(folder, file), folder, own)) return;
    clearTimeout(timer);
    timer = setTimeout(() => run(`${file} changed`), TOGETHER);
  };
  const watcher = listen(folder, { recursive: true }, (_, file) => changed(file));
  run(`watching ${relative('.', folder) || '.'}${sep}`);
  await new Promise<void>((resolve) => {
    const stop = (): void => {
      watcher.close();
      clearTimeout(timer);
      running?.kill();
      resolve();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}

/** Whether a file is nothing that the program is made of. */
function isOwn(file: string, folder: string, output: string | undefined): boolean {
  if (output !== undefined && (file === output || file.startsWith(output + sep))) return true;
  const parts = relative(folder, file).split(sep);
  return (
    parts.some((it) => it === 'node_modules' || (it.startsWith('.') && it !== '.')) || /~$|\.swp$/.test(basename(file))
  );
}
