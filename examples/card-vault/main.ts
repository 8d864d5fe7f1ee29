// Card numbers are in one place, and one workload gets to it: by network, by identity, and by who may read its key.

import {
  App,
  Chart,
  Deployment,
  Namespace,
  NetworkPolicy,
  NodePool,
  Role,
  RoleBinding,
  Secret,
  ServiceAccount,
} from 'slipway';

const app = new App({ name: 'card-vault' });
new NodePool(app, 'app', { zones: ['a', 'b'], nodes: 1, cpu: 4, memory: '8Gi' });
const chart = new Chart(app, 'payments', { namespace: 'payments' });
new Namespace(chart, 'payments', { podSecurity: 'baseline' });
NetworkPolicy.defaultDeny(chart, 'deny');

const key = new Secret(chart, 'vault-key', { stringData: { key: 'change-me' } });
const vault = new Deployment(chart, 'card-vault', {
  replicas: 2,
  image: 'shop/vault:5',
  ports: { https: 8443 },
  requests: { cpu: '100m', memory: '128Mi' },
  ready: { tcp: 'https' },
  env: { KEY: { secret: key, key: 'key' } },
  apart: 'nodes',
});
const identity = new ServiceAccount(chart, 'processor-account', { metadata: { name: 'processor' } });
const processor = new Deployment(chart, 'processor', {
  replicas: 2,
  image: 'shop/payments:2.1',
  serviceAccount: identity,
  ports: { http: 8080 },
  requests: { cpu: '100m', memory: '128Mi' },
  env: { VAULT: vault.address('https') },
});
processor.restrictEgress();
vault.allowFrom(processor, 'https');
// The processor may look at the vault's pods, and at nothing that is secret.
const watcher = new Role(chart, 'watcher', { allow: { pods: 'read' } });
new RoleBinding(chart, 'processor-watches', { role: watcher, subjects: [identity] });
// Somebody else in the same namespace.
new Deployment(chart, 'mailer', {
  image: 'shop/mailer:1',
  ports: { http: 8080 },
  requests: { cpu: '50m', memory: '64Mi' },
});

export default app;
