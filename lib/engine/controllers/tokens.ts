// Fills token Secrets of service accounts, and removes those whose account is gone. Follows
// kubernetes/pkg/controller/serviceaccount/tokens_controller.go; the token itself is asked of the API server.

import { Buffer } from 'node:buffer';
import type { KubeObject } from '../../api/object.ts';
import type { Actor, ActorContext } from '../interface.ts';
import { controllerUser, deleteIfThere } from './controller.ts';

const TYPE = 'kubernetes.io/service-account-token';
const NAME = 'kubernetes.io/service-account.name';
const UID = 'kubernetes.io/service-account.uid';
/** Such tokens do not end; the one asked for lasts as long as one can, in seconds. */
const FOR_EVER = 2 ** 32;

export function tokensController(): Actor {
  return {
    name: 'tokens-controller',
    user: { ...controllerUser('tokens-controller'), groups: ['system:masters', 'system:authenticated'] },
    watches: ['secrets', 'serviceaccounts'],
    changed({ resource, type, object, key }, context) {
      if (resource === 'secrets') {
        if (type !== 'DELETED' && object['type'] === TYPE) context.enqueue(key);
      } else if (type === 'DELETED')
        for (const secret of context.read.list('secrets', object.metadata.namespace))
          if (secret['type'] === TYPE && secret.metadata.annotations?.[NAME] === object.metadata.name)
            context.enqueue(`${secret.metadata.namespace}/${secret.metadata.name}`);
    },
    sync(key, context) {
      const secret = context.read.get('secrets', key);
      if (secret) sync(secret, context);
    },
  };
}

function sync(secret: KubeObject, context: ActorContext): void {
  const { namespace = '', annotations = {} } = secret.metadata;
  const account = context.read.get('serviceaccounts', `${namespace}/${annotations[NAME]}`);
  const uid = annotations[UID];
  if (!account || (uid && uid !== account.metadata.uid)) {
    deleteIfThere(context, 'secrets', secret);
    return;
  }
  const data = (secret['data'] ?? {}) as Record<string, string>;
  if (data['token'] && data['namespace'] && uid) return;
  const encode = (text: string): string => Buffer.from(text).toString('base64');
  const issued = data['token']
    ? undefined
    : context.api.createSubresource('serviceaccounts', namespace, account.metadata.name!, 'token', {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        metadata: {},
        spec: {
          expirationSeconds: FOR_EVER,
          boundObjectRef: { kind: 'Secret', apiVersion: 'v1', name: secret.metadata.name, uid: secret.metadata.uid },
        },
      } as unknown as KubeObject);
  const ca = context.read.get('configmaps', `${namespace}/kube-root-ca.crt`)?.['data']?.['ca.crt'] as
    string | undefined;
  context.api.update('secrets', {
    ...secret,
    metadata: { ...secret.metadata, annotations: { ...annotations, [UID]: account.metadata.uid! } },
    data: {
      ...data,
      'ca.crt': data['ca.crt'] ?? encode(ca ?? ''),
      namespace: data['namespace'] ?? encode(namespace),
      token: data['token'] ?? encode(issued!['status'].token as string),
    },
  });
}
