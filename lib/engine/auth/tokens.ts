// Tokens of service accounts: signed with a key of the cluster's own. In process it follows from the seed and nobody else can verify
// them; a cluster that is served has a pair of keys, whose public half it publishes. Follows kubernetes/pkg/serviceaccount.

import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import type { Machine } from '../apiserver/call.ts';
import type { Memory, UserInfo } from '../interface.ts';
import { serviceAccountUser } from './users.ts';

/** Who issues them, and whom they are for without more said. */
export const ISSUER = 'https://kubernetes.default.svc.cluster.local';

/** What a token says. */
export interface Claims {
  readonly aud: readonly string[];
  readonly exp: number;
  readonly iat: number;
  readonly iss: string;
  readonly jti: string;
  readonly nbf: number;
  readonly sub: string;
  readonly 'kubernetes.io': {
    readonly namespace: string;
    readonly serviceaccount: { readonly name: string; readonly uid: string };
    readonly pod?: { readonly name: string; readonly uid: string };
    readonly secret?: { readonly name: string; readonly uid: string };
    readonly node?: { readonly name: string; readonly uid?: string };
  };
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Where the private key is kept: empty until the first token needs it, absent where tokens are signed by the seed. */
const KEY = 'token key';

/** From now on tokens are signed with a pair of keys. Making one takes a while: it is made when the first token is. */
export function publishTokens(memory: Memory): void {
  if (memory.get<string>(KEY) === undefined) memory.set(KEY, '');
}

interface Signer {
  readonly header: { readonly alg: string; readonly kid: string };
  /** What verifies its signatures, if that may be told. */
  readonly jwk?: { readonly [field: string]: unknown };
  sign(text: string): string;
  isOurs(text: string, signature: string): boolean;
}

function bySeed({ chance }: Machine): Signer {
  const of = (text: string): string =>
    createHmac('sha256', chance.uuid('cluster', 'token key')).update(text).digest('base64url');
  return {
    header: { alg: 'HS256', kid: 'slipway' },
    sign: of,
    isOurs: (text, signature) => of(text) === signature,
  };
}

function byPair(privateKey: KeyObject): Signer {
  const publicKey = createPublicKey(privateKey);
  const { n, e } = publicKey.export({ format: 'jwk' });
  const kid = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
  return {
    header: { alg: 'RS256', kid },
    jwk: { use: 'sig', kty: 'RSA', kid, alg: 'RS256', n, e },
    sign: (text) => sign('sha256', Buffer.from(text), privateKey).toString('base64url'),
    isOurs: (text, signature) => verify('sha256', Buffer.from(text), publicKey, Buffer.from(signature, 'base64url')),
  };
}

const signers = new WeakMap<Machine, Signer>();

function signerOf(machine: Machine): Signer {
  let signer = signers.get(machine);
  if (signer) return signer;
  const kept = machine.memory.get<string>(KEY);
  // Whether it is to be served may be said later.
  if (kept === undefined) return bySeed(machine);
  const key = kept ? createPrivateKey(kept) : generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  if (!kept) machine.memory.set(KEY, key.export({ type: 'pkcs8', format: 'pem' }));
  signers.set(machine, (signer = byPair(key)));
  return signer;
}

/** The keys that tokens can be verified with by others, as JSON Web Keys. */
export function tokenKeys(machine: Machine): readonly object[] {
  const { jwk } = signerOf(machine);
  return jwk ? [jwk] : [];
}

/** A signed token. */
export function writeToken(machine: Machine, claims: Claims): string {
  const signer = signerOf(machine);
  const text = `${encode(signer.header)}.${encode(claims)}`;
  return `${text}.${signer.sign(text)}`;
}

/** Whose token it is, or why it is not good. */
export function reviewToken(
  machine: Machine,
  token: string,
  audiences: readonly string[],
): { user?: UserInfo; audiences?: readonly string[]; error?: string } {
  const parts = token.split('.');
  if (parts.length !== 3) return { error: 'invalid bearer token' };
  if (!signerOf(machine).isOurs(`${parts[0]}.${parts[1]}`, parts[2]!)) return { error: 'invalid bearer token' };
  let claims: Claims;
  try {
    claims = JSON.parse(Buffer.from(parts[1]!, 'base64url').toString()) as Claims;
  } catch {
    return { error: 'invalid bearer token' };
  }
  const wanted = audiences.length ? audiences : [ISSUER];
  const common = claims.aud.filter((it) => wanted.includes(it));
  if (!common.length)
    return {
      error: `[invalid bearer token, token audiences ${go(claims.aud)} is invalid for the target audiences ${go(wanted)}]`,
    };
  if (claims.exp * 1000 < machine.now()) return { error: '[invalid bearer token, service account token has expired]' };
  const about = claims['kubernetes.io'];
  const account = machine.store.get('serviceaccounts', `${about.namespace}/${about.serviceaccount.name}`);
  if (!account || account.metadata.uid !== about.serviceaccount.uid)
    return { error: '[invalid bearer token, service account UID does not match claim]' };
  if (about.pod) {
    const pod = machine.store.get('pods', `${about.namespace}/${about.pod.name}`);
    if (!pod || pod.metadata.uid !== about.pod.uid)
      return { error: '[invalid bearer token, pod UID does not match claim]' };
  }
  const extra: { [key: string]: string[] } = { 'authentication.kubernetes.io/credential-id': [`JTI=${claims.jti}`] };
  if (about.pod) {
    extra['authentication.kubernetes.io/pod-name'] = [about.pod.name];
    extra['authentication.kubernetes.io/pod-uid'] = [about.pod.uid];
  }
  if (about.node) extra['authentication.kubernetes.io/node-name'] = [about.node.name];
  return {
    user: { ...serviceAccountUser(about.namespace, about.serviceaccount.name, about.serviceaccount.uid), extra },
    audiences: common,
  };
}

const go = (list: readonly string[]): string => `[${list.map((it) => JSON.stringify(it)).join(' ')}]`;
