// PersistentVolumeClaimResize: only bound claims of a class that allows it grow. Follows
// kubernetes/plugin/pkg/admission/storage/persistentvolume/resize.

import { compareQuantities } from '../../api/quantity.ts';
import type { KubeObject } from '../../api/object.ts';
import { forbidden } from '../../api/status-errors.ts';
import type { AdmissionPlugin } from './interface.ts';

const CLASSES = 'storageclasses.storage.k8s.io';
const OLDER_CLASS = 'volume.beta.kubernetes.io/storage-class';

const sizeOf = (claim: KubeObject): string =>
  (claim['spec']?.resources?.requests?.storage as string | undefined) ?? '0';
const classOf = (claim: KubeObject): string =>
  claim.metadata.annotations?.[OLDER_CLASS] ?? (claim['spec']?.storageClassName as string | undefined) ?? '';

export const claimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  resources: ['persistentvolumeclaims'],
  operations: ['UPDATE'],
  review(claim, old, call) {
    if (!old || call.subresource || compareQuantities(sizeOf(claim), sizeOf(old)) <= 0) return;
    const refuse = (message: string): Error => forbidden('persistentvolumeclaims', claim.metadata.name!, message);
    if (old['status']?.phase !== 'Bound') throw refuse('Only bound persistent volume claims can be expanded');
    const name = classOf(claim);
    if (!name || name !== classOf(old) || !call.read.get(CLASSES, name)?.['allowVolumeExpansion'])
      throw refuse(
        'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
      );
  },
};
