// pods.ts
import { App, Chart, ConfigMap, Deployment, PersistentVolumeClaim, Secret, ServiceAccount } from 'slipway';

const app = new App();
const chart = new Chart(app, 'jobs', { namespace: 'default' });

const settings = new ConfigMap(chart, 'settings', { data: { 'app.yaml': 'level: info\n' } });
const token = new Secret(chart, 'token', { stringData: { token: 'change-me' } });
const account = new ServiceAccount(chart, 'worker-account', { automountServiceAccountToken: false });
const data = new PersistentVolumeClaim(chart, 'data', { size: '5Gi' });

const cache = new Deployment(chart, 'cache', { image: 'redis:8', ports: { redis: 6379 } });

new Deployment(chart, 'worker', {
  image: 'example/worker:3',
  strategy: { surge: 1, unavailable: 0 },
  serviceAccount: account,
  env: {
    CACHE: cache.address(),
    POD: { field: 'metadata.name' },
    CPUS: { resource: 'limits.cpu' },
  },
  envFrom: [{ secret: token, prefix: 'APP_' }],
  requests: { cpu: '100m', memory: '128Mi' },
  limits: { cpu: 1, memory: '256Mi' },

  // Probes, and what happens at both ends of a container's life.
  ports: { http: 8080 },
  start: { get: '/started', failures: 30, period: 2 },
  ready: { get: '/ready', port: 'http', timeout: 2 },
  live: { exec: ['worker', 'check'], period: 30 },
  beforeStop: { sleep: 5 },
  grace: 60,

  // Volumes by name: in one container it is said what they are made of, others share them.
  volumes: {
    settings: { mount: '/etc/app', configMap: settings, readOnly: true },
    scratch: { mount: '/scratch', emptyDir: { sizeLimit: '1Gi' } },
    data: { mount: '/data', claim: data },
  },
  init: { fetch: { image: 'example/fetch:1', volumes: { scratch: { mount: '/to' } } } },
  sidecars: { proxy: { image: 'envoyproxy/envoy:v1.34', ports: { admin: 9901 } } },

  // Where they run: spread and apart are wishes unless they are required.
  spread: ['zones', { over: 'nodes', required: true, skew: 2 }],
  near: { to: cache, over: 'zones' },
  nodes: { require: { 'kubernetes.io/os': 'linux' }, prefer: { disk: ['ssd', 'nvme'] } },
  tolerations: [{ key: 'spot', operator: 'Exists' }],

  security: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
  pod: { shareProcessNamespace: true },
  spec: { minReadySeconds: 10 },
});

export default app;
