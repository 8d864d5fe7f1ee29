import type { Construct } from 'constructs';
import type { StatefulSetSpec } from '../../api/schema/types/apps-v1.ts';
import type { Quantity } from '../../api/schema/types/scalars.ts';
import { claimSpec, podTemplate, type PodProps } from '../core/pod.ts';
import type { Service } from '../core/service.ts';
import { Workload } from '../core/workload.ts';
import type { Named } from '../names.ts';
import { overlay, type Overlay } from '../overlay.ts';
import { checkProps, statefulSetProps } from '../props.ts';

export interface StatefulSetProps extends PodProps {
  readonly replicas?: number;
  /** Pods come and go all at once instead of one by one. */
  readonly parallel?: boolean;
  /** A volume for each pod, by name. */
  readonly claims?: {
    readonly [name: string]: {
      readonly size: Quantity;
      readonly storageClass?: Named;
      readonly mount: string;
      readonly access?: readonly string[];
    };
  };
  /** What becomes of the volumes when the set is deleted; they stay when not said. */
  readonly whenDeleted?: 'Retain' | 'Delete';
  /** What becomes of the volumes of pods scaled away; they stay when not said. */
  readonly whenScaled?: 'Retain' | 'Delete';
  /** Any field of its spec, laid over. */
  readonly spec?: Overlay<StatefulSetSpec>;
}

/** Pods with names and volumes of their own, behind a headless Service that it makes. */
export class StatefulSet extends Workload {
  private readonly props: StatefulSetProps;
  /** The Service that names its pods. */
  readonly governing: Service;

  constructor(scope: Construct, id: string, props: StatefulSetProps) {
    super(scope, id, { apiVersion: 'apps/v1', kind: 'StatefulSet' }, props);
    this.props = props;
    checkProps(this, statefulSetProps, props);
    this.governing = this.expose({ headless: true });
  }

  protected override render(): { readonly [field: string]: unknown } {
    const { claims = {}, replicas, parallel, whenDeleted, whenScaled } = this.props;
    const mounts = Object.entries(claims).map(([name, { mount }]) => ({ name, mountPath: mount }));
    const spec = {
      replicas,
      podManagementPolicy: parallel ? 'Parallel' : undefined,
      persistentVolumeClaimRetentionPolicy: whenDeleted || whenScaled ? { whenDeleted, whenScaled } : undefined,
      serviceName: this.governing.name,
      selector: { matchLabels: this.selector },
      template: podTemplate(this, this.lastingId, this.props, this.selector, {}, mounts),
      volumeClaimTemplates: mounts.length
        ? Object.entries(claims).map(([name, claim]) => ({ metadata: { name }, spec: claimSpec(this, claim) }))
        : undefined,
    };
    return { spec: overlay(spec, this.props.spec) };
  }
}
