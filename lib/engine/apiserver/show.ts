// Objects as a client asked to see them: whole, their metadata alone, or as rows of a table.

import type { KubeObject, ManagedFieldsEntry } from '../../api/object.ts';
import { notAcceptable } from '../../api/status-errors.ts';
import type { Call } from './call.ts';
import { fromStored } from './convert.ts';
import type { Page } from './list.ts';
import { managedFieldsOf } from './managed.ts';
import type { Wanted } from './negotiate.ts';
import { internalPackage } from './registry.ts';
import { TEMPLATE_GENERATION } from '../kinds/daemonset.ts';
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

/** The metadata of an object alone, without what only its published version keeps there. */
export function partial({ kind, metadata }: KubeObject, apiVersion: string): KubeObject {
  const { [TEMPLATE_GENERATION]: told, ...annotations } = metadata.annotations ?? {};
  if (kind !== 'DaemonSet' || told === undefined) return { kind: 'PartialObjectMetadata', apiVersion, metadata };
  const { annotations: _, ...rest } = metadata;
  return {
    kind: 'PartialObjectMetadata',
    apiVersion,
    metadata: Object.keys(annotations).length ? { ...rest, annotations } : rest,
  };
}

/** The Go type of an object, or of a list of them. */
function goType({ endpoint }: Call, list: boolean): string {
  const kind = list ? 'List' : '';
  if (endpoint.custom) return `*unstructured.Unstructured${kind}`;
  // Two views of one kind of object are one type inside.
  const group = endpoint.storage === endpoint.id ? endpoint.info.group : '';
  return `*${internalPackage(group)}.${endpoint.info.kind}${kind}`;
}

/** One object, in the form that is wanted. */
export function showObject(call: Call, stored: KubeObject, wanted: Wanted, includeObject: string): unknown {
  if (wanted.as === 'PartialObjectMetadata') return partial(whole(call, stored), wanted.version);
  if (wanted.as === 'PartialObjectMetadataList')
    throw notAcceptable(
      `you requested PartialObjectMetadataList, but the requested object is not a list (${goType(call, false)})`,
    );
  if (wanted.as === 'Table')
    return tableOf(
      call,
      [stored],
      { resourceVersion: stored.metadata.resourceVersion ?? '' },
      includeObject,
      wanted.version,
    );
  return whole(call, stored);
}

/** What a subresource answers that is no part of its object, in the form that is wanted. */
export function showOther(call: Call, object: KubeObject, wanted: Wanted, includeObject: string): unknown {
  if (wanted.as === 'PartialObjectMetadata') return partial(object, wanted.version);
  return wanted.as === 'Table' && object.kind === 'Scale' ? tableOfScale(call, object, includeObject) : object;
}

/** A page of a list, in the form that is wanted. */
export function showList(call: Call, page: Page, wanted: Wanted, includeObject: string): unknown {
  if (wanted.as === 'Table') return tableOf(call, page.items, page.metadata, includeObject, wanted.version);
  if (wanted.as === 'PartialObjectMetadata')
    throw notAcceptable(
      `you requested PartialObjectMetadata, but the requested object is a list (${goType(call, true)})`,
    );
  if (wanted.as === 'PartialObjectMetadataList')
    return {
      kind: 'PartialObjectMetadataList',
      apiVersion: wanted.version,
      metadata: page.metadata,
      items: page.items.length ? page.items.map((item) => partial(whole(call, item), wanted.version)) : null,
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
    // Of custom resources a list says where it goes on, or that it goes on nowhere.
    metadata: call.endpoint.custom ? { continue: '', ...page.metadata } : page.metadata,
    items,
  };
}

function listKind(call: Call): string {
  const { custom, info } = call.endpoint;
  const named = (custom?.definition.spec?.names as { listKind?: string } | undefined)?.listKind;
  return named ?? `${info.kind}List`;
}
