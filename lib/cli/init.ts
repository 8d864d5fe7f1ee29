// `slipway init`: a program, or a library of constructs, that runs as it is.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { dns1123Label } from '../api/labels.ts';
import { UserError } from './failure.ts';
import { TEMPLATES } from './templates.ts';

const PACKAGE = 'package.json';

export function init(folder: string | undefined, options: { template: string; name?: string }): void {
  const target = resolve(folder ?? '.');
  const name = options.name ?? nameFrom(basename(target));
  const [wrong] = dns1123Label(name);
  if (wrong) throw new UserError(`--name ${name}: ${wrong}`);
  const shown = relative('.', target);
  const files = Object.entries(TEMPLATES[options.template]!(name));
  const there = files.map(([file]) => file).filter((file) => existsSync(join(target, file)));
  const refuse = (why: string): never => {
    throw new UserError(
      `nothing was written: ${shown || 'this folder'} has ${why}. Name a new folder: slipway init FOLDER`,
    );
  };
  // Who has begun with npm has that file, and nothing in it that would be lost.
  const begun = there.includes(PACKAGE) && there.length === 1 ? begunWith(target) : undefined;
  if (there.length && !begun) refuse(`${there.join(', ')} already`);
  for (const [file, content] of files) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    writeFileSync(
      join(target, file),
      begun && file === PACKAGE ? joined(begun, JSON.parse(content) as Manifest) : content,
    );
  }
  const entry = options.template === 'app' ? 'main.ts' : 'example.ts';
  process.stdout.write(
    `${files.map(([file]) => `  ${begun && file === PACKAGE ? '~' : '+'} ${join(shown, file)}\n`).join('')}\nnext: ${shown ? `cd ${shown} && ` : ''}npm install && npx slipway plan ${entry}\n`,
  );
}

interface Manifest {
  readonly [field: string]: unknown;
}

/** What npm wrote into a folder that has no program yet; undefined when it cannot be read, or is about scripts that are there. */
function begunWith(target: string): Manifest | undefined {
  if (readdirSync(target).some((it) => /\.[cm]?[jt]sx?$/.test(it))) return undefined;
  try {
    const found = JSON.parse(readFileSync(join(target, PACKAGE), 'utf8')) as unknown;
    return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Manifest) : undefined;
  } catch {
    return undefined;
  }
}

/** What a package says already, with what it lacks to be this one: dependencies keep their versions, scripts what they do. */
function joined(begun: Manifest, template: Manifest): string {
  const listed = new Set(
    ['dependencies', 'devDependencies', 'peerDependencies'].flatMap((it) => Object.keys((begun[it] as object) ?? {})),
  );
  const result: Record<string, unknown> = { ...begun, type: 'module' };
  for (const [field, value] of Object.entries(template)) {
    if (field.endsWith('ependencies')) {
      const missing = Object.entries(value as object).filter(
        ([name]) => !listed.has(name) || (field === 'peerDependencies' && !(begun[field] as Manifest)?.[name]),
      );
      if (missing.length) result[field] = { ...Object.fromEntries(missing), ...(begun[field] as object) };
    } else if (field === 'scripts') {
      const own = Object.entries((begun[field] as object) ?? {}).filter(
        ([, it]) => !/no test specified/.test(String(it)),
      );
      result[field] = { ...(value as object), ...Object.fromEntries(own) };
    } else result[field] ??= value;
  }
  return `${JSON.stringify(result, null, 2)}\n`;
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
