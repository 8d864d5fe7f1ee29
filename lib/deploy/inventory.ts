// What a deployment left in the cluster, so that a later one can remove what is no longer in the tree. The format is ApplySet's
// (KEP-3659): a parent Secret says which kinds and namespaces, a label on each member whose it is. Beside that, where each member was
// written, so that a report on the cluster names lines of a program.

import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Client, ServedKind } from '../api/client.ts';
import type { GroupResource, KubeObject } from '../api/object.ts';
import { isStatus } from '../api/status-errors.ts';
import type { DeployObject } from './interface.ts';
import { describe } from './names.ts';

export const PART_OF = 'applyset.kubernetes.io/part-of';
const ID = 'applyset.kubernetes.io/id';
const TOOLING = 'applyset.kubernetes.io/tooling';
const KINDS = 'applyset.kubernetes.io/contains-group-kinds';
const NAMESPACES = 'applyset.kubernetes.io/additional-namespaces';
const TOOL = 'slipway/v1';
/** Where members were written, packed. */
const ORIGINS = 'origins';

/** Where the parent lives unless told otherwise. */
const NAMESPACE = 'default';

/** The parent's name for a deployment. */
export const parentName = (deployment: string): string => `slipway-${deployment}`;

/** The id members are labelled with, as ApplySet computes it. */
export function setId(deployment: string, namespace = NAMESPACE): string {
  const hash = createHash('sha256')
    .update(`${parentName(deployment)}.${namespace}.Secret.`)
    .digest('base64');
  return `applyset-${hash.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}-v1`;
}

/** Where an object was written: its construct's path, and file, line and column. */
export interface Origin {
  readonly path?: string;
  readonly source?: string;
}

export interface Inventory {
  /** Kinds there are members of, as `Kind.group`. */
  readonly kinds: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
  /** `Kind namespace/name` to where it was written. */
  readonly origins: ReadonlyMap<string, Origin>;
}

const EMPTY: Inventory = { kinds: new Set(), namespaces: new Set(), origins: new Map() };

/** The inventory of a tree; with `told`, where its objects were written. */
export function inventoryOf(objects: readonly DeployObject[], told: boolean): Inventory {
  const kinds = new Set<string>();
  const namespaces = new Set<string>();
  const origins = new Map<string, Origin>();
  for (const it of objects) {
    const { object } = it;
    kinds.add(kindId(object));
    if (object.metadata.namespace) namespaces.add(object.metadata.namespace);
    if (!told) continue;
    const { path, source } = it;
    origins.set(describe(object), { ...(path ? { path } : {}), ...(source ? { source } : {}) });
  }
  return { kinds, namespaces, origins };
}

function kindId({ apiVersion = '', kind }: KubeObject): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
  return group ? `${kind}.${group}` : kind!;
}

/** What either speaks of; of where something was written, what the second says. */
export function union(a: Inventory, b: Inventory): Inventory {
  return {
    kinds: new Set([...a.kinds, ...b.kinds]),
    namespaces: new Set([...a.namespaces, ...b.namespaces]),
    origins: new Map([...a.origins, ...b.origins]),
  };
}

/** The inventory without the origins of some members; kinds and namespaces stay, as there may be others of them. */
export function forget(inventory: Inventory, gone: ReadonlySet<string>): Inventory {
  return { ...inventory, origins: new Map([...inventory.origins].filter(([id]) => !gone.has(id))) };
}

/** The inventory the parent remembers; empty when there is no parent. Throws when another tool owns the parent. */
export async function readInventory(client: Client, deployment: string, namespace = NAMESPACE): Promise<Inventory> {
  let parent: KubeObject;
  try {
    parent = await client.get('secrets', namespace, parentName(deployment));
  } catch (error) {
    if (!isStatus(error, 'NotFound')) throw error;
    return EMPTY;
  }
  const { annotations } = parent.metadata;
  const tool = annotations?.[TOOLING];
  if (tool !== undefined && !tool.startsWith('slipway/'))
    throw new Error(`Secret ${namespace}/${parentName(deployment)} is the inventory of another tool, ${tool}`);
  const list = (name: string): string[] => (annotations?.[name] ?? '').split(',').filter(Boolean);
  const packed = parent['data']?.[ORIGINS] as string | undefined;
  return { kinds: new Set(list(KINDS)), namespaces: new Set(list(NAMESPACES)), origins: unpack(packed) };
}

/** Origins are told in reports only: where they cannot be read, the rest goes on without them. */
function unpack(packed: string | undefined): ReadonlyMap<string, Origin> {
  if (!packed) return new Map();
  try {
    const rows = JSON.parse(inflateRawSync(Buffer.from(packed, 'base64')).toString()) as [string, string, string][];
    return new Map(
      rows.map(([id, path, source]) => [id, { ...(path ? { path } : {}), ...(source ? { source } : {}) }]),
    );
  } catch {
    return new Map();
  }
}

function pack(origins: ReadonlyMap<string, Origin>): string {
  const rows = [...origins].map(([id, { path = '', source = '' }]) => [id, path, source]);
  return deflateRawSync(JSON.stringify(rows)).toString('base64');
}

/** Writes the parent. */
export async function writeInventory(
  client: Client,
  deployment: string,
  inventory: Inventory,
  namespace = NAMESPACE,
): Promise<void> {
  await client.patch(
    'secrets',
    namespace,
    parentName(deployment),
    'apply',
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: parentName(deployment),
        namespace,
        labels: { [ID]: setId(deployment, namespace) },
        annotations: {
          [TOOLING]: TOOL,
          [KINDS]: [...inventory.kinds].sort().join(','),
          [NAMESPACES]: [...inventory.namespaces].sort().join(','),
        },
      },
      type: 'Opaque',
      data: { [ORIGINS]: pack(inventory.origins) },
    },
    { fieldManager: 'slipway', force: true },
  );
}

/** Removes the parent. */
export async function removeParent(client: Client, deployment: string, namespace = NAMESPACE): Promise<void> {
  await client.delete('secrets', namespace, parentName(deployment));
}

/** Names of the deployments a cluster holds an inventory of, in a namespace. */
export async function deploymentsIn(
  client: Client,
  namespace?: string,
): Promise<{ name: string; namespace: string }[]> {
  const { items } = await client.list('secrets', { ...(namespace ? { namespace } : {}), labelSelector: ID });
  return items
    .filter((it) => it.metadata.annotations?.[TOOLING]?.startsWith('slipway/'))
    .map((it) => ({ name: it.metadata.name!.replace(/^slipway-/, ''), namespace: it.metadata.namespace! }));
}

/** Everything in the cluster that carries the deployment's label, within an inventory. */
export async function members(
  client: Client,
  deployment: string,
  { kinds, namespaces }: Pick<Inventory, 'kinds' | 'namespaces'>,
  namespace?: string,
): Promise<{ resource: GroupResource; object: KubeObject }[]> {
  const found: { resource: GroupResource; object: KubeObject }[] = [];
  const labelSelector = `${PART_OF}=${setId(deployment, namespace)}`;
  for (const kind of kinds) {
    const dot = kind.indexOf('.');
    const served = await client.kind(dot < 0 ? '' : kind.slice(dot + 1), dot < 0 ? kind : kind.slice(0, dot));
    // A definition that is gone took its objects along.
    if (!served) continue;
    for (const object of await labelled(client, served, labelSelector, namespaces))
      found.push({ resource: served.resource, object });
  }
  return found;
}

/** Objects with a label, everywhere; where only some namespaces may be read, in those. */
async function labelled(
  client: Client,
  { resource, namespaced }: ServedKind,
  labelSelector: string,
  namespaces: ReadonlySet<string>,
): Promise<readonly KubeObject[]> {
  try {
    return (await client.list(resource, { labelSelector })).items;
  } catch (error) {
    if (!namespaced || !namespaces.size || !isStatus(error, 'Forbidden')) throw error;
  }
  const found: KubeObject[] = [];
  for (const namespace of namespaces) found.push(...(await client.list(resource, { namespace, labelSelector })).items);
  return found;
}
