import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { expectCluster, simulate } from 'slipway';
import type { Simulation } from '../../lib/assertions/simulation.ts';
import mongodb from '../../examples/mongodb/main.ts';
import emptyDir from '../../examples/shared-emptydir/main.ts';
import classes from '../../examples/storage-classes/main.ts';
import wiki from '../../examples/volumes-outlive-pods/main.ts';

const volumeOf = (simulation: Simulation, claim: string): string =>
  simulation.get('PersistentVolumeClaim', claim)!['spec'].volumeName as string;

const mongo = suite('mongodb-0, mongodb-1, mongodb-2');

mongo('each has its own disk, and the same one on another node of its zone', async () => {
  const simulation = await simulate(mongodb);
  expectCluster(simulation).toRun().workload('data/mongodb').toBeSpreadOverZones(3);
  const pod = simulation.placement('data/mongodb').pods.find((it) => it.name === 'mongodb-1')!;
  const disk = volumeOf(simulation, 'data/data-mongodb-1');
  const after = simulation.fork().fail({ node: pod.node }).advance('15m');
  const moved = after.placement('data/mongodb').pods.find((it) => it.name === 'mongodb-1')!;
  assert.is(after.placement('data/mongodb').ready, 3);
  assert.is.not(moved.node, pod.node);
  assert.is(moved.zone, pod.zone);
  assert.is(volumeOf(after, 'data/data-mongodb-1'), disk);
  // Without its zone there is no way to the disk: the pod waits, and says so.
  const without = simulation.fork().fail({ zone: pod.zone }).advance('15m').placement('data/mongodb');
  assert.is(without.ready, 2);
  assert.match(
    without.pending[0]!.message,
    /node\(s\) didn't match PersistentVolume's node affinity|volume node affinity/,
  );
});

const kinds = suite('storage classes');

kinds('who says nothing gets the default; the fast one is made where its pod landed, and kept', async () => {
  const simulation = await simulate(classes);
  expectCluster(simulation).toRun();
  assert.is(simulation.get('PersistentVolumeClaim', 'apps/plain-data')!['spec'].storageClassName, 'standard');
  const volume = simulation.get('PersistentVolume', volumeOf(simulation, 'apps/quick-data'))!;
  assert.is(volume['spec'].persistentVolumeReclaimPolicy, 'Retain');
  const [zone] = volume['spec'].nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].values as string[];
  assert.is(simulation.placement('apps/quick').pods[0]!.zone, zone);
});

const outlive = suite('volumes outlive pods');

outlive('another pod on another node has the same disk', async () => {
  const simulation = await simulate(wiki);
  const [before] = simulation.placement('wiki/wiki').pods;
  const disk = volumeOf(simulation, 'wiki/pages');
  simulation.fail({ node: before!.node }).advance('10m');
  const [after] = simulation.placement('wiki/wiki').pods;
  assert.is(simulation.placement('wiki/wiki').ready, 1);
  assert.is.not(after!.node, before!.node);
  assert.is(volumeOf(simulation, 'wiki/pages'), disk);
  simulation.as().delete('deployments.apps', 'wiki', 'wiki');
  simulation.untilQuiet();
  assert.is(simulation.get('PersistentVolumeClaim', 'wiki/pages')!['status'].phase, 'Bound');
});

const shared = suite('a shared emptyDir');

shared('the containers of a pod mount one folder, which goes with the pod', async () => {
  const simulation = await simulate(emptyDir);
  expectCluster(simulation).toRun();
  const [pod] = simulation.as().list('pods', 'site');
  const { volumes, containers, initContainers } = pod!['spec'] as {
    volumes: { name: string; emptyDir?: { sizeLimit: string } }[];
    containers: { volumeMounts: { name: string }[] }[];
    initContainers: { volumeMounts: { name: string }[] }[];
  };
  assert.is(volumes.find((it) => it.name === 'pages')?.emptyDir?.sizeLimit, '100Mi');
  for (const it of [...containers, ...initContainers])
    assert.ok(it.volumeMounts.some((mount) => mount.name === 'pages'));
});

for (const it of [mongo, kinds, outlive, shared]) it.run();
