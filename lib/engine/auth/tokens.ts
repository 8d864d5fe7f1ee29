// Tokens of service accounts: signed with a key of the cluster's own, which follows from its seed.
// Follows kubernetes/pkg/serviceaccount.

import { createHmac } from 'node:crypto';
import type { Machine } from '../apiserver/call.ts';
import type { UserInfo } from '../interface.ts';
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

function sign(machine: Machine, text: string): string {
  const key = machine.chance.uuid('cluster', 'token key');
  return createHmac('sha256', key).update(text).digest('base64url');
}

/** A signed token. */
export function writeToken(machine: Machine, claims: Claims): string {
  const text = `${encode({ alg: 'HS256', kid: 'slipway' })}.${encode(claims)}`;
  return `${text}.${sign(machine, text)}`;
}

/** Whose token it is, or why it is not good. */
export function reviewToken(
  machine: Machine,
  token: string,
  audiences: readonly string[],
): { user?: UserInfo; audiences?: readonly string[]; error?: string } {
  const parts = token.split('.');
  if (parts.length !== 3) return { error: 'invalid bearer token' };
  if (sign(machine, `${parts[0]}.${parts[1]}`) !== parts[2]) return { error: 'invalid bearer token' };
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
