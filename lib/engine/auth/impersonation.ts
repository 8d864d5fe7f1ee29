// Acting as somebody else. Follows apiserver/pkg/endpoints/filters/impersonation.

import { badRequest, forbidden } from '../../api/status-errors.ts';
import type { Machine } from '../apiserver/call.ts';
import type { UserInfo } from '../interface.ts';
import { refusal, type Attributes } from './attributes.ts';
import { splitServiceAccount } from './users.ts';

type Headers = { readonly [name: string]: string | undefined };

/** The user a request counts as; the sender without impersonation headers. Throws `StatusError`. */
export function impersonated(machine: Machine, sender: UserInfo, headers: Headers, asked: Attributes): UserInfo {
  const name = headers['impersonate-user'];
  const groups = String(headers['impersonate-group'] ?? '')
    .split(',')
    .map((it) => it.trim())
    .filter(Boolean);
  const uid = headers['impersonate-uid'];
  const extra: { [key: string]: string[] } = {};
  for (const [header, value] of Object.entries(headers))
    if (header.startsWith('impersonate-extra-') && value !== undefined)
      extra[decodeURIComponent(header.slice('impersonate-extra-'.length))] = String(value)
        .split(',')
        .map((it) => it.trim());
  if (!name && !groups.length && !uid && !Object.keys(extra).length) return sender;
  if (!name) throw badRequest(`requested ${goUser(uid, groups, extra)} without impersonating a user name`);
  const allowed = (group: string, resource: string, who: string, namespace = '', subresource = ''): boolean =>
    machine.rbac().authorize(sender, { verb: 'impersonate', group, resource, subresource, namespace, name: who })
      .allowed;
  const account = splitServiceAccount(name);
  const fine =
    (account ? allowed('', 'serviceaccounts', account.name, account.namespace) : allowed('', 'users', name)) &&
    groups.every((group) => allowed('', 'groups', group)) &&
    (!uid || allowed('authentication.k8s.io', 'uids', uid)) &&
    Object.entries(extra).every(([key, values]) =>
      values.every((value) => allowed('authentication.k8s.io', 'userextras', value, '', key)),
    );
  if (!fine) {
    const tried = { ...asked, verb: `impersonate-on:user-info:${asked.verb}` };
    const id = asked.group ? `${asked.resource}.${asked.group}` : (asked.resource ?? '');
    throw forbidden(id, asked.name ?? '', refusal(sender, tried));
  }
  return {
    name,
    groups: groupsOf(name, groups, account),
    ...(uid ? { uid } : {}),
    ...(Object.keys(extra).length ? { extra } : {}),
  };
}

function groupsOf(
  name: string,
  groups: readonly string[],
  account: { namespace: string } | undefined,
): readonly string[] {
  const out = [...groups];
  if (account && !groups.length) out.push('system:serviceaccounts', `system:serviceaccounts:${account.namespace}`);
  const implied = name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated';
  if (!out.includes('system:authenticated') && !out.includes('system:unauthenticated')) out.push(implied);
  return out;
}

function goUser(
  uid: string | undefined,
  groups: readonly string[],
  extra: { readonly [key: string]: readonly string[] },
): string {
  const list = (items: readonly string[]): string => `[]string{${items.map((it) => JSON.stringify(it)).join(', ')}}`;
  const keys = Object.keys(extra);
  return `&user.DefaultInfo{Name:"", UID:${JSON.stringify(uid ?? '')}, Groups:${groups.length ? list(groups) : '[]string(nil)'}, Extra:map[string][]string${
    keys.length ? `{${keys.map((key) => `${JSON.stringify(key)}:${list(extra[key]!)}`).join(', ')}}` : '(nil)'
  }}`;
}
