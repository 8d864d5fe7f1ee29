// The resources a v1.36 control plane serves by default.

import type { GroupResource } from '../object.ts';
import { RESOURCES } from './tables/resources.ts';

export interface Subresource {
  readonly name: string;
  readonly kind?: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
}

/** One resource in one version. */
export interface ResourceInfo {
  readonly group: string;
  readonly version: string;
  /** The plural, as in paths. */
  readonly resource: string;
  readonly kind: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources: readonly Subresource[];
  /** Columns of its Table: name, type, format, priority. */
  readonly columns?: readonly (readonly [string, string, string, number])[];
}

let all: readonly ResourceInfo[] | undefined;
let byPath: Map<string, ResourceInfo>;
let byKind: Map<string, ResourceInfo>;
let byGroupResource: Map<GroupResource, ResourceInfo>;

function load(): readonly ResourceInfo[] {
  if (all) return all;
  all = JSON.parse(RESOURCES) as ResourceInfo[];
  byPath = new Map();
  byKind = new Map();
  byGroupResource = new Map();
  for (const info of all) {
    byPath.set(`${apiVersionOf(info)}/${info.resource}`, info);
    byKind.set(`${apiVersionOf(info)}/${info.kind}`, info);
    const id = groupResource(info);
    const known = byGroupResource.get(id);
    if (!known || rank(info.version) > rank(known.version)) byGroupResource.set(id, info);
  }
  return all;
}

/** v2 over v1 over v1beta1. */
function rank(version: string): number {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (!match) return 0;
  const stage = match[2] === 'alpha' ? 1 : match[2] === 'beta' ? 2 : 3;
  return stage * 1_000_000 + Number(match[1]) * 1_000 + Number(match[3] ?? 0);
}

/** `apps/v1`, `v1`. */
export function apiVersionOf(info: { readonly group: string; readonly version: string }): string {
  return info.group ? `${info.group}/${info.version}` : info.version;
}

/** `deployments.apps`, `pods`. */
export function groupResource(info: { readonly group: string; readonly resource: string }): GroupResource {
  return info.group ? `${info.resource}.${info.group}` : info.resource;
}

/** All of them, every version. */
export function builtInResources(): readonly ResourceInfo[] {
  return load();
}

/** The resource served at a group and version. */
export function resourceAt(apiVersion: string, resource: string): ResourceInfo | undefined {
  load();
  return byPath.get(`${apiVersion}/${resource}`);
}

/** The resource of a kind. */
export function resourceOfKind(apiVersion: string, kind: string): ResourceInfo | undefined {
  load();
  return byKind.get(`${apiVersion}/${kind}`);
}

/** A resource in the version objects are kept in: the most stable and newest. Events are kept in the core group. */
export function findResource(id: GroupResource): ResourceInfo | undefined {
  load();
  return byGroupResource.get(id);
}
