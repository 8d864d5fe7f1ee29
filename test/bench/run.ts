// Benchmarks: `npm run bench`, `-- NAME` for some, `--json` for JSON lines {name, value, unit}. Figures of this machine, of this
// run: compare ratios, not numbers from elsewhere.

import { Cluster } from '../../lib/engine/cluster.ts';
import {
  App,
  Chart,
  ConfigMap,
  Deployment,
  Ingress,
  Role,
  RoleBinding,
  ServiceAccount,
  toYaml,
} from '../../lib/index.ts';

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

const clock = (): number => performance.now();

function loaded(nodes: number, pods: number): { cluster: Cluster; milliseconds: number } {
  const cluster = Cluster.create({
    simulation: {
      pools: [{ name: 'pool', zones: ['a', 'b', 'c', 'd', 'e'], nodes: nodes / 5, cpu: 32, memory: '128Gi' }],
    },
  });
  const api = cluster.as();
  const began = clock();
  for (let i = 0; i < pods / 20; i++)
    api.create('deployments.apps', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: `d${i}`, namespace: 'default' },
      spec: {
        replicas: 20,
        selector: { matchLabels: { app: `d${i}` } },
        template: {
          metadata: { labels: { app: `d${i}` } },
          spec: {
            containers: [{ name: 'main', image: 'web:1', resources: { requests: { cpu: '100m', memory: '100Mi' } } }],
          },
        },
      },
    });
  cluster.untilQuiet();
  const running = cluster.store.list('pods').filter((pod) => pod['status']?.phase === 'Running').length;
  if (running !== pods) throw new Error(`${running} of ${pods} pods run`);
  return { cluster, milliseconds: clock() - began };
}

function services(count: number): App {
  const app = new App();
  const chart = new Chart(app, 'services', { namespace: 'default' });
  for (let i = 0; i < count; i++) {
    const name = `service-${i}`;
    const scope = new Chart(chart, name);
    const metadata = { name };
    const account = new ServiceAccount(scope, 'account', { metadata });
    const settings = new ConfigMap(scope, 'settings', { metadata, data: { KEY: 'value', OTHER: 'other value' } });
    const deployment = new Deployment(scope, 'main', {
      metadata,
      image: `example/${name}:1`,
      replicas: 2,
      serviceAccount: account,
      ports: { http: 8080 },
      env: { KEY: { configMap: settings, key: 'KEY' }, NAME: name },
      requests: { cpu: '100m', memory: '128Mi' },
      ready: { get: '/ready', port: 'http' },
      live: { get: '/live', port: 'http' },
      sidecars: { proxy: { image: 'proxy:1', ports: { admin: 9901 } } },
    });
    new Ingress(scope, 'front', { metadata }).route(`${name}.example.com`, '/', deployment.expose({ port: 80 }));
    new RoleBinding(scope, 'binding', {
      metadata,
      role: new Role(scope, 'role', {
        metadata,
        rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }],
      }),
      subjects: [account],
    });
  }
  return app;
}

const BENCHES: { readonly [name: string]: () => Figure[] } = {
  boot() {
    const times = Array.from({ length: 7 }, () => {
      const began = clock();
      Cluster.create()
        .as()
        .create('configmaps', {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'first', namespace: 'default' },
        });
      return clock() - began;
    });
    return [{ name: 'boot: cluster created to first accepted request, the first time', value: times[0]!, unit: 'ms' }];
  },
  load() {
    loaded(100, 2_000);
    const { cluster, milliseconds } = loaded(500, 10_000);
    const began = clock();
    const fork = cluster.fork();
    const forked = clock() - began;
    fork.advance(1_000);
    const small = loaded(100, 2_000).milliseconds / 2_000;
    return [
      { name: 'load: 500 nodes, 10,000 pods to Ready', value: milliseconds, unit: 'ms' },
      { name: 'load: a pod at 10,000 against a pod at 2,000', value: milliseconds / 10_000 / small, unit: 'ratio' },
      { name: 'load: memory of the process', value: process.memoryUsage().rss / 1e6, unit: 'MB' },
      { name: 'fork of that cluster', value: forked, unit: 'ms' },
    ];
  },
  synth() {
    services(100).synth();
    const began = clock();
    const { objects } = services(1_000).synth();
    const text = toYaml(objects.map((it) => it.object));
    return [
      {
        name: `synth: 1,000 services, ${objects.length} objects, ${Math.round(text.length / 1e6)} MB of YAML`,
        value: clock() - began,
        unit: 'ms',
      },
    ];
  },
};

const words = process.argv.slice(2).filter((it) => !it.startsWith('--'));
const json = process.argv.includes('--json');
for (const [name, bench] of Object.entries(BENCHES)) {
  if (words.length && !words.some((word) => name.includes(word))) continue;
  for (const figure of bench())
    console.log(json ? JSON.stringify(figure) : `${figure.name}: ${figure.value.toFixed(2)} ${figure.unit}`);
}
