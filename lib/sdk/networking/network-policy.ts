import type { Construct } from 'constructs';
import { ApiObject, type Metadata } from '../api-object.ts';
import type { NetworkPolicySpec } from '../../api/schema/types/networking-v1.ts';
import { checkProps, networkPolicyProps } from '../props.ts';
import { overlay, type Overlay } from '../overlay.ts';

/** Whom a rule speaks of: pods by labels, of a namespace (its own when none is said), or addresses. */
export interface PolicyPeer {
  readonly pods?: { readonly [key: string]: string };
  /** A namespace by name, or `'*'` for all. */
  readonly namespace?: string;
  readonly cidr?: string;
}

export interface NetworkPolicyProps {
  readonly metadata?: Metadata;
  /** Labels of the pods it speaks of; all of the namespace when empty. */
  readonly select?: { readonly [key: string]: string };
  readonly directions?: readonly ('Ingress' | 'Egress')[];
  /** Any field of its spec, laid over. */
  readonly spec?: Overlay<NetworkPolicySpec>;
}

/** Who may reach pods, and whom they may reach. */
export class NetworkPolicy extends ApiObject {
  private readonly props: NetworkPolicyProps;
  private readonly ingress: object[] = [];
  private readonly egress: object[] = [];

  constructor(scope: Construct, id: string, props: NetworkPolicyProps = {}) {
    super(scope, id, { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: props.metadata });
    this.props = props;
    checkProps(this, networkPolicyProps, props);
  }

  /** Nobody reaches the pods of a namespace, and they reach nobody but DNS, until other policies say so. */
  static defaultDeny(scope: Construct, id: string, metadata?: Metadata): NetworkPolicy {
    const policy = new NetworkPolicy(scope, id, { metadata, directions: ['Ingress', 'Egress'] });
    return policy.allowEgress({ namespace: 'kube-system' }, [53], ['UDP', 'TCP']);
  }

  /** Lets a peer in; on all ports when none is said. */
  allowIngress(from: PolicyPeer, ports: readonly (string | number)[] = []): this {
    this.ingress.push({ from: [peer(from)], ...portsOf(ports) });
    return this;
  }

  /** Lets the pods reach a peer. */
  allowEgress(to: PolicyPeer, ports: readonly (string | number)[] = [], protocols: readonly string[] = ['TCP']): this {
    this.egress.push({ to: [peer(to)], ...portsOf(ports, protocols) });
    return this;
  }

  protected override render(): { readonly [field: string]: unknown } {
    const spec = {
      podSelector: this.props.select && Object.keys(this.props.select).length ? { matchLabels: this.props.select } : {},
      policyTypes: this.props.directions ?? ['Ingress'],
      ingress: this.ingress.length ? this.ingress : undefined,
      egress: this.egress.length ? this.egress : undefined,
    };
    return { spec: overlay(spec, this.props.spec) };
  }
}

function peer({ pods, namespace, cidr }: PolicyPeer): object {
  if (cidr) return { ipBlock: { cidr } };
  const namespaceSelector =
    namespace === undefined
      ? undefined
      : namespace === '*'
        ? {}
        : { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
  return { podSelector: pods ? { matchLabels: pods } : namespaceSelector ? undefined : {}, namespaceSelector };
}

function portsOf(ports: readonly (string | number)[], protocols: readonly string[] = ['TCP']): object {
  return ports.length ? { ports: ports.flatMap((port) => protocols.map((protocol) => ({ port, protocol }))) } : {};
}
