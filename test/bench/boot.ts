// From creating a cluster to its first accepted request, in process, after import.

import { Cluster } from '../../lib/engine/cluster.ts';
import { clock, figure, median } from './figure.ts';

const times = Array.from({ length: 15 }, () => {
  const began = clock();
  const metadata = { name: 'first', namespace: 'default' };
  Cluster.create().as().create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata });
  return clock() - began;
});
figure('boot: cluster created to first accepted request, the first in a process', times[0]!, 'ms');
figure('boot: the same once warm', median(times.slice(1)), 'ms');
