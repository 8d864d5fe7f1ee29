// The account every namespace has. Follows kubernetes/pkg/controller/serviceaccount and its root CA publisher.

import type { Actor } from '../interface.ts';
import { controllerUser } from './controller.ts';

const CA = 'kube-root-ca.crt';
/** The publisher, and what it remembers: the certificate; none in a cluster that nobody serves. */
export const ROOT_CA = { actor: 'root-ca-certificate-publisher', certificate: 'certificate' } as const;

/** Makes the `default` account and the CA's ConfigMap in each namespace, again when they are deleted. */
export function serviceAccountController(): Actor {
  return {
    name: 'service-account-controller',
    user: controllerUser('service-account-controller'),
    watches: ['namespaces', 'serviceaccounts'],
    changed(change, context) {
      if (change.resource === 'namespaces' && change.type !== 'DELETED') context.enqueue(change.key);
      else if (change.type === 'DELETED' && change.object.metadata.name === 'default')
        context.enqueue(change.object.metadata.namespace!);
    },
    sync(name, context) {
      const namespace = context.read.get('namespaces', name);
      if (!namespace || namespace.metadata.deletionTimestamp || context.read.get('serviceaccounts', `${name}/default`))
        return;
      context.api.create('serviceaccounts', {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'default', namespace: name },
      });
    },
  };
}

export function rootCaPublisher(): Actor {
  return {
    name: ROOT_CA.actor,
    user: controllerUser('root-ca-cert-publisher'),
    watches: ['namespaces', 'configmaps'],
    changed(change, context) {
      if (change.resource === 'namespaces' && change.type === 'ADDED') context.enqueue(change.key);
      else if (change.resource === 'configmaps' && change.object.metadata.name === CA)
        context.enqueue(change.object.metadata.namespace!);
    },
    sync(name, context) {
      const namespace = context.read.get('namespaces', name);
      if (!namespace || namespace.metadata.deletionTimestamp) return;
      const wanted = { 'ca.crt': context.memory.get<string>(ROOT_CA.certificate) ?? '' };
      const known = context.read.get('configmaps', `${name}/${CA}`);
      if (known) {
        // What is in it is nobody else's to say.
        const { data } = known;
        if (data?.['ca.crt'] !== wanted['ca.crt'] || Object.keys(data).length > 1)
          context.api.update('configmaps', { ...known, data: wanted });
        return;
      }
      context.api.create('configmaps', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: CA,
          namespace: name,
          annotations: {
            'kubernetes.io/description':
              'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
          },
        },
        data: wanted,
      });
    },
  };
}
