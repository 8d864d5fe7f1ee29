// The same services as synth.ts makes, with cdk8s-plus: `cdk8s-plus.mjs COUNT FOLDER`.

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { App, Chart, Size } = require('cdk8s');
const kplus = require('cdk8s-plus-33');

const probes = (port) => ({
  readiness: kplus.Probe.fromHttpGet('/ready', { port }),
  liveness: kplus.Probe.fromHttpGet('/live', { port }),
  startup: kplus.Probe.fromHttpGet('/start', { port }),
});

const [count, folder] = [Number(process.argv[2]), process.argv[3]];
const began = performance.now();
const app = new App({ outdir: folder });
const chart = new Chart(app, 'services', { namespace: 'default' });
for (let i = 0; i < count; i++) {
  const name = `service-${i}`;
  const metadata = { name };
  const account = new kplus.ServiceAccount(chart, `${name}-account`, { metadata });
  const settings = new kplus.ConfigMap(chart, `${name}-settings`, {
    metadata,
    data: { KEY: 'value', OTHER: 'other value', 'settings.properties': 'cache=on\nretries=3\ntimeout=30s\n' },
  });
  const deployment = new kplus.Deployment(chart, `${name}-main`, { metadata, replicas: 2, serviceAccount: account });
  const volume = kplus.Volume.fromConfigMap(chart, `${name}-volume`, settings);
  const main = deployment.addContainer({
    name: 'main',
    image: `example/${name}:1`,
    ports: [{ name: 'http', number: 8080 }],
    envVariables: {
      KEY: kplus.EnvValue.fromConfigMap(settings, 'KEY'),
      OTHER: kplus.EnvValue.fromConfigMap(settings, 'OTHER'),
      NAME: kplus.EnvValue.fromValue(name),
      LOG_LEVEL: kplus.EnvValue.fromValue('info'),
      LISTEN: kplus.EnvValue.fromValue('0.0.0.0:8080'),
      UPSTREAM: kplus.EnvValue.fromValue(`http://${name}.default.svc.cluster.local`),
    },
    resources: {
      cpu: { request: kplus.Cpu.millis(100), limit: kplus.Cpu.millis(500) },
      memory: { request: Size.mebibytes(128), limit: Size.mebibytes(256) },
    },
    ...probes(8080),
  });
  main.mount('/etc/settings', volume);
  const proxy = deployment.addContainer({
    name: 'proxy',
    image: 'proxy:1',
    ports: [{ name: 'admin', number: 9901 }],
    envVariables: {
      UPSTREAM: kplus.EnvValue.fromValue('http://localhost:8080'),
      LOG_LEVEL: kplus.EnvValue.fromValue('warn'),
      MODE: kplus.EnvValue.fromValue('sidecar'),
    },
    resources: {
      cpu: { request: kplus.Cpu.millis(50), limit: kplus.Cpu.millis(200) },
      memory: { request: Size.mebibytes(64), limit: Size.mebibytes(128) },
    },
    ...probes(9901),
  });
  proxy.mount('/etc/settings', volume);
  const service = new kplus.Service(chart, `${name}-service`, {
    metadata,
    selector: deployment,
    ports: [{ port: 80, targetPort: 8080 }],
  });
  const ingress = new kplus.Ingress(chart, `${name}-front`, { metadata });
  ingress.addHostRule(`${name}.example.com`, '/', kplus.IngressBackend.fromService(service));
  const role = new kplus.Role(chart, `${name}-role`, { metadata });
  role.allowGet(kplus.ApiResource.CONFIG_MAPS);
  new kplus.RoleBinding(chart, `${name}-binding`, { metadata, role }).addSubjects(account);
}
app.synth();
const milliseconds = performance.now() - began;
console.log(JSON.stringify({ milliseconds, memory: process.memoryUsage.rss() / 1e6 }));
