// What is asked of an authorizer.

import type { UserInfo } from '../interface.ts';

/** A request as authorization sees it: about a resource, or about a path. */
export interface Attributes {
  readonly verb: string;
  readonly group?: string;
  readonly version?: string;
  readonly resource?: string;
  readonly subresource?: string;
  /** '' at the cluster scope. */
  readonly namespace?: string;
  readonly name?: string;
  /** Of a request that is about no resource. */
  readonly path?: string;
}

/** An authorizer's answer. */
export interface Decision {
  readonly allowed: boolean;
  readonly reason: string;
  /** The binding that allows, as `RoleBinding namespace/name` or `ClusterRoleBinding name`. */
  readonly by?: string;
}

/** What a refused user reads: `User "jane" cannot list resource "pods" …`. */
export function refusal(user: UserInfo, asked: Attributes): string {
  const who = `User ${JSON.stringify(user.name)} cannot ${asked.verb}`;
  if (asked.path !== undefined) return `${who} path ${JSON.stringify(asked.path)}`;
  const resource = asked.subresource ? `${asked.resource}/${asked.subresource}` : asked.resource;
  const where = asked.namespace ? `in the namespace ${JSON.stringify(asked.namespace)}` : 'at the cluster scope';
  return `${who} resource ${JSON.stringify(resource)} in API group ${JSON.stringify(asked.group ?? '')} ${where}`;
}
