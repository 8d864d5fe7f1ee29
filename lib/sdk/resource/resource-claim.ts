import type { Construct } from 'constructs';
import { ApiObject, type Metadata } from '../api-object.ts';
import { refer, type Named } from '../names.ts';
import { checkProps, resourceClaimProps } from '../props.ts';

export interface DeviceRequest {
  readonly deviceClass: Named;
  /** How many; 1 when not said. */
  readonly count?: number;
  /** CEL expressions over `device`, all of which must hold. */
  readonly select?: readonly string[];
}

export interface ResourceClaimProps {
  readonly metadata?: Metadata;
  /** Devices by what the claim calls them. */
  readonly devices: { readonly [name: string]: DeviceRequest };
}

function claimSpec(of: ApiObject, { devices }: ResourceClaimProps): object {
  const requests = Object.entries(devices).map(([name, { deviceClass, count, select }]) => ({
    name,
    exactly: {
      deviceClassName: refer(of, 'DeviceClass', deviceClass),
      allocationMode: 'ExactCount',
      count: count ?? 1,
      selectors: select?.map((expression) => ({ cel: { expression } })),
    },
  }));
  return { devices: { requests } };
}

/** Devices asked for, shared by all pods that name the claim. */
export class ResourceClaim extends ApiObject {
  private readonly props: ResourceClaimProps;

  constructor(scope: Construct, id: string, props: ResourceClaimProps) {
    super(scope, id, { apiVersion: 'resource.k8s.io/v1', kind: 'ResourceClaim', metadata: props.metadata });
    this.props = props;
    checkProps(this, resourceClaimProps, props);
  }

  protected override render(): { readonly [field: string]: unknown } {
    return { spec: claimSpec(this, this.props) };
  }
}

/** Devices asked for by each pod for itself. */
export class ResourceClaimTemplate extends ApiObject {
  private readonly props: ResourceClaimProps;

  constructor(scope: Construct, id: string, props: ResourceClaimProps) {
    super(scope, id, { apiVersion: 'resource.k8s.io/v1', kind: 'ResourceClaimTemplate', metadata: props.metadata });
    this.props = props;
    checkProps(this, resourceClaimProps, props);
  }

  protected override render(): { readonly [field: string]: unknown } {
    return { spec: { spec: claimSpec(this, this.props) } };
  }
}
