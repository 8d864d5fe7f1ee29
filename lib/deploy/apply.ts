// One object applied: server-side, as `slipway`. What others own stays as they have it unless it is asked for, and is told.

import { isDeepStrictEqual } from 'node:util';
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
  /** Whether applying changed anything. */
  readonly changed: boolean;
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
  const patch = async (body: JsonObject, left: readonly LeftField[]): Promise<Applied> => {
    const after = await client.patch(resource, namespace, name!, 'apply', body, write);
    return { before, after, changed: before === undefined || isChanged(before, after, body), left };
  };
  try {
    return await patch(labelled, []);
  } catch (error) {
    if (!isStatus(error, 'Conflict')) throw error;
    const left = conflictsOf(error);
    const rest = left.length ? without(labelled, left) : undefined;
    if (!rest) throw error;
    return patch(rest, left);
  }
}

/**
 * Whether an apply changed an object between two looks at it. In a cluster that lives others may have written meanwhile, its status above
 * all: then what was applied is compared, and what this manager owns. A client that tells no owners is alone with its cluster.
 */
function isChanged(before: KubeObject, after: KubeObject, body: JsonObject): boolean {
  if (before.metadata.resourceVersion === after.metadata.resourceVersion) return false;
  const [was, is] = [ownedIn(before), ownedIn(after)];
  if (!was || !is) return true;
  return !isDeepStrictEqual(was, is) || differs(body, before, after);
}

function ownedIn({ metadata }: KubeObject): object | undefined {
  return metadata.managedFields?.find((it) => it.manager === MANAGER && it.operation === 'Apply')?.fieldsV1;
}

/** Whether two values are apart in what a manifest says: by the fields of an object, and lists as a whole. */
function differs(said: unknown, before: unknown, after: unknown): boolean {
  if (!isMap(said) || !isMap(before) || !isMap(after)) return !isDeepStrictEqual(before, after);
  return Object.keys(said).some((key) => differs(said[key], before[key], after[key]));
}

const isMap = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
