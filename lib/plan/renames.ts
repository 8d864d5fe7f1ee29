// A construct that makes an object of another name than before leaves the old one behind: told with both, and with what would keep it.

import type { KubeObject } from '../api/object.ts';
import type { Deployment, DeployObject } from '../deploy/interface.ts';
import type { Inventory } from '../deploy/inventory.ts';
import { describe } from '../deploy/names.ts';
import { idOf, type ObjectChange } from './changes.ts';

/** Comparisons of objects at most: beyond them only what stands at the same construct path is recognised. */
const MOST = 10_000;

/**
 * Notes on created objects which of those that left the tree they were: made at the same construct path, or the same in all but the name.
 * `left` are the objects that left the tree, as they are in the cluster.
 */
export function withRenames(
  changes: readonly ObjectChange[],
  left: readonly { readonly object: KubeObject; readonly kept: boolean }[],
  { objects }: Deployment,
  { origins }: Inventory,
): ObjectChange[] {
  if (left.length === 0) return [...changes];
  const places = new Map(objects.map((it) => [describe(it.object), it]));
  const byPath = new Map<string, (typeof left)[number]>();
  const byKind = new Map<string, (typeof left)[number][]>();
  for (const it of left) {
    const { kind } = it.object;
    const path = origins.get(describe(it.object))?.path;
    if (path) byPath.set(`${kind} ${path}`, it);
    const known = byKind.get(kind!);
    if (known) known.push(it);
    else byKind.set(kind!, [it]);
  }
  let compared = 0;
  const taken = new Set<object>();
  return changes.map((change) => {
    if (change.action !== 'create') return change;
    const at = places.get(idOf(change));
    const manifest = at?.object;
    const alike = (it: (typeof left)[number]): boolean =>
      !taken.has(it) && compared++ < MOST && manifest !== undefined && isRenamed(it.object, manifest);
    const here = byPath.get(`${change.kind} ${change.path}`);
    const was = here && !taken.has(here) ? here : byKind.get(change.kind)?.find(alike);
    if (!was) return change;
    taken.add(was);
    const note = noteOf(was.object, was.kept, moveOf(was.object, origins.get(describe(was.object))?.path, at));
    return { ...change, note: change.note ? `${change.note}; ${note}` : note };
  });
}

/** What a first look at an object that a chart says was moved finds: nothing of its former name. */
export const nothingMoved = ({ movedFrom }: DeployObject): string => `moved: nothing is deployed that was ${movedFrom}`;

/** The move that would give an object the name it had; undefined where none would. */
function moveOf(
  { metadata: { name } }: KubeObject,
  before: string | undefined,
  at: DeployObject | undefined,
): string | undefined {
  const { chart, path } = at ?? {};
  if (!chart || !before?.startsWith(`${chart}/`) || !path?.startsWith(`${chart}/`) || before === path) return undefined;
  const from = before.slice(chart.length + 1).split('/');
  const to = path.slice(chart.length + 1).split('/');
  // Only a name that was made from its path comes back with it.
  if (
    from
      .filter((id) => id !== 'Default')
      .join('-')
      .toLowerCase() !== name
  )
    return undefined;
  while (from.length > 1 && to.length > 1 && from.at(-1) === to.at(-1)) {
    from.pop();
    to.pop();
  }
  return `moved: [{ from: '${from.join('/')}', to: '${to.join('/')}' }] in ${chart}`;
}

function noteOf({ kind, metadata: { name }, spec }: KubeObject, kept: boolean, move: string | undefined): string {
  const claims = kind === 'StatefulSet' && (spec?.volumeClaimTemplates as unknown[] | undefined)?.length;
  const fate = kept ? 'which is kept aside' : `which is removed${claims ? ' and its claims left behind' : ''}`;
  return `was ${name}, ${fate}; ${move ? `${move}, or ` : ''}name: '${name}' would keep it`;
}

/** Whether a manifest says what an object has, with another name. */
function isRenamed(before: KubeObject, manifest: KubeObject): boolean {
  const [old, now] = [before.metadata.name!, manifest.metadata.name!];
  if (before.metadata.namespace !== manifest.metadata.namespace) return false;
  const { metadata: _m, status: _s, ...said } = manifest;
  // Of an object that says nothing but its name anything could be told.
  return Object.keys(said).length > 2 && holds(before, said, (text) => text.replaceAll(now, old));
}

/** Whether a value has all that is said, fields that a server has filled in aside. */
function holds(value: unknown, said: unknown, named: (text: string) => string): boolean {
  if (typeof said === 'string') return value === named(said);
  if (Array.isArray(said))
    return Array.isArray(value) && value.length === said.length && said.every((it, i) => holds(value[i], it, named));
  if (typeof said !== 'object' || said === null) return value === said || said === undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(said).every(([key, it]) => holds((value as Record<string, unknown>)[named(key)], it, named));
}
