// What the command line teaches: help, suggestions, completion, a program to begin with, and running again on changes.

import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { HELP } from '../../lib/cli/help.ts';
import { typeCheck } from '../typecheck.ts';

const test = suite('a command line that teaches');
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'slipway-help-'));
// Programs that are written here import the package as an example does.
const programs = join(root, 'examples', `.init-${process.pid}`);
mkdirSync(programs, { recursive: true });
test.after(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(programs, { recursive: true, force: true });
});
const node = ['--conditions=slipway-source', '--import', import.meta.resolve('tsx')];
const main = join(root, 'lib/cli/main.ts');

function run(cwd: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, main, ...args], { cwd, encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

const bash = run(folder, 'completion', 'bash').out;
const commands = /compgen -W '([^']+) --help --version'/.exec(bash)![1]!.split(' ');

test('every command has examples, and these use options it has', () => {
  assert.equal(Object.keys(HELP).sort(), [...commands].sort());
  for (const [command, { examples }] of Object.entries(HELP)) {
    const flags = new RegExp(`\\n    ${command}\\)[\\s\\S]*?compgen -W '(--[^']*)'`).exec(bash)![1]!.split(' ');
    for (const [call] of examples) {
      const [program, name, ...rest] = call.split(' ');
      assert.equal([program, name], ['slipway', command]);
      for (const flag of rest.filter((it) => it.startsWith('--'))) assert.ok(flags.includes(flag), `${call}: ${flag}`);
    }
  }
});

test('help of a command shows its examples and what comes next', () => {
  const { code, out } = run(folder, 'deploy', '--help');
  assert.is(code, 0);
  assert.match(out, /Examples:\n  slipway deploy main\.ts +into the cluster kept in \.slipway\/\n/);
  assert.match(out, /Next: slipway report/);
});

const mistyped: [string[], RegExp][] = [
  [['plna', 'main.ts'], /unknown command 'plna'\n\(Did you mean plan\?\)/],
  [
    ['plan', 'main.ts', '--fromat', 'json'],
    /unknown option '--fromat'\n\(Did you mean --format\?\)\n\(slipway plan --help/,
  ],
  [['plan'], /missing required argument 'entry'/],
  [
    ['plan', 'main.ts', '--format', 'pdf'],
    /'pdf' is invalid\. Allowed choices are text, json, html, markdown, sarif, junit/,
  ],
  [['init', '--template', 'shop'], /Allowed choices are app, library/],
  [['completion', 'csh'], /Allowed choices are bash, zsh, fish\.\n/],
  [['help', 'plna'], /unknown command 'plna'\n\(Did you mean plan\?\)/],
  [['plan', 'none.ts', '--watch'], /✖ none\.ts: no such file or folder\n$/],
];
for (const [args, message] of mistyped)
  test(`slipway ${args.join(' ')} is told what is wrong`, () => {
    const { code, err } = run(folder, ...args);
    assert.is(code, 1);
    assert.match(err, message);
  });

/** What bash offers for a line, its cursor at the end. */
function offered(line: string, environment: Record<string, string> = {}): string[] {
  const words = line.split(' ');
  const script = `${bash}
slipway() { ${[process.execPath, ...node, main].map((it) => `'${it}'`).join(' ')} "$@"; }
COMP_WORDS=(${words.map((it) => `'${it}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _slipway; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  assert.is(stderr, '');
  return stdout.split('\n').filter(Boolean);
}

test('bash completes commands, options, values, files and contexts', () => {
  assert.equal(offered('slipway pl'), ['plan']);
  assert.equal(offered('slipway plan --fo'), ['--format', '--force-conflicts']);
  assert.equal(offered('slipway plan x --format s'), ['sarif']);
  assert.equal(offered('slipway completion z'), ['zsh']);
  assert.equal(offered('slipway completion '), ['bash', 'zsh', 'fish']);
  assert.equal(offered('slipway help pl'), ['plan']);
  assert.equal(offered('slipway trace a b --prof'), ['--profile']);
  writeFileSync(join(folder, 'main.ts'), '');
  assert.equal(offered('slipway deploy ma'), ['main.ts']);
  writeFileSync(
    join(folder, 'config'),
    'contexts: [{name: staging, context: {cluster: a, user: a}}, {name: prod, context: {cluster: a, user: a}}]\n',
  );
  assert.equal(offered('slipway deploy main.ts --context ', { KUBECONFIG: join(folder, 'config') }), [
    'staging',
    'prod',
  ]);
});

for (const [shell, check] of [
  ['zsh', '-n'],
  ['fish', '--no-execute'],
] as const)
  test(`the script for ${shell} names every command and option`, () => {
    const { out } = run(folder, 'completion', shell);
    for (const command of commands) assert.ok(out.includes(command), command);
    assert.ok(out.includes('force-conflicts') && out.includes('text json html markdown sarif junit'));
    const file = join(folder, `completion.${shell}`);
    writeFileSync(file, out);
    const checked = spawnSync(shell, [check, file], { encoding: 'utf8' });
    if (checked.error) console.log(`note: there is no ${shell} here; its script was not parsed`);
    else assert.is(checked.status, 0, checked.stderr);
  });

for (const [template, entry, tests] of [
  ['app', 'main.ts', 'main.test.ts'],
  ['library', 'example.ts', 'test/web-app.test.ts'],
] as const)
  test(`what init writes as ${template} runs, holds its own test, and compiles`, () => {
    const made = run(programs, 'init', `my-${template}`, '--template', template);
    assert.is(made.code, 0, made.err);
    assert.match(
      made.out,
      new RegExp(`next: cd my-${template} && npm install && npx slipway plan ${entry.replace('.', '\\.')}`),
    );
    const own = join(programs, `my-${template}`);
    // With a package of its own it would look for slipway among what is installed; test/package does that.
    const described = readFileSync(join(own, 'package.json'), 'utf8');
    assert.match(described, /"slipway": "\^\d/);
    rmSync(join(own, 'package.json'));
    const plan = run(own, 'plan', entry);
    assert.is(plan.code, 0, plan.err);
    assert.match(plan.out, /✔ Everything runs/);
    assert.not.match(plan.out, /things? to look at/, 'a beginning has nothing to excuse');
    const held = spawnSync(process.execPath, [...node, '--test', tests], {
      cwd: own,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    assert.is(held.status, 0, held.stdout + held.stderr);
    const files = (readdirSync(own, { recursive: true }) as string[]).filter((it) => it.endsWith('.ts'));
    const texts = new Map(files.map((it) => [relative(root, join(own, it)), readFileSync(join(own, it), 'utf8')]));
    assert.equal(
      typeCheck(texts).filter((it) => !existsSync(it)),
      [],
    );
    writeFileSync(join(own, 'package.json'), described);
    const again = run(programs, 'init', `my-${template}`, '--template', template);
    assert.is(again.code, 1);
    assert.match(again.err, /nothing was written: my-.* has .*package\.json.* already/);
  });

test('a folder’s name becomes a name that objects may have; a wrong one is told', () => {
  assert.is(run(programs, 'init', '2 My_Shop!').code, 0);
  assert.match(readFileSync(join(programs, '2 My_Shop!/package.json'), 'utf8'), /"name": "my-shop"/);
  assert.match(run(programs, 'init', 'x', '--name', 'No').err, /--name No: .*lower ?case/);
});

test('init goes on from what npm init wrote, and loses nothing of it', () => {
  const own = join(programs, 'begun');
  mkdirSync(own);
  const begun = {
    name: 'of-mine',
    version: '3.0.0',
    type: 'commonjs',
    scripts: { test: 'echo "Error: no test specified" && exit 1', lint: 'lint', deploy: 'my-own' },
    devDependencies: { typescript: '~5.9.0' },
  };
  writeFileSync(join(own, 'package.json'), JSON.stringify(begun));
  const made = run(own, 'init');
  assert.is(made.code, 0, made.err);
  assert.match(made.out, /  \+ main\.ts\n[\s\S]*  ~ package\.json\n/);
  const { scripts, ...rest } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8')) as Record<string, object>;
  assert.equal(scripts, {
    plan: 'slipway plan main.ts',
    deploy: 'my-own',
    synth: 'slipway synth main.ts',
    test: 'node --import tsx --test main.test.ts',
    types: 'tsc',
    lint: 'lint',
  });
  assert.is(rest['name'], 'of-mine');
  assert.is(rest['type'], 'module');
  assert.is((rest['devDependencies'] as { typescript: string }).typescript, '~5.9.0');
  assert.ok((rest['dependencies'] as { slipway: string }).slipway);

  const other = join(programs, 'another');
  mkdirSync(other);
  writeFileSync(join(other, 'package.json'), '{}');
  writeFileSync(join(other, 'server.js'), '');
  const refused = run(other, 'init');
  assert.is(refused.code, 1);
  assert.match(refused.err, /nothing was written: this folder has package\.json already/);
  assert.is(readFileSync(join(other, 'package.json'), 'utf8'), '{}');
});

test('serve does not write its kubeconfig over one of other clusters', () => {
  const text = 'contexts: [{name: prod, context: {cluster: a, user: a}}]\n';
  writeFileSync(join(folder, 'mine'), text);
  const { code, err } = run(folder, 'serve', '--kubeconfig', 'mine');
  assert.is(code, 1);
  assert.match(err, /--kubeconfig mine: it holds prod, which would be lost\. Name another file/);
  assert.is(readFileSync(join(folder, 'mine'), 'utf8'), text);
});

test('--watch runs again when a file of the program changes, and not when it writes itself', async () => {
  const own = join(programs, 'watched');
  mkdirSync(join(own, 'parts'), { recursive: true });
  // As most editors write: a new file that takes the old one's name.
  const part = (value: string): void => {
    writeFileSync(join(own, 'parts/.value'), `export const value = '${value}';\n`);
    renameSync(join(own, 'parts/.value'), join(own, 'parts/value.ts'));
  };
  part('one');
  writeFileSync(
    join(own, 'main.ts'),
    "import { App, Chart, ConfigMap } from 'slipway';\nimport { value } from './parts/value.ts';\nconst app = new App();\nnew ConfigMap(new Chart(app, 'a', { namespace: 'default' }), 'map', { data: { value } });\nexport default app;\n",
  );
  const child = spawn(process.execPath, [...node, main, 'synth', 'main.ts', '-o', 'out', '--watch'], {
    cwd: own,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  child.stdout.on('data', (it: Buffer) => (out += it.toString()));
  child.stderr.on('data', (it: Buffer) => (out += it.toString()));
  const ended = new Promise<void>((resolve) => void child.on('close', () => resolve()));
  const heard = async (text: RegExp): Promise<void> => {
    for (let i = 0; i < 1200 && !text.test(out); i++) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.match(out, text);
  };
  try {
    await heard(/1 objects? in out/);
    part('two');
    await heard(/parts\/value\.ts changed\n1 objects? in out/);
    assert.match(readFileSync(join(own, 'out/a.yaml'), 'utf8'), /value: two/);
    const whole = readFileSync(join(own, 'main.ts'), 'utf8');
    writeFileSync(join(own, 'main.ts'), 'broken(');
    await heard(/main\.ts changed\n✖ main\.ts/);
    writeFileSync(join(own, 'main.ts'), whole);
    await heard(/✖ main\.ts[\s\S]*main\.ts changed\n1 objects? in out/);
    part('three');
    await heard(/(parts\/value\.ts changed\n1 objects? in out[\s\S]*){2}/);
    assert.match(readFileSync(join(own, 'out/a.yaml'), 'utf8'), /value: three/);
    // A folder that was not there when it began.
    mkdirSync(join(own, 'later'));
    await heard(/later changed\n1 objects? in out/);
    writeFileSync(join(own, 'later/more.ts'), '');
    await heard(/later\/more\.ts changed\n1 objects? in out/);
  } finally {
    child.kill('SIGINT');
    await ended;
  }
  assert.is(child.exitCode, 130);
  assert.is(out.match(/^── /gm)!.length, 7, out);
});

test.run();
