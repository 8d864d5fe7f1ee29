// An image that is not for everybody: the workload that brings a pull secret runs, the one that forgot it does not.

import { App, Chart, Deployment, Image, Namespace, NodePool, Secret } from 'slipway';

const app = new App({ name: 'private-registry' });
new NodePool(app, 'app', { zones: ['a'], nodes: 1, cpu: 4, memory: '8Gi' });
new Image(app, 'ours', { name: 'registry.example.com/*', private: true, size: '250M' });

const chart = new Chart(app, 'apps', { namespace: 'apps' });
new Namespace(chart, 'apps');
const login = { auths: { 'registry.example.com': { auth: 'dXNlcjpwYXNzd29yZA==' } } };
const pull = new Secret(chart, 'registry-login', {
  type: 'kubernetes.io/dockerconfigjson',
  stringData: { '.dockerconfigjson': JSON.stringify(login) },
});
const requests = { cpu: '100m', memory: '64Mi' };
new Deployment(chart, 'billing', { image: 'registry.example.com/billing:7', requests, pullSecrets: [pull] });
new Deployment(chart, 'forgotten', { image: 'registry.example.com/report:2', requests });

export default app;
