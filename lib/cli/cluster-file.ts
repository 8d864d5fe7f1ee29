// `--cluster FILE`: a cluster as somebody wrote it down: `kubectl get -A -o yaml` of its kinds, as YAML or JSON, in one file or a folder.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Holdings } from '../api/holdings.ts';
import type { GroupResource, KubeObject } from '../api/object.ts';
import { apiVersionOf, findResource, groupResource, resourceOfKind } from '../api/schema/resources.ts';
import { UserError } from './failure.ts';

/** Reads it; errors name the file. A kind of which there is an object counts as written down whole. */
export async function readClusterFile(path: string): Promise<Holdings> {
  if (!existsSync(path)) throw new UserError(`--cluster ${path}: no such file or folder`);
  const files = statSync(path).isDirectory()
    ? (readdirSync(path, { recursive: true }) as string[])
        .filter((file) => /\.(ya?ml|json)$/.test(file))
        .sort()
        .map((file) => join(path, file))
    : [path];
  if (!files.length) throw new UserError(`--cluster ${path} holds no YAML and no JSON`);
  const found: { object: KubeObject; file: string }[] = [];
  for (const file of files) for (const object of await objectsOf(file)) found.push({ object, file });
  if (!found.length) throw new UserError(`--cluster ${path} holds no objects`);

  const definitions = new Map<string, string>();
  for (const { object } of found)
    if (object.kind === 'CustomResourceDefinition')
      definitions.set(
        `${object['spec'].names.kind}.${object['spec'].group}`,
        `${object['spec'].names.plural}.${object['spec'].group}`,
      );
  const objects = new Map<string, readonly [GroupResource, KubeObject]>();
  const unknown = new Map<string, number>();
  for (const { object, file } of found) {
    const { apiVersion, kind, metadata } = object;
    if (!apiVersion || !kind || !metadata?.name)
      throw new UserError(`--cluster ${relative('.', file)}: an object needs apiVersion, kind and metadata.name`);
    if (kind === 'Event') continue;
    const known = resourceOfKind(apiVersion, kind);
    const resource = known ? groupResource(known) : definitions.get(`${kind}.${apiVersion.split('/')[0]}`);
    const kept = resource && known ? findResource(resource) : undefined;
    if (!resource || (kept && apiVersionOf(kept) !== apiVersion)) {
      unknown.set(`${kind} of ${apiVersion}`, (unknown.get(`${kind} of ${apiVersion}`) ?? 0) + 1);
      continue;
    }
    if (known?.namespaced && !metadata.namespace)
      throw new UserError(
        `--cluster ${relative('.', file)}: ${kind} ${metadata.name} names no namespace: is it a manifest, not an object of a cluster?`,
      );
    objects.set(`${resource} ${metadata.namespace ?? ''}/${metadata.name}`, [resource, whole(object)]);
  }
  const rows = [...objects.values()].sort(([a, one], [b, other]) =>
    a < b ? -1 : a > b ? 1 : nameOf(one) < nameOf(other) ? -1 : 1,
  );
  return {
    objects: rows,
    complete: new Set(rows.map(([resource]) => resource)),
    notRead: [...unknown].map(([what, count]) => ({
      what,
      why: `${count} of them are of a kind or version not known here`,
    })),
    at: newest(rows.map(([, object]) => object)),
    source: relative('.', path) || path,
  };
}

const nameOf = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;

async function objectsOf(file: string): Promise<KubeObject[]> {
  const text = readFileSync(file, 'utf8');
  let documents: unknown[];
  try {
    // JSON is YAML too, but reads ten times as fast by itself.
    documents = /^\s*[{[]/.test(text)
      ? [JSON.parse(text)].flat()
      : (await import('../sdk/import/kubectl-yaml.ts')).readAllYaml(text);
  } catch (error) {
    throw new UserError(`--cluster ${relative('.', file)}: ${(error as Error).message}`);
  }
  return documents.flatMap((document): KubeObject[] => {
    if (document === null || document === undefined) return [];
    if (typeof document !== 'object') throw new UserError(`--cluster ${relative('.', file)}: no Kubernetes objects`);
    const list = document as { kind?: string; apiVersion?: string; items?: KubeObject[] };
    if (!list.kind?.endsWith('List') || !Array.isArray(list.items)) return [document as KubeObject];
    const kind = list.kind.replace(/List$/, '');
    return list.items.map((it) => ({ ...it, apiVersion: it.apiVersion ?? list.apiVersion, kind: it.kind ?? kind }));
  });
}

/** What a server always says, where a hand left it out. */
function whole(object: KubeObject): KubeObject {
  const { metadata } = object;
  if (metadata.uid && metadata.creationTimestamp) return object;
  const uid = metadata.uid ?? `${object.kind}-${metadata.namespace ?? ''}-${metadata.name}`;
  return {
    ...object,
    metadata: { ...metadata, uid, creationTimestamp: metadata.creationTimestamp ?? '2026-01-05T00:00:00Z' },
  };
}

/** The latest time that anything in it speaks of: about when it was written down. */
function newest(objects: readonly KubeObject[]): number {
  let most = Date.UTC(2026, 0, 5);
  const see = (text: unknown): void => {
    const time = typeof text === 'string' ? Date.parse(text) : NaN;
    if (time > most) most = time;
  };
  for (const { metadata, status, spec } of objects) {
    see(metadata.creationTimestamp);
    see(spec?.renewTime);
    for (const it of (Array.isArray(status?.conditions) ? status.conditions : []) as Record<string, unknown>[]) {
      see(it['lastTransitionTime']);
      see(it['lastHeartbeatTime']);
    }
  }
  return most;
}
