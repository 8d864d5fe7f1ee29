// How requests travel: host and path to Service to pods, and where that ends in nothing.

import type { KubeObject } from '../../api/object.ts';
import { mapMatcher } from '../../api/selectors.ts';
import type { Reader } from '../../engine/interface.ts';

export interface Route {
  readonly url: string;
  readonly ingress: string;
  readonly pathType: string;
  /** `service:port`. */
  readonly backend: string;
  readonly service: string;
  readonly ready: number;
  readonly endpoints: number;
  readonly tls?: string;
  /** Why it ends in nothing, or is not what it seems. */
  readonly problem?: string;
  /** The object to look at: `Kind namespace/name`. */
  readonly blame?: string;
}

export interface ServiceRoute {
  readonly service: string;
  readonly dns: string;
  readonly type: string;
  readonly ports: readonly string[];
  readonly ready: number;
  readonly endpoints: number;
  readonly problem?: string;
}

export interface Routing {
  readonly routes: readonly Route[];
  readonly services: readonly ServiceRoute[];
}

interface Slice {
  readonly endpoints?: readonly { readonly conditions?: { readonly ready?: boolean } }[] | null;
  readonly ports?: readonly { readonly name?: string }[] | null;
}

function endpointsOf(read: Reader, service: KubeObject): { ready: number; total: number } {
  let ready = 0;
  let total = 0;
  for (const slice of read.list(
    'endpointslices.discovery.k8s.io',
    service.metadata.namespace,
  ) as unknown as (KubeObject & Slice)[]) {
    if (slice.metadata.labels?.['kubernetes.io/service-name'] !== service.metadata.name) continue;
    for (const endpoint of slice.endpoints ?? []) {
      total++;
      if (endpoint.conditions?.ready) ready++;
    }
  }
  return { ready, total };
}

/** What is wrong with a Service: no pod selected, a port no pod has, nobody ready. */
function serviceProblem(read: Reader, service: KubeObject): string | undefined {
  const {
    selector,
    ports = [],
    type,
  } = service['spec'] as {
    selector?: Record<string, string>;
    ports?: { name?: string; port: number; targetPort?: string | number; protocol?: string }[];
    type?: string;
  };
  if (type === 'ExternalName' || !selector) return undefined;
  const matches = mapMatcher(selector);
  const pods = read.list('pods', service.metadata.namespace).filter((pod) => matches(pod.metadata.labels));
  const told = Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  if (pods.length === 0) return `selector ${told} matches no pod`;
  for (const port of ports) {
    const target = port.targetPort ?? port.port;
    const declared = pods.some((pod) =>
      (pod['spec'].containers as { ports?: { name?: string; containerPort: number }[] }[]).some((container) =>
        container.ports?.some((it) => (typeof target === 'number' ? it.containerPort === target : it.name === target)),
      ),
    );
    if (!declared && typeof target === 'string')
      return `port ${port.name ?? port.port} goes to ${target}, which no pod has`;
    if (
      !declared &&
      pods.some((pod) =>
        (pod['spec'].containers as { ports?: object[] }[]).some((container) => container.ports?.length),
      )
    )
      return `port ${port.name ?? port.port} goes to ${target}, which no container declares`;
  }
  return endpointsOf(read, service).ready === 0 ? 'no pod is ready' : undefined;
}

export function routing(read: Reader): Routing {
  const routes: Route[] = [];
  for (const ingress of read.list('ingresses.networking.k8s.io')) {
    const { namespace } = ingress.metadata;
    const spec = ingress['spec'] as {
      tls?: { hosts?: string[]; secretName?: string }[];
      rules?: { host?: string; http?: { paths: { path?: string; pathType: string; backend: Backend }[] } }[];
      defaultBackend?: Backend;
    };
    const name = `${namespace}/${ingress.metadata.name}`;
    const add = (host: string, path: string, pathType: string, backend: Backend): void => {
      const tls = spec.tls?.find((it) => it.hosts?.includes(host) || it.hosts?.includes(host.replace(/^[^.]+/, '*')));
      const base = {
        url: `${tls ? 'https' : 'http'}://${host}${path}`,
        ingress: name,
        pathType,
        ...(tls?.secretName ? { tls: tls.secretName } : {}),
      };
      if (!backend.service) {
        routes.push({
          ...base,
          backend: `${backend.resource?.kind ?? '?'}/${backend.resource?.name ?? '?'}`,
          service: '',
          ready: 0,
          endpoints: 0,
          problem: 'resource backends are not evaluated here',
        });
        return;
      }
      const port = backend.service.port?.name ?? backend.service.port?.number;
      const service = read.get('services', `${namespace}/${backend.service.name}`);
      const told = {
        ...base,
        backend: `${backend.service.name}:${port ?? '?'}`,
        service: `${namespace}/${backend.service.name}`,
      };
      if (!service) {
        routes.push({
          ...told,
          ready: 0,
          endpoints: 0,
          problem: `no Service ${backend.service.name} in namespace ${namespace}`,
          blame: `Ingress ${name}`,
        });
        return;
      }
      const { ready, total } = endpointsOf(read, service);
      const ports = (service['spec'].ports ?? []) as { name?: string; port: number }[];
      const known = ports.some((it) => it.name === port || it.port === port);
      const missingTls =
        tls?.secretName && !read.get('secrets', `${namespace}/${tls.secretName}`)
          ? `no Secret ${tls.secretName} for its certificate`
          : undefined;
      const problem = known
        ? (serviceProblem(read, service) ?? missingTls)
        : `Service ${backend.service.name} has no port ${port}`;
      const blame =
        problem === undefined
          ? undefined
          : known && problem !== missingTls
            ? `Service ${namespace}/${backend.service.name}`
            : `Ingress ${name}`;
      routes.push({ ...told, ready, endpoints: total, ...(problem ? { problem, blame } : {}) });
    };
    for (const rule of spec.rules ?? [])
      for (const { path = '/', pathType, backend } of rule.http?.paths ?? [])
        add(rule.host ?? '*', path, pathType, backend);
    if (spec.defaultBackend) add('*', '/', 'Prefix', spec.defaultBackend);
  }
  const services = read.list('services').map((service): ServiceRoute => {
    const { ready, total } = endpointsOf(read, service);
    const {
      type = 'ClusterIP',
      clusterIP,
      ports = [],
    } = service['spec'] as {
      type?: string;
      clusterIP?: string;
      ports?: { name?: string; port: number; protocol?: string; targetPort?: string | number }[];
    };
    const problem = serviceProblem(read, service);
    return {
      service: `${service.metadata.namespace}/${service.metadata.name}`,
      dns: `${service.metadata.name}.${service.metadata.namespace}.svc.cluster.local`,
      type: clusterIP === 'None' ? 'Headless' : type,
      ports: ports.map((port) => `${port.port}/${port.protocol ?? 'TCP'} → ${port.targetPort ?? port.port}`),
      ready,
      endpoints: total,
      ...(problem ? { problem } : {}),
    };
  });
  return { routes, services: services.filter((it) => it.service !== 'default/kubernetes') };
}

interface Backend {
  readonly service?: { readonly name: string; readonly port?: { readonly name?: string; readonly number?: number } };
  readonly resource?: { readonly kind: string; readonly name: string };
}
