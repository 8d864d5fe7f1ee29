// Fields behind feature gates that are off: what is said in them goes, unless it was there before. Facts from the dropDisabledFields
// functions of kubernetes/pkg/registry.

import type { GroupResource, KubeObject } from '../../api/object.ts';
import type { Draft } from './interface.ts';

/** Dotted paths; `*` is every item of a list and every value of a map. */
const GATED: { readonly [resource: GroupResource]: readonly string[] } = {
  'leases.coordination.k8s.io': ['spec.strategy', 'spec.preferredHolder'],
  'resourceslices.resource.k8s.io': ['ints', 'bools', 'strings', 'versions'].map(
    (list) => `spec.devices.*.attributes.*.${list}`,
  ),
  nodes: ['spec.configSource'],
  'endpointslices.discovery.k8s.io': ['endpoints.*.deprecatedTopology'],
};

type Held = { readonly [key: string]: unknown };

/** Whether anything is at a path. */
function has(value: unknown, path: readonly string[]): boolean {
  if (value === undefined || value === null) return false;
  const [step, ...rest] = path;
  if (step === undefined) return true;
  if (typeof value !== 'object') return false;
  return step === '*' ? Object.values(value).some((it) => has(it, rest)) : has((value as Held)[step], rest);
}

function without(value: unknown, path: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const [step, ...rest] = path as [string, ...string[]];
  if (Array.isArray(value)) return value.map((it) => without(it, rest));
  const fields = value as Held;
  if (step === '*') return Object.fromEntries(Object.entries(fields).map(([key, it]) => [key, without(it, rest)]));
  if (!(step in fields)) return fields;
  const { [step]: held, ...others } = fields;
  return rest.length ? { ...fields, [step]: without(held, rest) } : others;
}

/** Takes off a draft what is not to be said yet. */
export function dropGated(resource: GroupResource, draft: Draft, old?: KubeObject): void {
  for (const text of GATED[resource] ?? []) {
    const [top, ...path] = text.split('.') as [string, ...string[]];
    if (has(draft[top], path) && !has(old?.[top], path)) draft[top] = without(draft[top], path);
  }
}

/** The resources that have such fields. */
export const hasGated = (resource: GroupResource): boolean => resource in GATED;
