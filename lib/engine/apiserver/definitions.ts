// What becomes of definitions of custom resources a moment after they are written: their names are accepted or not, they are
// established, and one that is deleted takes its objects with it. Upstream small loops of the server do this; here it follows each
// write at once. Follows apiextensions-apiserver/pkg/controller/{status,establish,apiapproval,finalizer} and
// pkg/registry/customresourcedefinition/etcd.go.

import type { DeleteOptions } from '../../api/client.ts';
import { setCondition, type Condition } from '../../api/conditions.ts';
import type { KubeObject } from '../../api/object.ts';
import { conflict } from '../../api/status-errors.ts';
import { formatTime } from '../../api/time.ts';
import { reviewDeletion } from '../admission/chain.ts';
import { CONTROL_PLANE } from '../auth/users.ts';
import { approvalCondition, type Names } from '../kinds/custom-definition-spec.ts';
import { Call } from './call.ts';
import { commit } from './create.ts';
import { removeNow, removeObject, type Deleted } from './delete.ts';
import { equal } from './equality.ts';
import { preconditionFailed } from './preconditions.ts';

export const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';
const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';

interface Status {
  readonly conditions?: readonly Condition[] | null;
  readonly acceptedNames?: Names;
  readonly storedVersions?: readonly string[];
}

/** The server itself, about a definition's status. */
const byServer = (call: Call, name: string): Call =>
  new Call(call.machine, CONTROL_PLANE, call.endpoint, '', name, 'status', { fieldManager: 'kube-apiserver' });

/** To be called when a definition was written. */
export function settleDefinition(call: Call, definition: KubeObject): void {
  if (call.dryRun || definition.metadata.deletionTimestamp) return;
  const before = (definition.status ?? {}) as Status;
  const names = (definition.spec?.names ?? {}) as Names;
  let conditions: readonly Condition[] = before.conditions ?? [];
  let { acceptedNames = {} } = before;
  const add = (next: Condition): void => {
    conditions = setCondition(conditions, next, formatTime(call.now));
  };
  if (!equal(names, acceptedNames)) {
    const { accepted, naming } = acceptNames(call, definition, names, acceptedNames);
    acceptedNames = accepted;
    add(naming);
    const established = conditions.find((it) => it.type === 'Established');
    if (established?.status !== 'True')
      add(
        naming.status === 'True'
          ? {
              type: 'Established',
              status: 'True',
              reason: 'InitialNamesAccepted',
              message: 'the initial names have been accepted',
            }
          : { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' },
      );
  }
  const approval = approvalCondition(definition);
  if (approval) add(approval);
  const after = { ...before, conditions, acceptedNames };
  if (equal(after, before)) return;
  const own = byServer(call, definition.metadata.name!);
  commit(own, { ...definition, status: after }, definition);
}

/** Which of the wanted names may be had: those nobody else of the group has. */
function acceptNames(
  call: Call,
  definition: KubeObject,
  wanted: Names,
  had: Names,
): { accepted: Names; naming: Condition } {
  const resources = new Set<string>();
  const kinds = new Set<string>();
  for (const other of call.read.list(DEFINITIONS)) {
    if (other.metadata.name === definition.metadata.name || other.spec?.group !== definition.spec?.group) continue;
    const { plural, singular, shortNames, kind, listKind } = ((other.status ?? {}) as Status).acceptedNames ?? {};
    for (const name of [plural, singular, ...(shortNames ?? [])]) if (name) resources.add(name);
    for (const name of [kind, listKind]) if (name) kinds.add(name);
  }
  let naming: Condition = {
    type: 'NamesAccepted',
    status: 'True',
    reason: 'NoConflicts',
    message: 'no conflicts found',
  };
  const inUse = (name: string): string => `${JSON.stringify(name)} is already in use`;
  const refuse = (reason: string, message: string): void => {
    naming = { type: 'NamesAccepted', status: 'False', reason, message };
  };
  const one = (field: 'plural' | 'singular' | 'kind' | 'listKind', taken: ReadonlySet<string>): string | undefined => {
    const name = wanted[field] ?? '';
    if (name === (had[field] ?? '') || !taken.has(name)) return wanted[field];
    refuse(`${field[0]!.toUpperCase()}${field.slice(1)}Conflict`, inUse(name));
    return had[field];
  };
  const plural = one('plural', resources);
  const singular = one('singular', resources);
  const taken = (wanted.shortNames ?? []).filter((it) => !had.shortNames?.includes(it) && resources.has(it));
  if (taken.length) {
    const faults = [...new Set(taken.map(inUse))];
    refuse('ShortNamesConflict', faults.length > 1 ? `[${faults.join(', ')}]` : faults[0]!);
  }
  const shortNames = taken.length ? had.shortNames : wanted.shortNames;
  const kind = one('kind', kinds);
  const listKind = one('listKind', kinds);
  const accepted: Names = {
    plural: plural ?? '',
    ...(singular ? { singular } : {}),
    ...(shortNames ? { shortNames } : {}),
    kind: kind ?? '',
    ...(listKind ? { listKind } : {}),
    ...(wanted.categories ? { categories: wanted.categories } : {}),
  };
  return { accepted, naming };
}

/** Deletes a definition: it is marked, and goes when its objects have gone. */
export function deleteDefinition(call: Call, existing: KubeObject, options: DeleteOptions): Deleted {
  const { uid, resourceVersion } = options.preconditions ?? {};
  const name = existing.metadata.name!;
  const against = (...fault: Parameters<typeof preconditionFailed>): Error =>
    conflict(DEFINITIONS, name, preconditionFailed(...fault));
  if (uid !== undefined && uid !== existing.metadata.uid) throw against('UID', uid, existing.metadata.uid);
  if (resourceVersion !== undefined && resourceVersion !== existing.metadata.resourceVersion)
    throw against('ResourceVersion', resourceVersion, existing.metadata.resourceVersion);
  reviewDeletion(call, existing);
  const finalizers = existing.metadata.finalizers ?? [];
  const status = (existing.status ?? {}) as Status;
  const marked: KubeObject = {
    ...existing,
    metadata: {
      ...existing.metadata,
      deletionTimestamp: formatTime(call.now),
      finalizers: finalizers.includes(CLEANUP) ? finalizers : [...finalizers, CLEANUP],
    },
    status: {
      ...status,
      conditions: setCondition(
        status.conditions ?? [],
        {
          type: 'Terminating',
          status: 'True',
          reason: 'InstanceDeletionPending',
          message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
        },
        formatTime(call.now),
      ),
    },
  };
  const object = commit(call, marked, existing);
  if (!call.dryRun) clearDefinition(call, object);
  return { object, gone: false };
}

/** Deletes what a definition that is on its way out defines, and the definition when nothing is left. */
function clearDefinition(call: Call, definition: KubeObject): void {
  const { machine } = call;
  const own = byServer(call, definition.metadata.name!);
  const names = ((definition.status ?? {}) as Status).acceptedNames ?? {};
  const id = `${names.plural ?? ''}.${String(definition.spec?.group)}`;
  const endpoint = machine.registry.stored(id);
  if (endpoint)
    for (const object of machine.store.list(id))
      removeObject(own.about(endpoint, object.metadata.namespace ?? '', object.metadata.name!), object, {});
  // The last of them may have taken it along.
  if (machine.store.get(DEFINITIONS, own.name) !== definition) return;
  const left = endpoint !== undefined && machine.store.count(id) > 0;
  const status = (definition.status ?? {}) as Status;
  const conditions = setCondition(
    status.conditions ?? [],
    left
      ? {
          type: 'Terminating',
          status: 'True',
          reason: 'InstanceDeletionInProgress',
          message: 'CustomResource deletion is in progress',
        }
      : {
          type: 'Terminating',
          status: 'False',
          reason: 'InstanceDeletionCompleted',
          message: 'removed all instances',
        },
    formatTime(call.now),
  );
  const finalizers = (definition.metadata.finalizers ?? []).filter((it) => left || it !== CLEANUP);
  const { finalizers: _, ...metadata } = definition.metadata;
  const after: KubeObject = {
    ...definition,
    metadata: { ...metadata, ...(finalizers.length ? { finalizers } : {}) },
    status: { ...status, conditions },
  };
  if (finalizers.length) commit(own, after, definition);
  else removeNow(own, definition, after);
}

/** To be called when an object of a definition is gone: the last one may be what the definition waits for. */
export function afterRemoval(call: Call): void {
  const { definition } = call.endpoint.custom!;
  const now = call.machine.store.get(DEFINITIONS, definition.metadata.name!);
  if (!now?.metadata.deletionTimestamp || !now.metadata.finalizers?.includes(CLEANUP)) return;
  if (call.machine.store.count(call.endpoint.storage) > 0) return;
  const endpoint = call.machine.registry.stored(DEFINITIONS)!;
  clearDefinition(call.about(endpoint, '', now.metadata.name!), now);
}
