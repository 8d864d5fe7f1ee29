// Construct and synth: `synth.ts COUNT` makes that many services of seven objects and their YAML on disk, against cdk8s-plus in a
// process of its own; `synth.ts shapes` the shapes that made other tools slow: one chart a service, ladders and chains of dependencies.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, ConfigMap, Deployment, Ingress, Role, RoleBinding, ServiceAccount, toYaml } from 'slipway';
import { clock, figure } from './figure.ts';
import { installPeers, peers } from './peers.ts';

const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'));

function services(count: number, charts: 'one' | 'each' = 'one'): App {
  const app = new App();
  const whole = new Chart(app, 'services', { namespace: 'default' });
  for (let i = 0; i < count; i++) {
    const name = `service-${i}`;
    const metadata = { name };
    const scope = charts === 'each' ? new Chart(app, name, { namespace: 'default' }) : whole;
    const account = new ServiceAccount(scope, `${name}-account`, { metadata });
    const settings = new ConfigMap(scope, `${name}-settings`, {
      metadata,
      data: { KEY: 'value', OTHER: 'other value' },
    });
    const deployment = new Deployment(scope, `${name}-main`, {
      metadata,
      image: `example/${name}:1`,
      replicas: 2,
      serviceAccount: account,
      ports: { http: 8080 },
      env: { KEY: { configMap: settings, key: 'KEY' }, NAME: name },
      requests: { cpu: '100m', memory: '128Mi' },
      limits: { cpu: '500m', memory: '256Mi' },
      ready: { get: '/ready', port: 'http' },
      live: { get: '/live', port: 'http' },
      start: { get: '/start', port: 'http' },
      volumes: { settings: { mount: '/etc/settings', configMap: settings } },
      sidecars: {
        proxy: { image: 'proxy:1', ports: { admin: 9901 }, requests: { cpu: '50m', memory: '64Mi' } },
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

/** Construct, synth, write. Milliseconds. */
function timed(make: () => App): { milliseconds: number; objects: number } {
  const began = clock();
  const { objects } = make().synth();
  writeFileSync(join(folder, 'out.yaml'), toYaml(objects.map((it) => it.object)));
  return { milliseconds: clock() - began, objects: objects.length };
}

/** Rungs of two, each of which needs both below; or with a width of one, a chain. */
function ladder(rungs: number, width: number): App {
  const app = new App();
  const chart = new Chart(app, 'ladder', { namespace: 'default' });
  let below: ConfigMap[] = [];
  for (let i = 0; i < rungs; i++) {
    const rung = Array.from({ length: width }, (_, n) => new ConfigMap(chart, `rung-${i}-${n}`, { data: {} }));
    for (const it of rung) for (const other of below) it.node.addDependency(other);
    below = rung;
  }
  return app;
}

if (process.argv[2] === 'shapes') {
  const small = timed(() => services(100, 'each')).milliseconds / 100;
  const large = timed(() => services(1_000, 'each')).milliseconds / 1_000;
  figure('synth: a chart among 1,000; peer: among 100', large, 'ms', small);
  figure('synth: a ladder of 26 rungs', timed(() => ladder(26, 2)).milliseconds, 'ms');
  figure('synth: a chain of 50,000', timed(() => ladder(50_000, 1)).milliseconds, 'ms');
} else {
  const count = Number(process.argv[2]);
  const { milliseconds, objects } = timed(() => services(count));
  const memory = process.memoryUsage.rss() / 1e6;
  const title = `synth: ${count.toLocaleString('en')} services, ${objects.toLocaleString('en')} objects`;
  if (installPeers()) {
    const said = execFileSync(process.execPath, [join(peers, 'cdk8s-plus.mjs'), String(count), join(folder, 'peer')]);
    const peer = JSON.parse(said.toString()) as { milliseconds: number; memory: number };
    figure(
      `${title}; peer: cdk8s-plus, ratio: times faster`,
      milliseconds,
      'ms',
      peer.milliseconds,
      peer.milliseconds / milliseconds,
    );
    figure(`${title}, memory of the process; peer: cdk8s-plus`, memory, 'MB', peer.memory);
  } else {
    figure(title, milliseconds, 'ms');
    figure(`${title}, memory of the process`, memory, 'MB');
  }
}
rmSync(folder, { recursive: true, force: true });
