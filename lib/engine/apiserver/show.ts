// Objects as a client asked to see them: whole, their metadata alone, or as rows of a table.

import type { KubeObject, ManagedFieldsEntry } from '../../api/object.ts';
import type { Call } from './call.ts';
import { fromStored } from './convert.ts';
import type { Page } from './list.ts';
import { managedFieldsOf } from './managed.ts';
import type { Wanted } from './negotiate.ts';
import { tableOf, tableOfScale } from './table.ts';

/** An object with everything a client sees of it; who owns what is dear to tell, and may be left out. */
export function whole(call: Call, stored: KubeObject, withOwners = true): KubeObject {
  const managed = withOwners ? managedFieldsOf(stored) : NOBODY;
  const { kind, apiVersion, metadata, ...rest } = fromStored(call.endpoint, stored);
  return {
    kind: kind!,
    apiVersion: apiVersion!,
    metadata: managed.length ? { ...metadata, managedFields: managed } : metadata,
    ...rest,
  };
}

const NOBODY: readonly ManagedFieldsEntry[] = [];

function partial(object: KubeObject): KubeObject {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

/** One object, in the form that is wanted. */
export function showObject(call: Call, stored: KubeObject, wanted: Wanted, includeObject: string): unknown {
  if (wanted.as === 'PartialObjectMetadata') return partial(whole(call, stored));
  if (wanted.as === 'Table')
    return tableOf(call, [stored], { resourceVersion: stored.metadata.resourceVersion ?? '' }, includeObject);
  return whole(call, stored);
}

/** What a subresource answers that is no part of its object, in the form that is wanted. */
export function showOther(call: Call, object: KubeObject, wanted: Wanted, includeObject: string): unknown {
  if (wanted.as === 'PartialObjectMetadata') return partial(object);
  return wanted.as === 'Table' && object.kind === 'Scale' ? tableOfScale(call, object, includeObject) : object;
}

/** A page of a list, in the form that is wanted. */
export function showList(call: Call, page: Page, wanted: Wanted, includeObject: string): unknown {
  if (wanted.as === 'Table') return tableOf(call, page.items, page.metadata, includeObject);
  if (wanted.as === 'PartialObjectMetadataList')
    return {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata: page.metadata,
      items: page.items.length ? page.items.map((item) => partial(whole(call, item))) : null,
    };
  const items = page.items.map((item) => {
    const object = whole(call, item);
    if (call.endpoint.custom) return object;
    const { kind: _kind, apiVersion: _apiVersion, ...rest } = object;
    return rest;
  });
  return {
    kind: listKind(call),
    apiVersion: call.endpoint.apiVersion,
    metadata: page.metadata,
    items,
  };
}

function listKind(call: Call): string {
  const { custom, info } = call.endpoint;
  const named = (custom?.definition.spec?.names as { listKind?: string } | undefined)?.listKind;
  return named ?? `${info.kind}List`;
}
