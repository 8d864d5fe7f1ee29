// Images that are not for everybody: a workload that brings the pull secret runs, one that forgets it does not.
//
//   FORGET=1 slipway plan examples/private-registry/main.ts

import { App, Chart, Deployment, Image, Namespace, NodePool, Secret } from 'slipway';

export function apps({ forget = false } = {}): App {
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
  new Deployment(chart, 'reports', {
    image: 'registry.example.com/reports:2',
    requests,
    pullSecrets: forget ? [] : [pull],
  });
  return app;
}

export default apps({ forget: Boolean(process.env['FORGET']) });
