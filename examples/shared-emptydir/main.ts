// Two containers of a pod share a folder that lives as long as the pod: one writes pages, the other serves them.

import { App, Chart, Deployment, Namespace, NodePool } from 'slipway';

const app = new App({ name: 'shared-emptydir' });
new NodePool(app, 'app', { zones: ['a'], nodes: 1, cpu: 4, memory: '8Gi' });
const chart = new Chart(app, 'site', { namespace: 'site' });
new Namespace(chart, 'namespace', { metadata: { name: 'site' } });
new Deployment(chart, 'site', {
  image: 'nginx:1',
  ports: { http: 80 },
  requests: { cpu: '50m', memory: '64Mi' },
  ready: { get: '/', port: 'http' },
  volumes: { pages: { mount: '/usr/share/nginx/html', emptyDir: { sizeLimit: '100Mi' }, readOnly: true } },
  init: {
    clone: {
      image: 'alpine/git:2',
      args: ['clone', 'https://example.com/site', '/pages'],
      volumes: { pages: { mount: '/pages' } },
    },
  },
  sidecars: {
    writer: {
      image: 'example/writer:1',
      requests: { cpu: '50m', memory: '64Mi' },
      volumes: { pages: { mount: '/out' } },
    },
  },
}).expose({ port: 80 });

export default app;
