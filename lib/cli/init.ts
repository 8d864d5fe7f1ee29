// `slipway init`: a program, or a library of constructs, that runs as it is.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { dns1123Label } from '../api/labels.ts';
import { UserError } from './failure.ts';
import { TEMPLATES } from './templates.ts';

export function init(folder: string | undefined, options: { template: string; name?: string }): void {
  const target = resolve(folder ?? '.');
  const name = options.name ?? nameFrom(basename(target));
  const [wrong] = dns1123Label(name);
  if (wrong) throw new UserError(`--name ${name}: ${wrong}`);
  const files = Object.entries(TEMPLATES[options.template]!(name));
  const there = files.map(([file]) => file).filter((file) => existsSync(join(target, file)));
  if (there.length)
    throw new UserError(
      `nothing was written: ${relative('.', target) || 'this folder'} has ${there.join(', ')} already. Name a new folder: slipway init FOLDER`,
    );
  for (const [file, content] of files) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    writeFileSync(join(target, file), content);
  }
  const shown = relative('.', target);
  const entry = options.template === 'app' ? 'main.ts' : 'example.ts';
  process.stdout.write(
    `${files.map(([file]) => `  + ${join(shown, file)}\n`).join('')}\nnext: ${shown ? `cd ${shown} && ` : ''}npm install && npx slipway plan ${entry}\n`,
  );
}

/** A folder's name as a name that objects may have. */
function nameFrom(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 63);
  return name || 'app';
}
