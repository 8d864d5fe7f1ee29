import type { Construct } from 'constructs';
import { ApiObject, type Metadata } from '../api-object.ts';
import { checkProps, deviceClassProps } from '../props.ts';

export interface DeviceClassProps {
  readonly metadata?: Metadata;
  /** CEL expressions over `device`, all of which must hold: `device.driver == "gpu.example.com"`. */
  readonly select: readonly string[];
  /** Pods may ask for it as for a resource of this name. */
  readonly resourceName?: string;
}

/** Devices of a sort, for claims to ask for. */
export class DeviceClass extends ApiObject {
  constructor(scope: Construct, id: string, props: DeviceClassProps) {
    const { metadata, select, resourceName } = props;
    super(scope, id, {
      apiVersion: 'resource.k8s.io/v1',
      kind: 'DeviceClass',
      metadata,
      spec: {
        selectors: select.map((expression) => ({ cel: { expression } })),
        extendedResourceName: resourceName,
      },
    });
    checkProps(this, deviceClassProps, props);
  }
}
