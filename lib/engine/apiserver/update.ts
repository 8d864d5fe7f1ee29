// Changing objects, whole or in part. Follows apiserver/pkg/registry/generic/registry/store.go and pkg/registry/rest/update.go.

import { invalid as invalidField } from '../../api/field-errors.ts';
import type { KubeObject } from '../../api/object.ts';
import { conflict, generic, invalid, modified, notFound } from '../../api/status-errors.ts';
import { admit, review } from '../admission/chain.ts';
import { admitByPolicies, mutatesAnything } from '../admission/policy/mutating.ts';
import type { Draft } from '../kinds/interface.ts';
import type { Call } from './call.ts';
import { commit, settleAll, settleParts } from './create.ts';
import { DEFINITIONS, settleDefinition } from './definitions.ts';
import { removeNow } from './delete.ts';
import { equal } from './equality.ts';
import { managedFieldsOf } from './managed.ts';
import { metadataErrors, metadataUpdateErrors, nameRule, pathSegment, standardFinalizerErrors } from './metadata.ts';
import { storageFault } from './preconditions.ts';
import { kindName } from './registry.ts';
import { normalise, SETTLED, type Findings } from './structure.ts';

const NO_FINDINGS: Findings = { unknown: [] };

/** Replaces what the call is about: the object, its status, or another part of it. `input` is in the storage version. */
export function update(call: Call, existing: KubeObject | undefined, input: KubeObject, patching = false): KubeObject {
  call.operation = 'UPDATE';
  const { endpoint } = call;
  const { kind } = endpoint;
  if (!existing) throw notFound(endpoint.id, call.name);
  checkVersion(call, existing, input, patching);
  const prepared = call.subresource
    ? partOf(call, existing, admitPart(call, existing, input))
    : wholeOf(call, existing, input);
  const { draft } = prepared;
  // What stands as it was stored was checked then.
  const described = draft.metadata !== existing.metadata;
  const errors = described ? metadataErrors(draft.metadata, endpoint.info.namespaced, pathSegment) : [];
  if (described) errors.push(...metadataUpdateErrors(draft.metadata, existing.metadata));
  if (call.subresource) {
    const check = call.subresource === 'status' ? kind.validateStatus : kind.validatePart;
    // What the cluster's own parts write is as it should be.
    if (check && !call.options.formed) errors.push(...check(draft, existing, call));
  } else {
    for (const step of kind.updateSteps ?? 'mvMc')
      if (step === 'v') {
        if (kind.validate) errors.push(...kind.validate(draft, call, existing));
      } else if (step === 'c') {
        if (kind.validateUpdate) errors.push(...kind.validateUpdate(draft, existing, call));
      } else if (described || (step === 'm' && kind.namedBySpec)) {
        errors.push(
          ...(step === 'm'
            ? metadataErrors(draft.metadata, endpoint.info.namespaced, nameRule(kind, draft))
            : metadataUpdateErrors(draft.metadata, existing.metadata)),
        );
        if (draft.metadata.finalizers && !endpoint.custom && !kind.metadataRules)
          errors.push(...standardFinalizerErrors(draft.metadata.finalizers, 'metadata.finalizers'));
      }
  }
  if (errors.length) throw invalid(kindName(endpoint), draft.metadata.name, errors);
  if (kind.warnings && !call.subresource) for (const text of kind.warnings(draft, existing, call)) call.warn(text);
  review(call, draft as KubeObject, existing);
  kind.allocate?.(draft, existing, call);
  return store(call, draft, existing, input, prepared.sent);
}

/** Replaces an object by one that is in its final form already. */
export function updateFormed(call: Call, existing: KubeObject, object: KubeObject): KubeObject {
  call.operation = 'UPDATE';
  checkVersion(call, existing, object, false);
  admit(call, object, existing, false);
  review(call, object, existing);
  return commit(call, object, existing);
}

function store(
  call: Call,
  draft: Draft,
  existing: KubeObject,
  input: KubeObject,
  sent: KubeObject | undefined,
): KubeObject {
  const given = input.metadata === existing.metadata ? undefined : input.metadata.managedFields;
  if (same(draft, existing) && !changesOwners(call, existing, given)) return existing;
  settleAll(draft);
  const { metadata } = draft;
  // A namespace has finalizers of its own in its spec.
  const isHeld =
    metadata.finalizers?.length || (call.endpoint.storage === 'namespaces' && draft.spec?.finalizers?.length);
  if (metadata.deletionTimestamp && !isHeld && !(metadata.deletionGracePeriodSeconds > 0)) {
    // Taking the last finalizer off an object that is being deleted ends it.
    if (!call.dryRun) removeNow(call, existing, draft as KubeObject);
    return draft as KubeObject;
  }
  const stored = commit(call, draft as KubeObject, existing, sent, given);
  if (call.endpoint.storage === DEFINITIONS) settleDefinition(call, stored);
  return stored;
}

// What a client read it sends back; only what differs is meant.
function changesOwners(call: Call, existing: KubeObject, given: KubeObject['metadata']['managedFields']): boolean {
  if (call.applied) return !call.applied.same;
  return given !== undefined && !call.subresource && !equal(given, managedFieldsOf(existing));
}

function same(draft: Draft, existing: KubeObject): boolean {
  for (const name in draft) if (draft[name] !== existing[name] && !equal(draft[name], existing[name])) return false;
  for (const name in existing) if (!(name in draft) && existing[name] !== undefined) return false;
  return true;
}

function checkVersion(call: Call, existing: KubeObject, input: KubeObject, patching: boolean): void {
  const { endpoint } = call;
  if (input.metadata === existing.metadata) return;
  const { resourceVersion, uid } = input.metadata;
  if (!patching && uid && uid !== existing.metadata.uid)
    throw conflict(endpoint.id, call.name, storageFault(call, 'UID', uid, existing.metadata.uid));
  if (resourceVersion && !/^\d+$/.test(resourceVersion))
    throw generic(500, '', `strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`);
  if (resourceVersion && resourceVersion !== '0') {
    if (resourceVersion !== existing.metadata.resourceVersion) throw modified(endpoint.id, call.name);
  } else if (endpoint.kind.conditionalUpdate)
    throw invalid(endpoint.id, call.name, [
      invalidField('metadata.resourceVersion', 0, 'must be specified for an update'),
    ]);
}

/** An object ready to be checked, and what its writer is held to have said. */
interface Prepared {
  readonly draft: Draft;
  /** Absent when it is the draft itself. */
  readonly sent: KubeObject | undefined;
}

/** Metadata after a write: what clients may set is theirs, the rest stays. */
function metadataAfter(call: Call, existing: KubeObject, input: KubeObject): Draft['metadata'] {
  const old = existing.metadata;
  const given = input.metadata;
  if (given === old) return old;
  const labels = equal(given.labels, old.labels) ? old.labels : given.labels;
  const annotations = equal(given.annotations, old.annotations) ? old.annotations : given.annotations;
  const owners = equal(given.ownerReferences, old.ownerReferences) ? old.ownerReferences : given.ownerReferences;
  const finalizers = equal(given.finalizers, old.finalizers) ? old.finalizers : given.finalizers;
  if (
    labels === old.labels &&
    annotations === old.annotations &&
    owners === old.ownerReferences &&
    finalizers === old.finalizers &&
    (given.generateName ?? '') === (old.generateName ?? '') &&
    (given.name ?? '') === old.name &&
    (!given.uid || given.uid === old.uid) &&
    (!given.deletionTimestamp || given.deletionTimestamp === old.deletionTimestamp) &&
    (given.deletionGracePeriodSeconds === undefined ||
      given.deletionGracePeriodSeconds === old.deletionGracePeriodSeconds)
  )
    return old;
  const metadata: Draft['metadata'] = { name: given.name };
  if (given.generateName) metadata.generateName = given.generateName;
  if (old.namespace !== undefined) metadata.namespace = old.namespace;
  metadata.uid = given.uid || old.uid;
  metadata.resourceVersion = old.resourceVersion;
  if (old.generation !== undefined) metadata.generation = old.generation;
  metadata.creationTimestamp = old.creationTimestamp;
  const deletion = old.deletionTimestamp ?? given.deletionTimestamp;
  if (deletion) metadata.deletionTimestamp = deletion;
  const grace = given.deletionGracePeriodSeconds ?? old.deletionGracePeriodSeconds;
  if (grace !== undefined) metadata.deletionGracePeriodSeconds = grace;
  if (labels && Object.keys(labels).length) metadata.labels = labels;
  if (annotations && Object.keys(annotations).length) metadata.annotations = annotations;
  if (owners?.length) metadata.ownerReferences = owners;
  if (finalizers?.length) metadata.finalizers = finalizers;
  return metadata;
}

function wholeOf(call: Call, existing: KubeObject, input: KubeObject): Prepared {
  const { kind, info, schema, storageVersion } = call.endpoint;
  const draft: Draft = {
    ...input,
    apiVersion: storageVersion,
    kind: info.kind,
    metadata: metadataAfter(call, existing, input),
  };
  const statusApart = info.subresources.some((it) => it.name === 'status') && schema?.fields.has('status');
  if (statusApart || (call.endpoint.custom && info.subresources.some((it) => it.name === 'status'))) {
    if (existing.status === undefined) delete draft.status;
    else draft.status = existing.status;
  }
  settleParts(call, draft, input.status === draft.status ? input : { ...input, status: draft.status }, existing);
  if (!allSettled(draft) || lacks(draft, existing)) kind.defaults?.(draft, call);
  const sent = { ...draft } as KubeObject;
  admit(call, draft, existing, false);
  // What came back unchanged is shared with what is stored.
  for (const name in draft)
    if (name !== 'metadata' && draft[name] !== existing[name] && equal(draft[name], existing[name]))
      draft[name] = existing[name];
  kind.prepareForUpdate?.(draft, existing, call);
  bumpGeneration(call, draft, existing);
  return { draft, sent };
}

/** Whether a field that is there says nothing any more: defaults may fill it. */
function lacks(draft: Draft, existing: KubeObject): boolean {
  for (const name in existing) if (draft[name] === undefined || draft[name] === '') return true;
  return false;
}

function bumpGeneration(call: Call, draft: Draft, existing: KubeObject): void {
  const { kind } = call.endpoint;
  if (!kind.generation) return;
  const changed = kind.generationOf
    ? !equal(kind.generationOf(draft as KubeObject), kind.generationOf(existing))
    : contentChanged(draft, existing);
  if (changed) draft.metadata = { ...draft.metadata, generation: (existing.metadata.generation ?? 0) + 1 };
}

function contentChanged(draft: Draft, existing: KubeObject): boolean {
  for (const name of new Set([...Object.keys(draft), ...Object.keys(existing)])) {
    if (name === 'metadata' || name === 'status' || name === 'apiVersion' || name === 'kind') continue;
    if (draft[name] !== existing[name] && !equal(draft[name], existing[name])) return true;
  }
  return false;
}

function allSettled(draft: Draft): boolean {
  for (const name in draft) {
    const value = draft[name] as unknown;
    if (name !== 'metadata' && typeof value === 'object' && value !== null && !SETTLED.has(value)) return false;
  }
  return true;
}

function labelledAsBefore(now: Draft['metadata'], before: KubeObject['metadata']): Draft['metadata'] {
  if (now === before || now.labels === before.labels) return now;
  const { labels: _, ...rest } = now;
  return before.labels ? { ...rest, labels: before.labels } : rest;
}

/** What policies make of a part that is about to be written. */
function admitPart(call: Call, existing: KubeObject, input: KubeObject): KubeObject {
  if (!mutatesAnything(call)) return input;
  const draft: Draft = { ...input, metadata: { ...existing.metadata, ...input.metadata } };
  admitByPolicies(draft, existing, call);
  return draft as KubeObject;
}

/** A write of the status, or of another subresource that is a part of the object: the rest stays as it is. */
function partOf(call: Call, existing: KubeObject, input: KubeObject): Prepared {
  const { kind, schema, custom } = call.endpoint;
  const draft: Draft = { ...existing, metadata: metadataAfter(call, existing, input) };
  if (call.subresource === 'status' || call.subresource === 'approval') {
    let status = input.status as unknown;
    // One of another version was brought into form before it was converted.
    const own = call.endpoint.apiVersion === call.endpoint.storageVersion;
    if (own && status !== undefined && status !== existing.status && schema && !custom && !call.options.formed) {
      const field = schema.fields.get('status');
      if (field?.type) status = normalise(field.type, status ?? {}, NO_FINDINGS);
    }
    if (status === undefined && !custom && schema?.fields.get('status')?.type)
      status = normalise(schema.fields.get('status')!.type!, {}, NO_FINDINGS);
    if (equal(status, existing.status)) status = existing.status;
    if (status === undefined) delete draft.status;
    else draft.status = status;
    // Its door may be for the status alone.
    if (custom || kind.statusKeeps === 'metadata') draft.metadata = existing.metadata;
    else if (kind.statusKeeps === 'labels') draft.metadata = labelledAsBefore(draft.metadata, existing.metadata);
    if (status !== existing.status && !custom && !call.options.formed) kind.defaults?.(draft, call);
    kind.prepareForUpdate?.(draft, existing, call);
    return { draft, sent: undefined };
  }
  // The kind says what of the input counts.
  draft.spec = input.spec;
  if (!custom) {
    settleParts(call, draft, { ...existing, spec: input.spec }, existing);
    if (!allSettled(draft)) kind.defaults?.(draft, call);
  }
  kind.prepareForUpdate?.(draft, existing, call);
  bumpGeneration(call, draft, existing);
  return { draft, sent: undefined };
}
