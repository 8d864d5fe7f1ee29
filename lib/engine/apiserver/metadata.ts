// Rules of metadata, the same for every kind. Follows apimachinery/pkg/api/validation/objectmeta.go.

import { forbidden, invalid, required, tooLong, type FieldError } from '../../api/field-errors.ts';
import { addLabelErrors, dns1123Label, dns1123Subdomain, qualifiedName, standardFinalizer } from '../../api/labels.ts';
import type { KubeObject, ObjectMeta, OwnerReference } from '../../api/object.ts';
import type { Draft, Kind } from '../kinds/interface.ts';
import { equal } from './equality.ts';

export type NameErrors = (name: string, prefix: boolean) => readonly string[];

const ANNOTATIONS_LIMIT = 256 * 1024;

/** The rule of most names. */
const subdomainName: NameErrors = (name, prefix) => dns1123Subdomain(prefix ? masked(name) : name);
/** The rule of an object's name. */
export const nameRule = (kind: Kind, object: Draft): NameErrors =>
  kind.nameErrorsFor?.(object) ?? kind.nameErrors ?? subdomainName;
/** A rule of a name as one of a prefix: a trailing dash is fine there, as letters will follow. */
export function prefixed(check: (name: string) => readonly string[]): NameErrors {
  return (name, prefix) => check(prefix ? masked(name) : name);
}
function masked(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}

/** Names that may stand in a path and need nothing else. */
export const pathSegment: NameErrors = (name, prefix) => {
  if (!prefix && (name === '.' || name === '..')) return [`may not be '${name}'`];
  return ['/', '%'].filter((char) => name.includes(char)).map((char) => `may not contain '${char}'`);
};

export function annotationErrors(annotations: ObjectMeta['annotations'], path: string): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const key in annotations) {
    for (const message of qualifiedName(key.toLowerCase())) errors.push(invalid(path, key, message));
    size += key.length + annotations[key]!.length;
  }
  if (size > ANNOTATIONS_LIMIT) errors.push(tooLong(path, ANNOTATIONS_LIMIT));
  return errors;
}

const EVENT_OWNERS = /^v1 Event$|^events\.k8s\.io\/v1(beta1)? Event$/;

function ownerErrors(owners: readonly OwnerReference[] | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let controller = '';
  for (const owner of owners ?? []) {
    const version = (owner.apiVersion ?? '').split('/').pop() ?? '';
    if (!version || (owner.apiVersion ?? '').split('/').length > 2)
      errors.push(invalid(`${path}.apiVersion`, owner.apiVersion ?? '', 'version must not be empty'));
    if (!owner.kind) errors.push(invalid(`${path}.kind`, owner.kind ?? '', 'must not be empty'));
    if (!owner.name) errors.push(invalid(`${path}.name`, owner.name ?? '', 'must not be empty'));
    if (!owner.uid) errors.push(invalid(`${path}.uid`, owner.uid ?? '', 'must not be empty'));
    if (EVENT_OWNERS.test(`${owner.apiVersion} ${owner.kind}`))
      errors.push(invalid(path, owner, `${goKind(owner)} is disallowed from being an owner`));
    if (owner.controller) {
      const current = `${owner.kind ?? ''}/${owner.name ?? ''}`;
      if (controller)
        errors.push(
          invalid(
            path,
            owners,
            `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${current}`,
          ),
        );
      else controller = current;
    }
  }
  return errors;
}

/** A list of owners of fields that is there and empty says to forget them all. */
export function emptied({ metadata }: { readonly [key: string]: unknown }): { managedFields?: [] } {
  const { managedFields } = (metadata ?? {}) as { managedFields?: unknown };
  return Array.isArray(managedFields) && managedFields.length === 0 ? { managedFields: [] } : {};
}

/** Owners that come twice count once, and their sender is told. */
export function withSingleOwners(call: { warn(text: string): void }, object: KubeObject, late: boolean): KubeObject {
  const owners = object.metadata.ownerReferences;
  if (!owners || owners.length < 2) return object;
  const kept: OwnerReference[] = [];
  const again: string[] = [];
  for (const owner of owners)
    if (kept.some((it) => equal(it, owner))) again.push(owner.uid ?? '');
    else kept.push(owner);
  if (!again.length) return object;
  call.warn(
    `.metadata.ownerReferences contains duplicate entries${late ? ' after mutating admission happens' : ''}; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${again.join(', ')}`,
  );
  return { ...object, metadata: { ...object.metadata, ownerReferences: kept } };
}

function goKind(owner: OwnerReference): string {
  const [group, version] = owner.apiVersion.includes('/') ? owner.apiVersion.split('/') : ['', owner.apiVersion];
  return `${group}/${version}, Kind=${owner.kind}`;
}

function finalizerErrors(finalizers: readonly string[] | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const finalizer of finalizers ?? [])
    for (const message of qualifiedName(finalizer)) errors.push(invalid(path, finalizer, message));
  if (finalizers?.includes('orphan') && finalizers.includes('foregroundDeletion'))
    errors.push(invalid(path, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'));
  return errors;
}

/** What core kinds ask of finalizers beyond their shape. */
export function standardFinalizerErrors(finalizers: readonly string[] | undefined, path: string): FieldError[] {
  return (finalizers ?? []).flatMap((finalizer, i) =>
    standardFinalizer(finalizer).map((message) => invalid(`${path}[${i}]`, finalizer, message)),
  );
}

/** Errors of metadata at `path`. */
export function metadataErrors(
  meta: ObjectMeta,
  namespaced: boolean,
  check: NameErrors,
  path = 'metadata',
): FieldError[] {
  const errors: FieldError[] = [];
  if (meta.generateName)
    for (const message of check(meta.generateName, true))
      errors.push(invalid(`${path}.generateName`, meta.generateName, message));
  if (!meta.name) errors.push(required(`${path}.name`, 'name or generateName is required'));
  else for (const message of check(meta.name, false)) errors.push(invalid(`${path}.name`, meta.name, message));
  return [...errors, ...commonErrors(meta, namespaced, path)];
}

function commonErrors(meta: ObjectMeta, namespaced: boolean, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (namespaced) {
    if (!meta.namespace) errors.push(required(`${path}.namespace`));
    else
      for (const message of dns1123Label(meta.namespace))
        errors.push(invalid(`${path}.namespace`, meta.namespace, message));
  } else if (meta.namespace) errors.push(forbidden(`${path}.namespace`, 'not allowed on this type'));
  if ((meta.generation ?? 0) < 0)
    errors.push(invalid(`${path}.generation`, meta.generation, 'must be greater than or equal to 0'));
  if (meta.labels) addLabelErrors(meta.labels, `${path}.labels`, errors);
  if (meta.annotations) errors.push(...annotationErrors(meta.annotations, `${path}.annotations`));
  if (meta.ownerReferences) errors.push(...ownerErrors(meta.ownerReferences, `${path}.ownerReferences`));
  if (meta.finalizers) errors.push(...finalizerErrors(meta.finalizers, `${path}.finalizers`));
  for (const entry of meta.managedFields ?? []) {
    if (entry.operation !== 'Apply' && entry.operation !== 'Update')
      errors.push(invalid(`${path}.managedFields.operation`, entry.operation ?? '', 'must be `Apply` or `Update`'));
    if (entry.fieldsType && entry.fieldsType !== 'FieldsV1')
      errors.push(invalid(`${path}.managedFields.fieldsType`, entry.fieldsType, 'must be `FieldsV1`'));
  }
  return errors;
}

/** Errors of a change of metadata. */
export function metadataUpdateErrors(meta: ObjectMeta, old: ObjectMeta, path = 'metadata'): FieldError[] {
  const errors: FieldError[] = [];
  if (old.deletionTimestamp && meta.finalizers !== old.finalizers) {
    const added = (meta.finalizers ?? []).filter((it) => !old.finalizers?.includes(it)).sort();
    if (added.length)
      errors.push(
        forbidden(
          `${path}.finalizers`,
          `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((it) => JSON.stringify(it)).join(', ')}}`,
        ),
      );
  }
  if (!meta.resourceVersion) errors.push(invalid(`${path}.resourceVersion`, '', 'must be specified for an update'));
  if ((meta.generation ?? 0) < (old.generation ?? 0))
    errors.push(invalid(`${path}.generation`, meta.generation ?? 0, 'must not be decremented'));
  for (const field of ['name', 'namespace', 'uid'] as const)
    if ((meta[field] ?? '') !== (old[field] ?? ''))
      errors.push(invalid(`${path}.${field}`, meta[field] ?? '', 'field is immutable'));
  for (const field of ['creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const)
    if (!equal(meta[field], old[field]))
      errors.push(invalid(`${path}.${field}`, meta[field] ?? null, 'field is immutable'));
  if (meta.labels && meta.labels !== old.labels) addLabelErrors(meta.labels, `${path}.labels`, errors);
  if (meta.annotations !== old.annotations) errors.push(...annotationErrors(meta.annotations, `${path}.annotations`));
  if (meta.ownerReferences !== old.ownerReferences)
    errors.push(...ownerErrors(meta.ownerReferences, `${path}.ownerReferences`));
  return errors;
}
