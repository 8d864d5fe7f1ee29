// Benchmarks: `npm run bench` runs all, `npm run bench -- NAME` those whose name holds a word, `--json` prints JSON lines
// {name, value, unit, peer?, ratio?}. Each is a program of its own, so that none warms or fills another's memory. Figures are of this
// machine and this run: compare ratios, not numbers from elsewhere.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Figure } from './figure.ts';

/** Those that measure the package as it is installed, compiled; the others read its sources. */
const INSTALLED = new Set(['synth']);

/** The programs, and arguments of each run. */
const BENCHES: { readonly [name: string]: readonly (readonly string[])[] } = {
  plan: [[]],
  boot: [[]],
  synth: [['1000', '7'], ['5000'], ['shapes']],
  load: [
    ['500', '10000'],
    ['1000', '20000', 'cost'],
    ['5000', '50000'],
  ],
  seed: [[]],
  life: [[]],
  serve: [[]],
  scheduler: [[]],
};

const words = process.argv.slice(2).filter((it) => !it.startsWith('--'));
const json = process.argv.includes('--json');
const unknown = words.filter((word) => !Object.keys(BENCHES).some((name) => name.includes(word)));
if (unknown.length) {
  console.error(`no benchmark is called ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`);
  process.exit(1);
}

for (const [name, runs] of Object.entries(BENCHES)) {
  if (words.length && !words.some((word) => name.includes(word))) continue;
  for (const args of runs) {
    const code = await run(name, args);
    if (code) {
      console.error(`${name} ${args.join(' ')} ended with ${code}`);
      process.exitCode = 1;
    }
  }
}

function run(name: string, args: readonly string[]): Promise<number | null> {
  const program = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const options = process.execArgv.filter((it) => !(INSTALLED.has(name) && it === '--conditions=slipway-source'));
  const child = spawn(process.execPath, [...options, program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let rest = '';
  child.stdout.on('data', (part: Buffer) => {
    const lines = (rest + part.toString()).split('\n');
    rest = lines.pop()!;
    for (const line of lines) show(line);
  });
  return new Promise((resolve) => void child.on('close', resolve));
}

function show(line: string): void {
  if (json || !line.startsWith('{')) {
    // With --json only JSON goes to standard output.
    if (line.startsWith('{')) console.log(line);
    else console.error(line);
    return;
  }
  const { name, value, unit, peer, ratio } = JSON.parse(line) as Figure;
  const against = peer === undefined ? '' : `   (peer ${peer} ${unit}, ratio ${ratio})`;
  console.log(`${name}: ${value} ${unit}${against}`);
}
