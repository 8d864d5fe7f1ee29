// VolumeZone: a bound volume with zone or region labels is used in that zone or region only.
// Follows kubernetes/pkg/scheduler/framework/plugins/volumezone.

import { refusal, SKIP, type Plugin } from '../interface.ts';
import { storageClassOf } from '../volumes.ts';
import { isOwnClaim, labelsMoved } from './volume-binding.ts';

const name = 'VolumeZone';
const REFUSED = refusal(name, 'UnschedulableAndUnresolvable', 'node(s) had no available volume zone');
/** Topology labels with the one that came after each. */
const LABELS: readonly (readonly [string, string])[] = [
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
  ['topology.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['topology.kubernetes.io/region', 'topology.kubernetes.io/region'],
];

interface Topology {
  readonly key: string;
  readonly newer: string;
  readonly values: readonly string[];
}

export const volumeZone: Plugin<readonly Topology[]> = {
  name,
  preFilter({ pod, cluster }) {
    if (!pod.shape.hasClaims) return SKIP;
    const no = (reason: string) => refusal(name, 'UnschedulableAndUnresolvable', reason);
    const topologies: Topology[] = [];
    for (const volume of pod.shape.volumes) {
      const claimed = volume.persistentVolumeClaim?.claimName;
      if (claimed === undefined) continue;
      const claim = cluster.read.get('persistentvolumeclaims', `${pod.namespace}/${claimed}`);
      if (!claim) return no(`persistentvolumeclaim "${claimed}" not found`);
      const volumeName = claim.spec?.volumeName as string | undefined;
      if (!volumeName) {
        const className = storageClassOf(claim);
        if (!className) return no('PersistentVolumeClaim had no pv name and storageClass name');
        const storageClass = cluster.read.get('storageclasses.storage.k8s.io', className);
        if (!storageClass) return no(`storageclass.storage.k8s.io "${className}" not found`);
        if (storageClass.volumeBindingMode === 'WaitForFirstConsumer') continue;
        return no('PersistentVolume had no name');
      }
      const bound = cluster.read.get('persistentvolumes', volumeName);
      if (!bound) return no(`persistentvolume "${volumeName}" not found`);
      for (const [key, newer] of LABELS) {
        const value = bound.metadata.labels?.[key];
        if (value !== undefined) topologies.push({ key, newer, values: value.split('__') });
      }
    }
    return topologies.length ? { state: topologies } : SKIP;
  },
  filter(topologies, node) {
    // A cluster of one zone need not label its nodes.
    if (!LABELS.some(([key]) => node.labels[key] !== undefined)) return undefined;
    for (const { key, newer, values } of topologies)
      if (!values.includes(node.labels[key] ?? node.labels[newer] ?? '\u0000')) return REFUSED;
    return undefined;
  },
  hints: [
    { resource: 'storageclasses.storage.k8s.io', on: ['ADDED'] },
    { resource: 'nodes', on: ['ADDED', 'MODIFIED'], helps: labelsMoved },
    { resource: 'persistentvolumeclaims', on: ['ADDED', 'MODIFIED'], helps: isOwnClaim },
    { resource: 'persistentvolumes', on: ['ADDED', 'MODIFIED'] },
  ],
};
