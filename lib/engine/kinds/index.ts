// All kinds that have a file of their own.

import type { GroupResource } from '../../api/object.ts';
import type { Kind } from './interface.ts';
import { GENERIC_TRAITS } from './traits.ts';

const FILES: readonly Kind[] = [];

const byResource = new Map<GroupResource, Kind>();
for (const kind of FILES) byResource.set(kind.resource, { ...GENERIC_TRAITS[kind.resource], ...kind });

/** The kind of a resource: its file's, with what the table of traits says. */
export function kindOf(resource: GroupResource): Kind {
  let kind = byResource.get(resource);
  if (!kind) byResource.set(resource, (kind = { ...GENERIC_TRAITS[resource], resource }));
  return kind;
}
