// Which field of which kind names which other object: one table, read by the dependency graph of the SDK, by the kubelet (what a pod
// needs must exist) and by the outcomes.
//
// A row is a path from the object, `[]` for every item of a list and `{}` for every value of a map. Pod templates have a table of
// their own, which stands at the template's place in every kind that holds one.

import type { JsonObject, KubeObject } from '../object.ts';
import { kindId } from '../schema/kind-id.ts';
import { isObject, text } from './words.ts';

/** An object named by a field of another. */
export interface Reference {
  /** Where it is named: `spec.template.spec.containers[0].env[2].valueFrom.secretKeyRef`. */
  readonly path: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Absent for cluster-scoped kinds, and where the object that names it has no namespace. */
  readonly namespace?: string;
  /** The key of a ConfigMap or Secret that is used. */
  readonly key?: string;
  /** Things work without it, because the field says so. */
  readonly optional: boolean;
  /** What the reference is for. */
  readonly use: ReferenceUse;
}

/**
 * - `run`: a container cannot start without it (the kubelet waits);
 * - `place`: a pod cannot be placed without it (the scheduler waits);
 * - `admit`: the write is refused without it;
 * - `route`, `target`, `grant`: it takes the object's effect: traffic, scaling, rights;
 * - `pull`: credentials, missing ones are passed over.
 */
export type ReferenceUse = 'run' | 'place' | 'admit' | 'route' | 'target' | 'grant' | 'pull';

interface Row {
  readonly path: string;
  /** `apiVersion/kind` of what is named; absent where the value says it (`kind`, `apiGroup` or `apiVersion` in it). */
  readonly to?: string;
  /** The field of the value that holds the name; `''` where the value is the name. */
  readonly name: string;
  readonly use: ReferenceUse;
  /** The field of the value that holds a namespace, where it may be another one. */
  readonly namespace?: string;
  /** The field of the value that holds a key. */
  readonly key?: string;
  readonly cluster?: true;
  /** Names that stand for nothing, or are known everywhere. */
  readonly except?: readonly string[];
  readonly optional?: true;
}

const CONFIG = 'v1/ConfigMap';
const SECRET = 'v1/Secret';

function containerRows(list: string): Row[] {
  return [
    { path: `${list}[].env[].valueFrom.configMapKeyRef`, to: CONFIG, name: 'name', key: 'key', use: 'run' },
    { path: `${list}[].env[].valueFrom.secretKeyRef`, to: SECRET, name: 'name', key: 'key', use: 'run' },
    { path: `${list}[].envFrom[].configMapRef`, to: CONFIG, name: 'name', use: 'run' },
    { path: `${list}[].envFrom[].secretRef`, to: SECRET, name: 'name', use: 'run' },
  ];
}

/** Volume sources that name a Secret with their credentials, as volumes of pods do. */
const VOLUME_SECRETS = ['cephfs', 'flexVolume', 'iscsi', 'rbd', 'scaleIO', 'storageos'];

const POD: readonly Row[] = [
  { path: 'serviceAccountName', to: 'v1/ServiceAccount', name: '', use: 'admit' },
  {
    path: 'priorityClassName',
    to: 'scheduling.k8s.io/v1/PriorityClass',
    name: '',
    cluster: true,
    use: 'admit',
    except: ['system-cluster-critical', 'system-node-critical'],
  },
  { path: 'runtimeClassName', to: 'node.k8s.io/v1/RuntimeClass', name: '', cluster: true, use: 'admit' },
  { path: 'imagePullSecrets[]', to: SECRET, name: 'name', use: 'pull' },
  ...containerRows('initContainers'),
  ...containerRows('containers'),
  { path: 'volumes[].configMap', to: CONFIG, name: 'name', use: 'run' },
  { path: 'volumes[].secret', to: SECRET, name: 'secretName', use: 'run' },
  { path: 'volumes[].projected.sources[].configMap', to: CONFIG, name: 'name', use: 'run' },
  { path: 'volumes[].projected.sources[].secret', to: SECRET, name: 'name', use: 'run' },
  { path: 'volumes[].persistentVolumeClaim', to: 'v1/PersistentVolumeClaim', name: 'claimName', use: 'place' },
  {
    path: 'volumes[].ephemeral.volumeClaimTemplate.spec.storageClassName',
    to: 'storage.k8s.io/v1/StorageClass',
    name: '',
    cluster: true,
    use: 'place',
  },
  { path: 'volumes[].csi.nodePublishSecretRef', to: SECRET, name: 'name', use: 'run' },
  { path: 'volumes[].csi.driver', to: 'storage.k8s.io/v1/CSIDriver', name: '', cluster: true, use: 'run' },
  { path: 'volumes[].azureFile', to: SECRET, name: 'secretName', use: 'run' },
  ...VOLUME_SECRETS.map((source): Row => ({
    path: `volumes[].${source}.secretRef`,
    to: SECRET,
    name: 'name',
    use: 'run',
  })),
  { path: 'resourceClaims[].resourceClaimName', to: 'resource.k8s.io/v1/ResourceClaim', name: '', use: 'place' },
  {
    path: 'resourceClaims[].resourceClaimTemplateName',
    to: 'resource.k8s.io/v1/ResourceClaimTemplate',
    name: '',
    use: 'place',
  },
];

/** Where kinds hold a pod's spec. */
const POD_SPECS: Readonly<Record<string, string>> = {
  'v1/Pod': 'spec',
  'v1/PodTemplate': 'template.spec',
  'v1/ReplicationController': 'spec.template.spec',
  'apps/v1/Deployment': 'spec.template.spec',
  'apps/v1/ReplicaSet': 'spec.template.spec',
  'apps/v1/StatefulSet': 'spec.template.spec',
  'apps/v1/DaemonSet': 'spec.template.spec',
  'batch/v1/Job': 'spec.template.spec',
  'batch/v1/CronJob': 'spec.jobTemplate.spec.template.spec',
};

const CLASS = 'storage.k8s.io/v1/StorageClass';
const CLAIM: readonly Row[] = [
  { path: 'spec.storageClassName', to: CLASS, name: '', cluster: true, use: 'place' },
  { path: 'spec.volumeName', to: 'v1/PersistentVolume', name: '', cluster: true, use: 'place' },
  { path: 'spec.dataSource', name: 'name', use: 'place' },
  { path: 'spec.dataSourceRef', name: 'name', namespace: 'namespace', use: 'place' },
  {
    path: 'spec.volumeAttributesClassName',
    to: 'storage.k8s.io/v1/VolumeAttributesClass',
    name: '',
    cluster: true,
    use: 'place',
  },
];

const WEBHOOK: readonly Row[] = [
  { path: 'webhooks[].clientConfig.service', to: 'v1/Service', name: 'name', namespace: 'namespace', use: 'route' },
];

const at = (prefix: string, rows: readonly Row[]): Row[] =>
  rows.map((row) => ({ ...row, path: `${prefix}${row.path}` }));

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  'apps/v1/StatefulSet': [
    { path: 'spec.serviceName', to: 'v1/Service', name: '', use: 'route', optional: true },
    ...at('spec.volumeClaimTemplates[].', CLAIM),
  ],
  'v1/PersistentVolumeClaim': CLAIM,
  'v1/PersistentVolume': [
    { path: 'spec.storageClassName', to: CLASS, name: '', cluster: true, use: 'target', optional: true },
    {
      path: 'spec.claimRef',
      to: 'v1/PersistentVolumeClaim',
      name: 'name',
      namespace: 'namespace',
      use: 'target',
      optional: true,
    },
    { path: 'spec.csi.nodePublishSecretRef', to: SECRET, name: 'name', namespace: 'namespace', use: 'run' },
    { path: 'spec.csi.nodeStageSecretRef', to: SECRET, name: 'name', namespace: 'namespace', use: 'run' },
    { path: 'spec.csi.controllerPublishSecretRef', to: SECRET, name: 'name', namespace: 'namespace', use: 'run' },
  ],
  'v1/ServiceAccount': [
    { path: 'imagePullSecrets[]', to: SECRET, name: 'name', use: 'pull' },
    { path: 'secrets[]', to: SECRET, name: 'name', use: 'grant', optional: true },
  ],
  'networking.k8s.io/v1/Ingress': [
    {
      path: 'spec.ingressClassName',
      to: 'networking.k8s.io/v1/IngressClass',
      name: '',
      cluster: true,
      use: 'route',
    },
    { path: 'spec.tls[].secretName', to: SECRET, name: '', use: 'route' },
    { path: 'spec.defaultBackend.service', to: 'v1/Service', name: 'name', use: 'route' },
    { path: 'spec.defaultBackend.resource', name: 'name', use: 'route' },
    { path: 'spec.rules[].http.paths[].backend.service', to: 'v1/Service', name: 'name', use: 'route' },
    { path: 'spec.rules[].http.paths[].backend.resource', name: 'name', use: 'route' },
  ],
  'networking.k8s.io/v1/IngressClass': [
    { path: 'spec.parameters', name: 'name', namespace: 'namespace', use: 'route' },
  ],
  'rbac.authorization.k8s.io/v1/RoleBinding': [
    { path: 'roleRef', name: 'name', use: 'grant' },
    { path: 'subjects[]', name: 'name', namespace: 'namespace', use: 'grant', optional: true },
  ],
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': [
    { path: 'roleRef', name: 'name', use: 'grant' },
    { path: 'subjects[]', name: 'name', namespace: 'namespace', use: 'grant', optional: true },
  ],
  'autoscaling/v2/HorizontalPodAutoscaler': [
    { path: 'spec.scaleTargetRef', name: 'name', use: 'target' },
    { path: 'spec.metrics[].object.describedObject', name: 'name', use: 'target' },
  ],
  'autoscaling/v1/HorizontalPodAutoscaler': [{ path: 'spec.scaleTargetRef', name: 'name', use: 'target' }],
  'storage.k8s.io/v1/VolumeAttachment': [
    { path: 'spec.nodeName', to: 'v1/Node', name: '', cluster: true, use: 'target' },
    { path: 'spec.source.persistentVolumeName', to: 'v1/PersistentVolume', name: '', cluster: true, use: 'target' },
  ],
  'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration': WEBHOOK,
  'admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration': WEBHOOK,
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding': [
    {
      path: 'spec.policyName',
      to: 'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy',
      name: '',
      cluster: true,
      use: 'target',
    },
  ],
  'apiregistration.k8s.io/v1/APIService': [
    { path: 'spec.service', to: 'v1/Service', name: 'name', namespace: 'namespace', use: 'route' },
  ],
  'apiextensions.k8s.io/v1/CustomResourceDefinition': [
    {
      path: 'spec.conversion.webhook.clientConfig.service',
      to: 'v1/Service',
      name: 'name',
      namespace: 'namespace',
      use: 'route',
    },
  ],
};

/** Groups whose kinds are named by group alone: the version meant is the one that is stored. */
const VERSIONS: Readonly<Record<string, string>> = {
  '': 'v1',
  apps: 'apps/v1',
  batch: 'batch/v1',
  'rbac.authorization.k8s.io': 'rbac.authorization.k8s.io/v1',
  'networking.k8s.io': 'networking.k8s.io/v1',
  'storage.k8s.io': 'storage.k8s.io/v1',
};

const CLUSTER_KINDS = new Set(['ClusterRole', 'PersistentVolume', 'Node', 'Namespace', 'StorageClass', 'IngressClass']);

/** A row made ready: what it names, and its path between the indices of lists. */
interface ReadyRow {
  readonly row: Row;
  readonly pieces: readonly string[];
  readonly apiVersion: string;
  readonly kind: string;
}

/** Rows as a tree by their steps, so that an object is walked once, and only where something may be named. */
interface Trail {
  readonly field: string;
  readonly isList: boolean;
  readonly next: Trail[];
  readonly byField: Map<string, Trail>;
  readonly rows: ReadyRow[];
}

const trails = new Map<string, Trail | null>();

function trailOf(id: string): Trail | null {
  let trail = trails.get(id);
  if (trail !== undefined) return trail;
  const pod = POD_SPECS[id];
  const rows = [...(pod ? at(`${pod}.`, POD) : []), ...(ROWS[id] ?? [])];
  trail = rows.length ? trailThrough(rows) : null;
  trails.set(id, trail);
  return trail;
}

const branchOf = (field: string, isList: boolean): Trail => ({
  field,
  isList,
  next: [],
  byField: new Map(),
  rows: [],
});

function trailThrough(rows: readonly Row[]): Trail {
  const root = branchOf('', false);
  for (const row of rows) {
    let trail = root;
    for (const part of row.path.split('.')) {
      const isList = part.endsWith('[]');
      const field = isList ? part.slice(0, -2) : part;
      let next = trail.byField.get(field);
      if (!next) {
        trail.next.push((next = branchOf(field, isList)));
        trail.byField.set(field, next);
      }
      trail = next;
    }
    const slash = row.to?.lastIndexOf('/') ?? 0;
    trail.rows.push({
      row,
      pieces: row.path.split('[]'),
      apiVersion: row.to?.slice(0, slash) ?? '',
      kind: row.to?.slice(slash + 1) ?? '',
    });
  }
  return root;
}

const remembered = new WeakMap<object, readonly Reference[]>();
const NONE: readonly Reference[] = [];

/** The objects that an object's fields name, in the order of the table. Remembered by the object's identity, as objects never change. */
export function referencesOf(object: KubeObject): readonly Reference[] {
  const trail = trailOf(kindId(object.apiVersion, object.kind));
  if (!trail) return NONE;
  let found = remembered.get(object);
  if (!found) remembered.set(object, (found = readReferences(object)));
  return found;
}

/** The same, not remembered. */
export function readReferences(object: KubeObject): readonly Reference[] {
  const trail = trailOf(kindId(object.apiVersion, object.kind));
  if (!trail) return NONE;
  const found: Reference[] = [];
  follow(trail, object, { prefix: '', indices: [], namespace: object.metadata?.namespace, found });
  return found;
}

/** The objects that a pod's spec names; `path` is where the spec stands. */
export function podReferences(spec: JsonObject, namespace: string | undefined, path = 'spec'): readonly Reference[] {
  const list: Reference[] = [];
  follow(podTrail(), spec, { prefix: `${path}.`, indices: [], namespace, found: list });
  return list;
}

let podRows: Trail | undefined;
const podTrail = (): Trail => (podRows ??= trailThrough(POD));

/** Where a kind holds a pod's spec (`spec.template.spec`), undefined for kinds that hold none. */
export function podSpecPath(apiVersion: string | undefined, kind: string | undefined): string | undefined {
  return POD_SPECS[kindId(apiVersion, kind)];
}

const podSpecFields = new Map(Object.entries(POD_SPECS).map(([id, path]) => [id, path.split('.')]));

/** The pod spec an object holds, or undefined. */
export function podSpecOf(object: KubeObject): JsonObject | undefined {
  const fields = podSpecFields.get(kindId(object.apiVersion, object.kind));
  return fields && within(object, fields, fields.length);
}

/** The metadata of the pods an object makes, or of the pod it is. */
export function podMetadataOf(object: KubeObject): JsonObject | undefined {
  const fields = podSpecFields.get(kindId(object.apiVersion, object.kind));
  const holder = fields && within(object, fields, fields.length - 1);
  return holder && within(holder, METADATA, 1);
}
const METADATA = ['metadata'];

/** What stands at a path of fields, as far as `count` of them. */
function within(object: object, fields: readonly string[], count: number): JsonObject | undefined {
  let value: unknown = object;
  for (let i = 0; i < count; i++) value = isObject(value) ? value[fields[i]!] : undefined;
  return isObject(value) ? value : undefined;
}

/** A walk along a trail. */
interface Walk {
  /** What stands before every path. */
  readonly prefix: string;
  /** Of the lists the walk is in, outer ones first. Paths are put together only where something is named. */
  readonly indices: number[];
  readonly namespace: string | undefined;
  readonly found: Reference[];
}

// One function that calls itself: two that call each other V8 would put into each other as often as it can, and take long over it.
function follow(trail: Trail, value: unknown, walk: Walk): void {
  const { rows, next, byField } = trail;
  for (let i = 0; i < rows.length; i++) read(rows[i]!, value, walk);
  if (next.length === 0 || !isObject(value)) return;
  let only: Trail | undefined;
  if (next.length > MANY) {
    // A volume has one of some thirty sources: what it has is looked up. Where there are more the order of the table counts.
    let count = 0;
    for (const key in value) {
      const branch = byField.get(key);
      if (branch === undefined) continue;
      only = branch;
      count++;
    }
    if (count === 0) return;
    if (count > 1) only = undefined;
  }
  const branches = only ? 1 : next.length;
  for (let n = 0; n < branches; n++) {
    const branch = only ?? next[n]!;
    const inner = value[branch.field];
    if (inner === undefined || inner === null) continue;
    if (!branch.isList) follow(branch, inner, walk);
    else if (Array.isArray(inner)) {
      const depth = walk.indices.length;
      walk.indices.push(0);
      for (let i = 0; i < inner.length; i++) {
        walk.indices[depth] = i;
        follow(branch, inner[i], walk);
      }
      walk.indices.pop();
    }
  }
}

const MANY = 8;

function read({ row, pieces, apiVersion: ownVersion, kind: ownKind }: ReadyRow, value: unknown, walk: Walk): void {
  const fields = isObject(value) ? value : undefined;
  const name = row.name === '' ? value : fields?.[row.name];
  if (typeof name !== 'string' || name === '' || row.except?.includes(name)) return;
  let apiVersion = ownVersion;
  let kind = ownKind;
  if (!row.to) {
    kind = text(fields?.['kind']);
    // Users and groups are names that no object bears.
    if (kind === '' || kind === 'User' || kind === 'Group') return;
    const group = text(fields?.['apiGroup']);
    apiVersion = text(fields?.['apiVersion']) || (VERSIONS[group] ?? group);
  }
  const cluster = row.cluster || CLUSTER_KINDS.has(kind);
  const place = cluster ? undefined : (row.namespace && text(fields?.[row.namespace])) || walk.namespace;
  const key = row.key ? text(fields?.[row.key]) : '';
  let path = walk.prefix + pieces[0]!;
  for (let i = 1; i < pieces.length; i++) path += `[${walk.indices[i - 1]!}]${pieces[i]!}`;
  walk.found.push({
    path,
    apiVersion,
    kind,
    name,
    ...(place ? { namespace: place } : {}),
    ...(key ? { key } : {}),
    optional: row.optional === true || fields?.['optional'] === true,
    use: row.use,
  });
}
