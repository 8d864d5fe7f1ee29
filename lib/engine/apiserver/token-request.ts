// Tokens of service accounts, on request. Follows kubernetes/pkg/registry/core/serviceaccount/storage/token.go.

import { invalid as invalidField } from '../../api/field-errors.ts';
import type { KubeObject } from '../../api/object.ts';
import { badRequest, conflict, invalid, notFound } from '../../api/status-errors.ts';
import { formatTime } from '../../api/time.ts';
import { ISSUER, writeToken, type Claims } from '../auth/tokens.ts';
import type { Call } from './call.ts';

/** Shortest life of a token, in seconds, and the one without more said. */
const SHORTEST = 600;
const USUAL = 3600;

/** What a token may be bound to. */
const BOUND: { readonly [kind: string]: { readonly resource: string; readonly claim: 'pod' | 'secret' | 'node' } } = {
  Pod: { resource: 'pods', claim: 'pod' },
  Secret: { resource: 'secrets', claim: 'secret' },
  Node: { resource: 'nodes', claim: 'node' },
};

interface Spec {
  readonly audiences?: readonly string[];
  readonly expirationSeconds?: number;
  readonly boundObjectRef?: {
    readonly kind?: string;
    readonly apiVersion?: string;
    readonly name?: string;
    readonly uid?: string;
  };
}

/** Issues a token for the account of the call. Throws `StatusError`. */
export function requestToken(call: Call, request: KubeObject, check: (request: KubeObject) => void): KubeObject {
  const account = call.stored();
  if (!account) throw notFound('serviceaccounts', call.name);
  const { name: named = '' } = request.metadata;
  if (named && named !== call.name)
    throw invalid('TokenRequest.authentication.k8s.io', call.name, [
      invalidField('metadata.name', named, 'must match the service account name if specified'),
    ]);
  const spec = (request['spec'] ?? {}) as Spec;
  const seconds = spec.expirationSeconds || USUAL;
  const refuse = (detail: string): never => {
    throw invalid('TokenRequest.authentication.k8s.io', '', [invalidField('spec.expirationSeconds', seconds, detail)]);
  };
  if (seconds < SHORTEST) refuse('may not specify a duration less than 10 minutes');
  if (seconds > 2 ** 32) refuse('may not specify a duration larger than 2^32 seconds');
  check({
    ...request,
    metadata: { ...request.metadata, name: call.name, namespace: call.namespace },
    spec: {
      ...spec,
      audiences: spec.audiences ?? null,
      expirationSeconds: seconds,
      boundObjectRef: spec.boundObjectRef ?? null,
    },
    status: { token: '', expirationTimestamp: null },
  });
  const audiences = spec.audiences?.length ? spec.audiences : [ISSUER];
  const issued = Math.floor(call.now / 1000);
  const { namespace = '', name = '', uid = '' } = account.metadata;
  const claims: Claims = {
    aud: audiences,
    exp: issued + seconds,
    iat: issued,
    iss: ISSUER,
    jti: call.chance.uuid(`serviceaccounts/${call.key}`, `token ${call.now} ${audiences.join(' ')} ${seconds}`),
    nbf: issued,
    sub: `system:serviceaccount:${namespace}:${name}`,
    'kubernetes.io': { namespace, serviceaccount: { name, uid }, ...binding(call, spec.boundObjectRef) },
  };
  return {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, uid, creationTimestamp: formatTime(call.now) },
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: spec.boundObjectRef ?? null },
    status: { token: writeToken(call.machine, claims), expirationTimestamp: formatTime((issued + seconds) * 1000) },
  };
}

function binding(call: Call, ref: Spec['boundObjectRef']): Partial<Claims['kubernetes.io']> {
  if (!ref) return {};
  const bound = ref.apiVersion === 'v1' ? BOUND[ref.kind ?? ''] : undefined;
  if (!bound) {
    const [group, version] = ref.apiVersion?.includes('/') ? ref.apiVersion.split('/') : ['', ref.apiVersion ?? ''];
    throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${ref.kind ?? ''}`);
  }
  if (!ref.name) throw badRequest('Name parameter required.');
  const key = bound.claim === 'node' ? (ref.name ?? '') : `${call.namespace}/${ref.name}`;
  const object = call.read.get(bound.resource, key);
  if (!object) throw notFound(bound.resource, ref.name ?? '');
  if (ref.uid && ref.uid !== object.metadata.uid)
    throw conflict(
      bound.resource,
      ref.name ?? '',
      `the UID in the bound object reference (${ref.uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  return { [bound.claim]: { name: object.metadata.name!, uid: object.metadata.uid! } };
}
