import type { Construct } from 'constructs';
import type { PersistentVolumeClaimSpec } from '../../api/schema/types/core-v1.ts';
import type { Quantity } from '../../api/schema/types/scalars.ts';
import { ApiObject, type Metadata } from '../api-object.ts';
import { nameOf, overlay, type Named } from '../core/pod.ts';

export interface PersistentVolumeClaimProps {
  readonly metadata?: Metadata;
  readonly size: Quantity;
  readonly storageClass?: Named;
  readonly access?: readonly string[];
  /** Any field of its spec, laid over. */
  readonly spec?: Partial<PersistentVolumeClaimSpec>;
}

/** A volume asked for. */
export class PersistentVolumeClaim extends ApiObject {
  constructor(scope: Construct, id: string, props: PersistentVolumeClaimProps) {
    const spec = {
      accessModes: props.access ?? ['ReadWriteOnce'],
      storageClassName: props.storageClass && nameOf(props.storageClass),
      resources: { requests: { storage: props.size } },
    };
    super(scope, id, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: props.metadata,
      spec: overlay(spec, props.spec),
    });
  }
}
