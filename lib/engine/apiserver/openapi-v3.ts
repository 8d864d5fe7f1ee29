// The API described as OpenAPI v3, one document a group and version. Follows kube-openapi/pkg/handler3.

import { createHash } from 'node:crypto';
import { recordedEnums, recordedOpenApi } from '../../api/recorded/read.ts';
import type { Machine } from './call.ts';
import { customOpenApi } from './custom-openapi.ts';
import { json, type ApiAnswer } from './http.ts';
import { servedByDefault } from './registry.ts';

interface Document {
  readonly paths: { readonly [path: string]: object };
  readonly components?: { readonly schemas: { readonly [name: string]: object } };
}

let documents: Map<string, Document> | undefined;

/** The documents of what is built in and served, by path: `apis/apps/v1`. */
export function builtInOpenApi(): ReadonlyMap<string, Document> {
  if (documents) return documents;
  const all = Object.entries(recordedOpenApi()) as [string, Document][];
  const served = all.filter(([path]) => {
    const [root, group, version] = path.split('/');
    return root !== 'apis' || !group || (version ? servedByDefault(version) : stable(all, group));
  });
  documents = new Map(served.map(([path, document]) => [path, withEnums(document)]));
  return documents;
}

const stable = (all: readonly [string, Document][], group: string): boolean =>
  all.some(([path]) => path.startsWith(`apis/${group}/`) && servedByDefault(path.split('/')[2]!));

// The documents were recorded without the values that fields may have; those were recorded apart.
function withEnums(document: Document): Document {
  const schemas = document.components?.schemas;
  if (!schemas) return document;
  const enums = recordedEnums();
  const found = Object.entries(schemas).map(([name, schema]) => [
    name,
    Object.entries(enums[name] ?? {}).reduce((it, [place, values]) => withEnum(it, place.split('.'), values), schema),
  ]);
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(found) } };
}

function withEnum(schema: object, place: readonly string[], values: readonly string[]): object {
  const [field, ...rest] = place;
  if (field === undefined) return { ...schema, enum: values };
  const inner = (schema as { [field: string]: object | undefined })[field];
  if (!inner) return schema;
  if (Array.isArray(inner))
    return {
      ...schema,
      [field]: inner.map((it, i) => (String(i) === rest[0] ? withEnum(it as object, rest.slice(1), values) : it)),
    };
  return { ...schema, [field]: withEnum(inner, rest, values) };
}

/** Those of custom resources. */
export const customDocuments = (machine: Machine): ReadonlyMap<string, object> =>
  customOpenApi(machine, builtInOpenApi().get('api/v1')?.components?.schemas ?? {});

const hashes = new Map<string, string>();
const hashOf = (document: object): string =>
  createHash('sha512').update(JSON.stringify(document)).digest('hex').toUpperCase();

/** The index: which documents there are, and what they hash to. */
export function openApiIndex(machine: Machine): object {
  const paths: { [path: string]: { serverRelativeURL: string } } = {};
  const add = (path: string, hash: string): void => {
    paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` };
  };
  for (const [path, document] of builtInOpenApi()) {
    let hash = hashes.get(path);
    if (!hash) hashes.set(path, (hash = hashOf(document)));
    add(path, hash);
  }
  for (const [path, document] of customDocuments(machine)) add(path, hashOf(document));
  return { paths };
}

/** One document, if there is one at the path. */
export function openApiDocument(machine: Machine, path: string): ApiAnswer | undefined {
  const recorded = builtInOpenApi().get(path);
  if (recorded) return json(200, { openapi: '3.0.0', info: { title: 'Kubernetes', version: 'v1.36.3' }, ...recorded });
  const custom = customDocuments(machine).get(path);
  return custom ? json(200, custom) : undefined;
}
