// Secrets and who reads them: by the API, in an environment, from a file, and by being allowed to run a pod that does.

import { App, Chart, Deployment, Namespace, NodePool, Role, RoleBinding, Secret } from 'slipway';

const app = new App({ name: 'secrets' });
new NodePool(app, 'app', { zones: ['a'], nodes: 1, cpu: 4, memory: '8Gi' });
const chart = new Chart(app, 'shop', { namespace: 'shop' });
new Namespace(chart, 'shop');
const requests = { cpu: '50m', memory: '64Mi' };

const database = new Secret(chart, 'database', { stringData: { password: 'change-me' } });
const signing = new Secret(chart, 'signing', { stringData: { 'key.pem': 'change-me' } });
new Deployment(chart, 'api', {
  image: 'shop/api:1',
  requests,
  env: { PASSWORD: { secret: database, key: 'password' } },
  volumes: { signing: { mount: '/keys', secret: signing, readOnly: true } },
});
new Deployment(chart, 'web', { image: 'shop/web:1', requests });

const support = new Role(chart, 'support', { allow: { secrets: ['get'] } });
new RoleBinding(chart, 'support-team', { role: support, subjects: [{ group: 'support' }] });
// Who may make pods may make one that mounts any secret of the namespace.
const release = new Role(chart, 'release', { allow: { 'deployments.apps': 'write' } });
new RoleBinding(chart, 'release-team', { role: release, subjects: [{ group: 'release' }] });

export default app;
