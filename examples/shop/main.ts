// A realistic online shop: what it runs, who reaches whom, who may do what, and the machines it is planned for.

import {
  App,
  Chart,
  ClusterRole,
  ClusterRoleBinding,
  ConfigMap,
  CronJob,
  DaemonSet,
  Deployment,
  HorizontalPodAutoscaler,
  Ingress,
  Job,
  Namespace,
  NodePool,
  PodDisruptionBudget,
  Program,
  Role,
  RoleBinding,
  Secret,
  Service,
  ServiceAccount,
  StatefulSet,
  StorageClass,
} from 'slipway';

const app = new App({ name: 'shop' });

// Machines: two pools in three zones, and one node with a GPU.
new NodePool(app, 'app', { zones: ['a', 'b', 'c'], nodes: 2, cpu: 4, memory: '16Gi' });
new NodePool(app, 'data', {
  zones: ['a', 'b', 'c'],
  nodes: 1,
  cpu: 4,
  memory: '32Gi',
  labels: { pool: 'data' },
  taints: [{ key: 'pool', value: 'data', effect: 'NoSchedule' }],
});
new NodePool(app, 'gpu', {
  zones: ['b'],
  nodes: 1,
  cpu: 8,
  memory: '64Gi',
  resources: { 'nvidia.com/gpu': 1 },
  taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }],
});
new Program(app, 'mongo-starts-slowly', { image: 'mongo:*', readySeconds: 20 });
new Program(app, 'web-load', { image: 'shop/web:*', cpu: '300m' });
new Program(app, 'proxy-load', { image: 'envoyproxy/envoy:*', cpu: '30m' });
new Program(app, 'training-run', { image: 'shop/train:*', exitSeconds: 90 });

// What the whole cluster has.
const platform = new Chart(app, 'platform');
const fast = new StorageClass(platform, 'fast-ssd', {
  provisioner: 'pd.csi.example.com',
  parameters: { type: 'ssd' },
  volumeBindingMode: 'WaitForFirstConsumer',
});
new Namespace(platform, 'shop', { podSecurity: 'baseline' });
new Namespace(platform, 'payments');
new Namespace(platform, 'observability', { podSecurity: 'privileged' });

// The shop.
const shop = new Chart(app, 'shop', { namespace: 'shop', labels: { team: 'shop' } });
const settings = new ConfigMap(shop, 'settings', { data: { CURRENCY: 'EUR', LOG_LEVEL: 'info' } });
const certificate = new Secret(shop, 'shop-tls', {
  type: 'kubernetes.io/tls',
  stringData: { 'tls.crt': 'certificate', 'tls.key': 'key' },
});
const databasePassword = new Secret(shop, 'db-password', { stringData: { password: 'change-me' } });

const mongo = new StatefulSet(shop, 'mongodb', {
  replicas: 3,
  image: 'mongo:8',
  ports: { db: 27017 },
  requests: { cpu: '1', memory: '4Gi' },
  ready: { tcp: 'db' },
  env: { MONGO_PASSWORD: { secret: databasePassword, key: 'password' } },
  claims: { data: { size: '100Gi', storageClass: fast, mount: '/data/db' } },
  nodeSelector: { pool: 'data' },
  tolerations: [{ key: 'pool', operator: 'Equal', value: 'data', effect: 'NoSchedule' }],
  spread: 'zones',
});

const redis = new Deployment(shop, 'redis', {
  image: 'redis:8',
  ports: { redis: 6379 },
  requests: { cpu: '250m', memory: '512Mi' },
  ready: { tcp: 'redis' },
});
redis.expose({ port: 6379 });

const cart = new Deployment(shop, 'cart', {
  replicas: 2,
  image: 'shop/cart:3.2',
  ports: { http: 8080 },
  requests: { cpu: '200m', memory: '256Mi' },
  env: { REDIS: redis.address() },
  ready: { get: '/ready', port: 'http' },
});
const catalogue = new Deployment(shop, 'catalogue', {
  replicas: 3,
  image: 'shop/catalogue:2.0',
  ports: { http: 8080 },
  requests: { cpu: '250m', memory: '256Mi' },
  env: { MONGO: mongo.address('db'), CURRENCY: { configMap: settings, key: 'CURRENCY' } },
  ready: { get: '/ready', port: 'http' },
  spread: 'zones',
});
const web = new Deployment(shop, 'web', {
  replicas: 6,
  image: 'shop/web:1.4',
  ports: { http: 8080 },
  requests: { cpu: '500m', memory: '256Mi' },
  env: { CART: cart.address('http'), CATALOGUE: catalogue.address('http') },
  ready: { get: '/ready', port: 'http' },
  sidecars: {
    metrics: { image: 'envoyproxy/envoy:1.30', ports: { metrics: 9901 }, requests: { cpu: '50m', memory: '64Mi' } },
  },
  spread: 'zones',
});
mongo.allowFrom(catalogue, 'db');
redis.allowFrom(cart, 'redis');
new PodDisruptionBudget(shop, 'web-budget', { of: web, minAvailable: '50%' });
new PodDisruptionBudget(shop, 'mongodb-budget', { of: mongo, maxUnavailable: 1 });
new HorizontalPodAutoscaler(shop, 'web-scaler', { of: web, min: 6, max: 12, cpu: 80 });

// Payments: the vault answers the processor only.
const pay = new Chart(app, 'payments', { namespace: 'payments', labels: { team: 'payments' } });
const vault = new Deployment(pay, 'card-vault', {
  replicas: 2,
  image: 'shop/vault:5',
  ports: { https: 8443 },
  requests: { cpu: '250m', memory: '512Mi' },
  ready: { tcp: 'https' },
});
const account = new ServiceAccount(pay, 'processor-account', { metadata: { name: 'processor' } });
const processor = new Deployment(pay, 'processor', {
  replicas: 3,
  image: 'shop/payments:2.1',
  serviceAccount: account,
  ports: { http: 8080 },
  requests: { cpu: '300m', memory: '256Mi' },
  env: { VAULT: vault.address('https'), CURRENCY: 'EUR' },
  ready: { get: '/ready', port: 'http' },
  spread: 'zones',
});
vault.allowFrom(processor, 'https');
new CronJob(pay, 'reconcile', {
  schedule: '0 2 * * *',
  image: 'shop/reconcile:1',
  requests: { cpu: '500m', memory: '512Mi' },
  concurrency: 'Forbid',
});

// From outside.
const payments = processor.expose({ port: 80 });
new Ingress(shop, 'front', { tls: certificate })
  .route('shop.example.com', '/', web.expose({ port: 80 }))
  .route('shop.example.com', '/api/cart', cart.expose({ port: 80, name: 'cart-public' }));
new Ingress(pay, 'front', { tls: { existing: 'payments-tls' } }).route('pay.example.com', '/', payments);
// Still to be written: its Service is there, its pods are not.
const admin = new Service(shop, 'admin', {
  selector: { app: 'admin' },
  ports: [{ name: 'http', port: 80, targetPort: 8080 }],
});
new Ingress(shop, 'back-office', {}).route('admin.example.com', '/', admin);

// On every node, and on the one with the GPU.
const observe = new Chart(app, 'observability', { namespace: 'observability' });
new DaemonSet(observe, 'log-agent', {
  image: 'fluent/fluent-bit:3',
  requests: { cpu: '50m', memory: '64Mi' },
  volumes: { logs: { mount: '/var/log', hostPath: '/var/log', readOnly: true } },
  tolerations: [{ operator: 'Exists' }],
});
new Job(shop, 'train', {
  image: 'shop/train:0.9',
  requests: { cpu: '2', memory: '8Gi' },
  limits: { 'nvidia.com/gpu': 1 },
  tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
});

// Who may do what.
const workloads = {
  apiGroups: ['', 'apps', 'batch'],
  resources: ['pods', 'pods/log', 'services', 'configmaps', 'deployments', 'statefulsets', 'jobs', 'cronjobs'],
};
const developer = new Role(shop, 'developer', {
  rules: [{ ...workloads, verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'] }],
});
new RoleBinding(shop, 'developers', { role: developer, subjects: [{ group: 'developers' }] });
new RoleBinding(shop, 'operators', { role: { clusterRole: 'admin' }, subjects: [{ group: 'operators' }] });
const auditor = new ClusterRole(platform, 'auditor', {
  rules: [
    {
      apiGroups: ['', 'apps', 'batch', 'networking.k8s.io', 'rbac.authorization.k8s.io'],
      resources: [
        'pods',
        'services',
        'configmaps',
        'deployments',
        'ingresses',
        'networkpolicies',
        'roles',
        'rolebindings',
      ],
      verbs: ['get', 'list', 'watch'],
    },
  ],
});
new ClusterRoleBinding(platform, 'auditors', { role: auditor, subjects: [{ group: 'auditors' }] });

export default app;
