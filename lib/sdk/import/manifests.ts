// Reads YAML (or JSON) manifests, each with the line it begins at.

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '../../api/object.ts';
import { readYaml } from './kubectl-yaml.ts';

export interface ReadManifest {
  readonly object: KubeObject;
  /** `app.yaml:12`. */
  readonly source: string;
}

/** The objects of a text, lists taken apart. Throws where it is no YAML, or something in it is no object. */
export function readManifests(text: string, file: string): ReadManifest[] {
  const found: ReadManifest[] = [];
  const lines = text.split('\n');
  let begin = 0;
  const take = (end: number): void => {
    const part = lines.slice(begin, end);
    const first = part.findIndex((it) => it.trim() && !it.trim().startsWith('#'));
    if (first < 0) return;
    const source = `${file}:${begin + first + 1}`;
    let value: unknown;
    try {
      value = readYaml(part.join('\n'));
    } catch (error) {
      const { mark, reason } = error as { mark?: { line: number; column: number }; reason?: string };
      const at = mark ? `${file}:${begin + mark.line + 1}:${mark.column + 1}` : source;
      throw new Error(`${at}: ${reason ?? (error as Error).message}`);
    }
    if (value === null || value === undefined) return;
    const { kind = '', items } = value as { kind?: string; items?: unknown };
    const all = kind.endsWith('List') && Array.isArray(items) ? (items as unknown[]) : [value];
    for (const it of all) {
      const object = it as KubeObject;
      if (!object?.apiVersion || !object.kind || !object.metadata?.name)
        throw new Error(`${source}: an object needs apiVersion, kind and metadata.name`);
      found.push({ object: withoutNulls(object) as KubeObject, source });
    }
  };
  lines.forEach((line, i) => {
    if (!/^---(\s|$)/.test(line)) return;
    take(i);
    begin = i + 1;
  });
  take(lines.length);
  return found;
}

/** A field with nothing in it (`creationTimestamp: null`) says nothing. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, it]) => (it === null ? [] : [[key, withoutNulls(it)]])),
  );
}

/** What npm, the compiler and kustomize keep beside manifests. */
const OTHERS = /^((package(-lock)?|tsconfig.*)\.json|kustomization\.ya?ml)$/;

/** The manifests of a folder, in order of their names; not those of packages and of what is hidden. */
export function manifestsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((it) => it.name !== 'node_modules' && !it.name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((it) => {
      const file = join(folder, it.name);
      const isFolder = it.isSymbolicLink() ? statSync(file).isDirectory() : it.isDirectory();
      if (isFolder) return manifestsIn(file);
      return /\.(ya?ml|json)$/.test(it.name) && !OTHERS.test(it.name) ? [file] : [];
    });
}
