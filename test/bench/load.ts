// Many pods from Deployments to Ready, in process: `load.ts NODES PODS`; with `cost`, what a pod costs there against one at a tenth
// of the size. Memory is this whole process's.

import { clock, figure } from './figure.ts';
import { loaded } from './loaded.ts';

const [nodes, pods] = process.argv.slice(2, 4).map(Number) as [number, number];
const size = `${nodes.toLocaleString('en')} nodes, ${pods.toLocaleString('en')} pods`;
if (process.argv[4] === 'cost') {
  // Warm: what is compiled once is no pod's cost.
  loaded(nodes / 10, pods / 10);
  const small = (loaded(nodes / 10, pods / 10).milliseconds * 1000) / (pods / 10);
  const large = (loaded(nodes, pods).milliseconds * 1000) / pods;
  figure(
    `load: a pod at ${pods.toLocaleString('en')}; peer: at ${(pods / 10).toLocaleString('en')}`,
    large,
    'us',
    small,
  );
} else {
  const { cluster, milliseconds } = loaded(nodes, pods);
  figure(`load: ${size}, from Deployments to Ready`, milliseconds, 'ms');
  figure(`load: ${size}, memory of the process`, process.memoryUsage().rss / 1e6, 'MB');
  const began = clock();
  const fork = cluster.fork();
  figure(`fork of ${size}`, clock() - began, 'ms');
  fork.advance(1_000);
}
