// What a deployment left in the cluster, so that a later one can remove what is no longer in the tree. The format is ApplySet's
// (KEP-3659): a parent Secret says which kinds and namespaces, a label on each member whose it is.

import { createHash } from 'node:crypto';
import type { Client } from '../api/client.ts';
import type { GroupResource, KubeObject } from '../api/object.ts';
import { groupResource, resourceOfKind } from '../api/schema/resources.ts';
import { isStatus } from '../api/status-errors.ts';

export const PART_OF = 'applyset.kubernetes.io/part-of';
const ID = 'applyset.kubernetes.io/id';
const TOOLING = 'applyset.kubernetes.io/tooling';
const KINDS = 'applyset.kubernetes.io/contains-group-kinds';
const NAMESPACES = 'applyset.kubernetes.io/additional-namespaces';
const TOOL = 'slipway/v1';

/** Where the parent lives. */
const NAMESPACE = 'default';

/** The parent's name for a deployment. */
export const parentName = (deployment: string): string => `slipway-${deployment}`;

/** The id members are labelled with, as ApplySet computes it. */
export function setId(deployment: string): string {
  const hash = createHash('sha256')
    .update(`${parentName(deployment)}.${NAMESPACE}.Secret.`)
    .digest('base64');
  return `applyset-${hash.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}-v1`;
}

/** Kinds and namespaces an inventory speaks of. */
export interface Extent {
  readonly kinds: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
}

/** The extent of a list of objects; kinds as `Kind.group`. */
export function extentOf(objects: readonly KubeObject[]): Extent {
  const kinds = new Set<string>();
  const namespaces = new Set<string>();
  for (const object of objects) {
    const group = object.apiVersion!.includes('/') ? object.apiVersion!.split('/')[0]! : '';
    kinds.add(group ? `${object.kind}.${group}` : object.kind!);
    if (object.metadata.namespace) namespaces.add(object.metadata.namespace);
  }
  return { kinds, namespaces };
}

/** The extent the parent remembers; empty when there is no parent. */
export async function readExtent(client: Client, deployment: string): Promise<Extent> {
  try {
    const parent = await client.get('secrets', NAMESPACE, parentName(deployment));
    const list = (name: string): string[] => (parent.metadata.annotations?.[name] ?? '').split(',').filter(Boolean);
    return { kinds: new Set(list(KINDS)), namespaces: new Set(list(NAMESPACES)) };
  } catch (error) {
    if (!isStatus(error, 'NotFound')) throw error;
    return { kinds: new Set(), namespaces: new Set() };
  }
}

/** Writes the parent. */
export async function writeExtent(client: Client, deployment: string, extent: Extent): Promise<void> {
  const annotations = {
    [TOOLING]: TOOL,
    [KINDS]: [...extent.kinds].sort().join(','),
    [NAMESPACES]: [...extent.namespaces].sort().join(','),
  };
  await client.patch(
    'secrets',
    NAMESPACE,
    parentName(deployment),
    'apply',
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: parentName(deployment),
        namespace: NAMESPACE,
        labels: { [ID]: setId(deployment) },
        annotations,
      },
      type: 'Opaque',
    },
    { fieldManager: 'slipway', force: true },
  );
}

/** Removes the parent. */
export async function removeParent(client: Client, deployment: string): Promise<void> {
  await client.delete('secrets', NAMESPACE, parentName(deployment));
}

/** The resource of a `Kind.group`, and the versions it may have. */
function resourceOf(kind: string): GroupResource | undefined {
  const dot = kind.indexOf('.');
  const short = dot < 0 ? kind : kind.slice(0, dot);
  const group = dot < 0 ? '' : kind.slice(dot + 1);
  for (const version of ['v1', 'v2', 'v1beta1', 'v1alpha1', 'v1beta2']) {
    const info = resourceOfKind(group ? `${group}/${version}` : version, short);
    if (info) return groupResource(info);
  }
  // A custom resource: its plural is nearly always the lower-case kind with an s; its definition says for sure.
  return undefined;
}

/** Everything in the cluster that carries the deployment's label, within an extent. */
export async function members(
  client: Client,
  deployment: string,
  extent: Extent,
): Promise<{ resource: GroupResource; object: KubeObject }[]> {
  const found: { resource: GroupResource; object: KubeObject }[] = [];
  const custom = [...extent.kinds].some((kind) => !resourceOf(kind))
    ? (await client.list('customresourcedefinitions.apiextensions.k8s.io')).items
    : [];
  for (const kind of extent.kinds) {
    const dot = kind.indexOf('.');
    const definition = custom.find(
      (it) => it['spec'].names.kind === kind.slice(0, dot) && it['spec'].group === kind.slice(dot + 1),
    );
    const resource =
      resourceOf(kind) ?? (definition && `${definition['spec'].names.plural}.${definition['spec'].group}`);
    if (!resource) continue;
    const { items } = await client.list(resource, { labelSelector: `${PART_OF}=${setId(deployment)}` });
    for (const object of items) found.push({ resource, object });
  }
  return found;
}
