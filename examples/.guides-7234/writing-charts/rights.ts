// rights.ts
import { App, Chart, Deployment, Namespace, NetworkPolicy, Role, RoleBinding, ServiceAccount } from 'slipway';

const app = new App();
const pay = new Chart(app, 'pay', { namespace: 'pay' });
new Namespace(pay, 'pay', { podSecurity: 'baseline' });
NetworkPolicy.defaultDeny(pay, 'deny');

const vault = new Deployment(pay, 'vault', { image: 'example/vault:1', ports: { https: 8443 } });
const processor = new Deployment(pay, 'processor', { image: 'example/processor:1' });
processor.restrictEgress();
vault.allowFrom(processor, 'https');

const robot = new ServiceAccount(pay, 'robot');
const deployer = new Role(pay, 'deployer', {
  allow: { 'deployments.apps': 'write', pods: 'read', 'pods/log': 'read', 'pods/exec': ['create'] },
});
new RoleBinding(pay, 'deployers', { role: deployer, subjects: [robot, { group: 'operators' }] });
new RoleBinding(pay, 'auditors', { role: { clusterRole: 'view' }, subjects: [{ group: 'auditors' }] });

export default app;
