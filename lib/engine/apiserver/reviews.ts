// Questions that are asked by creating an object: may I, who am I, whose token is this. Nothing is stored.
// Follows kubernetes/pkg/registry/authorization and authentication.

import { badRequest, StatusError } from '../../api/status-errors.ts';
import { invalid as invalidField, type FieldError } from '../../api/field-errors.ts';
import { invalid } from '../../api/status-errors.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Attributes } from '../auth/attributes.ts';
import type { PolicyRule } from '../auth/rbac.ts';
import { ISSUER, reviewToken } from '../auth/tokens.ts';
import type { UserInfo } from '../interface.ts';
import { formatTime } from '../../api/time.ts';
import { Call, type Machine } from './call.ts';
import { writerOf } from './create.ts';
import { decodeObject } from './decode.ts';
import type { ApiRequest } from './http.ts';
import { writeOptions } from './options.ts';
import { ownedAfterUpdate } from './ownership.ts';
import type { Endpoint } from './registry.ts';
import { askedErrors, evaluationError, printedUrl, type Asked } from './review-attributes.ts';

const GROUPS = new Set(['authorization.k8s.io', 'authentication.k8s.io']);

/** Whether the resource only answers. */
export function isReview(endpoint: Endpoint): boolean {
  return GROUPS.has(endpoint.info.group);
}

interface Spec extends Asked {
  readonly uid?: string;
  readonly extra?: { readonly [key: string]: readonly string[] };
  readonly namespace?: string;
  readonly token?: string;
  readonly audiences?: readonly string[];
}

/** Answers a review. Throws `StatusError`. */
export function answerReview(
  machine: Machine,
  user: UserInfo,
  endpoint: Endpoint,
  namespace: string,
  request: ApiRequest,
): { readonly body: object; readonly warnings: readonly string[] } {
  const call = reviewCall(machine, user, endpoint, namespace, request);
  return { body: reviewed(call, namespace, request), warnings: call.warnings ?? [] };
}

function reviewCall(
  machine: Machine,
  user: UserInfo,
  endpoint: Endpoint,
  namespace: string,
  request: ApiRequest,
): Call {
  const agent = (request.headers['user-agent'] ?? '').split('/')[0] || 'unknown';
  const options = writeOptions(request.query, 'CreateOptions', false, agent);
  return new Call(machine, user, endpoint, endpoint.info.namespaced ? namespace : '', '', '', options);
}

function reviewed(call: Call, namespace: string, request: ApiRequest): object {
  const { machine, user, endpoint } = call;
  const object = decodeObject(call, machine.registry, request.body, request.headers['content-type'], {
    apiVersion: endpoint.apiVersion,
    kind: endpoint.info.kind,
  });
  const spec = (object.spec ?? {}) as Spec;
  const answer = (status: object, metadata: object = object.metadata): object => ({
    kind: endpoint.info.kind,
    apiVersion: endpoint.apiVersion,
    metadata,
    ...(object.spec === undefined ? {} : { spec: object.spec as object }),
    status,
  });
  const refuse = (errors: FieldError[]): void => {
    if (!errors.length) return;
    // Of the review itself no name is told.
    const { status } = invalid(`.${endpoint.info.group}`, '', errors);
    const { kind: _, ...details } = status.details ?? {};
    throw new StatusError({ ...status, details });
  };
  switch (endpoint.info.kind) {
    case 'SelfSubjectReview':
      return {
        kind: endpoint.info.kind,
        apiVersion: endpoint.apiVersion,
        metadata: { creationTimestamp: formatTime(machine.now()) },
        status: {
          userInfo: {
            username: user.name,
            ...(user.uid ? { uid: user.uid } : {}),
            groups: user.groups,
            ...(user.extra ? { extra: user.extra } : {}),
          },
        },
      };
    case 'TokenReview':
      if (!spec.token) throw badRequest('token is required for TokenReview in authentication');
      return answer(tokenStatus(machine, spec));
    case 'SelfSubjectRulesReview':
      if (!spec.namespace) throw badRequest('no namespace on request');
      return {
        kind: endpoint.info.kind,
        apiVersion: endpoint.apiVersion,
        metadata: object.metadata,
        spec: {},
        status: rulesStatus(machine, user, spec.namespace),
      };
    case 'SelfSubjectAccessReview':
      refuse([...askedErrors(spec, false), ...metadataErrors(call, object, false)]);
      return answer(accessStatus(machine, user, spec), withoutNamespace(object.metadata));
    default: {
      const { namespaced } = endpoint.info;
      if (namespaced && object.metadata.namespace && object.metadata.namespace !== namespace)
        throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
      const errors = [...askedErrors(spec, true), ...metadataErrors(call, object, namespaced)];
      if (namespaced) {
        const at = spec.resourceAttributes?.namespace ?? '';
        if (spec.resourceAttributes && at !== namespace)
          errors.push(invalidField('spec.resourceAttributes.namespace', at, 'must match metadata.namespace'));
        if (spec.nonResourceAttributes)
          errors.push(
            invalidField('spec.nonResourceAttributes', printedUrl(spec), 'disallowed on this kind of request'),
          );
      }
      refuse(errors);
      const asked: UserInfo = {
        name: spec.user ?? '',
        groups: spec.groups ?? [],
        ...(spec.uid ? { uid: spec.uid } : {}),
        ...(spec.extra ? { extra: spec.extra } : {}),
      };
      return answer(
        accessStatus(machine, asked, spec),
        namespaced ? { ...object.metadata, namespace } : withoutNamespace(object.metadata),
      );
    }
  }
}

/** A question is no object: it has no metadata, but for what the server itself noted of it. */
function metadataErrors(call: Call, object: KubeObject, namespaced: boolean): FieldError[] {
  const { namespace: _, managedFields: __, ...metadata } = object.metadata;
  if (!Object.keys(metadata).length) return [];
  const noted = ownedAfterUpdate(undefined, object, [], writerOf(call), call.now);
  return [
    invalidField(
      'metadata',
      { ...metadata, ...(noted.length ? { managedFields: noted } : {}) },
      namespaced ? 'must be empty except for namespace' : 'must be empty',
    ),
  ];
}

function accessStatus(machine: Machine, user: UserInfo, spec: Spec): object {
  const resource = spec.resourceAttributes;
  const asked: Attributes = resource
    ? {
        verb: resource.verb ?? '',
        group: resource.group ?? '',
        version: resource.version ?? '',
        resource: resource.resource ?? '',
        subresource: resource.subresource ?? '',
        namespace: resource.namespace ?? '',
        name: resource.name ?? '',
      }
    : { verb: spec.nonResourceAttributes!.verb ?? '', path: spec.nonResourceAttributes!.path ?? '' };
  const { allowed, reason } = machine.rbac().authorize(user, asked);
  const ignored = evaluationError(spec);
  return { allowed, ...(reason ? { reason } : {}), ...(ignored ? { evaluationError: ignored } : {}) };
}

/** What is asked of the whole cluster is in no namespace. */
function withoutNamespace({ namespace: _, ...metadata }: KubeObject['metadata']): KubeObject['metadata'] {
  return metadata;
}

function tokenStatus(machine: Machine, spec: Spec): object {
  const review = reviewToken(machine, spec.token!, spec.audiences ?? []);
  if (!review.user) return { user: {}, error: review.error };
  const { user } = review;
  return {
    authenticated: true,
    user: {
      username: user.name,
      ...(user.uid ? { uid: user.uid } : {}),
      groups: user.groups,
      ...(user.extra ? { extra: user.extra } : {}),
    },
    audiences: spec.audiences?.length ? review.audiences : [ISSUER],
  };
}

function rulesStatus(machine: Machine, user: UserInfo, namespace: string): object {
  const resourceRules: object[] = [];
  const nonResourceRules: object[] = [];
  const add = (rule: PolicyRule): void => {
    if (rule.resources?.length)
      resourceRules.push({
        verbs: rule.verbs,
        apiGroups: rule.apiGroups,
        resources: rule.resources,
        ...(rule.resourceNames?.length ? { resourceNames: rule.resourceNames } : {}),
      });
    if (rule.nonResourceURLs?.length)
      nonResourceRules.push({ verbs: rule.verbs, nonResourceURLs: rule.nonResourceURLs });
  };
  for (const grant of machine.rbac().grantsOf(user))
    if (!grant.namespace || grant.namespace === namespace) grant.rules.forEach(add);
  return {
    resourceRules,
    nonResourceRules,
    incomplete: false,
  };
}
