import type { Construct } from 'constructs';
import type { ServicePort, ServiceSpec } from '../../api/schema/types/core-v1.ts';
import { ApiObject, type Metadata } from '../api-object.ts';
import { checkProps, serviceProps } from '../props.ts';
import { overlay, type Overlay } from '../overlay.ts';

export interface ServiceProps {
  readonly metadata?: Metadata;
  readonly selector?: { readonly [key: string]: string };
  readonly ports?: readonly ServicePort[];
  readonly type?: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
  /** A name outside the cluster that it stands for. */
  readonly externalName?: string;
  readonly existing?: boolean;
  /** No address of its own: DNS names its pods. */
  readonly headless?: boolean;
  /** Any field of its spec, laid over. */
  readonly spec?: Overlay<ServiceSpec>;
}

/** A stable address in front of pods. */
export class Service extends ApiObject {
  readonly ports: readonly ServicePort[];
  private readonly props: ServiceProps;

  constructor(scope: Construct, id: string, props: ServiceProps) {
    super(scope, id, { apiVersion: 'v1', kind: 'Service', metadata: props.metadata, existing: props.existing });
    this.props = props;
    this.ports = props.ports ?? [];
    checkProps(this, serviceProps, props);
  }

  /** Whether it finds its pods by labels. */
  get hasSelector(): boolean {
    return Object.keys(this.props.selector ?? {}).length > 0;
  }

  /** `name.namespace.svc:port`. */
  get address(): string {
    const port = this.ports[0]?.port;
    return `${this.name}${this.namespace ? `.${this.namespace}.svc` : ''}${port ? `:${port}` : ''}`;
  }

  protected override render(): { readonly [field: string]: unknown } {
    const { selector, type, headless, externalName } = this.props;
    const spec = {
      selector,
      ports: this.ports.length ? this.ports : undefined,
      type: type ?? (externalName ? 'ExternalName' : undefined),
      externalName,
      clusterIP: headless ? 'None' : undefined,
    };
    return { spec: overlay(spec, this.props.spec) };
  }
}
