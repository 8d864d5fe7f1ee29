// What the rows of networking say.

import type { Part, Row } from './interface.ts';
import { labels, orNone, selector, some } from './interface.ts';

/** Addresses that a load balancer has, once each and in order. */
function balanced(status: Part): string[] {
  const all = ((status?.loadBalancer?.ingress ?? []) as Part[]).map((it) => (it.ip || it.hostname) as string);
  return [...new Set(all.filter(Boolean))].sort();
}

function external({ spec = {}, status }: Part): string {
  const own = (spec.externalIPs ?? []) as string[];
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return orNone(own.join(','));
    case 'LoadBalancer':
      return [...balanced(status), ...own].join(',') || '<pending>';
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}

export const services: Row = {
  Type: (it) => it.spec?.type ?? '',
  'Cluster-IP': (it) => orNone(it.spec?.clusterIPs?.[0]),
  'External-IP': external,
  'Port(s)': (it) =>
    orNone(
      ((it.spec?.ports ?? []) as Part[])
        .map((port) => `${port.port}${port.nodePort ? `:${port.nodePort}` : ''}/${port.protocol}`)
        .join(','),
    ),
  Selector: (it) => labels(it.spec?.selector),
};

const host = (ip: string, port: number): string => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`);

export const endpoints: Row = {
  Endpoints: (it) => {
    const subsets = (it.subsets ?? []) as Part[];
    if (!subsets.length) return '<none>';
    const all = subsets.flatMap(({ addresses = [], ports = [] }: Part) => {
      const ips = (addresses as Part[]).map((one) => one.ip as string);
      // A headless service may have no ports.
      return ports.length ? (ports as Part[]).flatMap((port) => ips.map((ip) => host(ip, port.port))) : ips;
    });
    return some(all, 3);
  },
};

export const endpointSlices: Row = {
  AddressType: (it) => it.addressType ?? '',
  Ports: (it) =>
    some(
      ((it.ports ?? []) as Part[]).map((one) => String(one.port ?? one.name ?? '*')),
      3,
    ) || '<unset>',
  Endpoints: (it) =>
    some(
      ((it.endpoints ?? []) as Part[]).flatMap((one) => (one.addresses ?? []) as string[]),
      3,
    ) || '<unset>',
};

export const ingresses: Row = {
  Class: (it) => it.spec?.ingressClassName ?? '<none>',
  Hosts: (it) => {
    const rules = (it.spec?.rules ?? []) as Part[];
    const hosts: string[] = [];
    for (const rule of rules) {
      // How many more counts rules, those without a host too.
      if (hosts.length === 3) return `${hosts.join(',')} + ${rules.length - 3} more...`;
      if (rule.host) hosts.push(rule.host);
    }
    return hosts.join(',') || '*';
  },
  Address: (it) => balanced(it.status).join(','),
  Ports: (it) => (it.spec?.tls?.length ? '80, 443' : '80'),
};

export const ingressClasses: Row = {
  Controller: (it) => it.spec?.controller ?? '',
  Parameters: (it) => {
    const ref = it.spec?.parameters as Part;
    return ref ? `${ref.kind}${ref.apiGroup === undefined ? '' : `.${ref.apiGroup}`}/${ref.name}` : '<none>';
  },
};

export const networkPolicies: Row = { 'Pod-Selector': (it) => selector(it.spec?.podSelector) };
export const serviceCidrs: Row = { CIDRs: (it) => (it.spec?.cidrs ?? []).join(',') };
export const ipAddresses: Row = {
  ParentRef: (it) => {
    const ref = it.spec?.parentRef as Part;
    if (!ref) return '<none>';
    const resource = `${ref.resource}${ref.group ? `.${ref.group}` : ''}`.toLowerCase();
    return `${resource}${ref.namespace ? `/${ref.namespace}` : ''}/${ref.name}`;
  },
};
