// What names mean inside a cluster, as a pure function of a view. Follows the Kubernetes DNS specification (1.1.0) and CoreDNS's
// kubernetes plugin with the Corefile that kubeadm installs (cluster.local, pods insecure, ttl 30).

import type { KubeObject } from '../../api/object.ts';
import type { Reader } from '../interface.ts';

export interface DnsRecord {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'SRV' | 'PTR';
  /** An address, a name, or of SRV `priority weight port target`. */
  readonly data: string;
}

/** What came of a question. */
export interface DnsAnswer {
  /** `NOERROR` with no records: the name is there, but has nothing of that type. `FORWARDED`: no name of the cluster; whoever is outside answers. */
  readonly code: 'NOERROR' | 'NXDOMAIN' | 'FORWARDED';
  readonly records: readonly DnsRecord[];
  /** Names that were asked for, in order; the last one answered. */
  readonly asked: readonly string[];
}

export const CLUSTER_DOMAIN = 'cluster.local';
const SEARCHED_DOTS = 5;
const SLICES = 'endpointslices.discovery.k8s.io';

interface Slice {
  readonly addressType?: string;
  readonly endpoints?: readonly EndpointEntry[] | null;
  readonly ports?: readonly { readonly name?: string; readonly port?: number; readonly protocol?: string }[] | null;
}
interface EndpointEntry {
  readonly addresses?: readonly string[];
  readonly hostname?: string;
  readonly conditions?: { readonly ready?: boolean };
}
interface ServiceSpec {
  readonly type?: string;
  readonly clusterIP?: string;
  readonly clusterIPs?: readonly string[];
  readonly externalName?: string;
  readonly ports?: readonly { readonly name?: string; readonly port: number; readonly protocol?: string }[];
  readonly publishNotReadyAddresses?: boolean;
}

/** How a pod looks names up: its search list and from how many dots on a name is tried as it stands first. */
export interface Resolver {
  readonly search: readonly string[];
  readonly dots: number;
  /** Whether it asks the cluster's DNS at all; a pod on its host's network asks its host's unless told otherwise. */
  readonly cluster: boolean;
}

/** The resolver of a pod. */
export function resolverOf(pod: KubeObject): Resolver {
  const {
    dnsPolicy = 'ClusterFirst',
    dnsConfig,
    hostNetwork,
  } = pod['spec'] as {
    dnsPolicy?: string;
    dnsConfig?: { searches?: string[]; options?: { name: string; value?: string }[] };
    hostNetwork?: boolean;
  };
  const cluster = dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && !hostNetwork);
  const own = cluster ? resolverIn(pod.metadata.namespace!).search : [];
  const ndots = dnsConfig?.options?.find((it) => it.name === 'ndots')?.value;
  return {
    search: [...new Set([...own, ...(dnsConfig?.searches ?? [])])],
    dots: ndots === undefined ? (cluster ? SEARCHED_DOTS : 1) : Number(ndots),
    cluster: cluster || dnsPolicy === 'None',
  };
}

/** The resolver of an ordinary pod of a namespace. */
export function resolverIn(namespace: string): Resolver {
  const svc = `svc.${CLUSTER_DOMAIN}`;
  return { search: [`${namespace}.${svc}`, svc, CLUSTER_DOMAIN], dots: SEARCHED_DOTS, cluster: true };
}

/** Looks a name up as a program in a pod would: along its search list. */
export function resolve(read: Reader, from: Resolver, name: string, type: DnsRecord['type'] = 'A'): DnsAnswer {
  const absolute = name.endsWith('.');
  const plain = name.replace(/\.$/, '').toLowerCase();
  if (!from.cluster) return { code: 'FORWARDED', records: [], asked: [plain] };
  const searched = absolute ? [] : from.search.map((domain) => `${plain}.${domain}`);
  const dots = plain.split('.').length - 1;
  const tried = absolute || dots >= from.dots ? [plain, ...searched] : [...searched, plain];
  const asked: string[] = [];
  let last: DnsAnswer = { code: 'NXDOMAIN', records: [], asked };
  for (const full of tried) {
    asked.push(full);
    last = { ...lookup(read, full, type), asked };
    if (last.code !== 'NXDOMAIN') return last;
  }
  return last;
}

/** Looks up one full name, without its last dot. */
export function lookup(read: Reader, name: string, type: DnsRecord['type'] = 'A'): Omit<DnsAnswer, 'asked'> {
  const none = { code: 'NXDOMAIN', records: [] } as const;
  const arpa = /^([\d.]+)\.in-addr\.arpa$/.exec(name);
  if (arpa) return reverse(read, arpa[1]!.split('.').reverse().join('.'), name);
  if (name !== CLUSTER_DOMAIN && !name.endsWith(`.${CLUSTER_DOMAIN}`)) return { code: 'FORWARDED', records: [] };
  const labels = name.slice(0, -CLUSTER_DOMAIN.length - 1).split('.');
  const kind = labels.pop();
  const namespace = labels.pop() ?? '';
  if (!read.get('namespaces', namespace)) return none;
  if (labels.length === 0) return { code: 'NOERROR', records: [] };
  if (kind === 'pod') return labels.length === 1 ? podAddress(name, labels[0]!, type) : none;
  if (kind !== 'svc') return none;
  return serviceRecords(read, name, namespace, labels, type);
}

function podAddress(name: string, dashed: string, type: DnsRecord['type']): Omit<DnsAnswer, 'asked'> {
  if (!/^\d+-\d+-\d+-\d+$/.test(dashed)) return { code: 'NXDOMAIN', records: [] };
  return { code: 'NOERROR', records: type === 'A' ? [{ name, type, data: dashed.replaceAll('-', '.') }] : [] };
}

function serviceRecords(
  read: Reader,
  name: string,
  namespace: string,
  labels: readonly string[],
  type: DnsRecord['type'],
): Omit<DnsAnswer, 'asked'> {
  const none = { code: 'NXDOMAIN', records: [] } as const;
  const service = read.get('services', `${namespace}/${labels[labels.length - 1]}`);
  if (!service) return none;
  const spec = service['spec'] as ServiceSpec;
  const base = `${service.metadata.name}.${namespace}.svc.${CLUSTER_DOMAIN}`;
  const [port, protocol] = labels.length === 3 ? [labels[0]!, labels[1]!] : [];
  if (labels.length > 3 || (port !== undefined && !(port.startsWith('_') && protocol!.startsWith('_')))) return none;
  const host = labels.length === 2 ? labels[0] : undefined;
  if (spec.type === 'ExternalName')
    return host === undefined && port === undefined
      ? { code: 'NOERROR', records: [{ name, type: 'CNAME', data: spec.externalName ?? '' }] }
      : none;
  if (spec.clusterIP && spec.clusterIP !== 'None' && host === undefined) {
    if (port === undefined && type !== 'SRV')
      return { code: 'NOERROR', records: addresses(name, spec.clusterIPs ?? [spec.clusterIP], type) };
    const ports = (spec.ports ?? []).filter((it) => portFits(it, port, protocol));
    if (!ports.length) return none;
    return {
      code: 'NOERROR',
      records: type === 'SRV' ? ports.map((it) => ({ name, type, data: `0 100 ${it.port} ${base}` })) : [],
    };
  }
  const records: DnsRecord[] = [];
  let found = false;
  for (const slice of slicesOf(read, service)) {
    for (const endpoint of slice.endpoints ?? []) {
      if (!endpoint.conditions?.ready && !spec.publishNotReadyAddresses) continue;
      for (const address of endpoint.addresses ?? []) {
        const own = endpoint.hostname ?? address.replace(/[.:]/g, '-');
        if (host !== undefined && host !== own) continue;
        const ports = (slice.ports ?? []).filter((it) => portFits(it, port, protocol));
        if (port !== undefined && !ports.length) continue;
        found = true;
        if (type === 'SRV')
          for (const it of ports) records.push({ name, type, data: `0 100 ${it.port} ${own}.${base}` });
        else if (port === undefined) records.push(...addresses(name, [address], type));
      }
    }
  }
  return found ? { code: 'NOERROR', records } : none;
}

function portFits(
  it: { readonly name?: string; readonly protocol?: string },
  port: string | undefined,
  protocol: string | undefined,
): boolean {
  if (port === undefined) return true;
  return `_${it.name}` === port && `_${(it.protocol ?? 'TCP').toLowerCase()}` === protocol;
}

function addresses(name: string, all: readonly string[], type: DnsRecord['type']): DnsRecord[] {
  if (type !== 'A' && type !== 'AAAA') return [];
  return all.filter((it) => it.includes(':') === (type === 'AAAA')).map((data) => ({ name, type, data }));
}

/** The EndpointSlices of a Service. */
export function slicesOf(read: Reader, service: KubeObject): (KubeObject & Slice)[] {
  return (read.list(SLICES, service.metadata.namespace) as (KubeObject & Slice)[]).filter(
    (it) => it.metadata.labels?.['kubernetes.io/service-name'] === service.metadata.name,
  );
}

function reverse(read: Reader, address: string, name: string): Omit<DnsAnswer, 'asked'> {
  const [service] = read.indexed('clusterIPs', address);
  if (service) return { code: 'NOERROR', records: [{ name, type: 'PTR', data: baseName(service) }] };
  const records: DnsRecord[] = [];
  for (const slice of read.list(SLICES) as (KubeObject & Slice)[]) {
    const of = slice.metadata.labels?.['kubernetes.io/service-name'];
    if (!of) continue;
    for (const endpoint of slice.endpoints ?? [])
      if (endpoint.hostname && endpoint.addresses?.includes(address))
        records.push({
          name,
          type: 'PTR',
          data: `${endpoint.hostname}.${of}.${slice.metadata.namespace}.svc.${CLUSTER_DOMAIN}`,
        });
  }
  return records.length ? { code: 'NOERROR', records } : { code: 'FORWARDED', records: [] };
}

function baseName({ metadata }: KubeObject): string {
  return `${metadata.name}.${metadata.namespace}.svc.${CLUSTER_DOMAIN}`;
}
