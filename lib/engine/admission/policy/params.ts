// The objects that parametrize a policy. Follows CollectParams of apiserver/pkg/admission/plugin/policy/generic/policy_dispatcher.go.

import type { KubeObject } from '../../../api/object.ts';
import { selectorMatcher, type LabelSelector } from '../../../api/selectors.ts';
import type { Endpoint } from '../../apiserver/registry.ts';
import { fromStored } from '../../apiserver/convert.ts';
import type { Request } from './request.ts';

export interface ParamKind {
  readonly apiVersion?: string;
  readonly kind?: string;
}

export interface ParamRef {
  readonly name?: string;
  readonly namespace?: string;
  readonly selector?: LabelSelector;
  readonly parameterNotFoundAction?: string;
}

/** A policy or a binding that cannot be used as it is. */
export class ConfigurationFault extends Error {}

/** The resource that params are of. Throws `ConfigurationFault` where nothing serves it. */
export function paramEndpoint(kind: ParamKind | undefined, request: Request): Endpoint | undefined {
  if (!kind) return undefined;
  const found = request.call.machine.registry.ofKind(kind.apiVersion ?? '', kind.kind ?? '');
  if (!found)
    throw new ConfigurationFault(
      `failed to find resource referenced by paramKind: '${kind.apiVersion}, Kind=${kind.kind}'`,
    );
  return found;
}

/** The params to evaluate a policy with, one after the other; undefined is one, too. Throws `ConfigurationFault`. */
export function paramsOf(
  endpoint: Endpoint | undefined,
  ref: ParamRef | undefined,
  request: Request,
): (KubeObject | undefined)[] {
  if (!endpoint || !ref) return [undefined];
  const { read } = request.call;
  const { namespaced } = endpoint.info;
  if (ref.namespace && !namespaced)
    throw new ConfigurationFault('paramRef.namespace must not be provided for a cluster-scoped `paramKind`');
  const namespace = namespaced ? ref.namespace || request.namespace : '';
  if (namespaced && !namespace)
    throw new ConfigurationFault(
      'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources',
    );
  let found: KubeObject[];
  if (ref.name) {
    const one = read.get(endpoint.storage, namespaced ? `${namespace}/${ref.name}` : ref.name);
    found = one ? [one] : [];
  } else if (ref.selector) {
    const matcher = selectorMatcher(ref.selector);
    found = read.list(endpoint.storage, namespaced ? namespace : undefined).filter((it) => matcher(it.metadata.labels));
  } else throw new ConfigurationFault('one of name or selector must be provided');
  if (!found.length && ref.parameterNotFoundAction === 'Deny')
    throw new ConfigurationFault('no params found for policy binding with `Deny` parameterNotFoundAction');
  return found.map((it) => fromStored(endpoint, it));
}
