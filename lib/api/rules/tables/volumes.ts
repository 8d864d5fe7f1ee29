// Where a pod's volumes come from, and what PersistentVolumes are made of. Follows validateVolumeSource, ValidatePersistentVolumeSpec
// and what they call of kubernetes/pkg/apis/core/validation.

import { forbidden, invalid, notSupported, required, type FieldError } from '../../field-errors.ts';
import { dns1123Label, dns1123Subdomain } from '../../labels.ts';
import type { JsonObject } from '../../object.ts';
import { compareQuantities } from '../../quantity.ts';
import type { Constraints, Rule } from '../rule.ts';
import {
  check,
  fields,
  held,
  items,
  list,
  must,
  named,
  NONE,
  oneOf,
  oneOfOrBlank,
  range,
  said,
  text,
  unchecked,
  wrong,
  oneOfFields,
} from '../words.ts';
import { fieldErrors, resourceErrors } from './downward.ts';
import { driver } from './drivers.ts';

/** A path inside a volume: relative, and never upwards. */
export function descending(value: unknown, path: string): readonly FieldError[] {
  if (typeof value !== 'string' || value === '') return NONE;
  const errors: FieldError[] = [];
  if (value.startsWith('/')) errors.push(invalid(path, value, 'must be a relative path'));
  if (value.split('/').includes('..')) errors.push(invalid(path, value, "must not contain '..'"));
  return errors;
}

/** The same, where names that begin with two dots are the kubelet's own. */
function local(value: unknown, path: string): readonly FieldError[] {
  const errors = descending(value, path);
  return typeof value === 'string' && value.startsWith('..') && !value.startsWith('../')
    ? [...errors, invalid(path, value, "must not start with '..'")]
    : errors;
}

export const noBacksteps: Rule = check((value, path) =>
  text(value).split('/').includes('..') ? [invalid(path, value, "must not contain '..'")] : NONE,
);

const fileMode: Rule = check((value, path) =>
  typeof value === 'number' && (value < 0 || value > 0o777)
    ? [invalid(path, value, 'must be a number between 0 and 0777 (octal), both inclusive')]
    : NONE,
);

const HOST_PATHS = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

/** In the order in which a second one is refused, each with the name it is told by. */
const SOURCES: readonly (readonly [field: string, told?: string])[] = [
  ['emptyDir'],
  ['hostPath'],
  ['gitRepo'],
  ['gcePersistentDisk'],
  ['awsElasticBlockStore'],
  ['secret'],
  ['nfs'],
  ['iscsi'],
  ['glusterfs'],
  ['persistentVolumeClaim'],
  ['rbd'],
  ['cinder'],
  ['cephfs', 'cephFS'],
  ['quobyte'],
  // Upstream's slip.
  ['downwardAPI', 'downwarAPI'],
  ['fc'],
  ['flexVolume'],
  ['configMap'],
  ['azureFile'],
  ['vsphereVolume'],
  ['photonPersistentDisk'],
  ['portworxVolume'],
  ['azureDisk'],
  ['storageos'],
  ['projected'],
  ['scaleIO'],
  ['csi'],
  ['ephemeral'],
  ['image'],
];

const oneSource: Rule = check((value, path) => {
  const volume = held(value);
  let first = true;
  const errors: FieldError[] = [];
  for (const name in volume) {
    if (name === 'name' || !said(volume[name])) continue;
    if (first) first = false;
    else {
      const found = SOURCES.filter(([field]) => said(volume[field]));
      return found
        .slice(1)
        .map(([field, told]) => forbidden(`${path}.${told ?? field}`, 'may not specify more than 1 volume type'));
    }
  }
  return errors;
});

const SCSI_NAMES: { readonly [prefix: string]: RegExp } = {
  iqn: /iqn\.\d{4}-\d{2}\.([A-Za-z\d.-]+)(:[^,;*&$|\s]+)$/,
  eui: /^eui.[A-Za-z\d]{16}$/,
  naa: /^naa.[A-Za-z\d]{32}$/,
};

function scsiName(name: string, path: string, detail: string): FieldError[] {
  const form = SCSI_NAMES[name.slice(0, 3)];
  if (!form) return [invalid(path, name, detail)];
  return form.test(name) ? [] : [invalid(path, name, 'must be valid format')];
}

/** Targets of iSCSI; of a PersistentVolume (`kept`) with fewer words. */
function iscsi(kept: boolean): Constraints {
  const detail = kept ? 'must be valid format' : 'must be valid format starting with iqn, eui, or naa';
  return {
    targetPortal: [must()],
    iqn: [must(), check((value, path) => (text(value) ? scsiName(text(value), path, detail) : NONE))],
    lun: [range(0, 255)],
    secretRef: [
      check((value, path, beside) =>
        (beside['chapAuthDiscovery'] === true || beside['chapAuthSession'] === true) && !said(value)
          ? [required(path)]
          : NONE,
      ),
      ...(kept ? [fields({ name: [must()] })] : []),
    ],
    initiatorName: [
      check((value, path) =>
        typeof value === 'string' ? scsiName(value, path.replace(/initiatorName$/, 'initiatorname'), detail) : NONE,
      ),
    ],
  };
}

const partition: Rule = check((value, path) =>
  typeof value === 'number' && (value < 0 || value > 255)
    ? [invalid(path, value, 'must be between 1 and 255, inclusive')]
    : NONE,
);

const channel: Rule = check((value, path) => {
  const { targetWWNs, wwids, lun } = held(value);
  const [names, ids] = [items(targetWWNs), items(wwids)];
  const at = `${path}.targetWWNs`;
  const errors: FieldError[] = [];
  if (!names.length && !ids.length) errors.push(required(at, 'must specify either targetWWNs or wwids, but not both'));
  if (names.length && ids.length)
    errors.push(invalid(at, names, 'targetWWNs and wwids can not be specified simultaneously'));
  if (!names.length) return errors;
  if (!said(lun)) errors.push(required(`${path}.lun`, 'lun is required if targetWWNs is specified'));
  else if (Number(lun) < 0 || Number(lun) > 255)
    errors.push(invalid(`${path}.lun`, lun, 'must be between 0 and 255, inclusive'));
  return errors;
});

const registries: Rule = check((value, path) => {
  const { registry, tenant } = held(value);
  const form = 'must be a host:port pair or multiple pairs separated by commas';
  const at = `${path}.registry`;
  if (!registry) return [required(at, form)];
  if (text(tenant).length >= 65)
    return [required(`${path}.tenant`, 'must be a UUID and may not exceed a length of 64 characters')];
  return text(registry)
    .split(',')
    .filter((it) => !/^(\[[^\]]*\]|[^:[\]]*):[^:[\]]*$/.test(it))
    .map(() => invalid(at, registry, form));
});

const dataset: Rule = check((value, path) => {
  const { datasetName, datasetUUID } = held(value);
  const errors: FieldError[] = [];
  if (!datasetName && !datasetUUID) errors.push(required(path, 'one of datasetName and datasetUUID is required'));
  if (datasetName && datasetUUID)
    errors.push(invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'));
  if (text(datasetName).includes('/')) errors.push(invalid(`${path}.datasetName`, datasetName, "must not contain '/'"));
  return errors;
});

const flexOptions: Rule = check((value, path) =>
  Object.keys(held(value)).flatMap((key) =>
    /\.(kubernetes|k8s)\.io$/.test(`.${key.split('/')[0]!.toLowerCase()}`)
      ? [invalid(`${path}[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved')]
      : [],
  ),
);

const MANAGED = ['/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}'];
const BLOB = ['https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd'];
const diskUri: Rule = check((value, path, disk) => {
  const { kind } = disk;
  if (!said(kind)) return NONE;
  if (kind === 'Managed')
    return text(value).startsWith('/subscriptions/') ? NONE : [notSupported(path, value ?? '', MANAGED)];
  return text(value).startsWith('https://') ? NONE : [notSupported(path, value ?? '', BLOB)];
});

/** A secret in a namespace of its own. */
const secretOf = (...names: readonly string[]): Rule =>
  fields(Object.fromEntries(names.map((name) => [name, [must()]])));

function downwardFile(file: JsonObject, path: string): FieldError[] {
  const { fieldRef, resourceFieldRef, mode } = file;
  const errors: FieldError[] = file['path'] ? [] : [required(`${path}.path`)];
  errors.push(...local(file['path'], `${path}.path`));
  if (said(fieldRef)) {
    errors.push(...fieldErrors(fieldRef, `${path}.fieldRef`, IN_VOLUMES));
    if (said(resourceFieldRef))
      errors.push(invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
  } else if (said(resourceFieldRef)) errors.push(...resourceErrors(resourceFieldRef, `${path}.resourceFieldRef`, true));
  else errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
  return [...errors, ...(fileMode as CheckRule).check(mode, `${path}.mode`, file)];
}

/** What volumes may be told of their pod. */
const IN_VOLUMES = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];

type CheckRule = Extract<Rule, { rule: 'check' }>;

function keyToPath(item: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = item['key'] ? [] : [required(`${path}.key`)];
  if (!item['path']) errors.push(required(`${path}.path`));
  errors.push(...local(item['path'], `${path}.path`));
  return [...errors, ...(fileMode as CheckRule).check(item['mode'], `${path}.mode`, item)];
}

/** One source of a projected volume; `taken` are the paths of those before, and `double` tells of one that is there twice. */
type Source = (value: JsonObject, at: string, double: (path: unknown, told?: unknown) => FieldError[]) => FieldError[];

const keyed: Source = (value, at, double) => [
  ...(value['name'] ? [] : [required(`${at}.name`)]),
  ...list(value['items']).flatMap((item, i) => [
    ...keyToPath(item, `${at}.items[${i}]`),
    ...double(item['path'], value['name'] ?? ''),
  ]),
];

const token: Source = (value, at) => {
  const { expirationSeconds: seconds, path } = value;
  const errors: FieldError[] = [];
  if (typeof seconds === 'number' && seconds < 600)
    errors.push(invalid(`${at}.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes'));
  if (typeof seconds === 'number' && seconds > 2 ** 32)
    errors.push(invalid(`${at}.expirationSeconds`, seconds, 'may not specify a duration larger than 2^32 seconds'));
  // Upstream tells it of the volume.
  const where = `${at.replace(/\.sources\[\d+\]\.serviceAccountToken$/, '')}.path`;
  return path ? [...errors, ...local(path, where)] : [...errors, required(where)];
};

const PROJECTED: readonly (readonly [field: string, source: Source])[] = [
  ['secret', keyed],
  ['configMap', keyed],
  [
    'downwardAPI',
    (value, at, double) => list(value['items']).flatMap((file) => [...downwardFile(file, at), ...double(file['path'])]),
  ],
  ['serviceAccountToken', token],
];

const projections: Rule = check((value, path) => {
  const taken = new Set<unknown>();
  const volume = path.replace(/\.sources$/, '');
  const double = (at: unknown, told: unknown = at): FieldError[] => {
    if (!at && told !== '') return [];
    if (!taken.has(at)) {
      taken.add(at);
      return [];
    }
    return [invalid(volume, told, 'conflicting duplicate paths')];
  };
  return list(value).flatMap((source, i) => {
    const at = `${path}[${i}]`;
    const found = PROJECTED.filter(([field]) => said(source[field]));
    const errors = found.flatMap(([field, of]) => of(held(source[field]), `${at}.${field}`, double));
    if (found.length > 1) errors.push(forbidden(at, 'may not specify more than 1 volume type per source'));
    return errors;
  });
});

/** Metadata of a template may say labels and annotations alone. */
const templateMetadata: Rule = check((value, path) =>
  Object.keys(held(value))
    .filter((it) => it !== 'labels' && it !== 'annotations' && it !== 'creationTimestamp' && said(held(value)[it]))
    .map((it) => forbidden(`${path}.${it[0]!.toUpperCase()}${it.slice(1)}`, 'cannot be set')),
);

const pullPolicy = oneOfOrBlank('Always', 'IfNotPresent', 'Never');

export const VOLUMES: { readonly [type: string]: Constraints } = {
  'core.v1.Volume': {
    name: [must(), named('dns1123Label')],
    ...oneOfFields(SOURCES.map(([field]) => field)),
    '': [oneSource],
  },
  'core.v1.SecretVolumeSource': { secretName: [must()], defaultMode: [fileMode] },
  'core.v1.ConfigMapVolumeSource': { name: [must()], defaultMode: [fileMode] },
  'core.v1.KeyToPath': {
    key: [must()],
    path: [must(), check(local)],
    mode: [fileMode],
  },
  'core.v1.DownwardAPIVolumeSource': {
    defaultMode: [fileMode],
    // Upstream names no item here.
    items: [
      check((value, path) => list(value).flatMap((file) => downwardFile(file, path.replace(/\.items$/, '')))),
      unchecked,
    ],
  },
  'core.v1.ProjectedVolumeSource': { defaultMode: [fileMode], sources: [projections, unchecked] },
  'core.v1.PersistentVolumeClaimVolumeSource': { claimName: [must()] },
  'core.v1.EmptyDirVolumeSource': {
    sizeLimit: [
      check((value, path) =>
        (typeof value === 'string' || typeof value === 'number') && compareQuantities(value, 0) < 0
          ? [forbidden(path, 'SizeLimit field must be a valid resource quantity')]
          : NONE,
      ),
    ],
  },
  'core.v1.EphemeralVolumeSource': { volumeClaimTemplate: [must()] },
  'core.v1.PersistentVolumeClaimTemplate': { metadata: [templateMetadata] },
  'core.v1.ImageVolumeSource': { pullPolicy: [pullPolicy] },
  'core.v1.CSIVolumeSource': {
    driver,
    nodePublishSecretRef: [
      check((value, path) => {
        if (!said(value)) return NONE;
        const { name } = held(value);
        if (!name) return [required(`${path}.name`)];
        // Upstream tells it of the volume.
        return wrong(path.replace(/nodePublishSecretRef$/, 'name'), name, dns1123Subdomain(text(name)));
      }),
    ],
  },
  'core.v1.GitRepoVolumeSource': { repository: [must()], directory: [check(descending)] },
  'core.v1.HostPathVolumeSource': {
    path: [must(), noBacksteps],
    type: [
      check((value, path, beside) =>
        beside['path'] && said(value) && !HOST_PATHS.includes(text(value))
          ? [notSupported(path, value, HOST_PATHS)]
          : NONE,
      ),
    ],
  },
  'core.v1.ISCSIVolumeSource': iscsi(false),
  'core.v1.ISCSIPersistentVolumeSource': iscsi(true),
  'core.v1.FCVolumeSource': { '': [channel] },
  // Upstream's name for it.
  'core.v1.GCEPersistentDiskVolumeSource': {
    '': [
      check((value, path) => {
        const { pdName, partition: number } = held(value);
        const at = path.replace(/gcePersistentDisk$/, 'persistentDisk');
        return [
          ...(pdName ? [] : [required(`${at}.pdName`)]),
          ...(partition as CheckRule).check(number, `${at}.partition`, held(value)),
        ];
      }),
    ],
  },
  'core.v1.AWSElasticBlockStoreVolumeSource': { volumeID: [must()], partition: [partition] },
  'core.v1.NFSVolumeSource': {
    server: [must()],
    path: [
      check((value, path) => [
        ...(text(value) === '' ? [required(path)] : []),
        ...(text(value).startsWith('/') ? [] : [invalid(path, text(value), 'must be an absolute path')]),
      ]),
    ],
  },
  'core.v1.QuobyteVolumeSource': {
    registry: [check((_, path, of) => (registries as CheckRule).check(of, path.replace(/\.registry$/, ''), of))],
    volume: [must()],
  },
  'core.v1.GlusterfsVolumeSource': { endpoints: [must()], path: [must()] },
  'core.v1.GlusterfsPersistentVolumeSource': {
    endpoints: [must()],
    path: [must()],
    endpointsNamespace: [
      check((value, path) => {
        if (!said(value)) return NONE;
        return value === ''
          ? [invalid(path, '', 'if the endpointnamespace is set, it must be a valid namespace name')]
          : wrong(path, value, dns1123Label(text(value)));
      }),
    ],
  },
  'core.v1.FlockerVolumeSource': { '': [dataset] },
  'core.v1.RBDVolumeSource': { monitors: [must()], image: [must()] },
  'core.v1.RBDPersistentVolumeSource': { monitors: [must()], image: [must()] },
  'core.v1.CinderVolumeSource': { volumeID: [must()], secretRef: [secretOf('name')] },
  'core.v1.CinderPersistentVolumeSource': { volumeID: [must()], secretRef: [secretOf('name', 'namespace')] },
  'core.v1.CephFSVolumeSource': { monitors: [must()] },
  'core.v1.CephFSPersistentVolumeSource': { monitors: [must()] },
  'core.v1.FlexVolumeSource': { driver: [must()], options: [flexOptions] },
  'core.v1.FlexPersistentVolumeSource': { driver: [must()], options: [flexOptions] },
  'core.v1.AzureFileVolumeSource': { secretName: [must()], shareName: [must()] },
  'core.v1.AzureFilePersistentVolumeSource': {
    secretName: [must()],
    shareName: [must()],
    secretNamespace: [check((value, path) => (value === '' ? [required(path)] : NONE))],
  },
  'core.v1.AzureDiskVolumeSource': {
    diskName: [must()],
    diskURI: [check((value, path) => (value ? NONE : [required(path)]))],
    cachingMode: [oneOf('None', 'ReadOnly', 'ReadWrite')],
    kind: [oneOf('Dedicated', 'Managed', 'Shared')],
    '': [check((value, path) => (diskUri as CheckRule).check(held(value)['diskURI'], `${path}.diskURI`, held(value)))],
  },
  'core.v1.VsphereVirtualDiskVolumeSource': { volumePath: [must()] },
  'core.v1.PhotonPersistentDiskVolumeSource': { pdID: [must()] },
  'core.v1.PortworxVolumeSource': { volumeID: [must()] },
  'core.v1.ScaleIOVolumeSource': { gateway: [must()], system: [must()], volumeName: [must()] },
  'core.v1.ScaleIOPersistentVolumeSource': { gateway: [must()], system: [must()], volumeName: [must()] },
  'core.v1.LocalVolumeSource': { path: [must(), noBacksteps] },
  'core.v1.StorageOSVolumeSource': storageOs('name'),
  'core.v1.StorageOSPersistentVolumeSource': storageOs('name', 'namespace'),
};

function storageOs(...secret: readonly string[]): Constraints {
  return {
    volumeName: [must(), named('dns1123Label')],
    volumeNamespace: [named('dns1123Label')],
    secretRef: [secretOf(...secret)],
  };
}
