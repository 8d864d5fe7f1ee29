// The recordings of a v1.36.3 control plane, read when first asked for.

import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

const kept = new Map<string, unknown>();
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

// Read as text: importing is asynchronous, and most programs never need the OpenAPI documents.
function load(name: string): string {
  const text = readFileSync(new URL(`./${name}.${extension}`, import.meta.url), 'utf8');
  return JSON.parse(text.slice(text.indexOf('"'), text.lastIndexOf('"') + 1)) as string;
}

function unpack<T>(name: string): T {
  if (!kept.has(name)) kept.set(name, JSON.parse(brotliDecompressSync(Buffer.from(load(name), 'base64')).toString()));
  return kept.get(name) as T;
}

/** OpenAPI v3 documents by path (`api/v1`, `apis/apps/v1`), without prose. */
export function recordedOpenApi(): Record<string, { components: { schemas: Record<string, object> }; paths: Record<string, object> }> {
  return unpack('openapi');
}

/** What schemas that all kinds share say of themselves (``) and of their fields; `object` and `list` are what every kind has. */
export function recordedProse(): Record<string, Record<string, string>> {
  return unpack('prose');
}

/** The values that fields of OpenAPI schemas may have: by schema, then by the field's place in it (`properties.type`). */
export function recordedEnums(): Record<string, Record<string, string[]>> {
  return unpack('enums');
}

/** Discovery documents by path; the aggregated one is `aggregated_v2`. */
export function recordedDiscovery(): Record<string, unknown> {
  return unpack('discovery');
}

/** Table columns by `group-version/resource`. */
export function recordedTables(): Record<string, { name: string; type: string; format: string; priority: number }[]> {
  return unpack('tables');
}

/** What each column of a Table is said to show, by `group-version/resource`. */
export function recordedColumnTexts(): Record<string, string[]> {
  return unpack('columns');
}

/** The published .proto files by path. */
export function recordedProtos(): Record<string, string> {
  return unpack('proto');
}

/** What a fresh control plane holds: lists by resource (`clusterroles`, `namespaces`, …). */
export function recordedBootstrap(): Record<string, { apiVersion: string; items: import('../object.ts').KubeObject[] }> {
  if (!kept.has('bootstrap')) kept.set('bootstrap', JSON.parse(load('bootstrap')));
  return kept.get('bootstrap') as Record<string, { apiVersion: string; items: import('../object.ts').KubeObject[] }>;
}
