// Runs the tests, all or those whose path holds one of the words given: `npm test -- scheduler`.
// One process a file, two at a time, so that a test cannot lean on another's state.

import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
const words = process.argv.slice(2);
const files = (readdirSync(root, { recursive: true }) as string[])
  .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules'))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();

interface Result {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  readonly output: string;
}

function run(file: string): Promise<Result> {
  const began = performance.now();
  const child = spawn(process.execPath, ['--conditions=slipway-source', '--import', 'tsx', join(root, file)], {
    cwd: join(root, '..'),
    env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1' },
  });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  child.stderr.on('data', (part: Buffer) => parts.push(part));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const output = Buffer.concat(parts).toString();
      const total = sum(output, /^\s*Total:\s+(\d+)/gm);
      const passed = sum(output, /^\s*Passed:\s+(\d+)/gm);
      const skipped = sum(output, /^\s*Skipped:\s+(\d+)/gm);
      // A file that ends badly, or says nothing, counts as a failure even when no row of it failed.
      const failed = Math.max(total - passed, code === 0 && total > 0 ? 0 : 1);
      resolve({ file, passed, failed, skipped, seconds: (performance.now() - began) / 1000, output });
    });
  });
}

function sum(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0);
}

const results: Result[] = [];
const queue = files.slice();
await Promise.all(
  Array.from({ length: Math.min(availableParallelism(), 4) }, async () => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      const result = await run(file);
      results.push(result);
      const counts = `${result.passed} passed${result.failed ? `, ${result.failed} failed` : ''}${result.skipped ? `, ${result.skipped} skipped` : ''}`;
      console.log(
        `${result.failed ? '✖' : '✔'} ${relative('.', result.file)}  ${counts}  ${result.seconds.toFixed(1)} s`,
      );
      if (result.failed) console.log(result.output.replace(/^/gm, '    '));
      else
        for (const line of result.output.split('\n'))
          if (/^(note|score|skipped):/.test(line)) console.log(`    ${line}`);
    }
  }),
);
const passed = results.reduce((total, result) => total + result.passed, 0);
const failed = results.reduce((total, result) => total + result.failed, 0);
if (files.length === 0) console.log(`no test file's path holds ${words.join(' or ')}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed || files.length === 0 ? 1 : 0;
