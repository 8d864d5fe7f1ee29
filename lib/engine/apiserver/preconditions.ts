// What a write is held to that names the state it is meant for. Follows apiserver/pkg/storage (Preconditions, NewInvalidObjError) and
// pkg/registry/rest/delete.go.

import type { DeleteOptions } from '../../api/client.ts';
import type { KubeObject } from '../../api/object.ts';
import { conflict } from '../../api/status-errors.ts';
import type { Call } from './call.ts';

/** Resources that are kept under names of long ago. */
const KEPT_AS: { readonly [resource: string]: string } = {
  replicationcontrollers: 'controllers',
  endpoints: 'services/endpoints',
  nodes: 'minions',
  services: 'services/specs',
  'ingresses.networking.k8s.io': 'ingress',
  'leases.coordination.k8s.io': 'leases',
};

function storageKey(call: Call): string {
  const { group, resource } = call.endpoint.info;
  const old = KEPT_AS[call.endpoint.storage];
  if (old) return `/registry/${old}/${call.key}`;
  return `/registry/${group && group.includes('.') && call.endpoint.custom ? `${group}/` : ''}${resource}/${call.key}`;
}

type What = 'UID' | 'ResourceVersion';

/** The object is not the one that was meant. */
export function preconditionFailed(what: What, asked: string, known: string | undefined): string {
  return `Precondition failed: ${what} in precondition: ${asked}, ${what} in object meta: ${known}`;
}

/** The same, as storage tells it. */
export function storageFault(call: Call, what: What, asked: string, known: string | undefined): string {
  return `StorageError: invalid object, Code: 4, Key: ${storageKey(call)}, ResourceVersion: 0, AdditionalErrorMsg: ${preconditionFailed(what, asked, known)}`;
}

/** Throws `StatusError` where what is to be deleted is not what was meant. */
export function checkPreconditions(
  kind: string,
  { metadata }: KubeObject,
  asked: DeleteOptions['preconditions'],
): void {
  const { uid, resourceVersion } = asked ?? {};
  if (uid !== undefined && uid !== metadata.uid)
    throw conflict(
      kind,
      metadata.name!,
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    );
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion)
    throw conflict(
      kind,
      metadata.name!,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
    );
}
