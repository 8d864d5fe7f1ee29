// Developer, operator, auditor: who changes what, who sees what, and who never sees a secret.

import {
  App,
  Chart,
  ClusterRole,
  ClusterRoleBinding,
  Deployment,
  Namespace,
  NodePool,
  Role,
  RoleBinding,
  Secret,
} from 'slipway';

const app = new App({ name: 'rbac' });
new NodePool(app, 'app', { zones: ['a'], nodes: 1, cpu: 4, memory: '8Gi' });
const chart = new Chart(app, 'shop', { namespace: 'shop' });
new Namespace(chart, 'shop');
const password = new Secret(chart, 'password', { stringData: { password: 'change-me' } });
new Deployment(chart, 'web', {
  image: 'shop/web:1',
  requests: { cpu: '50m', memory: '64Mi' },
  env: { PASSWORD: { secret: password, key: 'password' } },
});

const developer = new Role(chart, 'developer', {
  allow: { 'deployments.apps': 'write', pods: 'read', 'pods/log': ['get'], configmaps: 'write' },
});
new RoleBinding(chart, 'developers', { role: developer, subjects: [{ group: 'developers' }] });
new RoleBinding(chart, 'operators', { role: { clusterRole: 'admin' }, subjects: [{ group: 'operators' }] });
const auditor = new ClusterRole(chart, 'auditor', {
  allow: { pods: 'read', 'deployments.apps': 'read', 'roles.rbac.authorization.k8s.io': 'read' },
});
new ClusterRoleBinding(chart, 'auditors', { role: auditor, subjects: [{ group: 'auditors' }] });

export default app;
