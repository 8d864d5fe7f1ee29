// A container as a process in it would see it: its environment and the files mounted into it. A pure reading of the cluster.
// Follows kubernetes/pkg/kubelet (makeEnvironmentVariables, volume plugins) and third_party/forked/golang/expansion.

import type { KubeObject } from '../../api/object.ts';
import type { Reader } from '../interface.ts';

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

/** What a field of the pod says, as the downward API gives it. */
function fieldOf(pod: KubeObject, path: string): string {
  const named = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (named) return ((pod.metadata as Part)[named[1]!]?.[named[2]!] as string | undefined) ?? '';
  const pairs = /^metadata\.(labels|annotations)$/.exec(path);
  if (pairs)
    return Object.entries(((pod.metadata as Part)[pairs[1]!] ?? {}) as { [key: string]: string })
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
      .join('\n');
  let at: Part = pod;
  for (const step of path === 'status.podIPs' ? ['status', 'podIP'] : path.split('.')) at = at?.[step];
  return at === undefined || at === null ? '' : String(at);
}

function dataOf(read: Reader, namespace: string, kind: 'configmaps' | 'secrets', name: string): Map<string, string> {
  const object = read.get(kind, `${namespace}/${name}`) as Part;
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries((object?.data ?? {}) as { [key: string]: string }))
    found.set(key, kind === 'secrets' ? Buffer.from(value, 'base64').toString() : value);
  for (const [key, value] of Object.entries((object?.binaryData ?? {}) as { [key: string]: string }))
    found.set(key, Buffer.from(value, 'base64').toString());
  return found;
}

// $(NAME) is the variable, $$(NAME) the text; a name nobody knows stays as it is.
const expanded = (text: string, known: ReadonlyMap<string, string>): string =>
  text.replace(/\$\$|\$\(([^()]+)\)/g, (all, name: string | undefined) =>
    name === undefined ? '$' : (known.get(name) ?? all),
  );

/** The environment of a container. */
export function environmentOf(read: Reader, pod: KubeObject, container: Part): Map<string, string> {
  const { namespace = '', name = '' } = pod.metadata;
  const found = new Map<string, string>([
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['HOSTNAME', (pod['spec']?.hostname as string | undefined) ?? name],
  ]);
  const kubernetes = read.get('services', 'default/kubernetes') as Part;
  if (kubernetes?.spec?.clusterIP) {
    found.set('KUBERNETES_SERVICE_HOST', kubernetes.spec.clusterIP as string);
    found.set('KUBERNETES_SERVICE_PORT', '443');
  }
  for (const source of (container.envFrom ?? []) as Part[]) {
    const kind = source.configMapRef ? 'configmaps' : 'secrets';
    const ref = source.configMapRef ?? source.secretRef;
    if (ref)
      for (const [key, value] of dataOf(read, namespace, kind, ref.name))
        found.set(`${source.prefix ?? ''}${key}`, value);
  }
  for (const it of (container.env ?? []) as Part[]) {
    const from = it.valueFrom as Part;
    if (!from) found.set(it.name, expanded(it.value ?? '', found));
    else if (from.fieldRef) found.set(it.name, fieldOf(pod, from.fieldRef.fieldPath));
    else if (from.resourceFieldRef) {
      const of = from.resourceFieldRef.containerName
        ? containerOf(pod, from.resourceFieldRef.containerName)
        : container;
      const [part, resource] = String(from.resourceFieldRef.resource).split(/\.(.*)/) as [string, string];
      found.set(it.name, String(of?.resources?.[part]?.[resource] ?? 0));
    } else {
      const ref = from.configMapKeyRef ?? from.secretKeyRef;
      const value =
        ref && dataOf(read, namespace, from.configMapKeyRef ? 'configmaps' : 'secrets', ref.name).get(ref.key);
      if (value !== undefined) found.set(it.name, value);
    }
  }
  return found;
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
      found.set(it.path, it.fieldRef ? fieldOf(pod, it.fieldRef.fieldPath) : '');
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
    const sub = mount.subPath as string | undefined;
    if (sub !== undefined && held.has(sub)) {
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
