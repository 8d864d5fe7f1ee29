import type { Construct } from 'constructs';
import type { PersistentVolumeClaimSpec } from '../../api/schema/types/core-v1.ts';
import type { Quantity } from '../../api/schema/types/scalars.ts';
import { ApiObject, type Metadata } from '../api-object.ts';
import { claimSpec } from '../core/pod.ts';
import { checkProps, persistentVolumeClaimProps } from '../props.ts';
import { refer, type Named } from '../names.ts';
import { overlay, type Overlay } from '../overlay.ts';

export interface PersistentVolumeClaimProps {
  readonly metadata?: Metadata;
  readonly size: Quantity;
  readonly storageClass?: Named;
  readonly access?: readonly string[];
  /** The one volume it is for. */
  readonly volume?: Named;
  /** Any field of its spec, laid over. */
  readonly spec?: Overlay<PersistentVolumeClaimSpec>;
}

/** A volume asked for. */
export class PersistentVolumeClaim extends ApiObject {
  private readonly props: PersistentVolumeClaimProps;

  constructor(scope: Construct, id: string, props: PersistentVolumeClaimProps) {
    super(scope, id, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: props.metadata });
    this.props = props;
    checkProps(this, persistentVolumeClaimProps, props);
  }

  protected override render(): { readonly [field: string]: unknown } {
    const spec = { ...claimSpec(this, this.props), volumeName: refer(this, 'PersistentVolume', this.props.volume) };
    return { spec: overlay(spec, this.props.spec) };
  }
}
