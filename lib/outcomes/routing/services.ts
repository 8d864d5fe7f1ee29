// Services: the names and addresses they have, the pods behind them, and what is wrong with them.

import type { KubeObject } from '../../api/object.ts';
import { mapMatcher } from '../../api/selectors.ts';
import type { Reader } from '../../engine/interface.ts';
import { CLUSTER_DOMAIN } from '../../engine/network/dns.ts';
import { workloadName, workloadOf } from '../workload.ts';

export interface ServiceRoute {
  /** `namespace/name`. */
  readonly service: string;
  readonly type: string;
  /** Its full name, and what that stands for. */
  readonly dns: string;
  readonly addresses: readonly string[];
  /** Names of single pods behind a headless Service, and their addresses. */
  readonly names: readonly { readonly name: string; readonly address: string }[];
  /** As in `80/TCP → 8080`. */
  readonly ports: readonly string[];
  readonly ready: number;
  readonly endpoints: number;
  /** Ready endpoints by zone. */
  readonly zones: { readonly [zone: string]: number };
  /** Workloads behind it. */
  readonly workloads: readonly string[];
  readonly problem?: string;
}

export interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: string | number;
  readonly protocol?: string;
}

interface Slice {
  readonly endpoints?: readonly Entry[] | null;
}
interface Entry {
  readonly addresses?: readonly string[];
  readonly hostname?: string;
  readonly zone?: string;
  readonly conditions?: { readonly ready?: boolean };
  readonly targetRef?: { readonly kind?: string; readonly name?: string };
}

type Container = { ports?: { name?: string; containerPort: number; protocol?: string }[]; restartPolicy?: string };

/** All Services of a view with what is behind them; asked for one by one. */
export class ServiceTable {
  private readonly read: Reader;
  private readonly entries = new Map<string, Entry[]>();
  private readonly known = new Map<string, ServiceRoute>();

  constructor(read: Reader) {
    this.read = read;
    for (const slice of read.list('endpointslices.discovery.k8s.io') as (KubeObject & Slice)[]) {
      const service = slice.metadata.labels?.['kubernetes.io/service-name'];
      if (!service) continue;
      const key = `${slice.metadata.namespace}/${service}`;
      this.entries.set(key, [...(this.entries.get(key) ?? []), ...(slice.endpoints ?? [])]);
    }
  }

  /** A Service by `namespace/name`. */
  of(key: string): ServiceRoute | undefined {
    let found = this.known.get(key);
    const service = found ? undefined : this.read.get('services', key);
    if (service) this.known.set(key, (found = this.describe(key, service)));
    return found;
  }

  all(): ServiceRoute[] {
    return this.read
      .list('services')
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
      .filter((key) => key !== 'default/kubernetes')
      .map((key) => this.of(key)!);
  }

  /** The pods behind a Service. */
  podsOf(key: string): KubeObject[] {
    const [namespace] = key.split('/');
    return (this.entries.get(key) ?? []).flatMap(({ targetRef }) => {
      const pod = targetRef?.kind === 'Pod' && this.read.get('pods', `${namespace}/${targetRef.name}`);
      return pod ? [pod] : [];
    });
  }

  private describe(key: string, service: KubeObject): ServiceRoute {
    const {
      type = 'ClusterIP',
      clusterIP,
      clusterIPs,
      ports = [],
      externalName,
    } = service['spec'] as {
      type?: string;
      clusterIP?: string;
      clusterIPs?: string[];
      externalName?: string;
      ports?: ServicePort[];
    };
    const entries = this.entries.get(key) ?? [];
    const headless = clusterIP === 'None';
    const dns = `${service.metadata.name}.${service.metadata.namespace}.svc.${CLUSTER_DOMAIN}`;
    const ready = entries.filter((it) => it.conditions?.ready);
    const zones: Record<string, number> = {};
    for (const { zone = '' } of ready) zones[zone] = (zones[zone] ?? 0) + 1;
    const outside = ((service['status']?.loadBalancer?.ingress ?? []) as { ip?: string; hostname?: string }[]).map(
      (it) => it.ip ?? it.hostname ?? '',
    );
    const problem = this.problem(key, service, ready.length);
    return {
      service: key,
      type: headless ? 'Headless' : type,
      dns,
      addresses:
        type === 'ExternalName'
          ? [externalName ?? '']
          : headless
            ? ready.flatMap((it) => it.addresses ?? [])
            : [...(clusterIPs ?? []), ...outside],
      names: headless
        ? entries.flatMap(({ hostname, addresses }) =>
            hostname ? [{ name: `${hostname}.${dns}`, address: addresses?.[0] ?? '' }] : [],
          )
        : [],
      ports: ports.map((port) => `${port.port}/${port.protocol ?? 'TCP'} → ${port.targetPort || port.port}`),
      ready: ready.length,
      endpoints: entries.length,
      zones,
      workloads: [...new Set(this.podsOf(key).map((pod) => workloadName(workloadOf(this.read, pod))))].sort(),
      ...(problem ? { problem } : {}),
    };
  }

  /** No pod selected, a port no pod has, nobody ready. */
  private problem(key: string, service: KubeObject, ready: number): string | undefined {
    const {
      selector,
      ports = [],
      type,
    } = service['spec'] as {
      selector?: Record<string, string>;
      ports?: ServicePort[];
      type?: string;
    };
    if (type === 'ExternalName' || !selector || Object.keys(selector).length === 0) return undefined;
    let pods = this.podsOf(key);
    if (pods.length === 0) {
      const matches = mapMatcher(selector);
      pods = this.read.list('pods', service.metadata.namespace).filter((pod) => matches(pod.metadata.labels));
      const told = Object.entries(selector).map(([label, value]) => `${label}=${value}`);
      if (pods.length === 0) return `selector ${told.join(',')} matches no pod`;
    }
    const wrong = ports.flatMap((port) => portProblem(port, pods) ?? []);
    return wrong[0] ?? (ready === 0 ? 'no pod is ready' : undefined);
  }
}

function portProblem(port: ServicePort, pods: readonly KubeObject[]): string[] | undefined {
  const target = port.targetPort || port.port;
  const protocol = port.protocol ?? 'TCP';
  const declared = pods.map((pod) =>
    [
      ...(pod['spec'].containers as Container[]),
      ...((pod['spec'].initContainers ?? []) as Container[]).filter((it) => it.restartPolicy === 'Always'),
    ].flatMap((container) => container.ports ?? []),
  );
  const fits = declared.some((list) =>
    list.some(
      (it) =>
        (it.protocol ?? 'TCP') === protocol &&
        (typeof target === 'number' ? it.containerPort === target : it.name === target),
    ),
  );
  if (fits) return undefined;
  const name = port.name ?? port.port;
  if (typeof target === 'string') return [`port ${name} goes to ${target}, which no pod has`];
  // Containers need not declare what they listen on; but where they do, the Service's port should be among it.
  return declared.some((list) => list.length)
    ? [`port ${name} goes to ${target}, which no container declares`]
    : undefined;
}
