// The users every control plane knows.

import type { UserInfo } from '../interface.ts';

/** Who sends no credentials. */
export const ANONYMOUS: UserInfo = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

/** The administrator: may all. */
export const ADMIN: UserInfo = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };

/** The user a service account acts as. */
export function serviceAccountUser(namespace: string, name: string, uid?: string): UserInfo {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    ...(uid ? { uid } : {}),
  };
}

/** Takes `system:serviceaccount:ns:name` apart. */
export function splitServiceAccount(user: string): { namespace: string; name: string } | undefined {
  const match = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user);
  return match ? { namespace: match[1]!, name: match[2]! } : undefined;
}

/** The API server itself, where one request does more than one thing. */
export const CONTROL_PLANE: UserInfo = { name: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] };
