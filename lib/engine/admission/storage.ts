// DefaultStorageClass and StorageObjectInUseProtection. Follow kubernetes/plugin/pkg/admission/storage.

import type { AdmissionPlugin } from './interface.ts';

const CLASSES = 'storageclasses.storage.k8s.io';
const DEFAULT = 'storageclass.kubernetes.io/is-default-class';

export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  resources: ['persistentvolumeclaims'],
  operations: ['CREATE'],
  admit(draft, _old, call) {
    if (draft.spec.storageClassName !== undefined) return;
    // Of several the newest counts, then the first by name.
    const defaults = call.machine.store
      .list(CLASSES)
      .filter((it) => it.metadata.annotations?.[DEFAULT] === 'true')
      .sort((a, b) =>
        a.metadata.creationTimestamp! > b.metadata.creationTimestamp!
          ? -1
          : a.metadata.creationTimestamp! < b.metadata.creationTimestamp!
            ? 1
            : 0,
      );
    if (defaults[0]) draft.spec.storageClassName = defaults[0].metadata.name;
  },
};

const FINALIZERS: Readonly<Record<string, string>> = {
  persistentvolumeclaims: 'kubernetes.io/pvc-protection',
  persistentvolumes: 'kubernetes.io/pv-protection',
  'volumeattributesclasses.storage.k8s.io': 'kubernetes.io/vac-protection',
};

export const inUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  resources: Object.keys(FINALIZERS),
  operations: ['CREATE'],
  admit(draft, _old, call) {
    const finalizer = FINALIZERS[call.endpoint.storage]!;
    const own = (draft.metadata.finalizers ?? []) as string[];
    if (!own.includes(finalizer)) draft.metadata = { ...draft.metadata, finalizers: [...own, finalizer] };
  },
};
