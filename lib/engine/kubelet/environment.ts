// The environment of a container. A pure reading of the cluster. Follows makeEnvironmentVariables of kubernetes/pkg/kubelet, its
// envvars, pkg/fieldpath, pkg/api/v1/resource and third_party/forked/golang/expansion.

import type { KubeObject } from '../../api/object.ts';
import { milliValue, wholeValue } from '../../api/quantity.ts';
import type { Reader } from '../interface.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Part = any;

/** What a field of the pod says, as the downward API gives it. */
export function fieldOf(pod: KubeObject, path: string): string {
  const named = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (named) return ((pod.metadata as Part)[named[1]!]?.[named[2]!] as string | undefined) ?? '';
  const pairs = /^metadata\.(labels|annotations)$/.exec(path);
  if (pairs)
    return Object.entries(((pod.metadata as Part)[pairs[1]!] ?? {}) as { [key: string]: string })
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
      .join('\n');
  if (path === 'status.podIPs' || path === 'status.hostIPs')
    return ((pod['status']?.[path.slice('status.'.length)] ?? []) as { ip: string }[]).map((it) => it.ip).join(',');
  let at: Part = pod;
  for (const step of path.split('.')) at = at?.[step];
  return at === undefined || at === null ? '' : String(at);
}

/** What a container asks for or is held to, in units of the divisor; where it is held to nothing, what its node has. */
export function resourceOf(read: Reader, pod: KubeObject, ref: Part, own: Part): string {
  const spec = pod['spec'] as Part;
  const all = [...(spec.containers ?? []), ...(spec.initContainers ?? [])] as Part[];
  const container = ref?.containerName ? all.find((it) => it.name === ref.containerName) : own;
  const [part = '', name = ''] = String(ref?.resource).split(/\.(.*)/);
  let amount = container?.resources?.[part]?.[name] as string | number | undefined;
  if (amount === undefined && part === 'limits' && /^(cpu|memory|ephemeral-storage)$/.test(name))
    amount = (read.get('nodes', spec.nodeName as string) as Part)?.status?.allocatable?.[name];
  const value = name === 'cpu' ? milliValue : wholeValue;
  return String(Math.ceil(value(amount ?? 0) / (value(ref?.divisor ?? 1) || value(1))));
}

/** What a ConfigMap or Secret holds, as text. */
export function dataOf(
  read: Reader,
  namespace: string,
  kind: 'configmaps' | 'secrets',
  name: string,
): Map<string, string> {
  const object = read.get(kind, `${namespace}/${name}`) as Part;
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries((object?.data ?? {}) as { [key: string]: string }))
    found.set(key, kind === 'secrets' ? Buffer.from(value, 'base64').toString() : value);
  for (const [key, value] of Object.entries((object?.binaryData ?? {}) as { [key: string]: string }))
    found.set(key, Buffer.from(value, 'base64').toString());
  return found;
}

/** `$(NAME)` is the variable, `$$(NAME)` the text; a name nobody knows stays as it is. */
export const expanded = (text: string, known: ReadonlyMap<string, string>): string =>
  text.replace(/\$\$|\$\(([^()]+)\)/g, (all, name: string | undefined) =>
    name === undefined ? '$' : (known.get(name) ?? all),
  );

/** The names a text refers to as `$(NAME)`. */
export const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(/\$\$|\$\(([^()]+)\)/g)].flatMap(([, name]) => (name === undefined ? [] : [name]));

/** What a service puts into the environments of its namespace. */
function addService(found: Map<string, string>, service: Part): void {
  const { clusterIP, ports = [] } = (service?.spec ?? {}) as { clusterIP?: string; ports?: Part[] };
  if (!clusterIP || clusterIP === 'None' || !ports.length) return;
  const variable = (text: string): string => text.replaceAll('-', '_').toUpperCase();
  const name = variable(service.metadata.name as string);
  const host = clusterIP.includes(':') ? `[${clusterIP}]` : clusterIP;
  found.set(`${name}_SERVICE_HOST`, clusterIP);
  found.set(`${name}_SERVICE_PORT`, String(ports[0].port));
  for (const it of ports) if (it.name) found.set(`${name}_SERVICE_PORT_${variable(it.name)}`, String(it.port));
  ports.forEach(({ port, protocol = 'TCP' }, i) => {
    const url = `${protocol.toLowerCase()}://${host}:${port}`;
    if (i === 0) found.set(`${name}_PORT`, url);
    const link = `${name}_PORT_${port}_${protocol}`;
    found.set(link, url);
    found.set(`${link}_PROTO`, protocol.toLowerCase());
    found.set(`${link}_PORT`, String(port));
    found.set(`${link}_ADDR`, clusterIP);
  });
}

/** The environment of a container, with the services that are there now. */
export function environmentOf(read: Reader, pod: KubeObject, container: Part): Map<string, string> {
  const { namespace = '', name = '' } = pod.metadata;
  const found = new Map<string, string>([
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['HOSTNAME', (pod['spec']?.hostname as string | undefined) ?? name],
  ]);
  if (pod['spec']?.enableServiceLinks !== false)
    for (const service of read.list('services', namespace)) addService(found, service);
  addService(found, read.get('services', 'default/kubernetes'));
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
    else if (from.resourceFieldRef) found.set(it.name, resourceOf(read, pod, from.resourceFieldRef, container));
    else {
      const ref = from.configMapKeyRef ?? from.secretKeyRef;
      const value =
        ref && dataOf(read, namespace, from.configMapKeyRef ? 'configmaps' : 'secrets', ref.name).get(ref.key);
      if (value !== undefined) found.set(it.name, value);
    }
  }
  return found;
}
