// NamespaceLifecycle: nothing new in a namespace that is not there or is going; some namespaces never go.
// Follows apiserver/pkg/admission/plugin/namespace/lifecycle.

import { StatusError, forbidden, notFound } from '../../api/status-errors.ts';
import { nameBefore, type AdmissionPlugin } from './interface.ts';

const IMMORTAL = new Set(['default', 'kube-system', 'kube-public']);
// What may be asked in a namespace whether it exists or not.
const FREE = new Set(['localsubjectaccessreviews.authorization.k8s.io']);

export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  resources: ['*'],
  operations: ['CREATE', 'UPDATE', 'DELETE'],
  always: true,
  admit(draft, old, call) {
    if (!call.endpoint.info.namespaced || FREE.has(call.endpoint.id) || old) return;
    const namespace = call.read.get('namespaces', call.namespace);
    if (!namespace) throw notFound('namespaces', call.namespace);
    if (namespace.status?.phase !== 'Terminating' && !namespace.metadata.deletionTimestamp) return;
    const error = forbidden(
      call.endpoint.id,
      nameBefore(draft),
      `unable to create new content in namespace ${call.namespace} because it is being terminated`,
    );
    throw new StatusError({
      ...error.status,
      details: {
        ...error.status.details,
        causes: [
          {
            reason: 'NamespaceTerminating',
            message: `namespace ${call.namespace} is being terminated`,
            field: 'metadata.namespace',
          },
        ],
      },
    });
  },
  review(object, old, call) {
    if (call.endpoint.storage === 'namespaces' && old === object && IMMORTAL.has(object.metadata.name!))
      throw forbidden('namespaces', object.metadata.name!, 'this namespace may not be deleted');
  },
};
