// VolumeRestrictions: disks that one node or one pod at a time may use, among them claims with ReadWriteOncePod.
// Follows kubernetes/pkg/scheduler/framework/plugins/volumerestrictions.

import type { Volume } from '../../../api/schema/types/core-v1.ts';
import { refusal, SKIP, type Plugin } from '../interface.ts';
import { factsOf, type PodFacts } from '../pods.ts';
import { isOwnClaim } from './volume-binding.ts';

const name = 'VolumeRestrictions';
const IN_USE = refusal(
  name,
  'Unschedulable',
  'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod',
);
const CONFLICT = refusal(name, 'Unschedulable', 'node(s) had no available disk');

interface Filtering {
  /** The pod's claims that one pod at a time may use. */
  readonly exclusive: ReadonlySet<string>;
  /** How often pods with a node use them. */
  users: number;
}

function restricted(volume: Volume): boolean {
  return Boolean(volume.gcePersistentDisk || volume.awsElasticBlockStore || volume.rbd || volume.iscsi);
}

function conflict(a: Volume, b: Volume): boolean {
  if (a.gcePersistentDisk && b.gcePersistentDisk)
    if (
      a.gcePersistentDisk.pdName === b.gcePersistentDisk.pdName &&
      !(a.gcePersistentDisk.readOnly && b.gcePersistentDisk.readOnly)
    )
      return true;
  if (a.awsElasticBlockStore && b.awsElasticBlockStore)
    if (a.awsElasticBlockStore.volumeID === b.awsElasticBlockStore.volumeID) return true;
  if (a.iscsi && b.iscsi) if (a.iscsi.iqn === b.iscsi.iqn && !(a.iscsi.readOnly && b.iscsi.readOnly)) return true;
  if (a.rbd && b.rbd) {
    const { rbd } = b;
    const shared = a.rbd.monitors.some((monitor) => rbd.monitors.includes(monitor));
    const pool = (it: NonNullable<Volume['rbd']>): string => it.pool ?? 'rbd';
    if (shared && pool(a.rbd) === pool(rbd) && a.rbd.image === rbd.image && !(a.rbd.readOnly && rbd.readOnly))
      return true;
  }
  return false;
}

function uses(pod: PodFacts, claims: ReadonlySet<string>): number {
  let count = 0;
  for (const volume of pod.shape.volumes)
    if (volume.persistentVolumeClaim && claims.has(volume.persistentVolumeClaim.claimName)) count++;
  return count;
}

// As upstream, by the name of the claim alone, whatever the namespace.
function move(state: Filtering, moved: PodFacts, by: 1 | -1): void {
  state.users += by * uses(moved, state.exclusive);
}

export const volumeRestrictions: Plugin<Filtering> = {
  name,
  preFilter({ pod, cluster }) {
    if (!pod.shape.hasClaims && !pod.shape.volumes.some(restricted)) return SKIP;
    const exclusive = new Set<string>();
    for (const volume of pod.shape.volumes) {
      const claimed = volume.persistentVolumeClaim?.claimName;
      if (claimed === undefined) continue;
      const key = `${pod.namespace}/${claimed}`;
      const claim = cluster.read.get('persistentvolumeclaims', key);
      if (!claim) return refusal(name, 'UnschedulableAndUnresolvable', `persistentvolumeclaim "${claimed}" not found`);
      if (((claim.spec?.accessModes ?? []) as string[]).includes('ReadWriteOncePod')) exclusive.add(claimed);
    }
    if (!exclusive.size && !pod.shape.volumes.some(restricted)) return SKIP;
    let users = 0;
    for (const claimed of exclusive) if (cluster.claimInUse(`${pod.namespace}/${claimed}`)) users++;
    return { state: { exclusive, users } };
  },
  clone: (state) => ({ ...state }),
  addPod: (state, pod) => move(state, pod, 1),
  removePod: (state, pod) => move(state, pod, -1),
  filter(state, node, { pod }) {
    for (const volume of pod.shape.volumes) {
      if (!restricted(volume)) continue;
      for (const other of node.pods)
        for (const theirs of other.shape.volumes) if (conflict(volume, theirs)) return CONFLICT;
    }
    return state.users > 0 ? IN_USE : undefined;
  },
  hints: [
    {
      resource: 'pods',
      pods: 'assigned',
      on: ['DELETED'],
      helps(pod, { object }) {
        const gone = factsOf(object);
        const claims = new Set(pod.shape.volumes.flatMap((volume) => volume.persistentVolumeClaim?.claimName ?? []));
        return (
          (gone.namespace === pod.namespace && uses(gone, claims) > 0) ||
          pod.shape.volumes.some((volume) => gone.shape.volumes.some((theirs) => conflict(volume, theirs)))
        );
      },
    },
    { resource: 'nodes', on: ['ADDED'] },
    { resource: 'persistentvolumeclaims', on: ['ADDED'], helps: isOwnClaim },
  ],
};
