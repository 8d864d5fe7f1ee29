// A write as policies see it: what is asked, about what, and the object before and after. Follows
// apiserver/pkg/admission/attributes.go and plugin/cel/condition.go.

import type { KubeObject } from '../../../api/object.ts';
import { authorizerOf, requestResourceOf, type Ask } from '../../cel/library/authorizer.ts';
import { fromJson, JsonMap, type Value } from '../../cel/values.ts';
import type { UserInfo } from '../../interface.ts';
import type { Call } from '../../apiserver/call.ts';
import { fromStored } from '../../apiserver/convert.ts';
import type { Endpoint } from '../../apiserver/registry.ts';
import { namespaceType, requestType } from './expressions.ts';

/** What is asked about where that is no version of the resource: a Scale, a Binding, the options of a stream. */
export interface Form {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

const OPTIONS = { CREATE: 'CreateOptions', UPDATE: 'UpdateOptions', DELETE: 'DeleteOptions' };

/** One write under review. */
export class Request {
  readonly call: Call;
  readonly operation: Operation;
  /** Absent of a deletion. */
  readonly object: KubeObject | undefined;
  /** Absent of a creation. */
  readonly old: KubeObject | undefined;
  readonly form: Form | undefined;
  private readonly values = new Map<Endpoint, { object: Value; old: Value; request: Value }>();

  constructor(
    call: Call,
    operation: Operation,
    object: KubeObject | undefined,
    old: KubeObject | undefined,
    form?: Form,
  ) {
    this.form = form;
    this.call = call;
    this.operation = operation;
    this.object = object;
    this.old = old;
  }

  get subresource(): string {
    return this.call.subresource;
  }

  /** The namespace it is in; of a namespace its own name. */
  get namespace(): string {
    return this.isNamespace ? this.name : this.call.namespace;
  }

  get isNamespace(): boolean {
    return this.call.endpoint.storage === 'namespaces';
  }

  get name(): string {
    if (this.call.ofMany) return '';
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

  private shown(object: KubeObject | undefined, endpoint: Endpoint): Value {
    if (!object) return null;
    return fromJson(this.form ? object : fromStored(endpoint, object), undefined);
  }

  private review(endpoint: Endpoint): { readonly [field: string]: unknown } {
    const { call, subresource, operation, form } = this;
    const asked = call.endpoint;
    const kindOf = ({ info }: Endpoint): object =>
      form ?? { group: info.group, version: info.version, kind: info.kind };
    const resourceOf = ({ info }: Endpoint): object => ({
      group: info.group,
      version: info.version,
      resource: info.resource,
    });
    const { user } = call;
    const said = call.options.asked ?? {
      ...(call.options.fieldManager ? { fieldManager: call.options.fieldManager } : {}),
      ...(call.options.fieldValidation ? { fieldValidation: call.options.fieldValidation } : {}),
    };
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
      // A stream has none.
      ...(operation === 'CONNECT'
        ? {}
        : {
            options: {
              kind: OPTIONS[operation],
              apiVersion: 'meta.k8s.io/v1',
              ...said,
              ...this.deletion(),
              ...(call.dryRun ? { dryRun: ['All'] } : {}),
            },
          }),
    };
  }

  /** What the server adds to the options of a deletion. */
  private deletion(): { readonly [option: string]: unknown } {
    const { asked } = this.call.options;
    if (this.operation !== 'DELETE' || !this.old) return {};
    const { storage } = this.call.endpoint;
    if (storage === 'namespaces') return { preconditions: { uid: this.old.metadata.uid } };
    if (storage !== 'pods' || asked?.['gracePeriodSeconds'] !== undefined) return {};
    return { gracePeriodSeconds: this.old['spec']?.terminationGracePeriodSeconds as number };
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
