// The same program with the same seed, twice: the same history, byte for byte.

import { createHash } from 'node:crypto';
import type { Cluster } from '../../lib/engine/cluster.ts';
import { clock, figure } from './figure.ts';
import { loaded } from './loaded.ts';

function history(cluster: Cluster): string {
  const hash = createHash('sha256');
  for (const change of cluster.store.changesSince(cluster.store.compacted)) hash.update(JSON.stringify(change));
  hash.update(JSON.stringify(cluster.save()));
  return hash.digest('hex');
}

const began = clock();
const one = history(loaded(50, 1_000).cluster);
const two = history(loaded(50, 1_000).cluster);
figure('seed: histories of the same program with the same seed that are identical', one === two ? 2 : 1, 'of 2');
figure('seed: both runs with their hashes', clock() - began, 'ms');
