// A write as policies see it: what is asked, about what, and the object before and after. Follows
// apiserver/pkg/admission/attributes.go and plugin/cel/condition.go.

import type { KubeObject } from '../../../api/object.ts';
import { authorizerOf, requestResourceOf, type Ask } from '../../cel/library/authorizer.ts';
import { fromJson, JsonMap, type Value } from '../../cel/values.ts';
import type { UserInfo } from '../../interface.ts';
import type { Call } from '../../apiserver/call.ts';
import { fromStored } from '../../apiserver/convert.ts';
import type { Endpoint } from '../../apiserver/registry.ts';
import { scaleOf } from '../../apiserver/scale.ts';
import { namespaceType, requestType } from './expressions.ts';

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** One write under review. */
export class Request {
  readonly call: Call;
  readonly operation: Operation;
  /** Absent of a deletion. */
  readonly object: KubeObject | undefined;
  /** Absent of a creation. */
  readonly old: KubeObject | undefined;
  readonly subresource: string;
  private readonly values = new Map<Endpoint, { object: Value; old: Value; request: Value }>();

  constructor(call: Call, operation: Operation, object: KubeObject | undefined, old: KubeObject | undefined) {
    this.call = call;
    this.operation = operation;
    this.object = object;
    this.old = old;
    this.subresource = call.subresource || (call.writesAs === 'scale' ? 'scale' : '');
  }

  /** The namespace it is in; of a namespace its own name. */
  get namespace(): string {
    return this.isNamespace ? this.name : this.call.namespace;
  }

  get isNamespace(): boolean {
    return this.call.endpoint.storage === 'namespaces';
  }

  get name(): string {
    return this.call.name || ((this.operation === 'CREATE' ? this.object : this.old)?.metadata.name ?? '');
  }

  /** `object`, `oldObject` and `request` in a version of the resource. */
  in(endpoint: Endpoint): { object: Value; old: Value; request: Value } {
    let found = this.values.get(endpoint);
    if (!found) {
      found = {
        object: this.shown(this.object, endpoint),
        old: this.shown(this.old, endpoint),
        request: new JsonMap(this.review(endpoint), requestType),
      };
      this.values.set(endpoint, found);
    }
    return found;
  }

  /** An object as the version has it; of a scale the scale. */
  shownObject(object: KubeObject, endpoint: Endpoint): KubeObject {
    if (this.subresource === 'scale') return scaleOf(this.call, object);
    return fromStored(endpoint, object);
  }

  private shown(object: KubeObject | undefined, endpoint: Endpoint): Value {
    return object ? fromJson(this.shownObject(object, endpoint), undefined) : null;
  }

  private review(endpoint: Endpoint): { readonly [field: string]: unknown } {
    const { call, subresource, operation } = this;
    const asked = call.endpoint;
    const scale = subresource === 'scale' ? { group: 'autoscaling', version: 'v1', kind: 'Scale' } : undefined;
    const kindOf = ({ info }: Endpoint): object =>
      scale ?? { group: info.group, version: info.version, kind: info.kind };
    const resourceOf = ({ info }: Endpoint): object => ({
      group: info.group,
      version: info.version,
      resource: info.resource,
    });
    const { user } = call;
    const options = { CREATE: 'CreateOptions', UPDATE: 'UpdateOptions', DELETE: 'DeleteOptions', CONNECT: '' }[
      operation
    ];
    return {
      uid: '',
      kind: kindOf(endpoint),
      resource: resourceOf(endpoint),
      ...(subresource ? { subResource: subresource } : {}),
      requestKind: kindOf(asked),
      requestResource: resourceOf(asked),
      ...(subresource ? { requestSubResource: subresource } : {}),
      ...(this.name ? { name: this.name } : {}),
      ...(this.namespace ? { namespace: this.namespace } : {}),
      operation,
      userInfo: {
        ...(user.name ? { username: user.name } : {}),
        ...(user.uid ? { uid: user.uid } : {}),
        ...(user.groups.length ? { groups: user.groups } : {}),
        ...(user.extra ? { extra: user.extra } : {}),
      },
      dryRun: call.dryRun,
      options: {
        kind: options,
        apiVersion: 'meta.k8s.io/v1',
        ...(call.options.fieldManager ? { fieldManager: call.options.fieldManager } : {}),
        ...(call.options.fieldValidation ? { fieldValidation: call.options.fieldValidation } : {}),
        ...(call.dryRun ? { dryRun: ['All'] } : {}),
      },
    };
  }

  /** The namespace as expressions see it; null for what is in none. */
  namespaceObject(): Value {
    if (this.isNamespace || !this.call.namespace) return null;
    const found = this.call.read.get('namespaces', this.call.namespace);
    if (!found) return null;
    const { uid, ...metadata } = found.metadata;
    return new JsonMap({ ...found, metadata: { ...metadata, UID: uid } }, namespaceType);
  }

  private asked: { readonly authorizer: Value; readonly requestResource: Value } | undefined;

  /** The values of `authorizer` and `authorizer.requestResource`. */
  get authorizers(): { readonly authorizer: Value; readonly requestResource: Value } {
    if (!this.asked) {
      const ask = asker(this.call);
      const { info } = this.call.endpoint;
      this.asked = {
        authorizer: authorizerOf(ask),
        requestResource: requestResourceOf(ask, {
          group: info.group,
          resource: info.resource,
          subresource: this.subresource,
          namespace: this.namespace,
          name: this.name,
        }),
      };
    }
    return this.asked;
  }
}

function asker(call: Call): Ask {
  return ({ serviceAccount, path, verb, ...about }) => {
    const user: UserInfo = serviceAccount
      ? {
          name: `system:serviceaccount:${serviceAccount.namespace}:${serviceAccount.name}`,
          groups: [
            'system:serviceaccounts',
            `system:serviceaccounts:${serviceAccount.namespace}`,
            'system:authenticated',
          ],
        }
      : call.user;
    return call.machine.rbac().authorize(user, path === undefined ? { verb, ...about } : { verb, path });
  };
}
