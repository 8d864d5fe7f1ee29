// Folders of volumes that are mounted instead of the whole: those that are written out, and those that follow from a container's
// environment, which may name what cannot be mounted. Follows makeMounts of kubernetes/pkg/kubelet/kubelet_pods.go and
// ExpandContainerVolumeMounts of pkg/kubelet/container.

import type { KubeObject } from '../../api/object.ts';
import type { Reader } from '../interface.ts';
import { environmentOf, expanded, namesIn } from './environment.ts';

/** A volume as a container mounts it. */
export interface VolumeMount {
  readonly subPath?: string;
  readonly subPathExpr?: string;
}

interface Mounting {
  readonly volumeMounts?: readonly VolumeMount[];
}

/** The folder of its volume that a container's mount shows; empty for the whole. */
export function subPathOf(read: Reader, pod: KubeObject, container: Mounting, mount: VolumeMount): string {
  if (!mount.subPathExpr) return mount.subPath ?? '';
  return expanded(mount.subPathExpr, environmentOf(read, pod, container));
}

/** Why the folder of a mount that follows from the environment cannot be mounted. */
export function subPathError(read: Reader, pod: KubeObject, container: Mounting): string | undefined {
  let environment: ReadonlyMap<string, string> | undefined;
  for (const { subPathExpr } of container.volumeMounts ?? []) {
    if (!subPathExpr) continue;
    environment ??= environmentOf(read, pod, container);
    const known = environment;
    const missing = new Set(namesIn(subPathExpr).filter((it) => !known.get(it)));
    if (missing.size) return `missing value for ${[...missing].sort().join(', ')}`;
    const path = expanded(subPathExpr, known);
    if (path.startsWith('/')) return `error SubPath \`${path}\` must not be an absolute path`;
    if (path.split('/').includes('..')) return `unable to provision SubPath \`${path}\`: must not contain '..'`;
  }
  return undefined;
}
