// The services of seven objects that peers/cdk8s-plus.mjs makes, as a program that has the package installed: `services.mjs COUNT FOLDER [each]`;
// with `each` in a chart of their own.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, ConfigMap, Deployment, Ingress, Role, RoleBinding, ServiceAccount, toYaml } from 'slipway';

function services(count, charts) {
  const app = new App();
  const whole = new Chart(app, 'services', { namespace: 'default' });
  for (let i = 0; i < count; i++) {
    const name = `service-${i}`;
    const metadata = { name };
    const scope = charts === 'each' ? new Chart(app, name, { namespace: 'default' }) : whole;
    const account = new ServiceAccount(scope, `${name}-account`, { metadata });
    const settings = new ConfigMap(scope, `${name}-settings`, {
      metadata,
      data: { KEY: 'value', OTHER: 'other value', 'settings.properties': 'cache=on\nretries=3\ntimeout=30s\n' },
    });
    const deployment = new Deployment(scope, `${name}-main`, {
      metadata,
      image: `example/${name}:1`,
      replicas: 2,
      serviceAccount: account,
      ports: { http: 8080 },
      env: {
        KEY: { configMap: settings, key: 'KEY' },
        OTHER: { configMap: settings, key: 'OTHER' },
        NAME: name,
        LOG_LEVEL: 'info',
        LISTEN: '0.0.0.0:8080',
        UPSTREAM: `http://${name}.default.svc.cluster.local`,
      },
      requests: { cpu: '100m', memory: '128Mi' },
      limits: { cpu: '500m', memory: '256Mi' },
      ready: { get: '/ready', port: 'http' },
      live: { get: '/live', port: 'http' },
      start: { get: '/start', port: 'http' },
      volumes: { settings: { mount: '/etc/settings', configMap: settings } },
      sidecars: {
        proxy: {
          image: 'proxy:1',
          ports: { admin: 9901 },
          env: { UPSTREAM: 'http://localhost:8080', LOG_LEVEL: 'warn', MODE: 'sidecar' },
          requests: { cpu: '50m', memory: '64Mi' },
          limits: { cpu: '200m', memory: '128Mi' },
          ready: { get: '/ready', port: 'admin' },
          live: { get: '/live', port: 'admin' },
          start: { get: '/start', port: 'admin' },
          volumes: { settings: { mount: '/etc/settings' } },
        },
      },
    });
    new Ingress(scope, `${name}-front`, { metadata }).route(
      `${name}.example.com`,
      '/',
      deployment.expose({ port: 80 }),
    );
    new RoleBinding(scope, `${name}-binding`, {
      metadata,
      role: new Role(scope, `${name}-role`, {
        metadata,
        rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }],
      }),
      subjects: [account],
    });
  }
  return app;
}

const [count, folder, charts] = process.argv.slice(2);
const began = performance.now();
const { objects } = services(Number(count), charts).synth();
writeFileSync(join(folder, 'out.yaml'), toYaml(objects.map((it) => it.object)));
const milliseconds = performance.now() - began;
console.log(JSON.stringify({ milliseconds, objects: objects.length, memory: process.memoryUsage.rss() / 1e6 }));
