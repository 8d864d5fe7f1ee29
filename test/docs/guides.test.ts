// The guides do what they say: each program in them runs, and each command ends as it is told to.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('guides');
const root = fileURLToPath(new URL('../..', import.meta.url));
// Beside the examples, so that programs import the package as they would.
const folder = join(root, 'examples', `.guides-${process.pid}`);
test.after(() => rmSync(folder, { recursive: true, force: true }));

const GUIDES = ['planning', 'asserting'];
const node = ['--conditions=slipway-source', '--import', import.meta.resolve('tsx')];

function run(cwd: string, ...args: string[]): { code: number | null; told: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, ...args], { cwd, encoding: 'utf8' });
  return { code: status, told: stdout + stderr };
}

for (const guide of GUIDES) {
  const text = readFileSync(join(root, 'docs', `${guide}.md`), 'utf8');
  const own = join(folder, guide);
  mkdirSync(own, { recursive: true });
  const blocks = [...text.matchAll(/^```(ts|console)\n([\s\S]*?)^```$/gm)].map(([, kind, code]) => ({
    kind,
    code: code!,
  }));
  assert.ok(blocks.length > 0, guide);
  let programs = 0;
  for (const { kind, code } of blocks)
    if (kind === 'ts') {
      const file = programs++ ? `program-${programs}.ts` : 'main.ts';
      writeFileSync(join(own, file), code);
      test(`${guide}: ${file} runs`, () => {
        const { code: status, told } = run(own, join(own, file));
        assert.is(status, 0, told);
      });
    } else
      for (const [, line, wanted = '0'] of code.matchAll(/^\$ slipway (.*?)(?: # exit (\d+))?$/gm))
        test(`${guide}: slipway ${line}`, () => {
          const { code: status, told } = run(own, join(root, 'lib/cli/main.ts'), ...line!.split(' '));
          assert.is(String(status), wanted, told);
        });
}

test.run();
