import type { Construct } from 'constructs';
import type { PersistentVolumeSpec } from '../../api/schema/types/core-v1.ts';
import type { Quantity } from '../../api/schema/types/scalars.ts';
import { ApiObject, type Metadata } from '../api-object.ts';
import { refer, type Named } from '../names.ts';
import { overlay, type Overlay } from '../overlay.ts';
import { checkProps, persistentVolumeProps } from '../props.ts';
import type { PersistentVolumeClaim } from './persistent-volume-claim.ts';

export interface PersistentVolumeProps {
  readonly metadata?: Metadata;
  readonly size: Quantity;
  readonly access?: readonly string[];
  readonly storageClass?: Named;
  /** What becomes of it when its claim is gone; it stays when not said. */
  readonly reclaim?: 'Retain' | 'Delete' | 'Recycle';
  /** What it is made of, as the API has it: `{ csi: { driver, volumeHandle } }`, `{ nfs: { server, path } }`, `{ local: { path } }`. */
  readonly source: Overlay<PersistentVolumeSpec>;
  /** Labels of the nodes that reach it: a value or one of several. */
  readonly nodes?: { readonly [label: string]: string | readonly string[] };
  /** The one claim it is for. */
  readonly claim?: PersistentVolumeClaim | { readonly name: string; readonly namespace: string };
  /** Any field of its spec, laid over. */
  readonly spec?: Overlay<PersistentVolumeSpec>;
}

/** A volume that is there before anybody asks for it. */
export class PersistentVolume extends ApiObject {
  private readonly props: PersistentVolumeProps;

  constructor(scope: Construct, id: string, props: PersistentVolumeProps) {
    super(scope, id, { apiVersion: 'v1', kind: 'PersistentVolume', metadata: props.metadata });
    this.props = props;
    checkProps(this, persistentVolumeProps, props);
  }

  protected override render(): { readonly [field: string]: unknown } {
    const { size, access, storageClass, reclaim, source, nodes, claim } = this.props;
    const spec = {
      capacity: { storage: size },
      accessModes: access ?? ['ReadWriteOnce'],
      storageClassName: refer(this, 'StorageClass', storageClass),
      persistentVolumeReclaimPolicy: reclaim,
      ...source,
      nodeAffinity: nodes && {
        required: {
          nodeSelectorTerms: [
            {
              matchExpressions: Object.entries(nodes).map(([key, value]) => ({
                key,
                operator: 'In',
                values: typeof value === 'string' ? [value] : value,
              })),
            },
          ],
        },
      },
      claimRef: claim && { name: claim.name, namespace: claim.namespace ?? 'default' },
    };
    return { spec: overlay(spec, this.props.spec) };
  }
}
