// One object applied: server-side, as `slipway`. What others own stays as they have it unless it is asked for, and is told.

import type { Client, WriteOptions } from '../api/client.ts';
import type { GroupResource, JsonObject, KubeObject } from '../api/object.ts';
import { isStatus } from '../api/status-errors.ts';
import { conflictsOf, without, type LeftField } from './conflicts.ts';
import { PART_OF } from './inventory.ts';

export const MANAGER = 'slipway';

/** What to do about fields that others own: leave them as they are, or take them over. */
export type ConflictPolicy = 'leave' | 'take';

export interface Applied {
  /** As it was; undefined when it was not there. */
  readonly before: KubeObject | undefined;
  readonly after: KubeObject;
  /** Fields that others own and that were left as they are. */
  readonly left: readonly LeftField[];
}

/** Whether an object that is there was not yet part of a deployment: it is adopted as it is applied. */
export function isForeign(before: KubeObject | undefined): boolean {
  return before !== undefined && before.metadata.labels?.[PART_OF] === undefined;
}

/** Applies, or with `dryRun` asks what applying would make. Throws the server's refusals. */
export async function applyObject(
  client: Client,
  resource: GroupResource,
  object: KubeObject,
  label: string,
  options: { readonly conflicts: ConflictPolicy; readonly dryRun?: boolean },
): Promise<Applied> {
  const { namespace = '', name } = object.metadata;
  const before = await client.get(resource, namespace, name!, object.apiVersion).catch((error: unknown) => {
    if (isStatus(error, 'NotFound')) return undefined;
    throw error;
  });
  const member = before?.metadata.labels?.[PART_OF];
  if (member !== undefined && member !== label)
    throw new Error(`it is part of another deployment (${member}); take its label ${PART_OF} off to have it here`);
  const labelled = {
    ...object,
    metadata: { ...object.metadata, labels: { ...object.metadata.labels, [PART_OF]: label } },
  } as unknown as JsonObject;
  const write: WriteOptions = {
    fieldManager: MANAGER,
    force: options.conflicts === 'take',
    fieldValidation: 'Strict',
    ...(options.dryRun ? { dryRun: true } : {}),
  };
  const patch = (body: JsonObject): Promise<KubeObject> =>
    client.patch(resource, namespace, name!, 'apply', body, write);
  try {
    return { before, after: await patch(labelled), left: [] };
  } catch (error) {
    if (!isStatus(error, 'Conflict')) throw error;
    const left = conflictsOf(error);
    const rest = left.length ? without(labelled, left) : undefined;
    if (!rest) throw error;
    return { before, after: await patch(rest), left };
  }
}
