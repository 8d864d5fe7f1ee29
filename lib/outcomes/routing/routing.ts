// How requests travel: host and path to Service to pods, and where that ends in nothing.

import type { Reader } from '../../engine/interface.ts';
import { endpointOf } from '../../engine/network/endpoint.ts';
import {
  ingressClassOf,
  ingressRoutes,
  routeRequest,
  servicePort,
  targetPort,
  type IngressRoute,
} from '../../engine/network/ingress.ts';
import { Policies } from '../../engine/network/policy.ts';
import { calls, type Call } from './calls.ts';
import { ServiceTable, type ServiceRoute } from './services.ts';

export interface Route {
  readonly url: string;
  readonly host: string;
  readonly path: string;
  readonly ingress: string;
  readonly pathType: string;
  /** `service:port`. */
  readonly backend: string;
  /** `namespace/name`; '' for a backend that is no Service. */
  readonly service: string;
  /** Workloads behind the Service. */
  readonly workloads: readonly string[];
  readonly ready: number;
  readonly endpoints: number;
  /** The Secret of its certificate. */
  readonly tls?: string;
  /** Why it ends in nothing, or is not what it seems. */
  readonly problem?: string;
  /** The object to look at: `Kind namespace/name`. */
  readonly blame?: string;
}

export interface Routing {
  readonly routes: readonly Route[];
  readonly services: readonly ServiceRoute[];
  /** Addresses that workloads are given, and where those lead. */
  readonly calls: readonly Call[];
}

export function routing(read: Reader): Routing {
  const services = new ServiceTable(read);
  const ingresses = read.list('ingresses.networking.k8s.io');
  const table = ingressRoutes(ingresses);
  const classes = read.list('ingressclasses.networking.k8s.io');
  const unserved = new Map(
    classes.length
      ? ingresses
          .filter((it) => !ingressClassOf(it, classes))
          .map((it) => [
            `${it.metadata.namespace}/${it.metadata.name}`,
            it['spec']?.ingressClassName as string | undefined,
          ])
      : [],
  );
  const policies = Policies.of(read);
  const routes = table.map((route) => {
    const told = describe(read, services, policies, route);
    if (unserved.has(route.ingress)) {
      const name = unserved.get(route.ingress);
      const problem = name ? `no IngressClass ${name}` : 'no IngressClass is named, and none is the default';
      return { ...told, problem, blame: `Ingress ${route.ingress}` };
    }
    const winner = route.fallback ? route : routeRequest(table, sample(route.host), route.path).route;
    if (!told.problem && winner && winner !== route && winner.host === route.host && winner.path === route.path)
      return {
        ...told,
        problem: `never asked: ${winner.ingress} has the same host and path`,
        blame: `Ingress ${route.ingress}`,
      };
    return told;
  });
  return { routes, services: services.all(), calls: calls(read, services) };
}

/** A host that a rule's host covers. */
const sample = (host: string): string => (host === '*' ? 'any.invalid' : host.replace(/^\*/, 'any'));

function describe(read: Reader, services: ServiceTable, policies: Policies, route: IngressRoute): Route {
  const { namespace, host, path, ingress, pathType, backend, tls } = route;
  const base = {
    url: `${tls === undefined ? 'http' : 'https'}://${host}${path}`,
    host,
    path,
    ingress,
    pathType,
    ...(tls ? { tls } : {}),
  };
  const nothing = { service: '', workloads: [], ready: 0, endpoints: 0, blame: `Ingress ${ingress}` };
  if (!backend.service)
    return {
      ...base,
      ...nothing,
      backend: `${backend.resource?.kind ?? '?'}/${backend.resource?.name ?? '?'}`,
      problem: 'resource backends are not evaluated here',
    };
  const wanted = backend.service.port?.name ?? backend.service.port?.number;
  const key = `${namespace}/${backend.service.name}`;
  const name = `${backend.service.name}:${wanted ?? '?'}`;
  const service = services.of(key);
  if (!service)
    return {
      ...base,
      ...nothing,
      backend: name,
      service: key,
      problem: `no Service ${backend.service.name} in namespace ${namespace}`,
    };
  const told = {
    ...base,
    backend: name,
    service: key,
    workloads: service.workloads,
    ready: service.ready,
    endpoints: service.endpoints,
  };
  const port = servicePort(read.get('services', key)!, backend.service.port);
  if (!port)
    return {
      ...told,
      problem: `Service ${backend.service.name} has no port ${wanted}`,
      blame: `Ingress ${ingress}`,
    };
  if (service.problem) return { ...told, problem: service.problem, blame: `Service ${key}` };
  if (tls && !read.get('secrets', `${namespace}/${tls}`))
    return { ...told, problem: `no Secret ${tls} for its certificate`, blame: `Ingress ${ingress}` };
  const shut = services.podsOf(key).flatMap((pod) => {
    const endpoint = endpointOf(read, pod);
    const at = targetPort(port, endpoint);
    return at === undefined ? [] : [shutTo(policies, endpoint, at)];
  });
  const closed = shut[0];
  if (closed && shut.every(Boolean)) return { ...told, problem: closed, blame: `Service ${key}` };
  return told;
}

/** Why no ingress controller can reach a port; undefined where one of another namespace, or from outside, may. */
function shutTo(policies: Policies, endpoint: ReturnType<typeof endpointOf>, port: number): string | undefined {
  const { admin, namespaced } = policies.select(endpoint, 'Ingress');
  if (admin.length || !namespaced.length) return undefined;
  const open = namespaced.some((policy) =>
    policy.rules.Ingress!.some(
      (rule) =>
        rule.ports(endpoint).has('TCP', port) &&
        (!rule.peers || rule.blocks.length > 0 || rule.peers.some((peer) => peer.namespace === undefined)),
    ),
  );
  return open
    ? undefined
    : `policies let in pods of namespace ${endpoint.namespace} only, so no ingress controller: ${namespaced.map((it) => it.name).join(', ')}`;
}
