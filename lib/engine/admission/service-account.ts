// ServiceAccount: every pod acts as an account, and gets its token. Follows kubernetes/plugin/pkg/admission/serviceaccount.
// The token volume's random name is drawn for the template: the pods of one template share their volumes.

import { pathSegment } from '../apiserver/metadata.ts';
import { forbidden } from '../../api/status-errors.ts';
import { nameBefore, type AdmissionPlugin } from './interface.ts';

const MOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

interface Container {
  name: string;
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
}

export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  resources: ['pods'],
  operations: ['CREATE'],
  admit(draft, _old, call) {
    const { spec } = draft;
    spec.serviceAccountName ||= 'default';
    spec.serviceAccount = spec.serviceAccountName;
    const { namespace } = draft.metadata as { namespace: string };
    const account = call.machine.store.get('serviceaccounts', `${namespace}/${spec.serviceAccountName}`);
    const strange = pathSegment(spec.serviceAccountName as string, false);
    if (strange.length)
      throw forbidden(
        'pods',
        nameBefore(draft),
        `error looking up service account ${namespace}/${spec.serviceAccountName}: invalid resource name "${spec.serviceAccountName}": [${strange.join(' ')}]`,
      );
    if (!account)
      throw forbidden(
        'pods',
        nameBefore(draft),
        `error looking up service account ${namespace}/${spec.serviceAccountName}: serviceaccount "${spec.serviceAccountName}" not found`,
      );
    if (!spec.imagePullSecrets?.length && account['imagePullSecrets'])
      spec.imagePullSecrets = account['imagePullSecrets'];
    if (!(
      (spec.automountServiceAccountToken as boolean | undefined) ??
      (account['automountServiceAccountToken'] as boolean | undefined) ??
      true
    ))
      return;
    const known = new Set(((spec.volumes ?? []) as { name: string }[]).map((it) => it.name));
    const name = `kube-api-access-${call.machine.chance.suffix(`${namespace}/${draft.metadata.generateName ?? draft.metadata.name}`, 'token volume')}`;
    let used = false;
    const mount = (container: Container): Container => {
      if (container.volumeMounts?.some((it) => it.mountPath === MOUNT)) return container;
      used = true;
      return {
        ...container,
        volumeMounts: [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath: MOUNT }],
      };
    };
    spec.containers = ((spec.containers ?? []) as Container[]).map(mount);
    if (spec.initContainers) spec.initContainers = (spec.initContainers as Container[]).map(mount);
    if (!used || known.has(name)) return;
    const sources = [
      { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
        },
      },
    ];
    spec.volumes = [...(spec.volumes ?? []), { name, projected: { sources, defaultMode: 420 } }];
  },
};
