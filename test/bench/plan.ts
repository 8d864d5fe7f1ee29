// A cold plan of the shop, the whole process, against an empty program under tsx.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clock, figure, median } from './figure.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
const command = join(root, 'dist/cli/main.js');
if (!existsSync(command)) execFileSync('npm', ['run', 'build'], { cwd: root, stdio: 'ignore' });
writeFileSync(join(folder, 'empty.ts'), 'export {};\n');
const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');

const timed = (...args: string[]): number => {
  const began = clock();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return clock() - began;
};
const plan = (): number => timed(command, 'plan', join(root, 'examples/shop/main.ts'));
const empty = (): number => timed(tsx, 'empty.ts');
plan();
empty();
const [plans, empties]: [number[], number[]] = [[], []];
for (let i = 0; i < 7; i++) {
  empties.push(empty());
  plans.push(plan());
}
figure(
  'plan examples/shop/main.ts, cold, whole process; peer: an empty program under tsx',
  median(plans),
  'ms',
  median(empties),
);
rmSync(folder, { recursive: true, force: true });
