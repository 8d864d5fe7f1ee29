// Plans and reports in their formats, traces and baselines, as people call them.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('formats, traces and baselines on the command line');
const root = fileURLToPath(new URL('../..', import.meta.url));
const shop = join(root, 'examples/shop/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'slipway-formats-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=slipway-source', '--import', import.meta.resolve('tsx'), join(root, 'lib/cli/main.ts'), ...args],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  return { code: status, out: stdout, err: stderr };
}

test('plan as data, as a page, for a pull request', () => {
  const data = JSON.parse(run('plan', shop, '--format', 'json').out) as {
    format: string;
    verdict: { lines: string[] };
    counts: { pods: number };
    after: { placement: { workloads: { why?: object }[] } };
  };
  assert.is(data.format, 'slipway.plan/1');
  assert.ok(
    data.after.placement.workloads.some((it) => it.why),
    'with reasons',
  );
  const { code, out, err } = run('plan', shop, '--format', 'html', '-o', 'shop.html');
  assert.is(code, 0, err);
  assert.is(out, 'shop.html\n');
  const page = readFileSync(join(folder, 'shop.html'), 'utf8');
  assert.ok(page.includes(data.verdict.lines[0]!));
  assert.match(run('plan', shop, '--format', 'markdown').out, /^## ✅ shop: Everything runs/);
  assert.is(run('plan', shop, '--format', 'pdf').code, 1);
  assert.is(run('plan', shop, '-o', 'no/such/folder/x.txt').code, 1);
});

test('what if: a zone, one that is none, an event nobody knows', () => {
  const text = run('plan', shop, '--what-if', 'zone-loss=zone-a').out;
  assert.match(text, /What if\n +zone-loss zone-a +quiet after/);
  assert.match(text, /shop\/redis +0 of 1 ready on the way/);
  assert.match(run('plan', shop, '--what-if', 'zone-loss=x').err, /there is no such zone/);
  assert.match(run('plan', shop, '--what-if', 'flood').err, /unknown flood; known are zone-loss/);
});

test('trace: a connection that gets there, one that does not, one from nobody', () => {
  const fine = run('trace', 'shop/catalogue', 'mongodb:27017', shop);
  assert.is(fine.code, 0, fine.err);
  assert.match(
    fine.out,
    /^✔ shop\/catalogue → mongodb:27017\n[\s\S]*in: allowed by shop\/mongodb-ingress, ingress rule 1/,
  );
  const refused = run('trace', 'shop/web', 'redis:6379', shop);
  assert.is(refused.code, 3);
  assert.match(refused.out, /^✖ shop\/web → redis:6379 {3}does not get there/);
  const data = JSON.parse(run('trace', 'outside', 'https://shop.example.com/', shop, '--format', 'json').out) as {
    ok: boolean;
  };
  assert.ok(data.ok);
  assert.match(run('trace', 'nobody', 'web:80', shop).err, /^✖ no workload, pod or address nobody/);
  assert.match(run('trace', 'a', 'b:1').err, /nothing is deployed/);
});

test('a baseline from git: what the revision would have deployed', () => {
  const repository = join(folder, 'repository');
  mkdirSync(join(repository, 'k8s'), { recursive: true });
  const git = (...args: string[]): void =>
    void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: repository });
  const web = (replicas: number): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: default}\nspec:\n  replicas: ${replicas}\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers: [{name: web, image: nginx}]\n`;
  writeFileSync(join(repository, 'k8s/web.yaml'), web(2));
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'before');
  writeFileSync(join(repository, 'k8s/web.yaml'), web(3));
  const { code, out, err } = run('plan', 'repository/k8s', '--baseline', 'git:HEAD', '--detailed-exitcode');
  assert.is(code, 2, err);
  assert.match(out, /~ Deployment default\/web +replicas 2 → 3/);
  assert.is(
    execFileSync('git', ['status', '--short'], { cwd: repository, encoding: 'utf8' }),
    ' M k8s/web.yaml\n',
    'nothing is left behind',
  );
  assert.match(run('plan', 'repository/k8s', '--baseline', 'git:nowhere').err, /--baseline git:nowhere: /);
  assert.match(run('plan', 'repository/k8s', '--baseline', 'main').err, /takes git:REVISION/);
  assert.is(run('plan', 'repository/k8s', '--baseline', 'git:--output=x').code, 1);
});

test.run();
