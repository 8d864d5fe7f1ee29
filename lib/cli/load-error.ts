// Why a program could not be loaded, as its author needs it: the file, line and column, and no stack of this command.

import { readFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nearest } from '../sdk/problems.ts';
import { UserError } from './failure.ts';

/** This package's own folder: its frames are no news to the program's author. */
const HOME = fileURLToPath(new URL('..', import.meta.url));

/** Files below the working directory are told from there. */
function shown(file: string): string {
  const short = relative('.', file.replace(/^file:\/\//, ''));
  return short.startsWith('..') ? file : short;
}

/** Where a text stands in a file: `main.ts:3:8`; the file alone when it is not found. */
function placeOf(file: string, text: string): string {
  try {
    const lines = readFileSync(file, 'utf8').split('\n');
    const line = lines.findIndex((it) => it.includes(text) && /import|export|require/.test(it));
    if (line >= 0) return `${shown(file)}:${line + 1}:${lines[line]!.indexOf(text) + 1}`;
  } catch {
    // The file is named all the same.
  }
  return shown(file);
}

/** The error to tell for one that came of importing a program. */
export async function loadError(path: string, error: unknown): Promise<Error> {
  if (!(error instanceof Error)) return new UserError(`${path}: ${String(error)}`);
  const { message, stack = '' } = error;

  // esbuild's own words name file, line and column.
  if (error.name === 'TransformError' || message.startsWith('Transform failed'))
    return new UserError(
      `${path} is not valid TypeScript:\n${message.replace(/^Transform failed.*\n/, '').replace(/^\/.*?(?=:\d+:\d+)/gm, shown)}${
        message.includes('Top-level await') ? '\n"type": "module" in package.json, or the name main.mts, allows it' : ''
      }`,
    );

  const wrongExport = /module '(.+)' does not provide an export named '(.+)'/.exec(message);
  if (wrongExport) {
    const [, module, name] = wrongExport as unknown as [string, string, string];
    const known = module === 'slipway' ? Object.keys(await import('../index.ts')) : [];
    const near = nearest(name, known);
    const file = /^(.*?):\d+\n/.exec(stack)?.[1];
    return new UserError(
      `${file ? placeOf(file, name) : path}: ${module} has no export ${name}.${near ? ` Did you mean ${near}?` : ''}`,
    );
  }
  if (error.name === 'SyntaxError') {
    const at = /^(.*?:\d+)\n/.exec(stack)?.[1];
    return new UserError(`${at ? shown(at) : path}: ${message}`);
  }

  if ((error as { code?: string }).code === 'ERR_MODULE_NOT_FOUND') {
    const match = /Cannot find (module|package) '(.+?)' imported from (.+)$/.exec(message);
    if (!match) return new UserError(`${path}: ${message}`);
    const [, what, wanted, from] = match as unknown as [string, string, string, string];
    const text = what === 'module' ? basename(wanted).replace(/\.\w+$/, '') : wanted;
    return new UserError(
      `${placeOf(from, text)}: ${what === 'module' ? `no such file: ${shown(wanted)}` : `no such package: ${wanted}. Is it installed?`}`,
    );
  }

  if ((error as { code?: string }).code === 'MODULE_NOT_FOUND') {
    // The words of require, where a program is CommonJS.
    const match = /Cannot find module '(.+?)'(?:\nRequire stack:\n- (.+))?/.exec(message);
    if (match?.[2]) {
      const [, wanted, from] = match as unknown as [string, string, string];
      return new UserError(
        `${placeOf(from, wanted)}: ${/^[./]/.test(wanted) ? `no such file: ${wanted}` : `no such package: ${wanted}. Is it installed?`}`,
      );
    }
  }

  const own = stack
    .split('\n')
    .filter(
      (line) => /^\s+at /.test(line) && !/node_modules|node:|Object\.<anonymous>/.test(line) && !line.includes(HOME),
    );
  return new UserError(`${path}: ${error.name}: ${message}${own.length ? `\n${own.slice(0, 5).join('\n')}` : ''}`);
}
