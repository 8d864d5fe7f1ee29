import { isIPv6 } from 'node:net';
import type { Construct } from 'constructs';
import { ApiObject, type Metadata } from '../api-object.ts';
import type { Service } from '../core/service.ts';
import { checkProps, endpointSliceProps } from '../props.ts';

export interface EndpointSliceProps {
  readonly metadata?: Metadata;
  /** A Service without a selector. */
  readonly of: Service;
  /** Addresses of one family. */
  readonly addresses: readonly string[];
  /** Ports by their names in the Service, where they differ from the Service's. */
  readonly ports?: { readonly [name: string]: number };
}

/** Where a Service without a selector leads: addresses outside the cluster. */
export class EndpointSlice extends ApiObject {
  constructor(scope: Construct, id: string, props: EndpointSliceProps) {
    const { metadata, of, addresses, ports } = props;
    super(scope, id, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        namespace: of.namespace,
        ...metadata,
        labels: { 'kubernetes.io/service-name': of.name, ...metadata?.labels },
      },
      addressType: addresses.some((it) => isIPv6(it)) ? 'IPv6' : 'IPv4',
      endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
      ports: of.ports.map((port) => ({
        name: port.name ?? '',
        port: ports?.[port.name ?? ''] ?? (typeof port.targetPort === 'number' ? port.targetPort : port.port),
        protocol: port.protocol ?? 'TCP',
      })),
    });
    checkProps(this, endpointSliceProps, props);
    if (of.hasSelector) this.problem(`Service ${of.name} finds its pods by a selector, and would overwrite this`, 'of');
  }
}
