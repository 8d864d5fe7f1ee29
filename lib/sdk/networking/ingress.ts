import type { Construct } from 'constructs';
import { ApiObject, type Metadata } from '../api-object.ts';
import type { IngressSpec } from '../../api/schema/types/networking-v1.ts';
import { checkProps, ingressProps } from '../props.ts';
import { refer, type Named } from '../names.ts';
import { overlay, type Overlay } from '../overlay.ts';
import type { Service } from '../core/service.ts';

export interface IngressProps {
  readonly metadata?: Metadata;
  /** Whose rules these are; the cluster's default when not said. */
  readonly className?: Named;
  /** The Secret with the certificate of all hosts; `{ existing }` where the tree does not make it. */
  readonly tls?: Named;
  /** Any field of its spec, laid over. */
  readonly spec?: Overlay<IngressSpec>;
}

/** Hosts and paths from outside to Services. */
export class Ingress extends ApiObject {
  private readonly props: IngressProps;
  private readonly routes: {
    host: string;
    path: string;
    pathType: string;
    service: Service;
    port?: string | number;
  }[] = [];
  private readonly certificates: { readonly hosts: readonly string[]; readonly secret: Named }[] = [];
  private fallback: { readonly service: Service; readonly port?: string | number } | undefined;

  constructor(scope: Construct, id: string, props: IngressProps = {}) {
    super(scope, id, { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: props.metadata });
    this.props = props;
    checkProps(this, ingressProps, props);
  }

  /** Certificates of some hosts, from a Secret of their own. */
  secure(hosts: readonly string[], secret: Named): this {
    this.certificates.push({ hosts, secret });
    return this;
  }

  /** Requests that match no rule go to a Service. */
  otherwise(service: Service, port?: string | number): this {
    if (this.leadsTo(service)) this.fallback = { service, port };
    return this;
  }

  /** Requests for a host (`*` for all) and path go to a Service; to its first port unless said otherwise. */
  route(
    host: string,
    path: string,
    service: Service,
    options: {
      readonly port?: string | number;
      readonly pathType?: 'Prefix' | 'Exact' | 'ImplementationSpecific';
    } = {},
  ): this {
    if (this.leadsTo(service))
      this.routes.push({ host, path, pathType: options.pathType ?? 'Prefix', service, port: options.port });
    return this;
  }

  /** Whether something is a Service: programs without types may hand over anything. */
  private leadsTo(service: Service): boolean {
    const isService = ApiObject.isApiObject(service) && service.kind === 'Service';
    if (!isService) this.problem('a route leads to a Service, such as web.expose()', 'route');
    return isService;
  }

  protected override render(): { readonly [field: string]: unknown } {
    const byHost = new Map<string, object[]>();
    for (const { host, path, pathType, service, port } of this.routes) {
      const route = { path, pathType, backend: backend(service, port) };
      const known = byHost.get(host);
      if (known) known.push(route);
      else byHost.set(host, [route]);
    }
    const hosts = [...byHost.keys()];
    const { tls, className } = this.props;
    const shared = tls && { hosts: hosts.filter((it) => it !== '*'), secretName: refer(this, 'Secret', tls) };
    const own = this.certificates.map((it) => ({ hosts: it.hosts, secretName: refer(this, 'Secret', it.secret) }));
    const all = shared ? [shared, ...own] : own;
    const spec = {
      ingressClassName: refer(this, 'IngressClass', className),
      tls: all.length ? all : undefined,
      defaultBackend: this.fallback && backend(this.fallback.service, this.fallback.port),
      rules: hosts.length
        ? hosts.map((host) => ({
            // Without a host a rule is for all of them.
            host: host === '*' ? undefined : host,
            http: { paths: byHost.get(host)! },
          }))
        : undefined,
    };
    return { spec: overlay(spec, this.props.spec) };
  }
}

function backend(service: Service, port: string | number | undefined): object {
  const to = port ?? service.ports[0]?.port;
  return { service: { name: service.name, port: typeof to === 'string' ? { name: to } : { number: to } } };
}
