// References by name: to constructs of the tree, or to what a cluster has already.

import type { ApiObject } from './api-object.ts';
import { declareExisting } from './existing.ts';

/** A construct that makes an object, the object's name, or `{ existing }` for one that the cluster has and the tree does not make. */
export type Named = string | { readonly name: string } | { readonly existing: string };

/** Kinds without a namespace that are referred to by name. */
const CLUSTER = new Set([
  'StorageClass',
  'VolumeAttributesClass',
  'PersistentVolume',
  'PriorityClass',
  'RuntimeClass',
  'IngressClass',
  'ClusterRole',
  'DeviceClass',
]);

/** The name that an object's field says for a reference. `{ existing }` is remembered for the whole tree. */
export function refer(from: ApiObject, kind: string, to: Named): string;
export function refer(from: ApiObject, kind: string, to: Named | undefined): string | undefined;
export function refer(from: ApiObject, kind: string, to: Named | undefined): string | undefined {
  if (to === undefined || typeof to === 'string') return to;
  if (!('existing' in to) || typeof to.existing !== 'string') return (to as { name: string }).name;
  declareExisting(from, kind, CLUSTER.has(kind) ? undefined : from.namespace, to.existing);
  return to.existing;
}
