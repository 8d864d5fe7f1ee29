// What a command is given: a program whose default export is its App, or a folder (or file) of YAML.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { KubeObject } from '../api/object.ts';
import { referencesOf } from '../api/rules/references.ts';
import { ASSUMED, type SimulationSpec } from '../api/simulation/simulation.ts';
import type { Deployment, DeployGroup, DeployObject } from '../deploy/interface.ts';
import { placed } from '../deploy/placed.ts';
import { describe } from '../deploy/names.ts';
import { manifestsIn } from '../sdk/import/manifests.ts';
import { UserError } from './failure.ts';
import { loadError } from './load-error.ts';

export interface Entry {
  readonly deployment: Deployment;
  readonly simulation: SimulationSpec;
  /** `Kind namespace/name` to where it was written. */
  readonly sources: ReadonlyMap<string, string>;
  /** The chart of each object, for synth's files. */
  readonly charts: readonly string[];
}

/** Loads an entry; throws errors that tell what is wrong with it. */
export async function loadEntry(path: string): Promise<Entry> {
  const full = resolve(path);
  if (!existsSync(full)) throw new UserError(`${path}: no such file or folder`);
  if (statSync(full).isDirectory() || /\.(ya?ml|json)$/.test(full)) return yamlEntry(path, full);
  if (!/\.[cm]?[jt]sx?$/.test(full))
    throw new UserError(
      `${path} is neither a TypeScript or JavaScript program (.ts, .js) nor YAML (.yaml, .yml, .json)`,
    );
  return programEntry(path, full);
}

interface Synthesizer {
  readonly synth: () => {
    readonly name: string;
    readonly simulation: SimulationSpec;
    readonly objects: readonly (DeployObject & { readonly path: string; readonly chart: string })[];
    readonly groups?: readonly DeployGroup[];
  };
}

async function programEntry(path: string, full: string): Promise<Entry> {
  const [{ register }, { register: registerRequire }] = await Promise.all([
    import('tsx/esm/api'),
    import('tsx/cjs/api'),
  ]);
  // On beforehand, they stay on after: where a construct was made is read from the stack only when it is told.
  process.setSourceMapsEnabled(true);
  // A program without "type": "module" beside it is CommonJS to Node, whose require has to know TypeScript too.
  const unregisterRequire = registerRequire();
  const unregister = register();
  let app: Synthesizer | undefined;
  let found: unknown;
  // A program that ends the process, or waits for what never comes, would end the command without a word.
  let isIdle = false;
  const idle = (): void => void (isIdle = true);
  const ended = (code: number): void => {
    process.stderr.write(
      isIdle
        ? `✖ ${path} never came to its end: it awaits something that does not happen\n`
        : `✖ ${path} ended this command with process.exit(${code}) before its App was there\n`,
    );
    process.exitCode = isIdle ? 1 : code || 1;
  };
  process.on('beforeExit', idle);
  process.on('exit', ended);
  try {
    const loaded = (await import(pathToFileURL(full).href)) as { default?: unknown };
    const first = (await loaded.default) as Synthesizer | { default?: Synthesizer | Promise<Synthesizer> } | undefined;
    // The default of what is loaded as CommonJS is one further in.
    app =
      first && typeof first === 'object' && 'synth' in first
        ? first
        : await (first as { default?: Synthesizer | Promise<Synthesizer> } | undefined)?.default;
    found = app ?? first;
  } catch (error) {
    throw await loadError(path, error);
  } finally {
    process.off('beforeExit', idle);
    process.off('exit', ended);
    await unregister();
    unregisterRequire();
  }
  if (!app || typeof app.synth !== 'function')
    throw new UserError(
      typeof found === 'function'
        ? `${path}: its default export is a function; slipway does not call it. Export the App it makes: export default await main()`
        : `${path} has no App as its default export: end it with export default app`,
    );
  const synth = app.synth();
  const deployment = { name: synth.name, objects: synth.objects, groups: synth.groups };
  return {
    deployment,
    simulation: synth.simulation,
    sources: sourcesOf(deployment),
    charts: synth.objects.map((it) => it.chart),
  };
}

async function yamlEntry(path: string, full: string): Promise<Entry> {
  const { isYamlError, readAllYaml } = await import('../sdk/import/kubectl-yaml.ts');
  const files = statSync(full).isDirectory() ? manifestsIn(full) : [full];
  if (files.length === 0) {
    const program = ['main.ts', 'index.ts', 'main.js', 'index.js'].find((it) => existsSync(join(full, it)));
    throw new UserError(`${path} holds no YAML${program ? `. Its program is ${join(path, program)}?` : ''}`);
  }
  const found: { object: KubeObject; source: string }[] = [];
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    let documents: unknown[];
    try {
      documents = readAllYaml(text);
    } catch (error) {
      if (isYamlError(error)) throw new UserError(`${relative('.', file)}: ${error.message}`);
      throw error;
    }
    const starts = [1];
    text.split('\n').forEach((line, i) => line.startsWith('---') && starts.push(i + 2));
    documents.forEach((document, i) => {
      if (document === null || document === undefined) return;
      const list = (document as { kind?: string }).kind?.endsWith('List')
        ? (document as { items: unknown[] }).items
        : [document];
      for (const object of list as KubeObject[]) {
        const source = `${relative('.', file)}:${starts[Math.min(i + (text.startsWith('---') ? 1 : 0), starts.length - 1)]}`;
        if (!object.apiVersion || !object.kind || !object.metadata?.name)
          throw new UserError(`${source}: an object needs apiVersion, kind and metadata.name`);
        found.push({ object, source });
      }
    });
  }
  const deployment = { name: basename(full).replace(/\.ya?ml$/, ''), objects: inOrder(found) };
  return {
    deployment,
    simulation: ASSUMED,
    sources: sourcesOf(deployment),
    charts: found.map(() => ''),
  };
}

/** Where each object was written, by the name it has in the cluster. */
export function sourcesOf(deployment: Deployment): Map<string, string> {
  return new Map(
    placed(deployment).objects.map(({ object, source, path }) => [
      describe(object),
      [source, path].filter(Boolean).join('  '),
    ]),
  );
}

/** Dependencies of plain manifests: namespaces, definitions and what their fields name. */
function inOrder(found: readonly { object: KubeObject; source: string }[]): DeployObject[] {
  const at = new Map(
    found.map(({ object }, i) => [`${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`, i]),
  );
  return found.map(({ object, source }, i) => {
    const after = new Set<number>();
    const add = (key: string): void => {
      const to = at.get(key);
      // Plain manifests may name each other in a circle; only what stands before is waited for.
      if (to !== undefined && to < i) after.add(to);
    };
    if (object.metadata.namespace) add(`Namespace /${object.metadata.namespace}`);
    for (const it of referencesOf(object)) add(`${it.kind} ${it.namespace ?? ''}/${it.name}`);
    return { object, source, after: [...after] };
  });
}
