// The shapes of intent-level props, checked where they are written. What the API itself checks is checked on the manifest.

import { fields, isObject, list, map, objectOr, oneOf, oneOrMore, simple, type Shape } from './shapes.ts';

export { checkProps } from './shapes.ts';

const text = simple('a text', (it) => typeof it === 'string');
const number = simple('a number', (it) => typeof it === 'number' && Number.isFinite(it));
const flag = simple('true or false', (it) => typeof it === 'boolean');
const textOrNumber = simple('a text or a number', (it) => typeof it === 'string' || typeof it === 'number');
const data = simple('an object', isObject);
const name = simple(
  'a name, a construct or { existing: name }',
  (it) =>
    typeof it === 'string' || (isObject(it) && (typeof it['name'] === 'string' || typeof it['existing'] === 'string')),
);
const quantity = simple('a quantity such as 500m or 2Gi', (it) => typeof it === 'string' || typeof it === 'number');
const texts = map(text);

const value = objectOr(
  fields({ secret: name, configMap: name, key: text, optional: flag, field: text, resource: text, container: text }),
  simple('a value, or a reference to one', (it) => ['string', 'number', 'boolean'].includes(typeof it)),
);

const http = { get: text, port: textOrNumber, scheme: oneOf('HTTP', 'HTTPS'), headers: texts };

const probe = fields({
  ...http,
  tcp: textOrNumber,
  exec: list(text),
  grpc: objectOr(fields({ port: number, service: text }, 'port'), number),
  delay: number,
  period: number,
  timeout: number,
  failures: number,
  successes: number,
  grace: number,
});

const action = fields({ ...http, exec: list(text), sleep: number });

const volume = fields(
  {
    mount: text,
    readOnly: flag,
    subPath: text,
    emptyDir: objectOr(fields({ sizeLimit: quantity, medium: text }), oneOf(true)),
    configMap: name,
    secret: name,
    items: texts,
    optional: flag,
    claim: name,
    ephemeral: fields({ size: quantity, storageClass: name, access: list(text) }, 'size'),
    hostPath: text,
    image: text,
    token: fields({ audience: text, seconds: number, path: text }),
    source: data,
  },
  'mount',
);

const containerFields = {
  image: text,
  command: list(text),
  args: list(text),
  workingDir: text,
  pullPolicy: oneOf('Always', 'IfNotPresent', 'Never'),
  ports: map(number),
  env: map(value),
  envFrom: list(fields({ secret: name, configMap: name, prefix: text, optional: flag })),
  requests: map(quantity),
  limits: map(quantity),
  ready: probe,
  live: probe,
  start: probe,
  afterStart: action,
  beforeStop: action,
  volumes: map(volume),
  security: data,
  container: data,
};

const metadata = fields({ name: text, namespace: text, labels: texts, annotations: texts, finalizers: list(text) });

const spread = objectOr(fields({ over: text, skew: number, required: flag, domains: number }, 'over'), text);
const nearness = fields({ to: data, over: text, required: flag, weight: number }, 'to');
const nodeLabels = map(
  simple('a text, a list of texts or true', (it) => it === true || typeof it === 'string' || Array.isArray(it)),
);

const podFields = {
  ...containerFields,
  metadata,
  labels: texts,
  podAnnotations: texts,
  sidecars: map(fields(containerFields, 'image')),
  init: map(fields({ ...containerFields, restart: oneOf('Always') }, 'image')),
  serviceAccount: name,
  spread: oneOrMore(spread),
  near: oneOrMore(nearness),
  apart: oneOrMore(objectOr(nearness, text)),
  nodes: fields({ require: nodeLabels, prefer: nodeLabels }),
  nodeSelector: texts,
  tolerations: list(data),
  priorityClass: name,
  runtimeClass: name,
  pullSecrets: list(name),
  grace: number,
  podSecurity: data,
  pod: data,
  spec: data,
};

const workload = (more: Readonly<Record<string, Shape>>, ...must: string[]): Shape =>
  fields({ ...podFields, ...more }, 'image', ...must);

const strategy = objectOr(fields({ surge: textOrNumber, unavailable: textOrNumber }), oneOf('Recreate'));
const job = {
  completions: number,
  parallelism: number,
  retries: number,
  restart: oneOf('Never', 'OnFailure'),
  indexed: flag,
  deadline: number,
  keep: number,
  suspend: flag,
};

export const podProps = fields({ ...podFields, restart: oneOf('Always', 'OnFailure', 'Never') }, 'image');
export const deploymentProps = workload({ replicas: number, strategy, history: number });
export const replicaSetProps = workload({ replicas: number });
export const statefulSetProps = workload({
  replicas: number,
  parallel: flag,
  claims: map(fields({ size: quantity, storageClass: name, mount: text, access: list(text) }, 'size', 'mount')),
  whenDeleted: oneOf('Retain', 'Delete'),
  whenScaled: oneOf('Retain', 'Delete'),
});
export const daemonSetProps = workload({
  strategy: objectOr(fields({ surge: textOrNumber, unavailable: textOrNumber }), oneOf('OnDelete')),
});
export const jobProps = workload(job);
export const cronJobProps = workload(
  {
    ...job,
    schedule: text,
    timeZone: text,
    concurrency: oneOf('Allow', 'Forbid', 'Replace'),
    history: fields({ successful: number, failed: number }),
  },
  'schedule',
);

const strings = list(text);
const amounts = map(quantity);
const anything = simple('anything', () => true);
const construct = simple('a construct', (it) => typeof it === 'object' && it !== null);
const nodes = map(simple('a text or a list of texts', (it) => typeof it === 'string' || Array.isArray(it)));

export const serviceProps = fields({
  metadata,
  existing: flag,
  selector: texts,
  ports: list(data),
  type: oneOf('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'),
  externalName: text,
  headless: flag,
  spec: data,
});
export const configMapProps = fields({
  metadata,
  existing: flag,
  data: map(anything),
  binaryData: map(anything),
  immutable: flag,
});
export const secretProps = fields({
  metadata,
  existing: flag,
  stringData: map(anything),
  data: map(anything),
  type: text,
  immutable: flag,
});
export const namespaceProps = fields({
  metadata,
  existing: flag,
  podSecurity: oneOf('privileged', 'baseline', 'restricted'),
});
export const serviceAccountProps = fields({
  metadata,
  existing: flag,
  automountServiceAccountToken: flag,
  pullSecrets: list(name),
});
export const limitRangeProps = fields({
  metadata,
  container: fields({ limits: amounts, requests: amounts, min: amounts, max: amounts, maxRatio: amounts }),
  pod: fields({ min: amounts, max: amounts, maxRatio: amounts }),
  claim: fields({ min: quantity, max: quantity }),
});
export const resourceQuotaProps = fields({
  metadata,
  requests: amounts,
  limits: amounts,
  count: map(number),
  storage: quantity,
  hard: amounts,
  priorityClasses: list(name),
  scopes: strings,
});

export const storageClassProps = fields(
  {
    metadata,
    provisioner: text,
    parameters: texts,
    reclaimPolicy: oneOf('Delete', 'Retain'),
    volumeBindingMode: oneOf('Immediate', 'WaitForFirstConsumer'),
    allowVolumeExpansion: flag,
    mountOptions: strings,
    isDefault: flag,
  },
  'provisioner',
);
export const persistentVolumeClaimProps = fields(
  { metadata, size: quantity, storageClass: name, access: strings, volume: name, spec: data },
  'size',
);
export const persistentVolumeProps = fields(
  {
    metadata,
    size: quantity,
    access: strings,
    storageClass: name,
    reclaim: oneOf('Retain', 'Delete', 'Recycle'),
    source: data,
    nodes,
    claim: construct,
    spec: data,
  },
  'size',
  'source',
);

const rules = list(
  fields(
    { apiGroups: strings, resources: strings, resourceNames: strings, nonResourceURLs: strings, verbs: strings },
    'verbs',
  ),
);
const role = {
  metadata,
  existing: flag,
  rules,
  allow: map(
    simple(
      'read, write, all or a list of verbs',
      (it) => Array.isArray(it) || ['read', 'write', 'all'].includes(it as string),
    ),
  ),
};
export const roleProps = fields(role);
export const clusterRoleProps = fields({ ...role, aggregationRule: data });
export const bindingProps = fields({ metadata, role: construct, subjects: list(construct) }, 'role', 'subjects');

export const ingressProps = fields({ metadata, className: name, tls: name, spec: data });
export const ingressClassProps = fields(
  { metadata, controller: text, isDefault: flag, parameters: data },
  'controller',
);
export const networkPolicyProps = fields({
  metadata,
  select: texts,
  directions: list(oneOf('Ingress', 'Egress')),
  spec: data,
});
export const endpointSliceProps = fields(
  { metadata, of: construct, addresses: strings, ports: map(number) },
  'of',
  'addresses',
);

export const disruptionBudgetProps = fields(
  { metadata, of: construct, minAvailable: textOrNumber, maxUnavailable: textOrNumber },
  'of',
);
export const priorityClassProps = fields(
  {
    metadata,
    value: number,
    globalDefault: flag,
    description: text,
    preemptionPolicy: oneOf('PreemptLowerPriority', 'Never'),
  },
  'value',
);
export const autoscalerProps = fields(
  {
    metadata,
    of: construct,
    min: number,
    max: number,
    cpu: number,
    memory: number,
    perPod: amounts,
    external: map(fields({ perPod: quantity, total: quantity, labels: texts })),
    down: fields({ wait: number, percent: number, pods: number, every: number }),
    up: fields({ wait: number, percent: number, pods: number, every: number }),
    spec: data,
  },
  'of',
  'max',
);
export const runtimeClassProps = fields(
  { metadata, handler: text, overhead: amounts, nodeSelector: texts, tolerations: list(data) },
  'handler',
);

const match = fields(
  {
    resources: strings,
    operations: list(oneOf('CREATE', 'UPDATE', 'DELETE', 'CONNECT', '*')),
    apiVersions: strings,
    scope: oneOf('Cluster', 'Namespaced', '*'),
    namespaces: data,
    objects: data,
  },
  'resources',
);
const params = fields({ apiVersion: text, kind: text }, 'apiVersion', 'kind');
const failurePolicy = oneOf('Fail', 'Ignore');
export const validatingPolicyProps = fields(
  { metadata, match, require: objectOr(texts, list(data)), variables: texts, when: texts, failurePolicy, params },
  'match',
  'require',
);
export const mutatingPolicyProps = fields(
  {
    metadata,
    match,
    mutations: list(fields({ apply: text, jsonPatch: text })),
    variables: texts,
    when: texts,
    failurePolicy,
    again: flag,
    params,
  },
  'match',
  'mutations',
);
export const webhookProps = fields(
  {
    metadata,
    name: text,
    to: objectOr(construct, text),
    path: text,
    port: number,
    caBundle: text,
    match,
    failurePolicy,
    timeout: number,
    sideEffects: oneOf('None', 'NoneOnDryRun'),
    when: texts,
    again: flag,
  },
  'name',
  'to',
  'match',
);
export const priorityLevelProps = fields(
  {
    metadata,
    shares: number,
    lends: number,
    borrows: number,
    beyond: objectOr(fields({ queues: number, hands: number, length: number }), oneOf('Reject')),
  },
  'shares',
);
export const flowSchemaProps = fields(
  {
    metadata,
    level: name,
    precedence: number,
    subjects: list(construct),
    resources: strings,
    verbs: strings,
    fair: oneOf('ByUser', 'ByNamespace'),
  },
  'level',
  'subjects',
);
export const deviceClassProps = fields({ metadata, select: strings, resourceName: text }, 'select');
export const resourceClaimProps = fields(
  { metadata, devices: map(fields({ deviceClass: name, count: number, select: strings }, 'deviceClass')) },
  'devices',
);
export const customResourceDefinitionProps = fields(
  {
    metadata,
    group: text,
    kind: text,
    plural: text,
    scope: oneOf('Namespaced', 'Cluster'),
    shortNames: strings,
    version: text,
    spec: data,
    status: data,
    columns: list(data),
  },
  'group',
  'kind',
  'spec',
);
