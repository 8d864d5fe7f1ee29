// What the rows of storage say.

import type { Part, Row } from './interface.ts';
import { orNone, orUnset } from './interface.ts';

const MODES: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];
const modes = (all: readonly string[] | undefined): string =>
  MODES.filter(([name]) => all?.includes(name))
    .map(([, short]) => short)
    .join(',');
const phase = (it: Part): string => (it.metadata.deletionTimestamp ? 'Terminating' : (it.status?.phase ?? ''));
const classOf = (it: Part): string =>
  it.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? it.spec?.storageClassName ?? '';

export const volumes: Row = {
  Capacity: (it) => String(it.spec?.capacity?.storage ?? '0'),
  'Access Modes': (it) => modes(it.spec?.accessModes),
  'Reclaim Policy': (it) => it.spec?.persistentVolumeReclaimPolicy ?? '',
  Status: phase,
  Claim: (it) => (it.spec?.claimRef ? `${it.spec.claimRef.namespace ?? ''}/${it.spec.claimRef.name ?? ''}` : ''),
  StorageClass: classOf,
  VolumeAttributesClass: (it) => orUnset(it.spec?.volumeAttributesClassName),
  Reason: (it) => it.status?.reason ?? '',
  VolumeMode: (it) => orUnset(it.spec?.volumeMode),
};

export const claims: Row = {
  Status: phase,
  Volume: (it) => it.spec?.volumeName ?? '',
  Capacity: (it) => (it.spec?.volumeName ? String(it.status?.capacity?.storage ?? '0') : ''),
  'Access Modes': (it) => (it.spec?.volumeName ? modes(it.status?.accessModes) : ''),
  StorageClass: classOf,
  VolumeAttributesClass: (it) => orUnset(it.spec?.volumeAttributesClassName),
  VolumeMode: (it) => orUnset(it.spec?.volumeMode),
};

export const storageClasses: Row = {
  Provisioner: (it) => it.provisioner ?? '',
  ReclaimPolicy: (it) => it.reclaimPolicy ?? 'Delete',
  VolumeBindingMode: (it) => it.volumeBindingMode ?? 'Immediate',
  AllowVolumeExpansion: (it) => it.allowVolumeExpansion ?? false,
};

export const attributesClasses: Row = { DriverName: (it) => it.driverName ?? '' };

export const attachments: Row = {
  Attacher: (it) => it.spec?.attacher ?? '',
  PV: (it) => it.spec?.source?.persistentVolumeName ?? '',
  Node: (it) => it.spec?.nodeName ?? '',
  Attached: (it) => it.status?.attached ?? false,
};

export const csiNodes: Row = { Drivers: (it) => it.spec?.drivers?.length ?? 0 };

export const csiDrivers: Row = {
  AttachRequired: (it) => it.spec?.attachRequired ?? true,
  PodInfoOnMount: (it) => it.spec?.podInfoOnMount ?? false,
  StorageCapacity: (it) => it.spec?.storageCapacity ?? false,
  TokenRequests: (it) =>
    it.spec?.tokenRequests ? (it.spec.tokenRequests as Part[]).map((one) => one.audience ?? '').join(',') : '<unset>',
  RequiresRepublish: (it) => it.spec?.requiresRepublish ?? false,
  Modes: (it) => orNone((it.spec?.volumeLifecycleModes ?? []).join(',')),
};
