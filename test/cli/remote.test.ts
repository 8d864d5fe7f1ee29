// Commands against a cluster over HTTPS, as people call them.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toYaml } from '../../lib/sdk/yaml.ts';
import { serveHere, type ServedHere } from '../server/in-process.ts';

const test = suite('a real cluster from the command line');
const root = fileURLToPath(new URL('../..', import.meta.url));
let served: ServedHere;
test.before(async () => {
  served = await serveHere(200);
});
test.after(() => served.close());

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(...args: string[]): Promise<Ended> {
  return start(...args).ended;
}

function start(...args: string[]): {
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
  heard(text: RegExp): Promise<void>;
} {
  const child = spawn(
    process.execPath,
    ['--conditions=slipway-source', '--import', import.meta.resolve('tsx'), join(root, 'lib/cli/main.ts'), ...args],
    { cwd: served.folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, KUBECONFIG: served.kubeconfig } },
  );
  let [out, err] = ['', ''];
  child.stdout.on('data', (part: Buffer) => (out += part.toString()));
  child.stderr.on('data', (part: Buffer) => (err += part.toString()));
  return {
    ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err }))),
    kill: (signal) => void child.kill(signal),
    heard: async (text) => {
      while (!text.test(out)) await new Promise((resolve) => setTimeout(resolve, 20));
    },
  };
}

/** Writes the manifests of a small tree. */
function manifests(name: string, replicas: number, extra: Record<string, unknown>[] = [], image = 'nginx'): string {
  const folder = join(served.folder, name);
  mkdirSync(folder, { recursive: true });
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: name },
      spec: {
        replicas,
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image }] } },
      },
    },
    ...extra,
  ];
  writeFileSync(join(folder, 'all.yaml'), toYaml(objects as never));
  return name;
}

test('deploy shows what it would do and, without a terminal to ask on, does nothing unless told', async () => {
  const refused = await run('deploy', manifests('one', 2), '--context', 'slipway');
  assert.is(refused.code, 1);
  assert.match(refused.out, /one → context slipway \(https:\/\/127\.0\.0\.1:\d+, v1\.36/);
  assert.match(refused.out, /\+ Deployment one\/web +one\/all\.yaml:\d+/);
  assert.match(refused.out, /2 to create, 0 to change, 0 to remove/);
  assert.match(refused.err, /✖ nothing was done: there is no terminal to ask on\. Say --yes/);
  assert.is(served.cluster.store.get('namespaces', 'one'), undefined);
  const done = await run('deploy', 'one', '--context', 'slipway', '--yes');
  assert.is(done.code, 0, done.err);
  assert.match(done.out, /✔ Deployment one\/web[\s\S]*Applied 2, 0 unchanged, 0 removed; ready after/);
  const again = await run('deploy', 'one', '--context', 'slipway');
  assert.is(again.code, 0, 'nothing to ask where nothing changes');
  assert.match(again.out, /No changes\. 2 objects as deployed\.[\s\S]*Nothing to do: 2 objects as deployed\./);
});

test('an interrupted deployment stops, says so, and is gone on with', async () => {
  const never = manifests('two', 1, [], 'nginx:never');
  served.cluster
    .as()
    .create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'held' } } as never);
  const objects = readFileSync(join(served.folder, 'two/all.yaml'), 'utf8').replace(
    'spec:\n      containers',
    "spec:\n      nodeSelector: {no: 'node'}\n      containers",
  );
  writeFileSync(join(served.folder, 'two/all.yaml'), objects);
  const running = start('deploy', never, '--context', 'slipway', '--yes');
  await running.heard(/to create/);
  while (!served.cluster.store.get('deployments.apps', 'two/web'))
    await new Promise((resolve) => setTimeout(resolve, 20));
  running.kill('SIGINT');
  const stopped = await running.ended;
  assert.is(stopped.code, 130);
  assert.match(stopped.err, /stopping after what is under way/);
  assert.match(
    stopped.out,
    /Interrupted\. Applied 2 of 2 objects; 0 not started\. Run deploy again: it goes on from here\./,
  );
  manifests('two', 1);
  const whole = await run('deploy', 'two', '--context', 'slipway', '--yes');
  assert.match(whole.out, /Applied 1, 1 unchanged, 0 removed/);
});

test('a plan against it changes nothing there, and tells a change as a change', async () => {
  const before = served.cluster.store.list('pods').length;
  const same = await run('plan', manifests('one', 2), '--context', 'slipway');
  assert.is(same.out, 'No changes. 2 objects, 3 pods as deployed.\n', same.err);
  const more = await run('plan', manifests('one', 4), '--context', 'slipway');
  assert.match(more.out, /~ Deployment one\/web +replicas 2 → 4/);
  assert.match(more.out, /\+ one\/web +2 placed/);
  assert.is(served.cluster.store.list('pods').length, before);
});

test('a kept plan is deployed exactly, once, and refused when the program or the cluster has changed', async () => {
  manifests('one', 4);
  const kept = await run('plan', 'one', '--context', 'slipway', '--save', 'four.plan');
  assert.match(kept.out, /kept: slipway deploy four\.plan does exactly this/);
  assert.is(statSync(join(served.folder, 'four.plan')).mode & 0o777, 0o600);
  manifests('one', 5);
  assert.match((await run('deploy', 'four.plan')).err, /✖ nothing was done: one has changed since the plan was made/);
  manifests('one', 4);
  served.cluster
    .as()
    .patch(
      'deployments.apps',
      'one',
      'web',
      'merge',
      { spec: { minReadySeconds: 1 } } as never,
      { fieldManager: 'slipway' } as never,
    );
  served.cluster
    .as()
    .patch(
      'deployments.apps',
      'one',
      'web',
      'merge',
      { spec: { replicas: 3 } } as never,
      { fieldManager: 'x' } as never,
    );
  const changed = await run('deploy', 'four.plan');
  assert.is(changed.code, 1);
  assert.match(
    changed.err,
    /the cluster has changed since the plan was made\.\n  Deployment one\/web: planned update spec\.replicas, now no change/,
  );
  const anew = await run('plan', 'one', '--context', 'slipway', '--force-conflicts', '--save', 'four.plan');
  assert.is(anew.code, 0, anew.err);
  const done = await run('deploy', 'four.plan');
  assert.is(done.code, 0, done.err);
  assert.is(served.cluster.store.get('deployments.apps', 'one/web')!['spec'].replicas, 4);
  assert.match((await run('deploy', 'four.plan')).err, /planned update spec\.replicas, now no change/);
  assert.match(
    (await run('deploy', 'four.plan', '--force-conflicts')).err,
    /--force-conflicts is said when the plan is made/,
  );
  const text = readFileSync(join(served.folder, 'four.plan'), 'utf8');
  writeFileSync(join(served.folder, 'five.plan'), text.replaceAll('"replicas":4', '"replicas":5'));
  assert.match((await run('deploy', 'five.plan')).err, /five\.plan was changed by hand/);
});

test('a plan of the kept cluster is deployed exactly, or refused when that has changed', async () => {
  manifests('one', 4);
  assert.is((await run('plan', 'one', '--dir', 'own', '--save', 'own.plan')).code, 0);
  const first = await run('deploy', 'own.plan');
  assert.is(first.code, 0, first.err);
  assert.ok(existsSync(join(served.folder, 'own/cluster.json')));
  assert.match((await run('deploy', 'own.plan')).err, /the cluster in own has changed since the plan was made/);
});

test('what cannot be changed in place is refused with its way out, and replaced when that is said, by the plan that was kept too', async () => {
  const job = (image: string) => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'migrate', namespace: 'jobs' },
    spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image }] } } },
  });
  const uid = (): string => served.cluster.store.get('jobs.batch', 'jobs/migrate')!.metadata.uid!;
  const of = (image: string): string => manifests('jobs', 1, [job(image)]);
  assert.is((await run('deploy', of('a:1'), '--context', 'slipway', '--yes')).code, 0);
  const first = uid();
  const refused = await run('deploy', of('a:2'), '--context', 'slipway', '--yes');
  assert.is(refused.code, 1);
  assert.match(refused.out, /± Job jobs\/migrate +cannot be changed in place: it runs again/);
  assert.match(
    refused.out,
    /✖ Job migrate: .*field is immutable\n +--replace Job\/migrate deletes it and makes it anew/,
  );
  const mistyped = await run('deploy', 'jobs', '--context', 'slipway', '--yes', '--replace', 'Job/migrat');
  assert.is(mistyped.code, 1);
  assert.match(
    mistyped.err,
    /✖ nothing was done: --replace: nothing in jobs is called Job\/migrat\. Did you mean Job\/migrate\?/,
  );
  assert.is(uid(), first);
  const done = await run('deploy', 'jobs', '--context', 'slipway', '--yes', '--replace', 'Job/migrate,Deployment/web');
  assert.is(done.code, 0, done.err);
  assert.match(done.out, /note: --replace Deployment\/web: it needs no replacing/);
  assert.match(done.out, /1 to replace/);
  assert.is.not(uid(), first);
  const second = uid();
  const kept = await run('plan', of('a:3'), '--context', 'slipway', '--replace', 'Job/migrate', '--save', 'job.plan');
  assert.match(kept.out, /± Job jobs\/migrate/, kept.err);
  const again = await run('deploy', 'job.plan');
  assert.is(again.code, 0, again.err + again.out);
  assert.is.not(uid(), second);
  assert.is((await run('destroy', 'jobs', '--context', 'slipway', '--yes')).code, 0);
});

test('a report on it names the lines that made what is in it', async () => {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'lost', namespace: 'one' },
    spec: { selector: { app: 'nobody' }, ports: [{ port: 80 }] },
  };
  manifests('one', 4, [service]);
  assert.is((await run('deploy', 'one', '--context', 'slipway', '--yes')).code, 0);
  const { out, err } = await run('report', '--context', 'slipway');
  assert.match(out, /! service one\/lost +selector app=nobody matches no pod\n +one\/all\.yaml:\d+/, err);
  const json = JSON.parse((await run('report', '--context', 'slipway', '--format', 'json')).out) as {
    findings: { object?: string; source?: string }[];
  };
  assert.match(json.findings.find((it) => it.object === 'Service one/lost')!.source!, /^one\/all\.yaml:\d+$/);
});

test('a connection in it is followed', async () => {
  const fine = await run('trace', 'one/web', 'lost.one:80', '--context', 'slipway');
  assert.is(fine.code, 3, fine.err);
  assert.match(fine.out, /✖ one\/web → lost\.one:80/);
});

test('who may not read everything is told what was not read', async () => {
  const text = readFileSync(served.kubeconfig, 'utf8').replace(
    'client-certificate-data',
    'as: jane\n    client-certificate-data',
  );
  const own = join(served.folder, 'jane');
  writeFileSync(own, text);
  const verbs = served.cluster.as();
  verbs.create('clusterroles.rbac.authorization.k8s.io', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'look' },
    rules: [{ apiGroups: [''], resources: ['nodes', 'pods', 'namespaces'], verbs: ['list'] }],
  } as never);
  verbs.create('clusterrolebindings.rbac.authorization.k8s.io', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'look' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'look' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'jane' }],
  } as never);
  const { code, out, err } = await run('plan', manifests('three', 2), '--kubeconfig', own);
  assert.is(code, 0, err);
  assert.match(out, /\+ three\/web +2 placed/);
  assert.match(out, /note: secrets were not read: forbidden; those that are named are assumed/);
  assert.match(out, /note: deployments\.apps were not read: forbidden/);
  const denied = await run('deploy', 'three', '--kubeconfig', own, '--yes');
  assert.is(denied.code, 1);
  assert.match(denied.err, /secrets "slipway-three" is forbidden: User "jane" cannot get resource "secrets"/);
});

test('a cluster written down is planned against: YAML or JSON, a file or a folder', async () => {
  const dump = join(served.folder, 'dump');
  mkdirSync(dump);
  const list = (resource: string): unknown[] => served.cluster.store.list(resource) as unknown[];
  writeFileSync(join(dump, 'nodes.json'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items: list('nodes') }));
  writeFileSync(
    join(dump, 'rest.yaml'),
    toYaml([
      ...list('pods'),
      ...list('namespaces'),
      ...list('services'),
      ...list('deployments.apps'),
      ...list('replicasets.apps'),
    ] as never),
  );
  const { code, out, err } = await run('plan', 'three', '--cluster', 'dump');
  assert.is(code, 0, err);
  assert.match(out, /\+ Deployment three\/web/);
  assert.match(out, /note: dump holds no secrets; those that are named are assumed/);
  const report = await run('report', '--cluster', 'dump');
  assert.match(report.out, /one\/web +4\/4/);
});

const mistakes: [string, string[], RegExp][] = [
  ['a context that is not there', ['deploy', 'one', '--context', 'prod'], /no context prod; there are slipway/],
  ['a kubeconfig that is not there', ['plan', 'one', '--kubeconfig', 'gone'], /--kubeconfig gone: no such file/],
  [
    'a dump that is not there',
    ['plan', 'one', '--cluster', 'gone.yaml'],
    /--cluster gone\.yaml: no such file or folder/,
  ],
  ['a dump and a context', ['plan', 'one', '--cluster', 'dump', '--context', 'slipway'], /say one of them/],
  [
    'a dump of manifests',
    ['plan', 'one', '--cluster', 'plain.yaml'],
    /plain\.yaml: Pod a names no namespace: is it a manifest/,
  ],
  ['a dump that is no YAML', ['plan', 'one', '--cluster', 'broken.yaml'], /--cluster broken\.yaml: /],
  [
    'keeping a plan of a file',
    ['plan', 'one', '--cluster', 'dump', '--save', 'x'],
    /--save keeps a plan to be deployed/,
  ],
  [
    'a deployment that is not there',
    ['destroy', 'gone', '--context', 'slipway'],
    /no deployment gone\. Namespace default of context slipway .* has one, two/,
  ],
];
for (const [name, args, message] of mistakes)
  test(`${name} is told`, async () => {
    writeFileSync(join(served.folder, 'plain.yaml'), 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n');
    writeFileSync(join(served.folder, 'broken.yaml'), 'a: [\n');
    const { code, err } = await run(...args);
    assert.is(code, 1);
    assert.match(err, message);
  });

test('destroy removes a deployment from it, when told', async () => {
  const asked = await run('destroy', 'one', '--context', 'slipway');
  assert.match(asked.out, /- Deployment one\/web/);
  assert.is(asked.code, 1);
  const done = await run('destroy', 'one', '--context', 'slipway', '--yes');
  assert.match(done.out, /Removed 3 objects of one\./);
  assert.is(served.cluster.store.get('secrets', 'default/slipway-one'), undefined);
});

test.run();
