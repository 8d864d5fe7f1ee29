// Where a report goes: standard output, a file, a browser.

import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { colored } from '../report/text/color.ts';
import { UserError } from './failure.ts';

export interface OutputOptions {
  readonly format: string;
  /** A file to write instead of standard output. */
  readonly output?: string;
  /** Show the page in a browser. */
  readonly open?: boolean;
}

/** Writes what was made; `open` asks for a page, whatever the format says. */
export function put(text: string, { format, output, open }: OutputOptions, name: string): void {
  if (open) {
    const file = output ?? join(mkdtempSync(join(tmpdir(), 'slipway-')), `${name}.html`);
    save(file, text);
    process.stdout.write(`${file}\n`);
    browse(pathToFileURL(file).href);
  } else if (output) {
    save(output, text);
    process.stdout.write(`${output}\n`);
  } else process.stdout.write(format === 'text' && paints() ? colored(text) : text);
}

/** A terminal takes colour, unless NO_COLOR says otherwise. */
function paints(): boolean {
  return process.stdout.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
}

function save(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UserError(`${file} cannot be written: ${(error as Error).message}`);
  }
}

/** Opens a page with whatever the machine opens pages with; where there is nothing, the file's name was printed. */
function browse(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  const child = spawn(command!, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
