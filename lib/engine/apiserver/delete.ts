// Deleting objects: at once, gracefully, or when the last finalizer is gone.
// Follows apiserver/pkg/registry/rest/delete.go and pkg/registry/generic/registry/store.go.

import type { DeleteOptions } from '../../api/client.ts';
import type { KubeObject } from '../../api/object.ts';
import { notFound } from '../../api/status-errors.ts';
import { formatTime, parseTime } from '../../api/time.ts';
import { reviewDeletion } from '../admission/chain.ts';
import type { Draft } from '../kinds/interface.ts';
import type { Call } from './call.ts';
import { keep } from './create.ts';
import { afterRemoval, DEFINITIONS, deleteDefinition } from './definitions.ts';
import { noteDeletion } from './identity.ts';
import { sameOwners } from './managed.ts';
import { kindName } from './registry.ts';
import { checkPreconditions } from './preconditions.ts';

/** What became of the object. */
export interface Deleted {
  readonly object: KubeObject;
  /** Gone; otherwise it waits for a kubelet or for finalizers. */
  readonly gone: boolean;
}

/** Deletes the object the call is about. */
export function remove(call: Call, options: DeleteOptions): Deleted {
  const existing = call.stored();
  if (!existing) throw notFound(call.endpoint.id, call.name);
  return removeObject(call, existing, options);
}

/** Deletes one object. */
export function removeObject(call: Call, existing: KubeObject, options: DeleteOptions): Deleted {
  if (call.endpoint.storage === DEFINITIONS && !existing.metadata.deletionTimestamp)
    return deleteDefinition(call, existing, options);
  checkPreconditions(kindName(call.endpoint), existing, options.preconditions);
  reviewDeletion(call, existing);
  const grace =
    options.gracePeriodSeconds !== undefined && options.gracePeriodSeconds < 0 ? 1 : options.gracePeriodSeconds;
  let object = existing;
  let graceful = false;
  if (call.endpoint.storage === 'pods') {
    const step = gracefulPod(existing, grace, call.now);
    if (step === 'pending') return { object: existing, gone: false };
    if (step) {
      object = step;
      graceful = true;
    }
  }
  const namespaceWaits = call.endpoint.storage === 'namespaces';
  const finalizers = finalizersAfter(call, object, options);
  if (finalizers !== object.metadata.finalizers) object = withFinalizers(object, finalizers);
  const pending = (finalizers?.length ?? 0) > 0;
  if (namespaceWaits) {
    const kept = terminateNamespace(call, object);
    if (kept) return { object: kept, gone: false };
  }
  if (!graceful && pending) {
    if (!object.metadata.deletionTimestamp) object = markDeleting(object, call.now);
    else if (object.metadata.deletionGracePeriodSeconds !== 0)
      object = { ...object, metadata: { ...object.metadata, deletionGracePeriodSeconds: 0 } };
  }
  const waits = pending || (graceful && (object.metadata.deletionGracePeriodSeconds ?? 0) > 0);
  if (waits) {
    if (object === existing) return { object: existing, gone: false };
    return { object: keepMarked(call, object, existing), gone: false };
  }
  if (call.dryRun) return { object, gone: true };
  return { object: removeNow(call, existing, object), gone: true };
}

/** Takes the object out of storage. */
export function removeNow(call: Call, existing: KubeObject, last: KubeObject): KubeObject {
  const { machine, endpoint } = call;
  const key = existing.metadata.namespace
    ? `${existing.metadata.namespace}/${existing.metadata.name}`
    : existing.metadata.name!;
  const final = machine.store.remove(endpoint.storage, key, last)!;
  noteDeletion(machine.memory, endpoint.storage, key, call.now);
  sameOwners(final, last === existing ? existing : last);
  if (endpoint.custom) afterRemoval(call);
  return final;
}

/** The pod on its way out; 'pending' when it is already and nothing changes; undefined when it goes at once. */
function gracefulPod(pod: KubeObject, asked: number | undefined, now: number): KubeObject | 'pending' | undefined {
  const { metadata, spec, status } = pod;
  if (metadata.deletionTimestamp) {
    const current = metadata.deletionGracePeriodSeconds ?? 0;
    if (current === 0) return undefined;
    if (asked === undefined || asked >= current) return 'pending';
    let due = parseTime(metadata.deletionTimestamp) - current * 1000 + asked * 1000;
    let period = asked;
    if (due < now) {
      due = now;
      if (period !== 0) period = 1;
    }
    return {
      ...pod,
      metadata: { ...metadata, deletionTimestamp: formatTime(due), deletionGracePeriodSeconds: period },
    };
  }
  let period = asked ?? (spec?.terminationGracePeriodSeconds as number | undefined) ?? 30;
  if (asked === undefined && period < 0) period = 1;
  // Nobody runs it: there is nobody to end it.
  if (!spec?.nodeName || status?.phase === 'Failed' || status?.phase === 'Succeeded') period = 0;
  const generation = metadata.generation ? { generation: metadata.generation + 1 } : {};
  return {
    ...pod,
    metadata: {
      ...metadata,
      ...generation,
      deletionTimestamp: formatTime(now + period * 1000),
      deletionGracePeriodSeconds: period,
    },
  };
}

function markDeleting(object: KubeObject, now: number): KubeObject {
  const { metadata } = object;
  const generation = metadata.generation ? { generation: metadata.generation + 1 } : {};
  return {
    ...object,
    metadata: { ...metadata, ...generation, deletionTimestamp: formatTime(now), deletionGracePeriodSeconds: 0 },
  };
}

function withFinalizers(object: KubeObject, finalizers: readonly string[] | undefined): KubeObject {
  const metadata: Draft['metadata'] = { ...object.metadata };
  if (finalizers?.length) metadata.finalizers = finalizers;
  else delete metadata.finalizers;
  return { ...object, metadata };
}

/** The finalizers after the deletion's policy had its say; the same array when nothing changes. */
function finalizersAfter(call: Call, object: KubeObject, options: DeleteOptions): readonly string[] | undefined {
  const before = object.metadata.finalizers;
  let policy = options.propagation;
  if (!policy) {
    if (before?.includes('orphan')) policy = 'Orphan';
    else if (before?.includes('foregroundDeletion')) policy = 'Foreground';
    else if (call.endpoint.kind.orphansByDefault) policy = 'Orphan';
  }
  const rest = (before ?? []).filter((it) => it !== 'orphan' && it !== 'foregroundDeletion');
  // Nothing depends on an event.
  if (call.endpoint.storage === 'events') return rest.length === (before?.length ?? 0) ? before : rest;
  const after =
    policy === 'Orphan' ? [...rest, 'orphan'] : policy === 'Foreground' ? [...rest, 'foregroundDeletion'] : rest;
  return after.length === (before?.length ?? 0) && after.every((it) => before!.includes(it)) ? before : after;
}

/** A namespace with content to clear stays, terminating; gives the stored one, or undefined when it may go. */
function terminateNamespace(call: Call, namespace: KubeObject): KubeObject | undefined {
  const waiting = (namespace.spec?.finalizers ?? []) as readonly string[];
  const existing = call.stored()!;
  if (!waiting.length && !namespace.metadata.finalizers?.length) return undefined;
  if (namespace.metadata.deletionTimestamp && namespace === existing) return existing;
  const marked: KubeObject = namespace.metadata.deletionTimestamp
    ? namespace
    : {
        ...namespace,
        metadata: { ...namespace.metadata, deletionTimestamp: formatTime(call.now) },
        status: { ...namespace.status, phase: 'Terminating' },
      };
  return keepMarked(call, marked, existing);
}

/** Keeps what a deletion marked; nobody owns the marks. */
function keepMarked(call: Call, marked: KubeObject, existing: KubeObject): KubeObject {
  const kept = keep(call, marked, existing);
  sameOwners(kept, existing);
  return kept;
}
