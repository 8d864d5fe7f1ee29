// NodeVolumeLimits: a node takes so many volumes of a CSI driver as its CSINode says.
// Follows kubernetes/pkg/scheduler/framework/plugins/nodevolumelimits (csi).

import type { Reader } from '../../interface.ts';
import { refusal, SKIP, type Plugin } from '../interface.ts';
import type { NodeFacts } from '../nodes.ts';
import { factsOf, type PodFacts } from '../pods.ts';
import { claimsOfPod, storageClassOf } from '../volumes.ts';
import { isOwnClaim } from './volume-binding.ts';

const name = 'NodeVolumeLimits';
const EXCEEDED = refusal(name, 'Unschedulable', 'node(s) exceed max volume count');

interface Driver {
  readonly name: string;
  readonly allocatable?: { readonly count?: number };
}

/** Adds the CSI volumes behind a pod's claims: a handle that is one a volume, with its driver. */
function csiVolumes(pod: PodFacts, read: Reader, into: Map<string, string>): void {
  for (const { name: claimed, claim } of claimsOfPod(pod, read)) {
    if (!claim) continue;
    const volumeName = claim.spec?.volumeName as string | undefined;
    const volume = volumeName ? read.get('persistentvolumes', volumeName) : undefined;
    if (volume) {
      const csi = volume.spec?.csi as { driver: string; volumeHandle: string } | undefined;
      if (csi) into.set(`${csi.driver}/${csi.volumeHandle}`, csi.driver);
      continue;
    }
    const className = storageClassOf(claim);
    const driver = className && read.get('storageclasses.storage.k8s.io', className)?.provisioner;
    if (driver) into.set(`${driver}/claim ${pod.namespace}/${claimed}`, driver as string);
  }
}

/** Volumes attached to a node by attachments that no pod on it accounts for. */
function attachments(node: NodeFacts, read: Reader): Map<string, string> {
  const found = new Map<string, string>();
  read.walk('volumeattachments.storage.k8s.io', {}, ({ spec }) => {
    if (spec?.nodeName !== node.name || !spec.attacher) return;
    const volume = spec.source?.persistentVolumeName && read.get('persistentvolumes', spec.source.persistentVolumeName);
    const handle = volume && volume.spec?.csi?.volumeHandle;
    if (handle) found.set(`${spec.attacher}/${handle}`, spec.attacher as string);
  });
  return found;
}

export const nodeVolumeLimits: Plugin<undefined> = {
  name,
  preFilter: ({ pod }) => (pod.shape.hasClaims ? { state: undefined } : SKIP),
  filter(_, node, { pod, cluster }) {
    const { read } = cluster;
    const wanted = new Map<string, string>();
    csiVolumes(pod, read, wanted);
    if (!wanted.size) return undefined;
    const drivers = (read.get('csinodes.storage.k8s.io', node.name)?.spec?.drivers ?? []) as Driver[];
    for (const driver of new Set(wanted.values())) {
      const must = read.get('csidrivers.storage.k8s.io', driver)?.spec?.preventPodSchedulingIfMissing;
      if (must && !drivers.some((one) => one.name === driver))
        return refusal(name, 'Unschedulable', `${driver} CSI driver is not installed on the node`);
    }
    const limits = new Map<string, number>();
    for (const one of drivers) if (one.allocatable?.count !== undefined) limits.set(one.name, one.allocatable.count);
    if (!limits.size) return undefined;
    const attached = new Map<string, string>();
    for (const other of node.pods) csiVolumes(other, read, attached);
    for (const handle of attached.keys()) wanted.delete(handle);
    for (const [handle, driver] of attachments(node, read)) attached.set(handle, driver);
    for (const driver of new Set(wanted.values())) {
      const limit = limits.get(driver);
      if (limit === undefined) continue;
      const count = (of: Map<string, string>): number => [...of.values()].filter((one) => one === driver).length;
      if (count(attached) + count(wanted) > limit) return EXCEEDED;
    }
    return undefined;
  },
  hints: [
    { resource: 'csinodes.storage.k8s.io', on: ['ADDED', 'MODIFIED'] },
    {
      resource: 'pods',
      pods: 'assigned',
      on: ['DELETED'],
      helps: (_, { object }) => factsOf(object).shape.hasClaims,
    },
    { resource: 'persistentvolumeclaims', on: ['ADDED'], helps: isOwnClaim },
    {
      resource: 'volumeattachments.storage.k8s.io',
      on: ['DELETED'],
      helps: (pod) =>
        pod.shape.volumes.some((volume: { persistentVolumeClaim?: object }) => volume.persistentVolumeClaim),
    },
  ],
};
