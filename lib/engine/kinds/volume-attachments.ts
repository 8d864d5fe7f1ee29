// Volumes that are attached to a node before they can be mounted on it: which these are, what their attachment is called, and who uses
// them. Follows kubernetes/pkg/volume/csi (csi_attacher.go, csi_plugin.go) and pkg/volume/util.

import { createHash } from 'node:crypto';
import type { KubeObject } from '../../api/object.ts';
import type { SimulationSpec } from '../../api/simulation/simulation.ts';
import type { Reader } from '../interface.ts';

export const ATTACHMENTS = 'volumeattachments.storage.k8s.io';

/** A volume that is attached, as its driver and as nodes know it. */
export interface Attachable {
  readonly driver: string;
  readonly handle: string;
  /** Its name in the status of nodes. */
  readonly unique: string;
  /** Several nodes may have it at a time. */
  readonly isShared: boolean;
}

/** Published drivers whose volumes are mounted without being attached: they say so in a CSIDriver of theirs, or are none. */
const MOUNTED: ReadonlySet<string> = new Set([
  'blob.csi.azure.com',
  'docker.io/hostpath',
  'efs.csi.aws.com',
  'file.csi.azure.com',
  'filestore.csi.storage.gke.io',
  'gcsfuse.csi.storage.gke.io',
  'k8s.io/minikube-hostpath',
  'local.csi.openebs.io',
  'microk8s.io/hostpath',
  'nfs.csi.k8s.io',
  'rancher.io/local-path',
  's3.csi.aws.com',
  'smb.csi.k8s.io',
  'topolvm.io',
  'zfs.csi.openebs.io',
]);

/** A volume as it is attached; undefined where it is mounted right away. */
export function attachableOf(read: Reader, simulation: SimulationSpec, volume: KubeObject): Attachable | undefined {
  const { csi, accessModes = [] } = volume['spec'] as {
    csi?: { driver: string; volumeHandle: string };
    accessModes?: readonly string[];
  };
  if (!csi) return undefined;
  const { driver, volumeHandle: handle } = csi;
  const said = read.get('csidrivers.storage.k8s.io', driver);
  const isAttached = said
    ? said['spec'].attachRequired !== false
    : (simulation.provisioners?.find((it) => it.name === driver)?.attaches ?? !MOUNTED.has(driver));
  if (!isAttached) return undefined;
  // What says nothing of it is let through, and fails later where it must.
  const isShared = !accessModes.length || accessModes.some((it) => it === 'ReadWriteMany' || it === 'ReadOnlyMany');
  return { driver, handle, unique: `kubernetes.io/csi/${driver}^${handle}`, isShared };
}

/** The name of the object that says that a volume is attached to a node. */
export function attachmentName({ driver, handle }: Attachable, node: string): string {
  return `csi-${createHash('sha256').update(`${handle}${driver}${node}`).digest('hex')}`;
}

interface Volume {
  readonly name: string;
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly ephemeral?: object;
}

const isClaimed = (it: Volume): boolean => it.persistentVolumeClaim !== undefined || it.ephemeral !== undefined;

/** Whether a pod has claims. */
export function hasClaims(pod: KubeObject): boolean {
  return (pod['spec'].volumes as readonly Volume[] | undefined)?.some(isClaimed) ?? false;
}

/** The persistent volumes of a pod whose claims are bound, with the name it knows each by. */
export function volumesOf(read: Reader, pod: KubeObject): { readonly name: string; readonly volume: KubeObject }[] {
  const { namespace, name } = pod.metadata;
  return ((pod['spec'].volumes ?? []) as readonly Volume[]).flatMap((it) => {
    if (!isClaimed(it)) return [];
    const claim = read.get(
      'persistentvolumeclaims',
      `${namespace}/${it.persistentVolumeClaim?.claimName ?? `${name}-${it.name}`}`,
    );
    const volume = claim?.['spec'].volumeName && read.get('persistentvolumes', claim['spec'].volumeName as string);
    return volume ? [{ name: it.name, volume }] : [];
  });
}

interface Status {
  readonly state?: { readonly terminated?: object; readonly waiting?: object };
}

/** Whether a pod uses its volumes no more. */
export function isDoneWithVolumes(pod: KubeObject): boolean {
  const status = (pod['status'] ?? {}) as { phase?: string } & { readonly [list: string]: readonly Status[] };
  if (status.phase === 'Succeeded' || status.phase === 'Failed') return true;
  if (!pod.metadata.deletionTimestamp) return false;
  return ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses'].every((list) =>
    (status[list] ?? []).every(({ state }) => state?.terminated !== undefined || state?.waiting !== undefined),
  );
}
