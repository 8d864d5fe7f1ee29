// Construct and synth, from a program that has the package installed: `synth.ts COUNT RUNS` makes that many services of seven objects and
// their YAML on disk, against cdk8s-plus, each in processes of their own, in turn, the middle one told; `synth.ts shapes` the shapes that
// made other tools slow: one chart a service, ladders and chains of dependencies.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, Chart, ConfigMap, toYaml } from 'slipway';
import { clock, figure, median } from './figure.ts';
import { installPeers, peers } from './peers.ts';

const services = fileURLToPath(new URL('services.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'));

interface Run {
  readonly milliseconds: number;
  readonly objects: number;
  readonly memory: number;
}

function run(program: string, ...args: readonly string[]): Run {
  return JSON.parse(execFileSync(process.execPath, [program, ...args]).toString()) as Run;
}

const middle = (runs: readonly Run[], of: 'milliseconds' | 'memory'): number => median(runs.map((it) => it[of]));

/** Rungs of two, each of which needs both below; or with a width of one, a chain. */
function ladder(rungs: number, width: number): App {
  const app = new App();
  const chart = new Chart(app, 'ladder', { namespace: 'default' });
  let below: ConfigMap[] = [];
  for (let i = 0; i < rungs; i++) {
    const rung = Array.from({ length: width }, (_, n) => new ConfigMap(chart, `rung-${i}-${n}`, { data: {} }));
    for (const it of rung) for (const other of below) it.node.addDependency(other);
    below = rung;
  }
  return app;
}

/** Construct, synth, write as YAML. Milliseconds. */
function timed(make: () => App): number {
  const began = clock();
  toYaml(
    make()
      .synth()
      .objects.map((it) => it.object),
  );
  return clock() - began;
}

if (process.argv[2] === 'shapes') {
  const [small, large] = [100, 1_000].map((count) => run(services, String(count), folder, 'each').milliseconds / count);
  figure('synth: a chart among 1,000; peer: among 100', large!, 'ms', small);
  figure(
    'synth: a ladder of 26 rungs',
    timed(() => ladder(26, 2)),
    'ms',
  );
  figure(
    'synth: a chain of 50,000',
    timed(() => ladder(50_000, 1)),
    'ms',
  );
} else {
  const [count = '', runs = '1'] = process.argv.slice(2);
  const ours: Run[] = [];
  const theirs: Run[] = [];
  const compared = installPeers();
  for (let i = 0; i < Number(runs); i++) {
    ours.push(run(services, count, folder));
    if (compared) theirs.push(run(join(peers, 'cdk8s-plus.mjs'), count, join(folder, 'peer')));
  }
  const title = `synth: ${Number(count).toLocaleString('en')} services, ${ours[0]!.objects.toLocaleString('en')} objects`;
  const [took, held] = [middle(ours, 'milliseconds'), middle(ours, 'memory')];
  if (compared) {
    const peer = middle(theirs, 'milliseconds');
    figure(`${title}; peer: cdk8s-plus, ratio: times faster`, took, 'ms', peer, peer / took);
    figure(`${title}, memory of the process; peer: cdk8s-plus`, held, 'MB', middle(theirs, 'memory'));
  } else {
    figure(title, took, 'ms');
    figure(`${title}, memory of the process`, held, 'MB');
  }
}
rmSync(folder, { recursive: true, force: true });
