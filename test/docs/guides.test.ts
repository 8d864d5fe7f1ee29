// The guides do what they say: each program in them is type-checked and runs, and each command ends as it is told to.
//
// A block of TypeScript is a whole program. Its file is named by a first line `// name.ts` (of YAML: `# name.yaml`), else it is main.ts,
// program-2.ts and so on. In a block of `console`, `$ slipway …` is run beside the programs before it; `# exit 1` after it says how it ends,
// and the lines below it are found in what it prints.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { typeCheck } from '../typecheck.ts';

const test = suite('guides');
const root = fileURLToPath(new URL('../..', import.meta.url));
// Beside the examples, so that programs import the package as they would.
const folder = join(root, 'examples', `.guides-${process.pid}`);
test.after(() => rmSync(folder, { recursive: true, force: true }));

const GUIDES = ['getting-started', 'writing-charts', 'planning', 'deploying', 'asserting', 'serving'];
const node = ['--conditions=slipway-source', '--import', import.meta.resolve('tsx')];

function run(cwd: string, ...args: string[]): { code: number | null; told: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, ...args], { cwd, encoding: 'utf8' });
  return { code: status, told: stdout + stderr };
}

/** `$ slipway …` with the lines it is said to print. */
function commands(block: string): { line: string; wanted: string; prints: string[] }[] {
  const found: { line: string; wanted: string; prints: string[] }[] = [];
  for (const text of block.split('\n')) {
    const command = /^\$ slipway (.*?)(?: # exit (\d+))?$/.exec(text);
    if (command) found.push({ line: command[1]!, wanted: command[2] ?? '0', prints: [] });
    else if (text.trim()) found.at(-1)?.prints.push(text.trim());
  }
  return found;
}

const programs = new Map<string, string>();
for (const guide of GUIDES) {
  const text = readFileSync(join(root, 'docs', `${guide}.md`), 'utf8');
  const own = join(folder, guide);
  mkdirSync(own, { recursive: true });
  const blocks = [...text.matchAll(/^```(ts|yaml|console)\n([\s\S]*?)^```$/gm)].map(([, kind, code]) => ({
    kind,
    code: code!,
  }));
  assert.ok(blocks.length > 0, guide);
  let count = 0;
  for (const { kind, code } of blocks)
    if (kind === 'console') {
      for (const { line, wanted, prints } of commands(code))
        test(`${guide}: slipway ${line}`, () => {
          const { code: status, told } = run(own, join(root, 'lib/cli/main.ts'), ...line.split(' '));
          assert.is(String(status), wanted, told);
          for (const it of prints) assert.ok(told.includes(it), `${it}\n is not in\n${told}`);
        });
    } else {
      const named = /^(?:\/\/|#) ([\w.-]+\.(?:ts|yaml))\n/.exec(code)?.[1];
      const file = named ?? (count++ ? `program-${count}.ts` : 'main.ts');
      writeFileSync(join(own, file), code);
      if (kind !== 'ts') continue;
      programs.set(relative(root, join(own, file)), readFileSync(join(own, file), 'utf8'));
      test(`${guide}: ${file} runs`, () => {
        const { code: status, told } = run(own, join(own, file));
        assert.is(status, 0, told);
      });
    }
}

test('the compiler has nothing to say of the programs', () => {
  assert.equal(
    typeCheck(programs).filter((it) => !existsSync(it)),
    [],
  );
});

test('the picture in the README is what the command prints', () => {
  const text = readFileSync(join(root, 'README.md'), 'utf8');
  const state = join(folder, 'readme-state');
  for (const command of ['plan', 'deploy']) {
    const [, block = ''] =
      new RegExp(`^    \\$ npx slipway ${command} .*\\n((?:(?:    .*)?\\n)+)`, 'm').exec(text) ?? [];
    const lines = block.split('\n').filter((line) => line.trim() && line.trim() !== '…');
    assert.ok(lines.length > 2, command);
    const { code, told } = run(root, join(root, 'lib/cli/main.ts'), command, 'examples/shop/main.ts', '--dir', state);
    assert.is(code, 0, told);
    for (const line of lines) assert.ok(told.split('\n').includes(line.slice(4)), `${line}\n${told}`);
  }
});

test.run();
