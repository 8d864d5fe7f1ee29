// Making objects. Follows apiserver/pkg/endpoints/handlers/create.go and pkg/registry/rest/create.go.

import { invalid as invalidField } from '../../api/field-errors.ts';
import type { KubeObject } from '../../api/object.ts';
import { alreadyExists, badRequest, generic, invalid, methodNotAllowed, StatusError } from '../../api/status-errors.ts';
import { formatTime } from '../../api/time.ts';
import { admit, review } from '../admission/chain.ts';
import { mutatesAnything } from '../admission/policy/mutating.ts';
import type { Draft } from '../kinds/interface.ts';
import type { Call } from './call.ts';
import { fromStored } from './convert.ts';
import { normaliseCustom } from './custom-structure.ts';
import { DEFINITIONS, settleDefinition } from './definitions.ts';
import { mutableCopy } from './equality.ts';
import { generateName, makeUid } from './identity.ts';
import { noteWrite, OWNED, setManagedFields } from './managed.ts';
import { metadataErrors, nameRule, pathSegment, standardFinalizerErrors } from './metadata.ts';
import type { Writer } from './ownership.ts';
import { kindName, resetFields, type Endpoint } from './registry.ts';
import { SETTLED, type Findings, normalise } from './structure.ts';

const NO_FINDINGS: Findings = { unknown: [] };
const isSettled = (part: object): boolean => SETTLED.has(part);

interface Remembered {
  readonly dependencies: readonly unknown[];
  readonly spec: object;
  /** As it was before admission. */
  readonly sent: object;
}
/** What a spec became, by the identity of what was sent. */
const remembered = new WeakMap<object, Remembered>();

/** Creates an object; it is in the storage version, of the right type, and named as the call says. */
export function create(call: Call, input: KubeObject): KubeObject {
  call.operation = 'CREATE';
  const { endpoint, machine } = call;
  const { kind, storage } = endpoint;
  if (endpoint.custom?.definition.metadata.deletionTimestamp) throw terminating(call);
  const draft = startDraft(call, input);
  const remembers = kind.remember && input.spec && !mutatesAnything(call);
  const dependencies = remembers ? kind.remember!(input, call) : undefined;
  const known = dependencies ? remembered.get(input.spec as object) : undefined;
  const again = known && sameList(known.dependencies, dependencies!);
  if (again) draft.spec = known.spec;
  else settleParts(call, draft, input);
  if (!again) kind.defaults?.(draft, call);
  // From here on parts are replaced, never changed in place: this is what the writer is held to have said.
  const sent: KubeObject = again ? { ...draft, spec: known.sent } : { ...draft };
  if (!again && draft.spec) draft.spec = { ...draft.spec };
  admit(call, draft, undefined, again === true);
  nameAndDate(call, draft);
  resetStatus(call, draft);
  kind.prepareForCreate?.(draft, call);
  const meta = draft.metadata;
  const last = kind.metadataRules === 'last';
  const errors = last ? [] : metadataErrors(meta, endpoint.info.namespaced, nameRule(kind, draft));
  if (meta.finalizers && !endpoint.custom && !kind.metadataRules)
    errors.push(...standardFinalizerErrors(meta.finalizers, 'metadata.finalizers'));
  if (!again && kind.validate) errors.push(...kind.validate(draft, call));
  if (errors.length) throw invalid(kindName(endpoint), meta.name ?? '', errors);
  // Everything but the name was just found to be well.
  const more = last
    ? metadataErrors(meta, endpoint.info.namespaced, pathSegment)
    : pathSegment(meta.name, false).map((message) => invalidField('metadata.name', meta.name, message));
  if (more.length) throw invalid(kindName(endpoint), meta.name ?? '', more);
  // What was said of a spec once is not said of each object made of it.
  if (kind.warnings && !again) for (const text of kind.warnings(draft, undefined, call)) call.warn(text);
  review(call, draft as KubeObject, undefined);
  const key = meta.namespace ? `${meta.namespace}/${meta.name}` : meta.name;
  call.key = key;
  refuseVersion(call, input);
  const twin = machine.store.get(storage, key);
  if (twin) throw alreadyThere(call, twin);
  meta.uid = makeUid(machine.chance, machine.memory, storage, key, call.now);
  kind.allocate?.(draft, undefined, call);
  settleAll(draft);
  if (dependencies && !again)
    remembered.set(input.spec as object, { dependencies, spec: draft.spec as object, sent: sent.spec as object });
  const added = isAsSent(draft, sent) ? undefined : sent;
  const stored = commit(call, draft as KubeObject, undefined, added, input.metadata.managedFields);
  if (storage === DEFINITIONS) settleDefinition(call, stored);
  return stored;
}

/** Nothing new of a kind whose definition is on its way out. */
function terminating({ endpoint }: Call): StatusError {
  const { status } = methodNotAllowed(endpoint.id, 'create');
  return new StatusError({
    ...status,
    message: 'create not allowed while custom resource definition is terminating',
  });
}

/** What is new has no version yet; what is no version at all says nothing, and a dry run keeps what was sent. */
function refuseVersion(call: Call, { metadata: { resourceVersion } }: KubeObject): void {
  if (!resourceVersion || call.dryRun || !/^\d+$/.test(resourceVersion) || /^0+$/.test(resourceVersion)) return;
  throw generic(500, '', 'resourceVersion should not be set on objects to be created');
}

/** There is one of that key already. */
function alreadyThere({ endpoint, key }: Call, twin: KubeObject | undefined): StatusError {
  const name = twin?.metadata.name ?? key;
  return alreadyExists(endpoint.id, name, twin?.metadata.deletionTimestamp !== undefined);
}

/** A name is made up once admission has let the object pass. */
function nameAndDate(call: Call, { metadata }: Draft): void {
  const { machine, endpoint, namespace, dryRun } = call;
  const { chance, memory, store } = machine;
  if (!metadata.name && metadata.generateName)
    metadata.name = generateName(chance, memory, store, endpoint.storage, namespace, metadata.generateName, dryRun);
  metadata.creationTimestamp = formatTime(call.now);
  if (endpoint.kind.generation === true) metadata.generation = 1;
  else if (metadata.generation === 0) delete metadata.generation;
}

/** Creates an object that is in its final form already but for the uid. */
export function createFormed(call: Call, object: KubeObject): KubeObject {
  call.operation = 'CREATE';
  const { endpoint, machine } = call;
  const draft: Draft = object;
  admit(call, draft, undefined, false);
  review(call, draft as KubeObject, undefined);
  draft.metadata.uid = makeUid(machine.chance, machine.memory, endpoint.storage, call.key, call.now);
  return commit(call, draft as KubeObject, undefined);
}

/** Whether the server added nothing that anybody could own. */
function isAsSent(draft: Draft, sent: KubeObject): boolean {
  for (const name in draft) if (name !== 'metadata' && draft[name] !== sent[name]) return false;
  for (const name in sent) if (!(name in draft)) return false;
  const { metadata } = draft as KubeObject;
  return (
    metadata === sent.metadata ||
    (metadata.labels === sent.metadata.labels &&
      metadata.annotations === sent.metadata.annotations &&
      metadata.ownerReferences === sent.metadata.ownerReferences &&
      metadata.finalizers === sent.metadata.finalizers)
  );
}

function startDraft(call: Call, input: KubeObject): Draft {
  const given = input.metadata;
  const metadata: Draft['metadata'] = {};
  // Order of keys is the order of answers.
  if (given.name) metadata.name = given.name;
  if (given.generateName) metadata.generateName = given.generateName;
  if (call.endpoint.info.namespaced) metadata.namespace = call.namespace;
  metadata.uid = '';
  if (given.resourceVersion && call.dryRun) metadata.resourceVersion = given.resourceVersion;
  if (given.generation) metadata.generation = given.generation;
  metadata.creationTimestamp = null;
  if (given.labels) metadata.labels = given.labels;
  if (given.annotations) metadata.annotations = given.annotations;
  if (given.ownerReferences?.length) metadata.ownerReferences = given.ownerReferences;
  if (given.finalizers?.length) metadata.finalizers = given.finalizers;
  const { endpoint } = call;
  return {
    [OWNED]: undefined,
    ...input,
    apiVersion: endpoint.storageVersion,
    kind: endpoint.info.kind,
    metadata,
  } as Draft;
}

/** Brings parts into their form and makes them private, but for those that are settled. */
export function settleParts(call: Call, draft: Draft, input: KubeObject, existing?: KubeObject): void {
  const { schema } = call.endpoint;
  for (const name of Object.keys(draft)) {
    if (name === 'metadata' || name === 'apiVersion' || name === 'kind') continue;
    const value = (input[name] ?? draft[name]) as unknown;
    if (typeof value !== 'object' || value === null || SETTLED.has(value) || value === existing?.[name]) continue;
    draft[name] = mutableCopy(value, isSettled);
  }
  if (schema && call.endpoint.custom) {
    const { metadata } = draft;
    const kept = normaliseCustom(schema, { ...draft, metadata: {} }, { unknown: [] }) as Draft;
    for (const name of Object.keys(draft)) if (!(name in kept)) delete draft[name];
    Object.assign(draft, kept, { metadata });
  }
  // A version other than the stored one was checked before its conversion.
  if (schema && !call.endpoint.custom && call.endpoint.apiVersion === call.endpoint.storageVersion) {
    const { metadata } = draft;
    const rest = normalise(schema, { ...draft, metadata: undefined }, NO_FINDINGS) as Draft;
    for (const name of Object.keys(draft)) if (!(name in rest) && name !== 'metadata') delete draft[name];
    Object.assign(draft, rest, { metadata });
  }
}

function resetStatus(call: Call, draft: Draft): void {
  const { info, schema, custom } = call.endpoint;
  if (!info.subresources.some((it) => it.name === 'status')) return;
  if (call.endpoint.kind.keepsStatus && draft.status) return;
  if (custom) delete draft.status;
  else if (schema?.fields.has('status')) draft.status = emptyStatus(call);
}

const empties = new WeakMap<object, object>();
function emptyStatus(call: Call): object {
  const field = call.endpoint.schema!.fields.get('status')!;
  let empty = empties.get(field);
  if (!empty) {
    empty = normalise(field.type!, {}, NO_FINDINGS) as object;
    SETTLED.add(empty);
    empties.set(field, empty);
  }
  return empty;
}

/** From here on nothing in the object changes. Statuses are not marked: each is written once. */
export function settleAll(draft: Draft): void {
  for (const name in draft) {
    if (name === 'metadata' || name === 'status') continue;
    const value = draft[name] as unknown;
    if (typeof value !== 'object' || value === null || SETTLED.has(value)) continue;
    SETTLED.add(value);
    if (name !== 'spec') continue;
    const spec = value as {
      template?: { spec?: object };
      jobTemplate?: { spec?: { template?: { spec?: object } } };
      containers?: object;
    };
    const podSpec = spec.template?.spec ?? spec.jobTemplate?.spec?.template?.spec;
    if (podSpec) SETTLED.add(podSpec);
    if (podSpec ?? spec.containers) settleMembers(podSpec ?? spec);
  }
}

function settleMembers(part: object): void {
  for (const value of Object.values(part)) if (typeof value === 'object' && value !== null) SETTLED.add(value);
}

/** Stores an object that is ready, and notes who wrote it. Without effect in a dry run. */
export function commit(
  call: Call,
  object: KubeObject,
  old: KubeObject | undefined,
  sent?: KubeObject,
  given?: KubeObject['metadata']['managedFields'],
): KubeObject {
  const stored = keep(call, object, old);
  if (call.applied) setManagedFields(stored, call.applied.entries);
  else noteWrite(stored, writerOf(call), call.now, old, sent, given);
  return stored;
}

/** Stores an object that is ready. Without effect in a dry run. */
export function keep(call: Call, object: KubeObject, old: KubeObject | undefined): KubeObject {
  if (call.dryRun)
    return old
      ? { ...object, metadata: { ...object.metadata, resourceVersion: old.metadata.resourceVersion! } }
      : { ...object };
  const { store } = call.machine;
  const { storage } = call.endpoint;
  if (old) return store.put(storage, object, call.key, true);
  const added = store.add(storage, object, call.key);
  if (!added) throw alreadyThere(call, store.get(storage, call.key));
  return added;
}

/** By endpoint, manager and subresource. */
const writers = new WeakMap<Endpoint, Map<string, Map<string, Writer>>>();

/** Who a call's writes are by; the same object for the same writer. */
export function writerOf(call: Call): Writer {
  const { endpoint } = call;
  const manager = call.options.fieldManager ?? managerOf(call.user.name);
  const subresource = call.writesAs ?? call.subresource;
  let managers = writers.get(endpoint);
  if (!managers) writers.set(endpoint, (managers = new Map()));
  let known = managers.get(manager);
  if (!known) {
    if (managers.size > 1_000) managers.clear();
    managers.set(manager, (known = new Map()));
  }
  let writer = known.get(subresource);
  if (!writer) {
    writer = {
      manager,
      subresource,
      apiVersion: endpoint.apiVersion,
      type: endpoint.schema,
      resets: resetFields(endpoint),
      ...(endpoint.custom || endpoint.apiVersion === endpoint.storageVersion
        ? {}
        : { view: (stored: KubeObject) => fromStored(endpoint, stored) }),
    };
    known.set(subresource, writer);
  }
  return writer;
}

/** Actors of the control plane are one program upstream, whatever user they act as. */
function managerOf(user: string): string {
  if (user.startsWith('system:node:')) return 'kubelet';
  if (user === 'system:kube-scheduler') return 'kube-scheduler';
  if (user.startsWith('system:serviceaccount:kube-system:')) return 'kube-controller-manager';
  return user.startsWith('system:') ? user.slice('system:'.length) : 'unknown';
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

/** The namespace of an object must be the one it is sent to. */
export function checkNamespace(object: KubeObject, namespace: string): void {
  if (object.metadata.namespace && object.metadata.namespace !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}
