import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('the command line, as people call it');
const root = fileURLToPath(new URL('../..', import.meta.url));
const shop = join(root, 'examples/shop/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'slipway-cli-'));

function run(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=slipway-source', '--import', import.meta.resolve('tsx'), join(root, 'lib/cli/main.ts'), ...args],
    { cwd: folder, encoding: 'utf8' },
  );
  return { code: status, out: stdout, err: stderr };
}

// Programs that a test writes import the package from here, as an example does.
const programs = join(root, 'examples', `.test-${process.pid}`);
mkdirSync(programs, { recursive: true });
function program(name: string, text: string): string {
  const file = join(programs, name);
  writeFileSync(file, text);
  return file;
}

test.after(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(programs, { recursive: true, force: true });
});

test('plan, deploy, plan again, report, destroy', () => {
  const first = run('plan', shop);
  assert.is(first.code, 0, first.err);
  assert.match(first.out, /✔ Everything runs/);
  assert.not(existsSync(join(folder, '.slipway')), 'planning keeps nothing');
  const deployed = run('deploy', shop);
  assert.is(deployed.code, 0, deployed.err + deployed.out);
  assert.is(statSync(join(folder, '.slipway')).mode & 0o777, 0o700);
  assert.is(statSync(join(folder, '.slipway/cluster.json')).mode & 0o777, 0o600);
  const again = run('plan', shop, '--detailed-exitcode');
  assert.is(again.out, 'No changes. 41 objects, 31 pods as deployed.\n');
  assert.is(again.code, 0);
  assert.match(run('report').out, /^✔ Everything runs: 31 pods\..*\n\nPlacement/);
  const json = JSON.parse(run('report', '--format', 'json').out) as { placement: { pods: number } };
  assert.is(json.placement.pods, 31);
  assert.match(run('destroy').out, /^Removed 41 objects of shop/);
  assert.not(existsSync(join(folder, '.slipway')), 'nothing is left');
  assert.is(run('report').code, 1);
});

test('exit codes: 2 for changes when asked, 3 for what must not be', () => {
  assert.is(run('plan', shop, '--detailed-exitcode').code, 2);
  assert.is(run('plan', shop, '--fail-on', 'dangling').code, 3);
  assert.is(run('plan', shop, '--fail-on', 'pending').code, 0);
  assert.is(run('plan', shop, '--fail-on', 'nonsense').code, 1);
});

test('synth writes a file a chart, or prints', () => {
  assert.is(run('synth', shop, '-o', 'out').code, 0);
  assert.equal(readdirSync(join(folder, 'out')).sort(), [
    'observability.yaml',
    'payments.yaml',
    'platform.yaml',
    'shop.yaml',
  ]);
  assert.match(run('synth', shop, '--stdout').out, /kind: StatefulSet/);
});

test('a folder of YAML is planned like a program', () => {
  mkdirSync(join(folder, 'yaml'), { recursive: true });
  writeFileSync(
    join(folder, 'yaml/web.yaml'),
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: default}\nspec:\n  replicas: 2\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers: [{name: web, image: nginx}]\n',
  );
  const { code, out, err } = run('plan', 'yaml');
  assert.is(code, 0, err);
  assert.match(out, /yaml · 1 object · 2 pods on 3 nodes in 3 zones \(assumed cluster/);
});

const head =
  "import { App, Chart, ConfigMap, Deployment } from 'slipway';\nconst app = new App();\nconst chart = new Chart(app, 'shop');\n";
const mistakes: [string, string, RegExp][] = [
  [
    'a port out of range',
    `${head}new Deployment(chart, 'web', { image: 'x', ports: { http: 99999 } });\nexport default app;\n`,
    /mistake-0\.ts:4:1\s+shop\/web \(Deployment\)\n.*containerPort: Invalid value: 99999/,
  ],
  [
    'a missing namespace',
    `${head.replace("'shop')", "'shop', { namespace: 'ghost' })")}new ConfigMap(chart, 'x');\nexport default app;\n`,
    /no Namespace ghost/,
  ],
  [
    'a cycle',
    `${head}const a = new ConfigMap(chart, 'a');\nconst b = new ConfigMap(chart, 'b');\na.addDependency(b);\nb.addDependency(a);\nexport default app;\n`,
    /these need each other: shop\/\w → shop\/\w → shop\/\w/,
  ],
  ['broken TypeScript', 'const x = = 1;\n', /not valid TypeScript:[\s\S]*mistake-3\.ts:1:\d+/],
  [
    'a mistyped prop, deep inside',
    `${head}new Deployment(chart, 'web', { image: 'x', sidecars: { a: { image: 'y', comand: ['x'] } } } as never);\nexport default app;\n`,
    /mistake-4\.ts:4:1\s+shop\/web \(Deployment\)\n\s+sidecars\.a\.comand: unknown field\. Did you mean command\?/,
  ],
  [
    'a quantity that is none',
    `${head}new Deployment(chart, 'web', { image: 'x', requests: { cpu: 'lots' } });\nexport default app;\n`,
    /mistake-5\.ts:4:1[\s\S]*requests\[cpu\]: Invalid value: "lots": quantities must match/,
  ],
  [
    'charts that wait for each other',
    `${head}const other = new Chart(app, 'other');\nfor (const it of [chart, other]) { new ConfigMap(it, 'a'); new ConfigMap(it, 'b'); }\nchart.addDependency(other);\nother.addDependency(chart);\nexport default app;\n`,
    /mistake-6\.ts:5:\d+[\s\S]*these need each other: .*other\/\*/,
  ],
  [
    'a name the package does not have',
    "import { Deploymnt } from 'slipway';\nexport default Deploymnt;\n",
    /mistake-7\.ts:1:10: slipway has no export Deploymnt\. Did you mean Deployment\?/,
  ],
  [
    'an import of a file that is not there',
    "\n  import './gone.ts';\n",
    /mistake-8\.ts:2:13: no such file: .*gone\.ts/,
  ],
  [
    'an import of a package that is not installed',
    "import 'no-such-package-here';\n",
    /mistake-9\.ts:1:9: no such package: no-such-package-here/,
  ],
  [
    'a program that throws',
    "function f(): never {\n  throw new RangeError('too far');\n}\nf();\n",
    /RangeError: too far\n\s+at f \(.*mistake-10\.ts:2:9\)/,
  ],
  [
    'two constructs of one name',
    `${head}new ConfigMap(chart, 'a');\nnew ConfigMap(chart, 'a');\nexport default app;\n`,
    /already a Construct with name 'a'[\s\S]*mistake-11\.ts:5:1/,
  ],
  ['no app', 'export default 1;\n', /no App as its default export/],
];
mistakes.forEach(([name, text, expected], i) =>
  test(`a mistake: ${name}: exit 1 and nothing written`, () => {
    const { code, out, err } = run('deploy', program(`mistake-${i}.ts`, text));
    assert.is(code, 1, out);
    assert.match(err, expected);
    assert.not(err.includes('node_modules'), 'no stack of this command');
    assert.not(existsSync(join(folder, '.slipway/cluster.json')));
  }),
);

const ends: [string, string, RegExp][] = [
  ['ends the process', "import 'slipway';\nprocess.exit(0);\n", /ended this command with process\.exit\(0\) before/],
  ['never comes to its end', 'await new Promise(() => {});\nexport default 1;\n', /never came to its end: it awaits/],
];
ends.forEach(([what, text, message], i) =>
  test(`a program that ${what} does not end the command without a word`, () => {
    const { code, err } = run('plan', program(`ends-${i}.ts`, text));
    assert.is(code, 1);
    assert.match(err, message);
  }),
);

test('a program without objects is told as one, and another than the deployed is not planned over it', () => {
  const empty = program('empty.ts', `${head}export default app;\n`);
  assert.match(run('plan', empty).out, /✔ Nothing to deploy: the program makes no objects\./);
  const one = program('one.ts', `${head}new ConfigMap(chart, 'a');\nexport default app;\n`);
  assert.is(run('deploy', one, '--dir', 'own').code, 0);
  const other = program(
    'other.ts',
    `${head.replaceAll('shop', 'other').replace('slipother', 'slipway')}export default app;\n`,
  );
  for (const command of ['plan', 'deploy']) {
    const { code, err } = run(command, other, '--dir', 'own');
    assert.is(code, 1);
    assert.is(err, '✖ own holds shop; give other a folder of its own with --dir\n');
  }
});

test('a file that is not there', () => {
  const { code, err } = run('plan', 'ghost.ts');
  assert.is(code, 1);
  assert.is(err, '✖ ghost.ts: no such file or folder\n');
});

const small =
  "const app = new App({ name: 'small' });\nnew ConfigMap(new Chart(app, 'c', { namespace: 'default' }), 'x');\n";
const classic = `import { App, Chart, ConfigMap } from 'slipway';\n${small}export default app;\n`;

/** A program in a folder whose package.json says something else than this package's. */
function inProject(name: string, type: string, file: string, text: string): string {
  const own = join(programs, name);
  if (!existsSync(own)) {
    mkdirSync(join(own, 'node_modules'), { recursive: true });
    symlinkSync(root, join(own, 'node_modules/slipway'));
    writeFileSync(join(own, 'package.json'), type);
  }
  return program(`${name}/${file}`, text);
}

const entries: [string, string, RegExp][] = [
  [
    'TypeScript where npm init said commonjs',
    inProject('cjs', '{"type":"commonjs"}', 'main.ts', classic),
    /kind: ConfigMap/,
  ],
  ['TypeScript where package.json says no type', inProject('plain', '{}', 'main.ts', classic), /kind: ConfigMap/],
  [
    'a program of require and module.exports',
    program('required.cjs', `const { App, Chart, ConfigMap } = require('slipway');\n${small}module.exports = app;\n`),
    /kind: ConfigMap/,
  ],
  [
    'an app behind a promise',
    program('later.ts', classic.replace('default app', 'default Promise.resolve(app)')),
    /kind: ConfigMap/,
  ],
  [
    'an await at the top',
    program('awaits.ts', classic.replace('export', 'await Promise.resolve();\nexport')),
    /kind: ConfigMap/,
  ],
];
for (const [name, file, expected] of entries)
  test(`an entry: ${name}`, () => {
    const { out, err } = run('synth', file, '--stdout');
    assert.match(out, expected, err);
  });

const wrongEntries: [string, string, RegExp][] = [
  [
    'an await at the top where the program is CommonJS',
    inProject('cjs', '{"type":"commonjs"}', 'awaits.ts', classic.replace('export', 'await 1;\nexport')),
    /Top-level await[\s\S]*"type": "module" in package\.json/,
  ],
  [
    'an import of nothing where the program is CommonJS',
    inProject('cjs', '{"type":"commonjs"}', 'gone.ts', "\nimport './gone-too.ts';\n"),
    /gone\.ts:2:9: no such file: \.\/gone-too\.ts/,
  ],
  ['a function', program('function.ts', 'export default () => 1;\n'), /its default export is a function/],
  ['neither a program nor YAML', program('notes.txt', 'hello\n'), /is neither a TypeScript or JavaScript program/],
  [
    'a folder with a program and no YAML',
    join(root, 'examples/shop'),
    /holds no YAML\. Its program is .*shop\/main\.ts\?/,
  ],
];
for (const [name, file, expected] of wrongEntries)
  test(`no entry: ${name}`, () => {
    const { code, err } = run('plan', file);
    assert.is(code, 1);
    assert.match(err, expected);
    assert.is(err.trim().split('\n').length < 5, true, err);
  });

test('what is kept: unreadable it is said and can be let go of; two at once and a full disk lose nothing', () => {
  const file = program('kept.ts', classic);
  const kept = join(folder, 'kept/cluster.json');
  const deploy = (): ReturnType<typeof run> => run('deploy', file, '--dir', 'kept');
  for (const broken of ['{"format":', '{"format":1,"deployment":"small","cluster":{}}']) {
    assert.is(deploy().code, 0);
    writeFileSync(kept, broken);
    for (const command of [['deploy', file], ['report']]) {
      const { code, err } = run(...command, '--dir', 'kept');
      assert.is(code, 1);
      assert.match(err, /^✖ kept\/cluster\.json .*; slipway destroy removes it\n$/);
    }
    assert.is(readFileSync(kept, 'utf8'), broken, 'nothing was written over it');
    assert.match(run('destroy', '--dir', 'kept').out, /^Removed the cluster in kept, which could not be read/);
    assert.not(existsSync(join(folder, 'kept')));
  }
  assert.is(deploy().code, 0);
  const before = readFileSync(kept, 'utf8');
  // This process is alive, and is not the command's.
  writeFileSync(join(folder, 'kept/lock'), String(process.pid));
  for (const it of [deploy(), run('destroy', '--dir', 'kept')]) {
    assert.is(it.code, 1);
    assert.match(it.err, /another slipway \(process \d+\) is at work in kept; nothing was done/);
  }
  assert.is(readFileSync(kept, 'utf8'), before);
  // What was killed holds nobody up.
  writeFileSync(join(folder, 'kept/lock'), '999999999');
  assert.is(deploy().code, 0);
  assert.equal(readdirSync(join(folder, 'kept')), ['cluster.json']);
  const aFile = run('deploy', file, '--dir', file);
  assert.is(aFile.code, 1);
  assert.match(aFile.err, /kept\.ts cannot be written: a file of that name is there\n$/);
});

test('a profile is chosen on the command line', () => {
  const file = program(
    'profiles.ts',
    "import { App, Chart, ConfigMap, chooseProfile } from 'slipway';\nconst stage = chooseProfile({ dev: 'd', production: 'p' });\nconst app = new App({ profile: stage });\nnew ConfigMap(new Chart(app, 'c'), 'x', { data: { stage: stage.values } });\nexport default app;\n",
  );
  assert.match(run('synth', file, '--stdout').out, /stage: d/);
  assert.match(run('synth', file, '--stdout', '--profile', 'production').out, /stage: p/);
  const wrong = run('synth', file, '--stdout', '--profile', 'prodcution');
  assert.is(wrong.code, 1);
  assert.match(wrong.err, /no profile prodcution; there are dev, production\. Did you mean production\?/);
});

test('import turns definitions into constructs, and other YAML into a program', () => {
  writeFileSync(
    join(folder, 'crd.yaml'),
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: backups.example.com}\nspec:\n  group: example.com\n  names: {kind: Backup, plural: backups}\n  scope: Namespaced\n  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {keep: {type: integer, minimum: 1}}}}}}}]\n',
  );
  assert.is(run('import', 'crd.yaml', '-o', 'backup.ts').out, 'backup.ts: 1 kind\n');
  assert.match(readFileSync(join(folder, 'backup.ts'), 'utf8'), /\/\*\* at least 1 \*\/\n\s+readonly keep\?: number;/);
  writeFileSync(join(folder, 'map.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n');
  const made = program('imported.ts', run('import', 'map.yaml').out);
  assert.match(run('synth', made, '--stdout').out, /kind: ConfigMap/);
  const wrong = run('import', 'gone.yaml');
  assert.is(wrong.code, 1);
  assert.is(wrong.err, '✖ gone.yaml: no such file or folder\n');
});

test('help loads nothing heavy', () => {
  const out = execFileSync(
    process.execPath,
    ['--conditions=slipway-source', '--import', import.meta.resolve('tsx'), join(root, 'lib/cli/main.ts'), '--help'],
    { encoding: 'utf8' },
  );
  assert.match(out, /plan main\.ts/);
});

test.run();
