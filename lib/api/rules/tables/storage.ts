// Volumes, claims of them, their classes and their drivers. Follows kubernetes/pkg/apis/storage/validation, and
// ValidatePersistentVolumeSpec and ValidatePersistentVolumeClaimSpec of pkg/apis/core/validation.

import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../field-errors.ts';
import { dns1123Subdomain, qualifiedName } from '../../labels.ts';
import { compareQuantities, parseQuantity, wholeValue } from '../../quantity.ts';
import type { Constraints, Rule } from '../rule.ts';
import { driver, driverErrors } from './drivers.ts';
import {
  check,
  fields,
  held,
  items,
  list,
  must,
  named,
  namedEvenAbsent,
  NONE,
  oneOf,
  oneOfOrBlank,
  said,
  text,
  wrong,
  oneOfFields,
} from '../words.ts';

const ACCESS = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

const unknownModes = (value: unknown, path: string): FieldError[] =>
  items(value)
    .filter((it) => !ACCESS.includes(text(it)))
    .map((it) => notSupported(path, it ?? '', ACCESS));

/** How a volume may be mounted: by one pod alone, or in ways that go together. */
const accessModes: Rule = check((value, path) => {
  const modes = items(value);
  const errors = unknownModes(value, path);
  if (modes.includes('ReadWriteOncePod') && modes.some((it) => it !== 'ReadWriteOncePod' && ACCESS.includes(text(it))))
    errors.push(forbidden(path, 'may not use ReadWriteOncePod with other access modes'));
  return errors;
});

const capacity: Rule = check((value, path) => {
  const amounts = held(value);
  const names = Object.keys(amounts);
  const errors: FieldError[] = [];
  if (names.length === 0) errors.push(required(path));
  if (amounts['storage'] === undefined || names.length > 1) errors.push(notSupported(path, value ?? null, ['storage']));
  for (const name of names) {
    const amount = amounts[name];
    if ((typeof amount !== 'string' && typeof amount !== 'number') || !parseQuantity(amount)) continue;
    const at = `${path}[${name}]`;
    if (compareQuantities(amount, 0) < 0)
      errors.push(invalid(at, wholeValue(amount), 'must be a valid resource quantity'));
    if (compareQuantities(amount, 0) <= 0) errors.push(invalid(at, String(amount), 'must be greater than zero'));
  }
  return errors;
});

/** What a volume can be of, in the order in which the second is refused; those named otherwise in errors. */
const SOURCES = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'flocker',
  'nfs',
  'rbd',
  'quobyte',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'flexVolume',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'scaleIO',
  'local',
  'storageos',
  'csi',
];

const oneSource: Rule = check((value, path) => {
  const spec = held(value);
  const found = SOURCES.filter((it) => said(spec[it]));
  const errors: FieldError[] = found
    .slice(1)
    .filter((it) => it !== 'flexVolume')
    .map((it) => forbidden(`${path}.${it === 'cephfs' ? 'cephFS' : it}`, 'may not specify more than 1 volume type'));
  if (found[0] === 'local' && !said(spec['nodeAffinity']))
    errors.push(required(`${path}.nodeAffinity`, 'Local volume requires node affinity'));
  if (found.length === 0) errors.push(required(path, 'must specify a volume type'));
  const host = text(held(spec['hostPath'])['path']);
  if (/^\/+$/.test(host) && spec['persistentVolumeReclaimPolicy'] === 'Recycle')
    errors.push(forbidden(`${path}.persistentVolumeReclaimPolicy`, "may not be 'recycle' for a hostPath mount of '/'"));
  return errors;
});

/** Attributes are those of a driver's volumes. */
const classed: Rule = check((value, path, beside) => {
  if (!said(value) || text(value) === '') return NONE;
  const spec = path.slice(0, -'.volumeAttributesClassName'.length);
  return [
    ...wrong(path, value, dns1123Subdomain(text(value))),
    ...(said(beside['csi'])
      ? []
      : [required(`${spec}.csi`, 'has to be specified when using volumeAttributesClassName')]),
  ];
});

const secret: Rule = fields({
  name: [must(), named('dns1123Subdomain')],
  namespace: [must(), named('dns1123Label')],
});

const CSI_MODES = ['Persistent', 'Ephemeral'];

const tokenRequests: Rule = check((value, path) => {
  const seen = new Set<string>();
  return list(value).flatMap((request, i) => {
    const audience = text(request['audience']);
    if (seen.has(audience)) return [duplicate(`${path}[${i}].audience`, audience)];
    seen.add(audience);
    const seconds = request['expirationSeconds'];
    if (typeof seconds !== 'number') return [];
    const at = `${path}[${i}].expirationSeconds`;
    if (seconds < 600) return [invalid(at, seconds, 'may not specify a duration less than 10 minutes')];
    return seconds > 2 ** 32 ? [invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds')] : [];
  });
});

/** Keys of a node's topology; errors are of the driver that says them. */
const topologyKeys = (path: string, value: unknown): FieldError[] => {
  const seen = new Set<unknown>();
  return items(value).flatMap((it) => {
    const key = text(it);
    const errors: FieldError[] = key === '' ? [required(path)] : [];
    if (seen.has(key)) errors.push(duplicate(path, key));
    seen.add(key);
    return [...errors, ...wrong(path, key, qualifiedName(key))];
  });
};

const nodeDrivers: Rule = check((value, path) => {
  const seen = new Set<string>();
  return list(value).flatMap((it, i) => {
    const at = `${path}[${i}]`;
    const name = text(it['name']);
    const node = text(it['nodeID']);
    const count = held(it['allocatable'])['count'];
    const errors = name === '' ? [required(`${at}.name`)] : driverErrors(name, `${at}.name`);
    if (node === '') errors.push(required(`${at}.nodeID`));
    if (node.length > 256) errors.push(invalid(`${at}.nodeID`, node, 'must be 256 characters or less'));
    if (typeof count === 'number' && count < 0)
      errors.push(invalid(`${at}.allocatable.count`, count, 'must be greater than or equal to 0'));
    if (seen.has(name)) errors.push(duplicate(`${at}.name`, name));
    seen.add(name);
    return [...errors, ...topologyKeys(at, it['topologyKeys'])];
  });
});

const attachedSource: Rule = check((value, path) => {
  const { inlineVolumeSpec, persistentVolumeName } = held(value);
  const both = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
  if (!said(inlineVolumeSpec) && !said(persistentVolumeName)) return [required(path, both)];
  if (said(inlineVolumeSpec) && said(persistentVolumeName)) return [forbidden(path, both)];
  return persistentVolumeName === ''
    ? [required(`${path}.persistentVolumeName`, 'must specify non empty persistentVolumeName')]
    : NONE;
});

/** Terms of a class that say the same: `{key: values}` in any order. */
const topologies: Rule = check((value, path) => {
  // Upstream begins with as many empty ones as there are terms.
  const seen: string[] = list(value).map(() => '[]');
  const faults = list(value).flatMap((term, i) => {
    const keys = new Set<string>();
    return list(term['matchLabelExpressions']).flatMap((it, n) => {
      const at = `${path}[${i}].matchLabelExpressions[${n}]`;
      const key = text(it['key']);
      const errors: FieldError[] = [];
      if (!items(it['values']).length) errors.push(required(`${at}.values`));
      items(it['values']).forEach((one, v, all) => {
        if (all.indexOf(one) < v) errors.push(duplicate(`${at}.values[${v}]`, one));
      });
      errors.push(...wrong(`${at}.key`, key, qualifiedName(key)));
      if (keys.has(key)) errors.push(duplicate(`${at}.key`, key));
      keys.add(key);
      return errors;
    });
  });
  if (faults.length) return faults;
  return list(value).flatMap((term, i) => {
    const said = new Map<string, readonly unknown[]>();
    for (const it of list(term['matchLabelExpressions'])) said.set(text(it['key']), [...items(it['values'])].sort());
    const own = JSON.stringify([...said].sort(([a], [b]) => (a < b ? -1 : 1)));
    const twins = seen.filter((it) => it === own);
    seen.push(own);
    return twins.map(() => duplicate(`${path}[${i}].matchLabelExpressions`, ''));
  });
});

export const STORAGE: { readonly [type: string]: Constraints } = {
  'core.v1.PersistentVolumeSpec': {
    accessModes: [must(), accessModes],
    capacity: [capacity],
    persistentVolumeReclaimPolicy: [oneOfOrBlank('Delete', 'Recycle', 'Retain')],
    storageClassName: [named('dns1123Subdomain')],
    volumeMode: [oneOf('Block', 'Filesystem')],
    ...oneOfFields(SOURCES.filter((it) => it !== 'flexVolume')),
    volumeAttributesClassName: [classed],
    '': [oneSource],
  },
  'core.v1.PersistentVolumeClaimSpec': {
    accessModes: [must('at least 1 access mode is required'), check(unknownModes)],
    resources: [
      check((value, path) => {
        const size = held(held(value)['requests'])['storage'];
        if (size === undefined) return [required(`${path}[storage]`)];
        return (typeof size === 'string' || typeof size === 'number') && compareQuantities(size, 0) <= 0
          ? [invalid(`${path}[storage]`, String(size), 'must be greater than zero')]
          : NONE;
      }),
    ],
    storageClassName: [named('dns1123Subdomain')],
    volumeMode: [oneOf('Block', 'Filesystem')],
    volumeAttributesClassName: [named('dns1123Subdomain')],
  },
  'core.v1.VolumeNodeAffinity': { required: [must('must specify required node constraints')] },
  'core.v1.CSIPersistentVolumeSource': {
    driver,
    volumeHandle: [must()],
    controllerPublishSecretRef: [secret],
    controllerExpandSecretRef: [secret],
    nodePublishSecretRef: [secret],
    nodeExpandSecretRef: [secret],
  },
  'storage.v1.StorageClass': {
    provisioner: [{ rule: 'required' }, { rule: 'format', format: 'qualifiedName', lower: true }],
    reclaimPolicy: [oneOfOrBlank('Delete', 'Retain')],
    volumeBindingMode: [oneOf('Immediate', 'WaitForFirstConsumer')],
    allowedTopologies: [topologies],
  },
  'storage.v1.CSIDriverSpec': {
    fsGroupPolicy: [oneOf('File', 'None', 'ReadWriteOnceWithFSType')],
    tokenRequests: [tokenRequests],
    volumeLifecycleModes: [
      check((value, path) =>
        items(value)
          .filter((it) => !CSI_MODES.includes(text(it)))
          .map((it) => notSupported(path, it ?? '', CSI_MODES)),
      ),
    ],
    nodeAllocatableUpdatePeriodSeconds: [
      check((value, path) =>
        typeof value === 'number' && value < 10
          ? [invalid(path, value, 'must be greater than or equal to 10 seconds')]
          : NONE,
      ),
    ],
  },
  'storage.v1.CSINodeSpec': { drivers: [nodeDrivers] },
  'storage.v1.CSIStorageCapacity': { storageClassName: [namedEvenAbsent('dns1123Subdomain')] },
  'storage.v1.VolumeAttachmentSpec': {
    attacher: driver,
    source: [attachedSource],
    nodeName: [namedEvenAbsent('dns1123Subdomain')],
    '': [
      check((value, path) => {
        const name = held(held(value)['source'])['persistentVolumeName'];
        return typeof name === 'string'
          ? wrong(`${path}.source.persistentVolumeName`, name, dns1123Subdomain(name))
          : NONE;
      }),
    ],
  },
  'storage.v1.VolumeAttachmentSource': oneOfFields(['persistentVolumeName', 'inlineVolumeSpec']),
  'storage.v1.VolumeAttributesClass': {
    driverName: [{ rule: 'required' }, { rule: 'format', format: 'qualifiedName', lower: true }],
    parameters: [
      check((value, path) =>
        Object.keys(held(value)).length === 0 ? [required(path, 'must contain at least one key/value pair')] : NONE,
      ),
    ],
  },
};
