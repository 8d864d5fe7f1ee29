import type { Construct } from 'constructs';
import { ApiObject, type Metadata } from '../api-object.ts';
import type { IngressSpec } from '../../api/schema/types/networking-v1.ts';
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

  constructor(scope: Construct, id: string, props: IngressProps = {}) {
    super(scope, id, { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: props.metadata });
    this.props = props;
  }

  /** Requests for a host and path go to a Service; to its first port unless said otherwise. */
  route(
    host: string,
    path: string,
    service: Service,
    options: {
      readonly port?: string | number;
      readonly pathType?: 'Prefix' | 'Exact' | 'ImplementationSpecific';
    } = {},
  ): this {
    this.routes.push({ host, path, pathType: options.pathType ?? 'Prefix', service, port: options.port });
    return this;
  }

  protected override render(): { readonly [field: string]: unknown } {
    const hosts = [...new Set(this.routes.map((it) => it.host))];
    const { tls, className } = this.props;
    const secretName = refer(this, 'Secret', tls);
    const spec = {
      ingressClassName: refer(this, 'IngressClass', className),
      tls: secretName ? [{ hosts, secretName }] : undefined,
      rules: hosts.map((host) => ({
        host,
        http: {
          paths: this.routes
            .filter((it) => it.host === host)
            .map(({ path, pathType, service, port }) => {
              const to = port ?? service.ports[0]?.port;
              return {
                path,
                pathType,
                backend: {
                  service: { name: service.name, port: typeof to === 'string' ? { name: to } : { number: to } },
                },
              };
            }),
        },
      })),
    };
    return { spec: overlay(spec, this.props.spec) };
  }
}
