// A container as a process in it would see it: the files mounted into it. A pure reading of the cluster.
// Follows the volume plugins of kubernetes/pkg/volume.

import type { KubeObject } from '../../api/object.ts';
import type { Reader } from '../interface.ts';
import { dataOf, fieldOf, resourceOf } from './environment.ts';
import { subPathOf } from './sub-paths.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Part = any;

/** The container of a pod by its name, of whatever sort. */
export function containerOf(pod: KubeObject, name: string): Part | undefined {
  const { spec = {} } = pod as Part;
  return [...(spec.containers ?? []), ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])].find(
    (it: Part) => it.name === name,
  );
}

/** Whether the container runs now. */
export function isRunning(pod: KubeObject, name: string): boolean {
  const { status = {} } = pod as Part;
  return [
    ...(status.containerStatuses ?? []),
    ...(status.initContainerStatuses ?? []),
    ...(status.ephemeralContainerStatuses ?? []),
  ].some((it: Part) => it.name === name && it.state?.running);
}

function filesOfVolume(read: Reader, pod: KubeObject, volume: Part): Map<string, string> {
  const namespace = pod.metadata.namespace ?? '';
  const found = new Map<string, string>();
  const take = (source: Part): void => {
    const kind = source.configMap ? 'configmaps' : 'secrets';
    const from = source.configMap ?? source.secret;
    if (from) {
      const data = dataOf(read, namespace, kind, from.secretName ?? from.name);
      const items = from.items as { key: string; path: string }[] | undefined;
      for (const [key, value] of data) {
        const paths = items ? items.filter((it) => it.key === key).map((it) => it.path) : [key];
        for (const path of paths) found.set(path, value);
      }
    }
    for (const it of (source.downwardAPI?.items ?? []) as Part[])
      found.set(
        it.path,
        it.fieldRef ? fieldOf(pod, it.fieldRef.fieldPath) : resourceOf(read, pod, it.resourceFieldRef, undefined),
      );
    if (source.serviceAccountToken) found.set(source.serviceAccountToken.path, '');
  };
  if (volume.projected) for (const source of volume.projected.sources ?? []) take(source);
  else take(volume);
  return found;
}

/** The files a container is known to have, by path; and the folders that are mounted, empty ones too. */
export function filesOf(
  read: Reader,
  pod: KubeObject,
  container: Part,
): { readonly files: ReadonlyMap<string, string>; readonly folders: ReadonlySet<string> } {
  const { name = '' } = pod.metadata;
  const hostname = (pod['spec']?.hostname as string | undefined) ?? name;
  const files = new Map<string, string>([
    ['/etc/hostname', `${hostname}\n`],
    ['/etc/hosts', `127.0.0.1\tlocalhost\n${pod['status']?.podIP ?? ''}\t${hostname}\n`],
    [
      '/etc/resolv.conf',
      `search ${pod.metadata.namespace}.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n`,
    ],
  ]);
  const folders = new Set<string>(['/', '/etc']);
  const volumes = new Map(((pod['spec']?.volumes ?? []) as Part[]).map((it) => [it.name as string, it]));
  for (const mount of (container.volumeMounts ?? []) as Part[]) {
    const volume = volumes.get(mount.name);
    if (!volume) continue;
    const path = String(mount.mountPath).replace(/\/+$/, '') || '/';
    const held = filesOfVolume(read, pod, volume);
    const sub = subPathOf(read, pod, container, mount);
    if (sub && held.has(sub)) {
      files.set(path, held.get(sub)!);
      continue;
    }
    folders.add(path);
    for (const [file, content] of held) files.set(`${path === '/' ? '' : path}/${file}`, content);
  }
  for (const file of files.keys())
    for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1)) folders.add(file.slice(0, at));
  return { files, folders };
}
