// `slipway import`: YAML as TypeScript. Definitions of custom resources become typed constructs, anything else a program.

import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { customTypes } from '../sdk/import/custom-types.ts';
import { manifestsIn, readManifests } from '../sdk/import/manifests.ts';
import { programOf } from '../sdk/import/program.ts';
import { UserError } from './failure.ts';

export async function importFiles(paths: readonly string[], options: { output?: string }): Promise<void> {
  const objects = paths.flatMap((path) => read(path)).map((it) => it.object);
  const from = paths.map((it) => (it === '-' ? 'standard input' : basename(it))).join(', ');
  const definitions = objects.filter((it) => it.kind === 'CustomResourceDefinition');
  if (objects.length === 0) throw new UserError(`${paths.join(', ')}: no objects`);
  // What a definition comes with (rights, a controller) is another thing to import.
  const text = definitions.length ? customTypes(objects, from) : programOf(objects, nameOf(paths[0]!), from);
  if (options.output === undefined) {
    process.stdout.write(text);
    return;
  }
  writeFileSync(options.output, text);
  const rest = objects.length - definitions.length;
  const said = definitions.length
    ? `${definitions.length} ${definitions.length === 1 ? 'kind' : 'kinds'}${rest ? `; ${rest} other objects are left: import them by themselves, or include them` : ''}`
    : `${objects.length} ${objects.length === 1 ? 'object' : 'objects'}`;
  process.stdout.write(`${options.output}: ${said}\n`);
}

const nameOf = (path: string): string =>
  path === '-'
    ? 'imported'
    : basename(path)
        .replace(/\.\w+$/, '')
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-') || 'imported';

function read(path: string): ReturnType<typeof readManifests> {
  if (path === '-') return parse(readFileSync(0, 'utf8'), 'standard input');
  if (!existsSync(path)) throw new UserError(`${path}: no such file or folder`);
  if (!statSync(path).isDirectory()) return parse(readFileSync(path, 'utf8'), path);
  return manifestsIn(path).flatMap((it) => parse(readFileSync(it, 'utf8'), it));
}

function parse(text: string, file: string): ReturnType<typeof readManifests> {
  try {
    return readManifests(text, file);
  } catch (error) {
    throw new UserError((error as Error).message);
  }
}
