// Where an Ingress sends a request: host, then path, then Service, then the port its pods listen on, as pure functions.
// Follows the Ingress API's documentation (networking.k8s.io/v1) and the ingress conformance features.

import type { KubeObject } from '../../api/object.ts';
import { namedPort, type Endpoint } from './endpoint.ts';

/** What a path of an Ingress points at. */
export interface Backend {
  readonly service?: { readonly name: string; readonly port?: { readonly name?: string; readonly number?: number } };
  readonly resource?: { readonly apiGroup?: string; readonly kind: string; readonly name: string };
}

/** One line of the table that all Ingresses of a class make together. */
export interface IngressRoute {
  /** `namespace/name` of the Ingress. */
  readonly ingress: string;
  readonly namespace: string;
  /** As written: exact, `*.example.com`, or `*` where no host is given. */
  readonly host: string;
  readonly path: string;
  readonly pathType: string;
  readonly backend: Backend;
  /** The Secret of the certificate for the host; '' where TLS is on without one; undefined where it is off. */
  readonly tls?: string;
  /** Whether it is the Ingress's default backend. */
  readonly fallback: boolean;
}

interface IngressSpec {
  readonly tls?: readonly { readonly hosts?: readonly string[]; readonly secretName?: string }[];
  readonly rules?: readonly {
    readonly host?: string;
    readonly http?: { readonly paths?: readonly { path?: string; pathType?: string; backend: Backend }[] };
  }[];
  readonly defaultBackend?: Backend;
}

/** All routes, in the order they were written. */
export function ingressRoutes(ingresses: readonly KubeObject[]): IngressRoute[] {
  const found: IngressRoute[] = [];
  for (const ingress of ingresses) {
    const namespace = ingress.metadata.namespace ?? 'default';
    const spec = (ingress['spec'] ?? {}) as IngressSpec;
    const add = (host: string, path: string, pathType: string, backend: Backend, fallback: boolean): void => {
      const tls = spec.tls?.find((it) => it.hosts?.some((covered) => hostMatches(covered, host)));
      found.push({
        ingress: `${namespace}/${ingress.metadata.name}`,
        namespace,
        host,
        path,
        pathType,
        backend,
        ...(tls ? { tls: tls.secretName ?? '' } : {}),
        fallback,
      });
    };
    for (const rule of spec.rules ?? []) {
      const host = rule.host || '*';
      for (const { path = '/', pathType = 'ImplementationSpecific', backend } of rule.http?.paths ?? [])
        add(host, path, pathType, backend, false);
      // A host without paths sends everything to the default backend.
      if (rule.host && !rule.http && spec.defaultBackend) add(host, '/', 'Prefix', spec.defaultBackend, true);
    }
    if (spec.defaultBackend) add('*', '/', 'Prefix', spec.defaultBackend, true);
  }
  return found;
}

/** Whether a host of a rule covers a request's: `*` covers all, `*.` exactly one label. Case does not count. */
export function hostMatches(rule: string, host: string): boolean {
  const [wanted, asked] = [rule.toLowerCase(), host.toLowerCase()];
  if (wanted === '*' || wanted === asked) return true;
  if (!wanted.startsWith('*.')) return false;
  const dot = asked.indexOf('.');
  return dot > 0 && asked.slice(dot) === wanted.slice(1);
}

/** Whether a path of a rule covers a request's. `Prefix` goes by elements; what is left to the implementation goes as `Prefix` here. */
export function pathMatches(path: string, pathType: string, asked: string): boolean {
  if (pathType === 'Exact') return path === asked;
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' || asked === trimmed || asked.startsWith(`${trimmed}/`);
}

/** Exact hosts before wildcards before none, the default backend last. */
function hostRank(route: IngressRoute): number {
  if (route.fallback) return 3;
  return route.host === '*' ? 2 : route.host.startsWith('*.') ? 1 : 0;
}

/** Orders routes by what wins: host, longest path, `Exact` before `Prefix`; the older one of equals, which is the first here. */
function byPrecedence(a: IngressRoute, b: IngressRoute): number {
  const length = ({ path }: IngressRoute): number => path.replace(/(?<=.)\/+$/, '').length;
  return (
    hostRank(a) - hostRank(b) ||
    length(b) - length(a) ||
    Number(b.pathType === 'Exact') - Number(a.pathType === 'Exact')
  );
}

/** What becomes of a request: the route that takes it, and those that would have taken it without that one. */
export interface RequestRoute {
  readonly route?: IngressRoute;
  readonly losers: readonly IngressRoute[];
}

/** The route of a request. A host that has rules of its own never falls through to a wildcard's. */
export function routeRequest(routes: readonly IngressRoute[], host: string, path: string): RequestRoute {
  const hosts = routes.filter((it) => hostMatches(it.host, host));
  const best = Math.min(...hosts.map(hostRank));
  const fitting = hosts.filter((it) => pathMatches(it.path, it.pathType, path || '/')).sort(byPrecedence);
  const [route, ...losers] = fitting.filter((it) => hostRank(it) === best || it.fallback);
  return { ...(route ? { route } : {}), losers };
}

interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly protocol?: string;
  readonly targetPort?: string | number;
}

/** The port of a Service that a backend means: by name or by number. */
export function servicePort(
  service: KubeObject,
  wanted: { readonly name?: string; readonly number?: number } | undefined,
): ServicePort | undefined {
  const ports = (service['spec']?.ports ?? []) as ServicePort[];
  return ports.find((it) => (wanted?.name ? it.name === wanted.name : it.port === wanted?.number));
}

/** The port a Service's port reaches on one of its pods; undefined when the pod has no port of that name. */
export function targetPort(port: ServicePort, endpoint: Endpoint): number | undefined {
  const target = port.targetPort || port.port;
  return typeof target === 'number' ? target : namedPort(endpoint, target, port.protocol || 'TCP')?.port;
}

/** The IngressClass an Ingress belongs to: the one it names, or the default one. What nobody serves has none. */
export function ingressClassOf(ingress: KubeObject, classes: readonly KubeObject[]): KubeObject | undefined {
  const named =
    (ingress['spec']?.ingressClassName as string | undefined) ??
    ingress.metadata.annotations?.['kubernetes.io/ingress.class'];
  if (named !== undefined) return classes.find((it) => it.metadata.name === named);
  return classes.find((it) => it.metadata.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true');
}
