import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('the package, packed and installed into an empty project');
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'slipway-package-'));
const npm = (cwd: string, ...args: string[]): string =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

test.after(() => rmSync(folder, { recursive: true, force: true }));

test('its types, its API and its command work there', () => {
  npm(root, 'run', 'build', '--silent');
  const [packed] = JSON.parse(npm(root, 'pack', '--ignore-scripts', '--json', '--pack-destination', folder)) as {
    filename: string;
    files: { path: string }[];
  }[];
  assert.not(
    packed!.files.some((it) => /^(lib|test|examples)\//.test(it.path)),
    'only what is built goes out',
  );
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }));
  npm(folder, 'install', '--ignore-scripts', '--no-audit', '--no-fund', `./${packed!.filename}`);
  writeFileSync(
    join(folder, 'main.ts'),
    `import { ApiObject, App, Chart, Deployment } from 'slipway';
import type { k8s } from 'slipway/k8s';
const app = new App();
const chart = new Chart(app, 'app', { namespace: 'default' });
const spec: Partial<k8s.appsV1.DeploymentSpec> = { minReadySeconds: 1 };
new Deployment(chart, 'web', { image: 'web:1', replicas: 2, spec });
ApiObject.of(chart, 'settings', 'v1/ConfigMap', { data: { a: 'b' } });
export default app;
`,
  );
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        module: 'NodeNext',
        target: 'ES2022',
        noEmit: true,
        skipLibCheck: false,
        types: [],
      },
      include: ['main.ts'],
    }),
  );
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' });
  const out = execFileSync(join(folder, 'node_modules/.bin/slipway'), ['plan', 'main.ts'], {
    cwd: folder,
    encoding: 'utf8',
  });
  assert.match(out, /^app · 2 objects · 2 pods on 3 nodes in 3 zones/);
  assert.match(out, /✔ Everything runs/);

  // What init writes runs with the package as it is installed, and compiles against its types.
  for (const [template, entry] of [
    ['app', 'main.ts'],
    ['library', 'example.ts'],
  ] as const) {
    const own = join(folder, template);
    const slipway = join(folder, 'node_modules/.bin/slipway');
    mkdirSync(own);
    execFileSync(slipway, ['init', '--template', template], { cwd: own });
    assert.match(execFileSync(slipway, ['plan', entry], { cwd: own, encoding: 'utf8' }), /✔ Everything runs/);
    const typed = spawnSync(
      process.execPath,
      [join(root, 'node_modules/typescript/bin/tsc'), '-p', own, '--typeRoots', join(root, 'node_modules/@types')],
      { encoding: 'utf8' },
    );
    assert.is(typed.status, 0, typed.stdout);
    const held = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--test', template === 'app' ? 'main.test.ts' : 'test/web-app.test.ts'],
      {
        cwd: own,
        encoding: 'utf8',
      },
    );
    assert.is(held.status, 0, held.stdout);
  }

  // The line is the program's own, not that of what it was compiled to.
  const wrong = join(folder, 'wrong.ts');
  const program = `import { App, Chart, Deployment } from 'slipway';\n\nconst app = new App();\nconst chart = new Chart(app, 'app');\n`;
  writeFileSync(
    wrong,
    `${program}new Deployment(chart, 'web', { image: 'web:1', ports: { http: 99999 } });\nexport default app;\n`,
  );
  const refused = spawnSync(join(folder, 'node_modules/.bin/slipway'), ['plan', 'wrong.ts'], {
    cwd: folder,
    encoding: 'utf8',
  });
  assert.is(refused.status, 1);
  assert.match(refused.stderr + refused.stdout, /wrong\.ts:5:1 /);
});

test.run();
