// What workloads can be asked for: a Service in front, who may reach them.

import type { Construct } from 'constructs';
import { ApiObject, type ApiObjectProps } from '../api-object.ts';
import { NetworkPolicy, type PolicyPeer } from '../networking/network-policy.ts';
import { Service, type ServiceProps } from './service.ts';
import type { PodProps } from './pod.ts';

/** A workload whose pods can be selected. */
export abstract class Workload extends ApiObject {
  /** The labels its pods are selected by. */
  readonly selector: { readonly [key: string]: string };
  readonly ports: { readonly [name: string]: number };
  private service: Service | undefined;
  private ingress: NetworkPolicy | undefined;
  private egress: NetworkPolicy | undefined;

  constructor(scope: Construct, id: string, kind: Pick<ApiObjectProps, 'apiVersion' | 'kind'>, props: PodProps) {
    super(scope, id, { ...kind, metadata: props.metadata });
    this.selector = { 'app.kubernetes.io/name': this.name };
    this.ports = props.ports ?? {};
  }

  /** A Service in front of its pods. `port` is the Service's; it goes to the port of that name or number, or to the only one there is. */
  expose(
    options: {
      readonly port?: number;
      readonly to?: string | number;
      readonly type?: ServiceProps['type'];
      readonly name?: string;
      readonly headless?: boolean;
    } = {},
  ): Service {
    const names = Object.keys(this.ports);
    const to = options.to ?? (names.length ? names[0] : options.port);
    // Pods have names behind a headless Service, whether they have ports or not.
    const isBare = to === undefined && options.headless === true;
    if (to === undefined && !isBare) this.problem('expose needs a port: the workload has none', 'ports');
    const target = typeof to === 'string' ? to : names.find((it) => this.ports[it] === to);
    const port = options.port ?? (typeof to === 'string' ? this.ports[to] : to) ?? 80;
    const made = new Service(this, options.name ?? 'service', {
      metadata: { name: options.name ?? this.name, namespace: this.namespace },
      selector: this.selector,
      ports: isBare ? [] : [{ name: target ?? `port-${port}`, port, targetPort: to ?? port }],
      type: options.type,
      headless: options.headless,
    });
    this.service ??= made;
    return made;
  }

  /** `name.namespace.svc:port` of the Service in front of it; makes one when there is none. */
  address(port?: string): string {
    this.service ??= this.expose(port === undefined ? {} : { to: port });
    return this.service.address;
  }

  /** Others may reach this workload on a port (by name or number), and from now on nobody else may. Their way out is allowed too. */
  allowFrom(from: PolicyPeer | Workload, ...ports: readonly (string | number)[]): this {
    this.ingress ??= new NetworkPolicy(this, 'ingress', {
      metadata: { name: `${this.name}-ingress`, namespace: this.namespace },
      select: this.selector,
      directions: ['Ingress'],
    });
    const numbers = ports.map((port) => this.portNumber(port));
    this.ingress.allowIngress(
      'selector' in from
        ? { pods: from.selector, namespace: from.namespace === this.namespace ? undefined : from.namespace }
        : from,
      numbers,
    );
    if ('selector' in from) from.openTo(this, numbers);
    return this;
  }

  /** This workload may reach another on a port; policies on both ends. */
  allowTo(to: Workload, ...ports: readonly (string | number)[]): this {
    to.allowFrom(this, ...ports);
    return this;
  }

  /** Only where egress is already restricted does a way out need to be said. */
  private openTo(to: Workload, ports: readonly (string | number)[]): void {
    this.egress?.allowEgress(
      { pods: to.selector, namespace: to.namespace === this.namespace ? undefined : to.namespace },
      ports,
    );
  }

  /** From now on its pods reach only what is allowed, and DNS. */
  restrictEgress(): this {
    if (!this.egress) {
      this.egress = new NetworkPolicy(this, 'egress', {
        metadata: { name: `${this.name}-egress`, namespace: this.namespace },
        select: this.selector,
        directions: ['Egress'],
      });
      this.egress.allowEgress({ namespace: 'kube-system' }, [53], ['UDP', 'TCP']);
    }
    return this;
  }

  private portNumber(port: string | number): number | string {
    if (typeof port === 'number') return port;
    const number = this.ports[port];
    if (number === undefined)
      this.problem(`it has no port ${port}; it has ${Object.keys(this.ports).join(', ') || 'none'}`, 'ports');
    return number ?? port;
  }
}
