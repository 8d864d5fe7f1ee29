// One app with every construct of the sdk in it, each with most of its props said: for tests that look at all of them.

import {
  App,
  Chart,
  ClusterRole,
  ClusterRoleBinding,
  ConfigMap,
  CronJob,
  CSIDriver,
  CustomResourceDefinition,
  DaemonSet,
  Deployment,
  DeviceClass,
  EndpointSlice,
  FlowSchema,
  HorizontalPodAutoscaler,
  Ingress,
  IngressClass,
  Job,
  LimitRange,
  MutatingAdmissionPolicy,
  MutatingWebhook,
  Namespace,
  NetworkPolicy,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  PriorityClass,
  PriorityLevel,
  ReplicaSet,
  ResourceClaim,
  ResourceClaimTemplate,
  ResourceQuota,
  Role,
  RoleBinding,
  RuntimeClass,
  Secret,
  Service,
  ServiceAccount,
  StatefulSet,
  StorageClass,
  ValidatingAdmissionPolicy,
  ValidatingWebhook,
  VolumeAttributesClass,
} from '../../lib/index.ts';

export function everyConstruct(namespace: string): App {
  const app = new App({ name: 'every' });
  const cluster = new Chart(app, 'cluster');
  const named = (name: string): { metadata: { name: string } } => ({ metadata: { name: `${namespace}-${name}` } });
  new Namespace(cluster, namespace, { podSecurity: 'privileged' });
  const fast = new StorageClass(cluster, 'fast', {
    ...named('fast'),
    provisioner: 'csi.example.com',
    volumeBindingMode: 'WaitForFirstConsumer',
    reclaimPolicy: 'Retain',
    allowVolumeExpansion: true,
    parameters: { type: 'ssd' },
  });
  const high = new PriorityClass(cluster, 'high', { ...named('high'), value: 1000, preemptionPolicy: 'Never' });
  const sandbox = new RuntimeClass(cluster, 'sandbox', {
    ...named('sandbox'),
    handler: 'runsc',
    overhead: { cpu: '100m', memory: '64Mi' },
    nodeSelector: { sandbox: 'yes' },
  });
  new CSIDriver(cluster, 'csi', {
    ...named('csi.example.com'),
    attachRequired: true,
    volumeLifecycleModes: ['Persistent'],
  });
  new VolumeAttributesClass(cluster, 'gold', {
    ...named('gold'),
    driverName: 'csi.example.com',
    parameters: { iops: '3000' },
  });
  const nginx = new IngressClass(cluster, 'nginx', { ...named('nginx'), controller: 'k8s.io/ingress-nginx' });
  const gpu = new DeviceClass(cluster, 'gpu', { ...named('gpu'), select: ['device.driver == "gpu.example.com"'] });
  new CustomResourceDefinition(cluster, 'backups', {
    group: `${namespace}.example.com`,
    kind: 'Backup',
    shortNames: ['bk'],
    spec: {
      type: 'object',
      required: ['schedule'],
      properties: { schedule: { type: 'string' }, keep: { type: 'integer', minimum: 1 } },
    },
    status: { type: 'object', properties: { last: { type: 'string', format: 'date-time' } } },
    columns: [{ name: 'Schedule', type: 'string', jsonPath: '.spec.schedule' }],
  });

  const chart = new Chart(app, 'all', { namespace, labels: { team: 'platform' } });
  const settings = new ConfigMap(chart, 'settings', { data: { A: 'a', 'app.yaml': 'x: 1\n' }, immutable: true });
  const secret = new Secret(chart, 'secret', { stringData: { token: 't' } });
  const pull = new Secret(chart, 'pull', {
    type: 'kubernetes.io/dockerconfigjson',
    stringData: { '.dockerconfigjson': '{"auths":{}}' },
  });
  const account = new ServiceAccount(chart, 'account', { pullSecrets: [pull], automountServiceAccountToken: false });
  const claim = new PersistentVolumeClaim(chart, 'claim', { size: '1Gi', storageClass: fast });
  new PersistentVolume(chart, 'volume', {
    ...named('volume'),
    size: '1Gi',
    storageClass: fast,
    reclaim: 'Retain',
    source: { local: { path: '/mnt/disk' } },
    nodes: { 'kubernetes.io/hostname': ['a', 'b'] },
    claim,
  });

  const web = new Deployment(chart, 'web', {
    image: 'web:1',
    replicas: 2,
    strategy: { surge: '50%', unavailable: 0 },
    history: 3,
    ports: { http: 8080, admin: 9090 },
    env: {
      PLAIN: 1,
      SECRET: { secret, key: 'token' },
      SETTING: { configMap: settings, key: 'A', optional: true },
      POD: { field: 'metadata.name' },
      CPU: { resource: 'limits.cpu' },
    },
    envFrom: [
      { configMap: settings, prefix: 'S_' },
      { secret: { existing: 'theirs' }, optional: true },
    ],
    workingDir: '/app',
    pullPolicy: 'IfNotPresent',
    requests: { cpu: '100m', memory: '64Mi' },
    limits: { cpu: 1, memory: '128Mi' },
    ready: { get: '/ready', headers: { 'X-From': 'probe' }, period: 5, timeout: 2, failures: 3, successes: 1 },
    live: { tcp: 'http', delay: 10, grace: 5 },
    start: { grpc: { port: 9090, service: 'health' }, failures: 30 },
    afterStart: { exec: ['true'] },
    beforeStop: { sleep: 5 },
    grace: 45,
    volumes: {
      cache: { mount: '/cache', emptyDir: { sizeLimit: '1Gi', medium: 'Memory' } },
      settings: { mount: '/etc/app', configMap: settings, items: { 'app.yaml': 'app.yaml' }, readOnly: true },
      secret: { mount: '/etc/secret', secret, optional: true },
      token: { mount: '/var/token', token: { audience: 'vault', seconds: 3600 } },
      scratch: { mount: '/scratch', ephemeral: { size: '1Gi', storageClass: fast } },
      nfs: { mount: '/nfs', source: { nfs: { server: 'nfs.example.com', path: '/x' } } },
    },
    sidecars: { proxy: { image: 'proxy:1', volumes: { cache: { mount: '/shared' } } } },
    init: { migrate: { image: 'web:1', args: ['migrate'] }, mesh: { image: 'mesh:1', restart: 'Always' } },
    serviceAccount: account,
    priorityClass: high,
    pullSecrets: [pull],
    spread: ['zones', { over: 'nodes', skew: 2, required: true }],
    apart: 'nodes',
    nodes: { require: { 'kubernetes.io/os': 'linux' }, prefer: { disk: ['ssd', 'nvme'], fast: true } },
    tolerations: [{ key: 'spot', operator: 'Exists' }],
    security: { readOnlyRootFilesystem: true },
    podSecurity: { runAsUser: 1000, fsGroup: 1000 },
    container: { terminationMessagePolicy: 'FallbackToLogsOnError' },
    pod: { shareProcessNamespace: true },
    spec: { minReadySeconds: 5 },
    labels: { tier: 'front' },
    podAnnotations: { 'example.com/scrape': 'true' },
  });
  new Deployment(chart, 'worker', {
    image: 'worker:1',
    strategy: 'Recreate',
    runtimeClass: sandbox,
    near: { to: web, over: 'zones', weight: 50 },
    volumes: { data: { mount: '/data', claim } },
    ready: { exec: ['true'] },
  });
  new ReplicaSet(chart, 'rs', { image: 'x', replicas: 1 });
  new StatefulSet(chart, 'db', {
    image: 'db:1',
    ports: { db: 5432 },
    parallel: true,
    claims: { data: { size: '10Gi', storageClass: fast, mount: '/data' } },
    whenDeleted: 'Retain',
    whenScaled: 'Delete',
  });
  new DaemonSet(chart, 'agent', {
    image: 'agent:1',
    strategy: { unavailable: '10%' },
    volumes: { logs: { mount: '/var/log', hostPath: '/var/log', readOnly: true } },
  });
  new Job(chart, 'job', {
    image: 'x',
    completions: 4,
    parallelism: 2,
    indexed: true,
    retries: 3,
    deadline: 600,
    keep: 60,
  });
  new CronJob(chart, 'cron', {
    image: 'x',
    schedule: '*/5 * * * *',
    timeZone: 'Europe/Berlin',
    concurrency: 'Replace',
    history: { successful: 1, failed: 2 },
    suspend: true,
  });
  new Pod(chart, 'once', { image: 'x', restart: 'OnFailure', labels: { a: 'b' } });

  const front = web.expose({ port: 80, to: 'http' });
  const outside = new Service(chart, 'outside', { ports: [{ name: 'https', port: 443 }] });
  new EndpointSlice(chart, 'outside-a', {
    of: outside,
    addresses: ['192.0.2.10', '192.0.2.11'],
    ports: { https: 8443 },
  });
  new Service(chart, 'alias', { externalName: 'db.example.com' });
  new Ingress(chart, 'front', { className: nginx, tls: { existing: 'shop-tls' } })
    .route('shop.example.com', '/', front)
    .route('*', '/health', front, { pathType: 'Exact' })
    .secure(['api.example.com'], { existing: 'api-tls' })
    .otherwise(front);
  new NetworkPolicy(chart, 'open', { select: { tier: 'front' } })
    .allowIngress({ namespace: '*' }, [8080])
    .allowIngress({ cidr: '10.0.0.0/8' });
  NetworkPolicy.defaultDeny(chart, 'deny');
  web.restrictEgress().allowFrom({ pods: { app: 'x' } }, 'http');

  new HorizontalPodAutoscaler(chart, 'scaler', {
    of: web,
    min: 2,
    max: 10,
    cpu: 80,
    memory: 70,
    perPod: { requests_per_second: 100 },
    external: { queue_length: { perPod: 30, labels: { queue: 'orders' } }, lag: { total: '1k' } },
    up: { percent: 100, pods: 4, every: 60 },
    down: { wait: 60, pods: 1, every: 120 },
  });
  new PodDisruptionBudget(chart, 'budget', { of: web, minAvailable: '50%' });

  new LimitRange(chart, 'limits', {
    container: {
      limits: { cpu: 1 },
      requests: { cpu: '100m' },
      max: { cpu: 4 },
      min: { cpu: '10m' },
      maxRatio: { cpu: 10 },
    },
    pod: { max: { cpu: 8 } },
    claim: { min: '1Gi', max: '100Gi' },
  });
  new ResourceQuota(chart, 'quota', {
    requests: { cpu: 20, memory: '64Gi' },
    limits: { cpu: 40 },
    count: { pods: 50, 'deployments.apps': 20 },
    storage: '1Ti',
  });
  new ResourceQuota(chart, 'high-quota', { count: { pods: 5 }, priorityClasses: [high] });

  const role = new Role(chart, 'reader', {
    allow: { pods: 'read', 'pods/log': 'read', 'deployments.apps': 'write', 'pods/exec': ['create'] },
  });
  new RoleBinding(chart, 'readers', { role, subjects: [account, { group: 'readers' }, { user: 'ann' }] });
  const view = new ClusterRole(cluster, 'view', { ...named('view'), allow: { nodes: 'read' } });
  new ClusterRoleBinding(cluster, 'viewers', { ...named('viewers'), role: view, subjects: [account] });

  new ValidatingAdmissionPolicy(cluster, 'policy', {
    ...named('policy'),
    match: { resources: ['deployments.apps'], operations: ['CREATE', 'UPDATE'] },
    require: { 'at most 50 replicas': 'object.spec.replicas <= variables.most' },
    variables: { most: '50' },
    when: { 'not-system': '!request.userInfo.username.startsWith("system:")' },
  }).bind({ actions: ['Warn', 'Audit'], namespaces: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } });
  new MutatingAdmissionPolicy(cluster, 'mutation', {
    ...named('mutation'),
    match: { resources: ['configmaps'], objects: { matchLabels: { never: 'there' } } },
    mutations: [{ apply: 'Object{metadata: Object.metadata{labels: {"seen": "yes"}}}' }],
  }).bind({ namespaces: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } });
  const never = { matchLabels: { never: 'there' } };
  const hook = { failurePolicy: 'Ignore', timeout: 1, path: '/check' } as const;
  new ValidatingWebhook(cluster, 'check', {
    ...named('check'),
    ...hook,
    name: 'pods.policy.example.com',
    to: front,
    match: { resources: ['pods'], namespaces: never },
  });
  new MutatingWebhook(cluster, 'change', {
    ...named('change'),
    ...hook,
    name: 'pods.change.example.com',
    to: front,
    again: true,
    match: { resources: ['pods', 'jobs.batch'], namespaces: never },
  });

  const level = new PriorityLevel(cluster, 'level', {
    ...named('level'),
    shares: 10,
    lends: 50,
    beyond: { queues: 16, hands: 4 },
  });
  new FlowSchema(cluster, 'flow', {
    ...named('flow'),
    level,
    precedence: 9000,
    subjects: [account, { group: 'batch' }],
    resources: ['pods', 'jobs.batch'],
    verbs: ['list', 'watch'],
    fair: 'ByNamespace',
  });

  const devices = {
    gpu: { deviceClass: gpu, count: 1, select: ['device.attributes["gpu.example.com"].model == "a100"'] },
  };
  new ResourceClaim(chart, 'shared-gpu', { devices });
  new ResourceClaimTemplate(chart, 'own-gpu', { devices });
  return app;
}
